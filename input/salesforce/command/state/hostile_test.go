package statecommand

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Names of event types, files and objects come from the org, by way of the registry.
func TestNamesFromTheOrgDoNotRuleTheTerminal(t *testing.T) {
	var hostile strings.Builder
	for r := rune(0); r < 0xa0; r++ {
		if r < 0x20 || r >= 0x7f {
			hostile.WriteRune(r)
		}
	}
	hostile.WriteString("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x1b]0;x\a\r\nFORGED ")
	// In pieces, because long names are shortened.
	for _, piece := range append([]string{strings.Repeat("x", 3000)}, strings.SplitAfter(hostile.String(), "\x08")...) {
		files := logFiles()
		files.Selections = []string{"Hourly/" + piece}
		files.Behind = map[string]time.Time{"Hourly/" + piece: noon}
		files.Collected[0].ID, files.Partial[0].ID = piece, piece
		all := map[string]registryEntry{
			"salesforce::" + piece + "::" + piece + "::event_log_file": {TTL: time.Hour, Updated: noon, Cursor: files.Cursor()},
			"salesforce::acme::host::" + piece:                         {TTL: time.Hour, Updated: noon, Cursor: state.Records{Through: noon, Settled: noon}.Cursor()},
			"salesforce::" + piece:                                     {TTL: time.Hour, Updated: noon},
		}
		entries := entriesOf(all, nil)
		var out strings.Builder
		if err := list(&out, entries); err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(out.String(), "\n"); lines != len(entries)+1 {
			t.Errorf("the list of %q has %d lines, want %d", piece, lines, len(entries)+1)
		}
		for _, e := range entries {
			if err := show(&out, e); err != nil {
				t.Fatal(err)
			}
		}
		if err := showJSON(&out, entries); err != nil {
			t.Fatal(err)
		}
		planned := newPlan()
		for _, e := range entries {
			planned.say("%s: forgotten", e.name())
			if longest := len([]rune(e.name())); longest > 3*80+2 {
				t.Errorf("a name has %d characters", longest)
			}
		}
		if err := planned.carryOut(&out, registry{}, consent{}, noon); err != nil {
			t.Fatal(err)
		}
		for _, r := range out.String() {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Fatalf("of %q %U is printed:\n%q", piece, r, out.String())
			}
		}
		if strings.Contains(out.String(), "\nFORGED") {
			t.Errorf("a line is forged:\n%s", out.String())
		}
	}
}
