package stanza

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/stanzatest"
)

var update = flag.Bool("update", false, "write what is found into testdata")

type wrongStanza struct {
	name, text, message string
}

// wrongStanzas reads the table of wrong stanzas.
func wrongStanzas(t *testing.T) (head string, all []wrongStanza) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "wrong-stanzas.txt"))
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "== ")
	for _, part := range parts[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		stanza, message, ok := strings.Cut(rest, "\n--\n")
		if !ok {
			t.Fatalf("%q says nothing of what is wrong", name)
		}
		all = append(all, wrongStanza{name, stanza, strings.TrimSpace(message)})
	}
	return parts[0], all
}

// whole returns the stanza.
func (w wrongStanza) whole(t *testing.T) *conf.C {
	t.Helper()
	stanza := stanzatest.Parse(t, w.text)
	if !strings.HasSuffix(w.name, " +") {
		return stanza
	}
	merged, err := conf.MergeConfigs(stanzatest.Parse(t, stanzatest.Sound), stanza)
	if err != nil {
		t.Fatal(err)
	}
	return merged
}

func TestAWrongStanzaIsRefusedInTheseWords(t *testing.T) {
	head, all := wrongStanzas(t)
	if len(all) < 60 {
		t.Errorf("there are %d wrong stanzas", len(all))
	}
	for n, tt := range all {
		t.Run(tt.name, func(t *testing.T) {
			err := ValidateStanza(tt.whole(t))
			if err == nil {
				t.Fatal("the stanza was taken")
			}
			if *update {
				all[n].message = err.Error()
				return
			}
			if diff := cmp.Diff(tt.message, err.Error()); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
	if *update {
		text := head
		for _, one := range all {
			text += "== " + one.name + "\n" + one.text + "\n--\n" + one.message + "\n\n"
		}
		if err := os.WriteFile(filepath.Join("testdata", "wrong-stanzas.txt"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The stanza that the table builds on has to be a good one, or its messages would
// say what is wrong with that.
func TestTheSoundPartIsSound(t *testing.T) {
	if err := ValidateStanza(stanzatest.Parse(t, stanzatest.Sound)); err != nil {
		t.Error(err)
	}
}
