package fleet

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

const (
	reference = "../../docs/reference.md"
	guide     = "../../docs/fleet.md"
)

// TestEveryOptionHasAFieldOrAReason holds the options of the product against what the
// templates make of all variables together, and against the guide's list of those that have
// none. So an option that is added needs a variable or a reason.
func TestEveryOptionHasAFieldOrAReason(t *testing.T) {
	options := rows(t, reference, "# Options of the salesforce input")
	reasons := rows(t, guide, "## Options without a field")
	if len(options) < 50 || len(reasons) < 5 {
		t.Fatalf("found %d options and %d reasons", len(options), len(reasons))
	}
	offered := offeredOptions(t, options)
	used := make(map[string]bool)
	for _, option := range options {
		pattern := slices.IndexFunc(reasons, func(pattern string) bool {
			matches, err := path.Match(pattern, option)
			if err != nil {
				t.Fatal(err)
			}
			return matches
		})
		switch {
		case pattern >= 0 && offered[option]:
			t.Errorf("%s has a variable, and the guide says why it has none", option)
		case pattern >= 0:
			used[reasons[pattern]] = true
		case !offered[option]:
			t.Errorf("%s has neither a variable nor a reason in %s", option, guide)
		}
	}
	for _, pattern := range reasons {
		if !used[pattern] {
			t.Errorf("the guide has a reason for %s, which is no option", pattern)
		}
	}
}

// offeredOptions returns the options in the stanzas that the package gives.
func offeredOptions(t *testing.T, options []string) map[string]bool {
	t.Helper()
	key := orgtest.KeyFile(t)
	offered := make(map[string]bool)
	for _, stream := range streams {
		for _, option := range read(t, "manifest.yml").VarGroups[0].Options {
			for _, all := range everything(t, stream, option.Vars, key) {
				walk("", render(t, stream, variablesOf(t, stream), all), func(name string, _ any) {
					for _, option := range options {
						if name == option || strings.HasPrefix(name, option+".") {
							offered[option] = true
						}
					}
				})
			}
		}
	}
	return offered
}

var firstCell = regexp.MustCompile("(?m)^\\| `([a-z_0-9.*]+)` \\|")

// rows returns what is named in the first column of the table below a heading.
func rows(t *testing.T, file, heading string) []string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(strings.ReplaceAll(string(content), "\r\n", "\n"), heading+"\n")
	if !ok {
		t.Fatalf("%s has no heading %q", file, heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var names []string
	for _, match := range firstCell.FindAllStringSubmatch(section, -1) {
		names = append(names, match[1])
	}
	return names
}

// TestFurtherOptionsCannotOverruleAField has what an administrator adds refused where it
// says something else than the form, and where it is no option.
func TestFurtherOptionsCannotOverruleAField(t *testing.T) {
	key := orgtest.KeyFile(t)
	for _, stream := range streams {
		for further, want := range map[string]string{
			"resource.timeout: 1s":                                    "advanced.resource.timeout: is also set outside of advanced",
			"resource: {timeout: 1s}":                                 "advanced.resource.timeout: is also set outside of advanced",
			"event_monitoring_method: {object: [], event_log_file: }": "is also set outside of advanced",
			"tags: [mine]":                                            "advanced.tags: is not allowed under advanced",
			"resource.retry.wait_mix: 3s":                             "did you mean wait_max?",
			"just text":                                               "advanced: must be a mapping",
		} {
			vars := variablesOf(t, stream)
			chosen := untouched(vars, key)
			for name, value := range flow([]string{"client_id", "client_secret"}, credentialsWith(key)) {
				chosen[name] = value
			}
			chosen["advanced"] = further
			stanza := render(t, stream, vars, chosen)
			stanza["type"], stanza["id"] = inputType, fmt.Sprintf("%s with %s", stream, further)
			output, err := testConfig(t, []any{stanza})
			if err == nil || !strings.Contains(output, want) {
				t.Errorf("%s with %s gives %v, want %q:\n%s", stream, further, err, want, output)
			}
		}
	}
}

var defaultCell = regexp.MustCompile("(?m)^\\| `([a-z_0-9.]+)` \\| [^|]* \\| `([^|]*)` \\|")

// ownDefaults are those of the package, of all data streams or of one: traces that have an
// end, and one interval for both methods of a profile.
var ownDefaults = map[string]bool{
	"resource.tracer.maxbackups":                              true,
	"profile event_monitoring_method.event_log_file.interval": true,
}

// TestDefaultsAreThoseOfTheProduct holds what a policy says that nobody has touched against
// the reference.
func TestDefaultsAreThoseOfTheProduct(t *testing.T) {
	content, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]string)
	for _, match := range defaultCell.FindAllStringSubmatch(string(content), -1) {
		want[match[1]] = match[2]
	}
	compared := 0
	for _, stream := range streams {
		vars := variablesOf(t, stream)
		walk("", render(t, stream, vars, defaults(vars)), func(name string, value any) {
			if _, isText := want[name]; !isText || value == nil || ownDefaults[name] || ownDefaults[stream+" "+name] {
				return
			}
			compared++
			got := fmt.Sprint(value)
			if list, ok := value.([]any); ok {
				got = fmt.Sprintf("%q", list)
			}
			if got != want[name] {
				t.Errorf("%s: %s is %s, and %s in the reference", stream, name, got, want[name])
			}
		})
	}
	if compared < 30 {
		t.Errorf("only %d defaults were compared", compared)
	}
}

// TestDataStreamsCallTheSameThingTheSame: what is filled in once looks like that everywhere.
func TestDataStreamsCallTheSameThingTheSame(t *testing.T) {
	first := make(map[string]variable)
	for _, path := range inStreams("manifest.yml") {
		for _, v := range read(t, path).variables() {
			v.Description, v.Default = "", nil
			if before, ok := first[v.Name]; ok && !cmp.Equal(before, v) {
				t.Errorf("%s (-before +in %s):\n%s", v.Name, path, cmp.Diff(before, v))
			} else if !ok {
				first[v.Name] = v
			}
		}
	}
}

// TestPolicyLeavesLatenessToTheProduct: what an object needs depends on its kind, so a
// default in the package would be too little for some.
func TestPolicyLeavesLatenessToTheProduct(t *testing.T) {
	for _, stream := range []string{"object", "query"} {
		for _, one := range variablesOf(t, stream) {
			if (one.Name == "delay" || one.Name == "lookback") && one.Default != nil {
				t.Errorf("%s: %s is %v by default", stream, one.Name, one.Default)
			}
		}
	}
}
