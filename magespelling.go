//go:build mage

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/magefile/mage/sh"
)

// misspelled is a line that misspell prints: path, line, and the word.
var misspelled = regexp.MustCompile(`(?m)^(.+?):(\d+):\d+: "(.+)" is a misspelling of ".+"$`)

// Spelling fails if a file that people read has a misspelled word, or one that is not
// spelled the American way.
func Spelling() error {
	listed, err := sh.Output("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	if err != nil {
		return err
	}
	var paths []string
	for _, path := range strings.Split(listed, "\x00") {
		if _, err := os.Stat(path); err == nil && hasProse(path) {
			paths = append(paths, path)
		}
	}
	var found []string
	for chunk := range slices.Chunk(paths, 200) { // a command line of Windows is short
		out, err := sh.Output("go", append([]string{"tool", "misspell", "-locale", "US", "-source", "text"}, chunk...)...)
		if err != nil {
			return err
		}
		for _, match := range misspelled.FindAllStringSubmatch(out, -1) {
			prose, err := isProse(match[1], match[2], match[3])
			if err != nil {
				return err
			}
			if prose {
				found = append(found, match[0])
			}
		}
	}
	if len(found) > 0 {
		return fmt.Errorf("misspelled:\n%s", strings.Join(found, "\n"))
	}
	return nil
}

// hasProse reports whether people read a file. Test data is what Salesforce sends, and the
// configuration of the linter names the words that it allows.
func hasProse(path string) bool {
	types := []string{".go", ".md", ".yml", ".yaml", ".tmpl", ".txt", ".json", ".xml", ".sh"}
	return path != ".golangci.yml" && slices.Contains(types, filepath.Ext(path)) && !strings.Contains(path, "/testdata/")
}

// isProse reports whether a line has a word on its own. A word beside an underscore is part
// of a name, such as IS_CANCELLED, which Salesforce spells.
func isProse(path, line, word string) (bool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	number, err := strconv.Atoi(line)
	if err != nil {
		return false, err
	}
	lines := strings.Split(string(text), "\n")
	if number > len(lines) {
		return false, fmt.Errorf("%s has no line %d", path, number)
	}
	alone := regexp.MustCompile(`(^|[^\w])` + regexp.QuoteMeta(word) + `([^\w]|$)`)
	return alone.MatchString(lines[number-1]), nil
}
