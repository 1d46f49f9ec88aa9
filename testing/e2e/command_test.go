package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestTheDoctorSaysWhatItFound(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 8, Days: 1, RowsPerHour: 5, DailyDelay: -1})
	b := newBeat(t, org.everything("auto"))
	output, err := b.command(context.Background(), "test", "salesforce").CombinedOutput()
	if err != nil {
		t.Fatalf("test salesforce: %v\n%s", err, output)
	}
	for _, want := range append([]string{"salesforce input e2e", "sign-in", org.ID(), "API version", "event log files", "newest daily file"}, objects...) {
		if !strings.Contains(string(output), want) {
			t.Errorf("the output does not say %q:\n%s", want, output)
		}
	}
	if org.Requests()["token"] != 1 {
		t.Errorf("%d sign-ins, want 1", org.Requests()["token"])
	}
}

func TestTheDoctorSaysWhatIsWrong(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	for _, tt := range []struct {
		name, inputs string
		want         []string
	}{
		{"no input", "- type: filestream\n  id: x\n  paths: [/nowhere]", []string{"no enabled input of type salesforce"}},
		{"a wrong stanza", strings.Replace(org.everything("auto"), "log_interval: auto", "log_interval: never", 1), []string{"stanza", "ERROR", `log_interval: "never" is not one of auto, hourly, daily, both`}},
		{"a wrong app", strings.Replace(org.everything("auto"), "client.id: ", "client.id: x", 1), []string{"sign-in", "ERROR", "client identifier invalid"}},
		{"no key", strings.Replace(org.everything("auto"), "key.pem", "other.pem", 1), []string{"sign-in", "ERROR", "other.pem"}},
		{"an object that does not exist", strings.Replace(org.everything("auto"), "LoginHistory", "LoginHistoryy", 1), []string{"LoginHistoryy", "ERROR", "not supported"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBeat(t, tt.inputs)
			output, err := b.command(context.Background(), "test", "salesforce").CombinedOutput()
			if err == nil {
				t.Errorf("the command succeeded:\n%s", output)
			}
			for _, want := range tt.want {
				if !strings.Contains(string(output), want) {
					t.Errorf("the output does not say %q:\n%s", want, output)
				}
			}
		})
	}
}

func TestInputsInFilesOfTheirOwnAreTestedToo(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	b := newBeat(t, "- type: filestream\n  id: x\n  enabled: false\n  paths: [/nowhere]\nfilebeat.config.inputs:\n  enabled: true\n  path: inputs.d/*.yml")
	folder := filepath.Join(b.home, "inputs.d")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "salesforce.yml"), []byte(org.everything("auto")), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := b.command(context.Background(), "test", "salesforce").CombinedOutput()
	if err != nil || !strings.Contains(string(output), "salesforce input e2e") {
		t.Fatalf("test salesforce: %v\n%s", err, output)
	}
}

// Both commands say all mistakes of a stanza, and end.
func TestAWrongStanzaKeepsTheBeatFromStarting(t *testing.T) {
	b := newBeat(t, "- type: salesforce\n  id: wrong\n  url: https://acme.lightning.force.com")
	for _, arguments := range [][]string{{"-e"}, {"test", "config", "-e"}} {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		output, err := b.command(ctx, arguments...).CombinedOutput()
		if err == nil || ctx.Err() != nil {
			t.Fatalf("%q ended with %v, %v", arguments, err, ctx.Err())
		}
		for _, want := range []string{`salesforce input "wrong"`, "acme.lightning.force.com", "https://acme.my.salesforce.com", "auth.oauth2: is required"} {
			if !strings.Contains(strings.ReplaceAll(string(output), `\"`, `"`), want) {
				t.Errorf("%q does not say %q:\n%s", arguments, want, output)
			}
		}
	}
}

// The binary is a whole Filebeat.
func TestTheCommandsOfFilebeatAreThere(t *testing.T) {
	b := newBeat(t, "- type: filestream\n  id: x\n  paths: [/nowhere]")
	for _, tt := range []struct{ command, want string }{
		{"test config", "Config OK"},
		{"test output", "file output doesn't support testing"},
		{"export config", "filestream"},
		{"keystore create --force", "Created"},
		{"keystore list", ""},
		{"version", "libbeat"},
	} {
		output, err := b.command(context.Background(), strings.Fields(tt.command)...).CombinedOutput()
		if (err != nil && tt.command != "test output") || !strings.Contains(string(output), tt.want) {
			t.Errorf("%s: %v\n%s", tt.command, err, output)
		}
	}
}

// Secrets of a stanza can come from the keystore, as in every Filebeat.
func TestAStanzaTakesValuesFromTheKeystore(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	b := newBeat(t, strings.Replace(org.everything("auto"), org.ClientID(), "${CLIENT_ID}", 1))
	add := b.command(context.Background(), "keystore", "add", "CLIENT_ID", "--stdin", "--force")
	add.Stdin = strings.NewReader(org.ClientID())
	if output, err := add.CombinedOutput(); err != nil {
		t.Fatalf("keystore add: %v\n%s", err, output)
	}
	if output, err := b.command(context.Background(), "test", "salesforce").CombinedOutput(); err != nil {
		t.Errorf("test salesforce: %v\n%s", err, output)
	}
}
