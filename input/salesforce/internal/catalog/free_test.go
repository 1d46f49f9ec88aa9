package catalog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFreeEventTypesAreKnownAndDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "docs", "setup.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range FreeEventTypes() {
		if known, ok := EventTypeByName(name); !ok || !strings.EqualFold(known.Name, name) {
			t.Errorf("%s is in no table", name)
		}
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/setup.md does not name %s", name)
		}
		if !IsFree(strings.ToLower(name)) {
			t.Errorf("%s is not free", name)
		}
	}
	if len(FreeEventTypes()) != 8 || IsFree("Report") {
		t.Errorf("free are %q", FreeEventTypes())
	}
}
