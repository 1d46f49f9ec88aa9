package state

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestACursorSaysHowManyLinesOfTheLedgerItCovers(t *testing.T) {
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	files := LogFiles{Begin: at, Watermark: at, Selections: []string{"Hourly/*"}}
	for name, plain := range map[string]Cursor{
		"log files": files.Cursor(),
		"records":   Records{Through: at, Settled: at}.Cursor(),
		"a query":   Query{Begun: at}.Cursor(),
		"nothing":   {Version: Version, Position: "{}"},
	} {
		noting := plain.Noting(77)
		if plain.Noted() != 0 || noting.Noted() != 77 || KindOf(noting) != KindOf(plain) {
			t.Errorf("%s: %q covers %d lines, and is one of %s", name, noting.Position, noting.Noted(), KindOf(noting))
		}
		if plain.Noting(0) != plain {
			t.Errorf("%s: a cursor that covers nothing has changed", name)
		}
	}
	got, err := ReadLogFiles(files.Cursor().Noting(77))
	if diff := cmp.Diff(files, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, damaged := range []string{"", "no JSON", `{"noted":-3}`, `{"noted":"x"}`} {
		if noted := (Cursor{Position: damaged}).Noted(); noted != 0 {
			t.Errorf("%q covers %d lines", damaged, noted)
		}
	}
}
