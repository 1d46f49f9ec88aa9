package documents

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// root is that of the repository.
const root = "../.."

// pages are all Markdown files, by their path from the root.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for _, file := range files(t, ".md") {
		all[file] = read(t, file)
	}
	if len(all) < 20 {
		t.Fatalf("only %d pages", len(all))
	}
	return all
}

// files are those of the repository that end in this way, without what was built.
func files(t *testing.T, end string) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (name == "build" || name == ".git") {
			return fs.SkipDir
		}
		if strings.HasSuffix(name, end) {
			found = append(found, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(content), "\r\n", "\n")
}

var (
	fenced = regexp.MustCompile("(?ms)^```.*?^```")
	code   = regexp.MustCompile("`[^`\n]*`")
	linked = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	// heading is one of Markdown, in which links may be.
	heading = regexp.MustCompile(`(?m)^#{1,6} +(.*?) *#*$`)
	link    = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// links are the targets that a page links to, those in code left out.
func links(text string) []string {
	text = code.ReplaceAllString(fenced.ReplaceAllString(text, ""), "")
	var targets []string
	for _, found := range linked.FindAllStringSubmatch(text, -1) {
		targets = append(targets, found[1])
	}
	return targets
}

// anchors are those that the headings of a page have where it is shown.
func anchors(text string) map[string]bool {
	all := make(map[string]bool)
	for _, found := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, link.ReplaceAllString(found[1], "$1"))
		unique := name
		for n := 1; all[unique]; n++ {
			unique = fmt.Sprintf("%s-%d", name, n)
		}
		all[unique] = true
	}
	return all
}

// resolve returns the path from the root, and the anchor, that a link of a page leads to. It
// is false for what is elsewhere.
func resolve(page, target string) (name, anchor string, here bool, err error) {
	parsed, err := url.Parse(target)
	if err != nil || parsed.Scheme != "" {
		return "", "", false, err
	}
	if parsed.Path == "" {
		return page, parsed.Fragment, true, nil
	}
	return path.Join(path.Dir(page), parsed.Path), parsed.Fragment, true, nil
}

func TestEachLinkLeadsSomewhere(t *testing.T) {
	all, headings := pages(t), make(map[string]map[string]bool)
	for page, text := range all {
		headings[page] = anchors(text)
	}
	checked := 0
	for page, text := range all {
		for _, target := range links(text) {
			name, anchor, here, err := resolve(page, target)
			switch {
			case err != nil:
				t.Errorf("%s links to %q: %v", page, target, err)
				continue
			case !here:
				continue
			}
			checked++
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(name))); err != nil {
				t.Errorf("%s links to %q, which is not there", page, target)
			} else if anchor != "" && !headings[name][anchor] {
				t.Errorf("%s links to %q, and there is no such heading", page, target)
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d links", checked)
	}
}

func TestEachPageCanBeReachedFromTheREADME(t *testing.T) {
	all := pages(t)
	reached := map[string]bool{"README.md": true}
	for next := []string{"README.md"}; len(next) > 0; next = next[1:] {
		for _, target := range links(all[next[0]]) {
			name, _, here, err := resolve(next[0], target)
			if err == nil && here && all[name] != "" && !reached[name] {
				reached[name] = true
				next = append(next, name)
			}
		}
	}
	for page := range all {
		if path.Dir(page) == "docs" && !reached[page] {
			t.Errorf("%s cannot be reached from README.md", page)
		}
	}
}

// inOrder are the pages in the order in which a reader needs them.
var inOrder = []string{
	"docs/setup.md", "docs/reference.md", "docs/fields.md", "docs/troubleshooting.md", "docs/reliability.md",
	"docs/performance.md", "docs/metrics.md", "docs/scaling.md", "docs/fleet.md", "docs/elastic-agent.md",
	"docs/migrate.md", "docs/architecture.md", "CONTRIBUTING.md",
}

func TestTheREADMEListsThePagesInTheirOrder(t *testing.T) {
	_, section, ok := strings.Cut(read(t, "README.md"), "\n## Documentation\n")
	if !ok {
		t.Fatal("README.md has no list of pages")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var listed []string
	for line := range strings.Lines(section) {
		// The first link of a line is its page, the others are mentioned with it.
		if targets := links(line); strings.HasPrefix(line, "| [") && slices.Contains(inOrder, targets[0]) {
			listed = append(listed, targets[0])
		}
	}
	if !slices.Equal(listed, inOrder) {
		t.Errorf("README.md lists\n%q, want\n%q", listed, inOrder)
	}
}

// A page that promises something names the test that shows it.
func TestTheTestsThatPagesNameExist(t *testing.T) {
	var tests strings.Builder
	for _, file := range files(t, "_test.go") {
		tests.WriteString(read(t, file))
	}
	for page, text := range pages(t) {
		names := regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9_]+)`").FindAllStringSubmatch(text, -1)
		for _, name := range names {
			if !strings.Contains(tests.String(), "func "+name[1]+"(") {
				t.Errorf("%s names %s, which is not there", page, name[1])
			}
		}
		if least := map[string]int{"SECURITY.md": 30, "docs/reliability.md": 15}[page]; len(names) < least {
			t.Errorf("%s names %d tests, at least %d were there", page, len(names), least)
		}
	}
}

// The targets of mage that pages tell to use.
func TestTheTargetsThatPagesNameExist(t *testing.T) {
	source := read(t, "magefile.go") + read(t, "magecheck.go") + read(t, "mageagent.go") + read(t, "magefleet.go")
	checked := 0
	for page, text := range pages(t) {
		for _, found := range regexp.MustCompile(`go tool mage ([a-z]+(?::[a-z]+)?)`).FindAllStringSubmatch(text, -1) {
			checked++
			space, name, spaced := strings.Cut(found[1], ":")
			pattern := `(?im)^func ` + space + `\(`
			if spaced {
				pattern = `(?im)^func \(` + space + `\) ` + name + `\(|^func ` + space + name + `\(|"` + found[1] + `"`
			}
			if !regexp.MustCompile(pattern).MatchString(source) {
				t.Errorf("%s names the target %s, which is not there", page, found[1])
			}
		}
	}
	if checked < 10 {
		t.Errorf("only %d targets", checked)
	}
}

// Where a newcomer is told to look, by the table of questions of the architecture.
func TestArchitecturePointsToFilesThatExist(t *testing.T) {
	_, table, ok := strings.Cut(read(t, "docs/architecture.md"), "| question | file |")
	if !ok {
		t.Fatal("there is no table of questions")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	named := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(table, -1)
	if len(named) < 5 {
		t.Errorf("the table names %d files", len(named))
	}
	for _, one := range named {
		if read(t, "input/salesforce/"+one[1]) == "" {
			t.Errorf("%s is empty", one[1])
		}
	}
}
