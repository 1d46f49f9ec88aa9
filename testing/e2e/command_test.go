package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// test runs "test salesforce" and returns its outputs and exit code.
func (b *beat) test(arguments ...string) (stdout, stderr string, code int) {
	b.t.Helper()
	command := b.Command(context.Background(), append([]string{"test", "salesforce"}, arguments...)...)
	var out, problems strings.Builder
	command.Stdout, command.Stderr = &out, &problems
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		b.t.Fatal(err)
	}
	return out.String(), problems.String(), command.ProcessState.ExitCode()
}

// flat joins lines, and all blanks, to look for words that may be broken.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestTheDoctorSaysWhatItFound(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 8, Days: 1, RowsPerHour: 20, DailyDelay: -1})
	stanza := org.hourly()
	stdout, stderr, code := newBeat(t, stanza).test()
	if code != 0 || strings.Contains(stderr, "Error:") {
		t.Fatalf("exit code %d\n%s\n%s", code, stderr, stdout)
	}
	for _, want := range append([]string{`salesforce input "e2e"`, "sign-in", org.ID(), "API version", "event log files", "newest record", "requests a day", "Nothing is wrong"}, objects...) {
		if !strings.Contains(stdout, want) {
			t.Errorf("the output does not say %q:\n%s", want, stdout)
		}
	}
	if strings.Contains(stdout, "\x1b") {
		t.Errorf("there are colors though nobody looks:\n%q", stdout)
	}
	if org.Requests()["token"] != 1 {
		t.Errorf("%d sign-ins, want 1", org.Requests()["token"])
	}

	stdout, stderr, code = newBeat(t, stanza).test("--json", "--input", "e2e")
	var document struct {
		Inputs []struct {
			ID     string
			Checks []struct{ Name, Status string }
		}
		Totals struct{ Inputs, Failed int }
	}
	if err := json.Unmarshal([]byte(stdout), &document); err != nil || code != 0 || strings.Contains(stderr, "Error:") {
		t.Fatalf("exit code %d, %v\n%s\n%s", code, err, stderr, stdout)
	}
	if len(document.Inputs) != 1 || document.Inputs[0].ID != "e2e" || len(document.Inputs[0].Checks) < 15 || document.Totals.Failed != 0 {
		t.Errorf("the document is %+v", document)
	}
}

func TestTheDoctorSaysWhatIsWrong(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	good := org.hourly()
	for _, tt := range []struct {
		name, inputs string
		want         []string
	}{
		{"a wrong stanza", strings.Replace(good, "log_interval: auto", "log_interval: never", 1), []string{"FAIL  stanza", `log_interval: must be one of auto, hourly, daily, both, got "never"`}},
		{"a wrong app", strings.Replace(good, "client.id: ", "client.id: x", 1), []string{"FAIL  sign-in", "client identifier invalid", "remedy: (1) check client.id"}},
		{"no key", strings.Replace(good, "key.pem", "other.pem", 1), []string{"FAIL  credentials", "other.pem", "skip"}},
		{"an object that does not exist", strings.Replace(good, "LoginHistory", "LoginHistoryy", 1), []string{"FAIL  object            LoginHistoryy", "check the name"}},
		{"too many requests", org.everything("auto"), []string{"FAIL  cost", "raise object.interval"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stdout, stderr, code := newBeat(t, tt.inputs).test()
			if code != 1 || strings.Contains(stderr, "Error:") {
				t.Errorf("exit code %d, want 1: %s", code, stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(flat(stdout), flat(want)) {
					t.Errorf("the output does not say %q:\n%s", want, stdout)
				}
			}
		})
	}
}

func TestTheDoctorSaysWhenItCouldNotTest(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	for _, tt := range []struct {
		name, inputs string
		arguments    []string
		want         string
	}{
		{"no input", "- type: filestream\n  id: x\n  paths: [/nowhere]", nil, "no enabled input of type salesforce"},
		{"no such input", org.everything("auto"), []string{"--input", "other"}, `no salesforce input has the id "other": the ids are ["e2e"]`},
		{"no such configuration", org.everything("auto"), []string{"-E", "path.config=/nowhere", "-c", "missing.yml"}, "missing.yml"},
		{"not YAML", "- [", nil, "yaml"},
		{"a wrong flag", org.everything("auto"), []string{"--jsn"}, "unknown flag: --jsn"},
		{"an argument", org.everything("auto"), []string{"acme"}, "acme"},
	} {
		for _, form := range [][]string{nil, {"--json"}} {
			stdout, stderr, code := newBeat(t, tt.inputs).test(append(form, tt.arguments...)...)
			if code != 2 || stdout != "" || !strings.Contains(stderr, tt.want) {
				t.Errorf("%s %q: exit code %d, want 2 and %q:\n%s\n%s", tt.name, form, code, tt.want, stderr, stdout)
			}
		}
	}
}

func TestTheDoctorEndsAtOnceWhenItIsInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted from outside")
	}
	org := startOrg(t, orgsim.Options{Empty: true})
	asked := make(chan struct{}, 1)
	org.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
		if orgsim.RequestKind(r) != orgsim.RequestToken {
			return false
		}
		// A server notices that a client is gone only once the body has been read.
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case asked <- struct{}{}:
		default:
		}
		<-r.Context().Done()
		return true
	})
	command := newBeat(t, org.everything("auto")).Command(context.Background(), "test", "salesforce")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	began := time.Now()
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := command.Wait()
	if code := command.ProcessState.ExitCode(); code != 2 || time.Since(began) > 5*time.Second {
		t.Errorf("it ended after %v with code %d, %v", time.Since(began), code, err)
	}
}

