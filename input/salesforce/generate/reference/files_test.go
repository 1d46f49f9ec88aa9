package reference

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// root is the root of the repository.
var root = filepath.Join("..", "..", "..", "..")

func TestThePagesAreThoseOfTheTables(t *testing.T) {
	files, err := Files(root)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range files {
		have, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
		if err != nil {
			t.Fatal(err)
		}
		if strings.ReplaceAll(string(have), "\r\n", "\n") != string(want) {
			t.Errorf("%s is stale: run \"go tool mage update\"", path)
		}
	}
	if _, err := Files(t.TempDir()); err == nil {
		t.Error("the templates are not read from the repository that is given")
	}
}

func TestThePageSaysWhatHappensAfterEveryFailure(t *testing.T) {
	signIn := make(map[oauth.Class]bool)
	for _, row := range afterSignIn {
		signIn[row.class] = true
	}
	for _, row := range oauth.Remedies() {
		if !signIn[row.Class] {
			t.Errorf("nothing is said of the class %s", row.Class)
		}
	}
	calls := make(map[rest.Class]bool)
	for _, row := range afterCall {
		calls[row.class] = true
	}
	for _, rule := range rest.Rules() {
		if !calls[rule.Class] {
			t.Errorf("nothing is said of the class %s", rule.Class)
		}
	}
}

// A cell that holds a bar, or a line end, would break its table.
func TestTheTablesAreWhole(t *testing.T) {
	for name, page := range pages {
		columns := 0
		for line := range strings.Lines(string(page())) {
			if !strings.HasPrefix(line, "|") {
				columns = 0
				continue
			}
			bars := strings.Count(line, "|")
			if columns != 0 && bars != columns {
				t.Errorf("%s: a row with %d bars in a table of %d: %s", name, bars, columns, line)
			}
			columns = bars
		}
	}
}
