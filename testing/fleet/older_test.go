package fleet

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// older writes the package for older stacks.
func older(t *testing.T) string {
	t.Helper()
	to, err := filepath.Abs(filepath.Join(t.TempDir(), filepath.Base(folder)))
	if err != nil {
		t.Fatal(err)
	}
	generate := exec.Command("go", "run", "./input/salesforce/generate", "-older", "_meta/fleet/salesforce_events", "-o", to)
	generate.Dir = "../.."
	generate.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := generate.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return to
}

// TestThePackageForOlderStacksIsTheSame checks that it has the same templates and the same
// variables, as far as these shape a stanza: so what is tested of the one holds for the other.
func TestThePackageForOlderStacksIsTheSame(t *testing.T) {
	from := older(t)
	kinds := map[string]string{"url": "text", "duration": "text"}
	for _, name := range append([]string{"manifest.yml"}, inStreams("manifest.yml")...) {
		newer, old := readFrom(t, folder, name), readFrom(t, from, name)
		if len(old.VarGroups) != 0 {
			t.Errorf("%s has groups of variables, which older stacks do not know", name)
		}
		want, got := newer.variables(), old.variables()
		for n, v := range want {
			if kind := kinds[v.Type]; kind != "" {
				want[n].Type = kind
			}
			if n >= len(got) {
				continue
			}
			if !strings.Contains(got[n].Description, strings.TrimSpace(v.Description)) {
				t.Errorf("%s is described as %q, and was as %q", v.Name, got[n].Description, v.Description)
			}
			want[n].Description, got[n].Description = "", ""
			if v.Name == "client_id" { // each way to sign in needs it
				want[n].Required = true
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-newer +older):\n%s", name, diff)
		}
	}
	for _, name := range inStreams("agent/stream/stream.yml.hbs") {
		want, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s differs", name)
		}
	}
}

// inStreams returns the paths of a file of all data streams.
func inStreams(name string) []string {
	var paths []string
	for _, stream := range streams {
		paths = append(paths, "data_stream/"+stream+"/"+name)
	}
	return paths
}

// TestTheFormForOlderStacksSaysWhichFieldsBelongTogether: its Kibana shows all fields.
func TestTheFormForOlderStacksSaysWhichFieldsBelongTogether(t *testing.T) {
	vars := make(map[string]variable)
	for _, v := range readFrom(t, older(t), "manifest.yml").Vars {
		vars[v.Name] = v
	}
	for _, option := range read(t, "manifest.yml").VarGroups[0].Options {
		for _, name := range option.Vars {
			if name != "client_id" && !strings.Contains(vars[name].Description, option.Title) {
				t.Errorf("%s is described as %q, which does not name %q", name, vars[name].Description, option.Title)
			}
		}
	}
	if !vars["client_id"].Required {
		t.Error("client_id is not required")
	}
	if got := vars["timeout"].Description; !strings.Contains(got, "1s to 30m") {
		t.Errorf("timeout is described as %q, without its bounds", got)
	}
}