func TestInputsInFilesOfTheirOwnAreTestedToo(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	b := newBeat(t, "- type: filestream\n  id: x\n  enabled: false\n  paths: [/nowhere]\nfilebeat.config.inputs:\n  enabled: true\n  path: inputs.d/*.yml")
	folder := filepath.Join(b.Home, "inputs.d")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "salesforce.yml"), []byte(org.hourly()), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := b.Command(context.Background(), "test", "salesforce").CombinedOutput()
	if err != nil || !strings.Contains(string(output), `salesforce input "e2e"`) {
		t.Fatalf("test salesforce: %v\n%s", err, output)
	}
	if err := os.WriteFile(filepath.Join(folder, "wrong.yml"), []byte("- {type: salesforce, id: x, ulr: y}"), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err = b.Command(context.Background(), "test", "config").CombinedOutput()
	if err == nil || !strings.Contains(string(output), "did you mean url?") {
		t.Fatalf("test config: %v\n%s", err, output)
	}
}

func TestACommandThatIsNoneIsAMistake(t *testing.T) {
	b := newBeat(t, "- type: filestream\n  id: x\n  paths: [/nowhere]")
	for _, command := range []string{"salesforce test", "salesforce state lst"} {
		output, err := b.Command(context.Background(), strings.Fields(command)...).CombinedOutput()
		if err == nil || !strings.Contains(string(output), "unknown command") {
			t.Errorf("%s: %v\n%s", command, err, output)
		}
	}
}

// Both commands say all mistakes of a stanza, and end.
func TestAWrongStanzaKeepsTheBeatFromStarting(t *testing.T) {
	b := newBeat(t, "- type: salesforce\n  id: wrong\n  url: https://acme.lightning.force.com")
	for _, arguments := range [][]string{{"-e"}, {"test", "config", "-e"}} {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		output, err := b.Command(ctx, arguments...).CombinedOutput()
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
		{"version", "Beats"},
	} {
		output, err := b.Command(context.Background(), strings.Fields(tt.command)...).CombinedOutput()
		if (err != nil && tt.command != "test output") || !strings.Contains(string(output), tt.want) {
			t.Errorf("%s: %v\n%s", tt.command, err, output)
		}
	}
}

// What docs/setup.md says of "export config": a secret in the configuration is printed, and
// one of the keystore or of the environment is not.
func TestExportedConfigurationHasNoSecretsOfTheKeystore(t *testing.T) {
	b := newBeat(t, `- type: salesforce
  id: x
  url: https://acme.my.salesforce.com
  auth.oauth2.user_password_flow: {client.id: "1", client.secret: written, username: a@b.example, password: "${PASSWORD_OF_KEYSTORE}", security_token: "${TOKEN_OF_ENVIRONMENT}"}`)
	t.Setenv("TOKEN_OF_ENVIRONMENT", "hush-environment")
	add := b.Command(context.Background(), "keystore", "add", "PASSWORD_OF_KEYSTORE", "--stdin", "--force")
	add.Stdin = strings.NewReader("hush-keystore")
	if output, err := add.CombinedOutput(); err != nil {
		t.Fatalf("keystore add: %v\n%s", err, output)
	}
	output, err := b.Command(context.Background(), "export", "config").CombinedOutput()
	if err != nil {
		t.Fatalf("export config: %v\n%s", err, output)
	}
	for _, want := range []string{"written", "${PASSWORD_OF_KEYSTORE}", "${TOKEN_OF_ENVIRONMENT}"} {
		if !strings.Contains(string(output), want) {
			t.Errorf("%q is not in\n%s", want, output)
		}
	}
	if strings.Contains(string(output), "hush") {
		t.Errorf("a secret is in\n%s", output)
	}
}

// Secrets of a stanza can come from the keystore, as in every Filebeat.
func TestAStanzaTakesValuesFromTheKeystore(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	b := newBeat(t, strings.Replace(org.hourly(), org.ClientID(), "${CLIENT_ID}", 1))
	add := b.Command(context.Background(), "keystore", "add", "CLIENT_ID", "--stdin", "--force")
	add.Stdin = strings.NewReader(org.ClientID())
	if output, err := add.CombinedOutput(); err != nil {
		t.Fatalf("keystore add: %v\n%s", err, output)
	}
	if output, err := b.Command(context.Background(), "test", "salesforce").CombinedOutput(); err != nil {
		t.Errorf("test salesforce: %v\n%s", err, output)
	}
}
