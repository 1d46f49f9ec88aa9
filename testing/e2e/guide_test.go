package e2e

import (
	"bufio"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// guide is a page that leads to the first event, tried as it is written.
type guide struct {
	t      *testing.T
	folder string
	text   string
	// answers are what a user types where a command asks, by a word of the command.
	answers map[string]string
}

func newGuide(t *testing.T, page string) *guide {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
	if err != nil {
		t.Fatal(err)
	}
	g := &guide{t: t, folder: t.TempDir(), text: string(text), answers: make(map[string]string)}
	// The name that the guides use, with a home of its own.
	script := "#!/bin/sh\nexec '" + binary + "' --path.home '" + g.folder + "' --strict.perms=false \"$@\"\n"
	if err := os.WriteFile(filepath.Join(g.folder, "salesforcebeat"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return g
}

// run runs the commands of the guide that begin with one of the words, in its order.
func (g *guide) run(words ...string) {
	g.t.Helper()
	ran := 0
	for line := range strings.Lines(g.text) {
		line, indented := strings.CutPrefix(strings.TrimRight(line, "\n"), "    ")
		for _, word := range words {
			if !indented || !strings.HasPrefix(line, word+" ") {
				continue
			}
			ran++
			for asks, answer := range g.answers {
				if strings.HasSuffix(line, asks) {
					line = "printf %s '" + answer + "' | " + line + " --stdin"
				}
			}
			line = strings.Replace(line, "openssl rsa -aes256", "openssl rsa -aes256 -passout pass:secret", 1)
			command := g.shell(context.Background(), line)
			if output, err := command.CombinedOutput(); err != nil {
				g.t.Fatalf("%s: %v\n%s", line, err, output)
			}
		}
	}
	if ran == 0 {
		g.t.Fatalf("the guide has no command %q", words)
	}
}

func (g *guide) shell(ctx context.Context, line string) *exec.Cmd {
	command := exec.CommandContext(ctx, "sh", "-c", line)
	command.Dir = g.folder
	command.Env = append(os.Environ(), "PATH="+g.folder+":"+os.Getenv("PATH"), "SALESFORCE_CLIENT_ID="+orgsim.DefaultClientID)
	for name, value := range g.answers {
		command.Env = append(command.Env, name+"="+value)
	}
	return command
}

// configure configures the beat as the guide's example does, for an org.
func (g *guide) configure(org *org) {
	g.t.Helper()
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindStringSubmatch(g.text)
	if blocks == nil {
		g.t.Fatal("the guide has no example")
	}
	example := strings.NewReplacer("https://acme.my.salesforce.com", org.url, "/etc/filebeat", g.folder).Replace(blocks[1])
	if err := os.WriteFile(filepath.Join(g.folder, "filebeat.yml"), []byte(example), 0o600); err != nil {
		g.t.Fatal(err)
	}
}

// first follows the guide to the first event.
func (g *guide) first() {
	g.t.Helper()
	g.run("salesforcebeat test")
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	command := g.shell(ctx, "exec salesforcebeat -e -c filebeat.yml")
	output, err := command.StdoutPipe()
	if err != nil {
		g.t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		g.t.Fatal(err)
	}
	var first map[string]any
	if err := json.NewDecoder(bufio.NewReader(output)).Decode(&first); err != nil || first["organization"] == nil {
		g.t.Errorf("the first event is %v, error %v", first, err)
	}
	stop()
	_ = command.Wait() // it was killed
}

func guideOptions() orgsim.Options {
	return orgsim.Options{Seed: 21, Days: 1, RowsPerHour: 10, Username: "filebeat@acme.example"}
}

func TestTheGuideToJWTLeadsToTheFirstEvent(t *testing.T) {
	g := newGuide(t, "setup-jwt.md")
	g.run("openssl", "chmod")
	certificate, err := os.ReadFile(filepath.Join(g.folder, "salesforce.crt"))
	if err != nil {
		t.Fatal(err)
	}
	if len(certificate) > 4096 {
		t.Errorf("the certificate has %d bytes, Salesforce takes 4096", len(certificate))
	}
	block, _ := pem.Decode(certificate)
	if block == nil {
		t.Fatal("the certificate is no PEM")
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	options := guideOptions()
	options.PublicKey = parsed.PublicKey.(*rsa.PublicKey)
	g.configure(startOrg(t, options))
	g.run("salesforcebeat keystore", "base64")
	g.first()
}

func TestTheGuideToClientCredentialsLeadsToTheFirstEvent(t *testing.T) {
	g := newGuide(t, "setup-client-credentials.md")
	g.answers = map[string]string{"SALESFORCE_CLIENT_ID": orgsim.DefaultClientID, "SALESFORCE_CLIENT_SECRET": "51B3C0A7SECRET"}
	options := guideOptions()
	options.ClientSecret = g.answers["SALESFORCE_CLIENT_SECRET"]
	g.configure(startOrg(t, options))
	g.run("salesforcebeat keystore")
	g.answers = nil // they come from the keystore
	g.first()
}

func TestTheGuideToUsernameAndPasswordLeadsToTheFirstEvent(t *testing.T) {
	g := newGuide(t, "setup-password.md")
	g.answers = map[string]string{
		"SALESFORCE_CLIENT_SECRET": "51B3C0A7SECRET", "SALESFORCE_PASSWORD": "Password", "SALESFORCE_SECURITY_TOKEN": "Tok12345",
	}
	options := guideOptions()
	options.ClientSecret, options.Password = "51B3C0A7SECRET", "PasswordTok12345"
	g.configure(startOrg(t, options))
	g.run("salesforcebeat keystore")
	delete(g.answers, "SALESFORCE_PASSWORD") // it comes from the keystore
	g.first()
}
