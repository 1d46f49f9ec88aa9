package e2e

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// exampleSecret is the secret of the app in the tests of examples/.
const exampleSecret = "51B3C0A7SECRET"

var (
	orgURL         = regexp.MustCompile(`https://\w+\.my\.salesforce\.com`)
	exampleFolder  = filepath.Join("..", "..", "examples")
	exampleComment = regexp.MustCompile(`\A(# .*\n|#\n)+\n`)
)

// exampleFiles are the configurations of examples/, by name.
func exampleFiles(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(exampleFolder, "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(path)] = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	return all
}

// exampleConfiguration returns an example for an org that is here. Outputs that are elsewhere are
// replaced by a file unless keepOutput is set.
func exampleConfiguration(t *testing.T, text string, org *org, home string, keepOutput bool) string {
	t.Helper()
	text = strings.NewReplacer(
		"/etc/filebeat/salesforce.key", org.key,
		"https://login.salesforce.com", org.url,
	).Replace(orgURL.ReplaceAllString(text, org.url))
	var parsed map[string]any
	if err := yaml.Unmarshal([]byte(text), &parsed); err != nil {
		t.Fatal(err)
	}
	for name := range parsed {
		if strings.HasPrefix(name, "output.") && !keepOutput {
			delete(parsed, name)
			parsed["output.file"] = map[string]any{"path": filepath.Join(home, "out"), "filename": "events", "rotate_every_kb": 1 << 20}
		}
	}
	parsed["setup.template.enabled"] = false
	parsed["logging"] = map[string]any{"to_files": false, "to_stderr": true, "metrics.enabled": false}
	content, err := yaml.Marshal(parsed)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestEachExampleFileCollects(t *testing.T) {
	all := exampleFiles(t)
	if len(all) != 7 {
		t.Errorf("%d examples, want 7", len(all))
	}
	for _, name := range []string{"SALESFORCE_CLIENT_ID", "GLOBEX_CLIENT_ID"} {
		t.Setenv(name, orgsim.DefaultClientID)
	}
	for _, name := range []string{"SALESFORCE_CLIENT_SECRET", "GLOBEX_CLIENT_SECRET"} {
		t.Setenv(name, exampleSecret)
	}
	t.Setenv("ES_API_KEY", "id:key")
	for name, text := range all {
		t.Run(name, func(t *testing.T) {
			if !exampleComment.MatchString(text) {
				t.Error("the file does not begin with a comment that says when to use it")
			}
			options := guideOptions()
			options.ClientSecret = exampleSecret
			org := startOrg(t, options)
			b := newBeat(t, "")
			b.Configure(exampleConfiguration(t, text, org, b.Home, true))
			if output, err := b.Command(context.Background(), "test", "config").CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			b.Configure(exampleConfiguration(t, text, org, b.Home, false))
			b.Start()
			b.waitForEvents(1)
			if name == "many-orgs.yml" {
				// Both stanzas collect the one org of the test; their fields tell them apart.
				b.waitFor("an event of each stanza", func() bool {
					units := make(map[any]bool)
					for _, one := range b.events() {
						if fields, ok := one.Fields["fields"].(map[string]any); ok {
							units[fields["business_unit"]] = true
						}
					}
					return units["sales"] && units["support"]
				})
			}
			b.Stop()
			for _, one := range b.events() {
				if one.Metadata.ID == "" {
					t.Errorf("an event has no id: %v", one.Fields)
				}
				if name == "migration.yml" && one.Event.Provider == "" {
					t.Errorf("an event has no event.provider: %v", one.Fields)
				}
			}
		})
	}
}

func TestTheExamplesAreListed(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(exampleFolder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, link := range regexp.MustCompile(`\| \[([\w-]+\.yml)\]\(([\w-]+\.yml)\)`).FindAllStringSubmatch(string(page), -1) {
		listed = append(listed, link[2])
	}
	slices.Sort(listed)
	var have []string
	for name := range exampleFiles(t) {
		have = append(have, name)
	}
	slices.Sort(have)
	if !slices.Equal(listed, have) {
		t.Errorf("examples/README.md lists %q, the folder has %q", listed, have)
	}
}
