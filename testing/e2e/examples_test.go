package e2e

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

// userPages are those that tell users what to write and what to type.
func userPages(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, path := range append(paths, "../../README.md", "../../CONTRIBUTING.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(path)] = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	return all
}

var (
	yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```")
	anyBlock  = regexp.MustCompile("(?ms)^```.*?^```")
	// indentedBlock is code without a fence.
	indentedBlock = regexp.MustCompile(`(?m)(?:\A|\n\n)((?:^ {4}.*\n|^\n)+)`)
	option        = regexp.MustCompile(`\A[a-z_.]+:(\s|\z)`)
)

// configurations are the examples of a page that are YAML.
func configurations(text string) []string {
	var all []string
	for _, block := range yamlBlock.FindAllStringSubmatch(text, -1) {
		all = append(all, block[1])
	}
	for _, block := range indentedBlock.FindAllStringSubmatch(anyBlock.ReplaceAllString(text, ""), -1) {
		content := strings.TrimLeft(regexp.MustCompile(`(?m)^ {4}`).ReplaceAllString(block[1], ""), "\n")
		if option.MatchString(content) {
			all = append(all, content)
		}
	}
	return all
}

// whole makes a configuration of Filebeat of an example: as much as it does not say itself.
func whole(t *testing.T, example, home string) map[string]any {
	t.Helper()
	var said map[string]any
	if err := yaml.Unmarshal([]byte(example), &said); err != nil {
		t.Fatalf("%v:\n%s", err, example)
	}
	stanza := map[string]any{
		"type": "salesforce", "id": "example", "url": "https://acme.my.salesforce.com",
		"auth.oauth2.client_credentials_flow": map[string]any{"client.id": "a", "client.secret": "b"},
	}
	all, methods := make(map[string]any), make(map[string]any)
	for key, value := range said {
		head, _, _ := strings.Cut(key, ".")
		switch {
		case head == "outputs" || head == "inputs": // of an Agent, which renames both
			continue
		case slices.Contains([]string{"filebeat", "output", "setup", "logging", "http", "queue"}, head):
			all[key] = value
		case head == "object" || head == "event_log_file":
			methods[key] = value
			stanza["event_monitoring_method"] = methods
		default:
			stanza[key] = value
		}
	}
	stanzas := []any{stanza}
	if inputs, ok := said["inputs"].([]any); ok {
		stanzas = nil
		for _, input := range inputs {
			for _, stream := range input.(map[string]any)["streams"].([]any) {
				one := stream.(map[string]any)
				one["type"] = input.(map[string]any)["type"]
				stanzas = append(stanzas, one)
			}
		}
	}
	if _, ok := all["filebeat.inputs"]; !ok {
		all["filebeat.inputs"] = stanzas
	}
	if !slices.ContainsFunc(slices.Collect(maps.Keys(all)), func(key string) bool { return strings.HasPrefix(key, "output") }) {
		all["output.file.path"] = filepath.Join(home, "out")
	}
	return all
}

func TestEachConfigurationOfThePagesIsAccepted(t *testing.T) {
	key := orgtest.KeyFile(t)
	tried := 0
	for page, text := range userPages(t) {
		for _, example := range configurations(text) {
			tried++
			for _, variable := range regexp.MustCompile(`\$\{(?:env\.)?([A-Z_]+)\}`).FindAllStringSubmatch(example, -1) {
				t.Setenv(variable[1], "value-of-the-variable")
			}
			b := newBeat(t, "")
			text := regexp.MustCompile(`/etc/\S+\.(key|pem|crt)`).ReplaceAllString(strings.ReplaceAll(example, "${env.", "${"), key)
			content, err := yaml.Marshal(whole(t, text, b.Home))
			if err != nil {
				t.Fatal(err)
			}
			b.Configure(string(content))
			if output, err := b.Command(context.Background(), "test", "config").CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s\n%s", page, err, example, output)
			}
		}
	}
	if tried < 15 {
		t.Errorf("only %d examples", tried)
	}
}

var beatCommand = regexp.MustCompile(`(?m)^ {4}(?:[^\n]*[| ])?(?:build/)?salesforcebeat ([^|\n#]*)`)

// Each command is one that the binary has, with flags that it takes.
func TestEachCommandOfThePagesIsOne(t *testing.T) {
	help := make(map[string]string) // by the words of the command
	usage := regexp.MustCompile(`(?m)^  \S+((?: [a-z][a-z-]*)*)`)
	tried := 0
	for page, text := range userPages(t) {
		for _, found := range beatCommand.FindAllStringSubmatch(anyBlock.ReplaceAllString(text, ""), -1) {
			tried++
			var words, flags []string
			for _, word := range strings.Fields(found[1]) {
				if strings.HasPrefix(word, "-") {
					name, _, _ := strings.Cut(word, "=")
					flags = append(flags, name)
				} else if len(flags) == 0 {
					words = append(words, word)
				}
			}
			named := strings.Join(words, " ")
			if _, ok := help[named]; !ok {
				output, err := exec.Command(binary, append(words, "--help")...).CombinedOutput()
				if err != nil {
					t.Errorf("%s: salesforcebeat %s: %v", page, named, err)
				}
				help[named] = string(output)
			}
			_, after, _ := strings.Cut(help[named], "Usage:\n")
			command := usage.FindStringSubmatch(after)
			group := strings.Contains(help[named], "Available Commands:") // it takes no arguments
			if command == nil || (named != "" && (command[1] == "" || !strings.HasPrefix(" "+named+" ", command[1]+" "))) || (group && strings.TrimSpace(command[1]) != named) {
				t.Errorf("%s: there is no command %q but %q", page, named, command)
			}
			for _, flag := range flags {
				if !regexp.MustCompile(`(?m)^ +(-\w, )?` + regexp.QuoteMeta(flag) + `\b`).MatchString(help[named]) {
					t.Errorf("%s: salesforcebeat %s has no flag %s", page, named, flag)
				}
			}
		}
	}
	if tried < 25 {
		t.Errorf("only %d commands", tried)
	}
}

func TestTheCommandsOfThePageAboutTheStateWork(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 44, Now: standing(), Days: 1, RowsPerHour: 10, FileDelay: -1, DailyDelay: -1})
	g := newGuide(t, "state.md")
	b := newBeat(t, strings.Replace(org.hourly(), "id: e2e", "id: acme", 1))
	b.Start()
	b.waitForEvents(held(org.Truth(), orgsim.Hourly).sum())
	b.Stop()
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' --path.home '%s' -c '%s' --strict.perms=false \"$@\"\n", binary, b.Home, b.Path("filebeat.yml"))
	if err := os.WriteFile(filepath.Join(g.folder, "salesforcebeat"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	const state = "salesforcebeat salesforce state "
	g.run(state+"list", state+"show", state+"rewind", state+"forget")
}
