package coverage

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/plainfile"
)

// Folder is where ledgers are, under the data path of the beat.
const Folder = "salesforce-coverage"

const extension = ".jsonl"

// pathOf returns where the ledger of a key is.
func pathOf(folder, key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(folder, hex.EncodeToString(sum[:12])+extension)
}

// content is what a file has.
type content struct {
	header Header
	lines  []line
	// damaged is how many lines could not be read. One that broke off at the end is what a
	// crash leaves, and does not count.
	damaged int
	torn    bool
	size    int64
}

// errForm says that a file is no ledger that this version reads.
var errForm = errors.New("it is no ledger that this version reads")

func read(path string) (content, error) {
	file, err := plainfile.OpenOwn(path, os.O_RDONLY, 0)
	if err != nil {
		return content{}, err
	}
	defer file.Close()
	var c content
	for lines := bufio.NewReaderSize(file, 1<<16); ; {
		text, err := lines.ReadBytes('\n')
		c.size += int64(len(text))
		if errors.Is(err, io.EOF) {
			c.torn = len(text) > 0
			break
		}
		if err != nil {
			return content{}, err
		}
		if c.header.Version == 0 {
			if err := json.Unmarshal(text, &c.header); err != nil || c.header.Version != Version {
				return content{}, fmt.Errorf("%w: it starts with %.100q", errForm, text)
			}
			continue
		}
		var l line
		if err := json.Unmarshal(text, &l); err != nil || !l.whole() {
			c.damaged++
			continue
		}
		c.lines = append(c.lines, l)
	}
	if c.header.Version == 0 {
		return content{}, fmt.Errorf("%w: it has no first line", errForm)
	}
	return c, nil
}

// whole reports whether a line says what it should.
func (l *line) whole() bool {
	switch {
	case l.At.IsZero():
		return false
	case l.File != nil:
		return !l.File.Hour.IsZero()
	case l.Told != nil:
		return !l.Told.Hour.IsZero()
	}
	return l.Window != nil && !l.Window.To.Before(l.Window.From)
}

// ReadFolder returns the ledgers that are in a folder, by input, host and source. They may
// be in use. The error joins what could not be read; the others are there all the same.
// A folder that does not exist has none.
func ReadFolder(folder string) ([]*Book, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*"+extension))
	if err != nil {
		return nil, err
	}
	var books []*Book
	var problems []error
	for _, path := range paths {
		c, err := read(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", path, err))
			continue
		}
		if c.damaged > 0 {
			problems = append(problems, fmt.Errorf("%s: skipping %d lines that cannot be read", path, c.damaged))
		}
		books = append(books, newBook(c.header, c.lines))
	}
	slices.SortFunc(books, func(a, b *Book) int {
		return slices.Compare([]string{a.Input, a.Host, a.Source, a.Key}, []string{b.Input, b.Host, b.Source, b.Key})
	})
	return books, errors.Join(problems...)
}

// Remove removes the ledger of a key, if there is one, and what audits know of it.
func Remove(folder, key string) error {
	path := pathOf(folder, key)
	paths, err := filepath.Glob(strings.TrimSuffix(path, extension) + ".*" + identityExtension)
	if err != nil {
		return err
	}
	var failed error
	for _, each := range append(paths, auditPath(path), path) {
		if err := os.Remove(each); !errors.Is(err, os.ErrNotExist) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// isOurs reports whether a file is a ledger, or beside one.
func isOurs(name string) bool {
	return slices.Contains([]string{extension, auditExtension, identityExtension}, filepath.Ext(name)) || isQuarantined(name)
}

// isQuarantined reports whether a file is a ledger that was quarantined.
func isQuarantined(name string) bool { return strings.Contains(name, extension+".unreadable-") }
