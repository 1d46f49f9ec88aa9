package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// root is the root of the repository.
var root = filepath.Join("..", "..", "..")

func TestMain(m *testing.M) {
	templates = filepath.Join(root, templates)
	os.Exit(m.Run())
}

func TestThePagesAreThoseOfTheTables(t *testing.T) {
	files := map[string]string{
		"schema": "docs/salesforce.schema.json", "configuration": "filebeat.yml", "all-options": "filebeat.reference.yml",
		"reference": "docs/reference.md", "troubleshooting": "docs/troubleshooting.md", "metrics": "docs/metrics.md",
	}
	for name := range pages {
		path := filepath.Join(t.TempDir(), "page")
		if err := write(name, path); err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		have, err := os.ReadFile(filepath.Join(root, files[name]))
		if err != nil {
			t.Fatal(err)
		}
		if strings.ReplaceAll(string(have), "\r\n", "\n") != string(want) {
			t.Errorf("%s is stale: run \"go tool mage update\"", files[name])
		}
	}
	if err := write("recipes", filepath.Join(t.TempDir(), "x")); err == nil {
		t.Error("there is a page that nobody makes")
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
