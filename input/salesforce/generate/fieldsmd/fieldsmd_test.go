package fieldsmd

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

func TestEveryTypeAndObjectIsInOneTheme(t *testing.T) {
	times := map[string]int{}
	for _, theme := range themes {
		for _, g := range theme.guides {
			times[g.name]++
			if g.what == "" || g.look == "" || !strings.HasSuffix(g.what, ".") || !strings.HasSuffix(g.look, ".") {
				t.Errorf("%s has no sentences", g.name)
			}
		}
	}
	var all []string
	for _, eventType := range catalog.EventTypes() {
		all = append(all, eventType.Name)
	}
	for _, object := range catalog.Objects() {
		// An event log object is described by its log file, and listed with it.
		if object.Kind != catalog.EventLog || times[object.Name] > 0 {
			all = append(all, object.Name)
		}
	}
	for _, name := range all {
		if times[name] != 1 {
			t.Errorf("guide.go lists %s %d times, want once", name, times[name])
		}
		delete(times, name)
	}
	for name := range times {
		t.Errorf("there is no %s", name)
	}
}

func TestEveryEventLogObjectIsListed(t *testing.T) {
	page := string(Generate())
	for _, name := range catalog.EventLogs() {
		if !strings.Contains(page, "| "+name+" | ") && !strings.Contains(page, "| ["+name+"](") {
			t.Errorf("%s is not listed", name)
		}
	}
}

func TestTheFileInDocsIsUpToDate(t *testing.T) {
	file, err := os.ReadFile("../../../../docs/fields.md")
	if err != nil {
		t.Fatal(err)
	}
	fresh := Generate()
	if !bytes.Equal(file, fresh) {
		t.Error("docs/fields.md is not what the tables give: run mage update")
	}
	if !bytes.Equal(fresh, Generate()) {
		t.Error("two runs differ")
	}
}

// TestNothingIsLeftOut: but for the Id of big objects, every column has a value that an
// event gets.
func TestNothingIsLeftOut(t *testing.T) {
	d := newDescriber()
	for _, eventType := range catalog.EventTypes() {
		for _, m := range d.rows(eventType) {
			if len(m.fields) == 0 && m.column != "EVENT_TYPE" {
				t.Errorf("%s: nothing comes of %s", eventType.Name, m.column)
			}
		}
	}
	for _, object := range catalog.Objects() {
		for _, m := range d.records(object) {
			if len(m.fields) == 0 && m.column != "Id" {
				t.Errorf("%s: nothing comes of %s", object.Name, m.column)
			}
		}
	}
}
