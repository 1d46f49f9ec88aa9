package beatconfig

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/elastic/elastic-agent-libs/config"
)

const soundStanza = `
- type: salesforce
  id: %s
  url: https://acme.my.salesforce.com
  auth.oauth2.client_credentials_flow: {client.id: 3MVG9, client.secret: s}
`

func TestStanzasInFilesOfTheirOwnAreChecked(t *testing.T) {
	for _, tt := range []struct {
		name, file   string
		reload       bool
		run, testing string // what is said at the start, and by "test config"
	}{
		{"sound", fmt.Sprintf(soundStanza, "other"), false, "", ""},
		{"wrong", "- {type: salesforce, id: x, ulr: y}", false, "did you mean url?", "did you mean url?"},
		{"wrong, and read again", "- {type: salesforce, id: x, ulr: y}", true, "", "did you mean url?"},
		{"wrong and switched off", "- {type: salesforce, enabled: false, id: x, ulr: y}", false, "", ""},
		{"with the state of another", fmt.Sprintf(soundStanza, "acme"), false, "would share one state", "would share one state"},
		{"with the state of another, and read again", fmt.Sprintf(soundStanza, "acme"), true, "", "would share one state"},
		{"no YAML", "- {", false, "inputs.yml", "inputs.yml"},
		{"another input", "- {type: filestream, anything: 1}", false, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "inputs.yml"), []byte(tt.file), 0o600); err != nil {
				t.Fatal(err)
			}
			beat, err := config.NewConfigWithYAML(fmt.Appendf(nil, "inputs:%s\nconfig.inputs: {path: '%s', reload.enabled: %v}",
				strings.ReplaceAll(fmt.Sprintf(soundStanza, "acme"), "\n", "\n  "), filepath.Join(folder, "*.yml"), tt.reload), "test")
			if err != nil {
				t.Fatal(err)
			}
			for _, look := range []struct {
				reloaded bool
				want     string
			}{{false, tt.run}, {true, tt.testing}} {
				message := ""
				if err := validateInputs(beat, look.reloaded); err != nil {
					message = err.Error()
				}
				if (message == "") != (look.want == "") || !strings.Contains(message, look.want) {
					t.Errorf("with reloaded files %v: got %q, want %q", look.reloaded, message, look.want)
				}
			}
		})
	}
}
