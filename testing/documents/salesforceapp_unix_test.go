//go:build unix

package documents

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// standIn answers as sf does, as far as setup.sh asks, and notes what it was asked. It keeps
// the metadata that is deployed.
const standIn = `#!/bin/sh
echo "sf $*" >>"$NOTES"
case "$*" in
*FieldDefinition*) printf 'QualifiedApiName\nPermissionsEventLogObjects\n' ;;
*"FROM Profile"*) printf 'Id\n00e000000000001\n' ;;
*"FROM "*) printf 'Id\n' ;;
*"deploy start"*) rm -rf "$NOTES.deployed" && cp -R force-app "$NOTES.deployed" ;;
*"retrieve start"*)
	f=force-app/main/default/extlClntAppGlobalOauthSets/Filebeat_glbloauth.ecaGlblOauth-meta.xml
	printf '<a>\n    <consumerKey>3MVG9key</consumerKey>\n</a>\n' >"$f" ;;
*"org display"*) printf '{\n  "result": {\n    "instanceUrl": "https://acme.my.salesforce.com"\n  }\n}\n' ;;
esac
`

// setUp runs setup.sh with stand-ins in a folder, and returns what they were asked.
func setUp(t *testing.T, folder string, arguments ...string) (notes, output string, err error) {
	t.Helper()
	for name, script := range map[string]string{"sf": standIn, "salesforcebeat": "#!/bin/sh\necho \"salesforcebeat $*\" >>\"$NOTES\"\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	noted := filepath.Join(folder, "notes")
	if err := os.WriteFile(noted, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	arguments = append([]string{filepath.Join(root, salesforceApp, "setup.sh"), "--out", filepath.Join(folder, "out")}, arguments...)
	command := exec.Command("sh", arguments...)
	command.Env = append(os.Environ(), "PATH="+folder+":"+os.Getenv("PATH"), "NOTES="+noted)
	printed, err := command.CombinedOutput()
	text, readErr := os.ReadFile(noted)
	if readErr != nil {
		t.Fatal(readErr)
	}
	return string(text), string(printed), err
}

func forAcme(more ...string) []string {
	return append([]string{"--org", "acme", "--username", "filebeat@acme.example", "--email", "security@acme.example"}, more...)
}

func TestSetupOfTheSalesforceAppRunsToItsEnd(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not in PATH")
	}
	folder := t.TempDir()
	notes, output, err := setUp(t, folder, forAcme()...)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for _, want := range []string{
		"sf project deploy start --target-org acme --metadata PermissionSet",
		"--metadata ExtlClntAppOauthConfigurablePolicies",
		"sf data create record --target-org acme --sobject User --values Username='filebeat@acme.example'",
		"ProfileId='00e000000000001'",
		"sf org assign permsetlicense --target-org acme",
		"sf org assign permset --target-org acme --name Filebeat_Collector --on-behalf-of filebeat@acme.example",
		"salesforcebeat test salesforce -c " + folder + "/out/filebeat.yml",
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q was not run, but\n%s", want, notes)
		}
	}
	stanza, err := os.ReadFile(filepath.Join(folder, "out", "filebeat.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`client.id: "3MVG9key"`, "url: https://acme.my.salesforce.com\n", "client.username: filebeat@acme.example\n", folder + "/out/salesforce.key"} {
		if !strings.Contains(string(stanza), want) {
			t.Errorf("filebeat.yml has no %q:\n%s", want, stanza)
		}
	}
	if info, err := os.Stat(filepath.Join(folder, "out", "salesforce.key")); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the key is readable by others: %v, error %v", info, err)
	}

	deployed := filepath.Join(folder, "notes.deployed", "main", "default")
	settings := metadata(t, filepath.Join(deployed, "extlClntAppGlobalOauthSets", "Filebeat_glbloauth.ecaGlblOauth-meta.xml"))
	certificate, err := os.ReadFile(filepath.Join(folder, "out", "salesforce.crt"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(settings.Certificate) != strings.TrimSpace(string(certificate)) {
		t.Errorf("the app has the certificate\n%s", settings.Certificate)
	}
	permissions := metadata(t, filepath.Join(deployed, "permissionsets", "Filebeat_Collector.permissionset-meta.xml"))
	if last := permissions.Permissions[len(permissions.Permissions)-1]; last != "EventLogObjects" {
		t.Errorf("the last permission is %q, want that which the org named", last)
	}
	if app := metadata(t, filepath.Join(deployed, "externalClientApps", "Filebeat.eca-meta.xml")); app.Email != "security@acme.example" {
		t.Errorf("the contact is %q", app.Email)
	}
}

// metadata reads what tests look at in a file of metadata.
func metadata(t *testing.T, path string) (read struct {
	Certificate string   `xml:"certificate"`
	Email       string   `xml:"contactEmail"`
	Permissions []string `xml:"userPermissions>name"`
},
) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(text, &read); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return read
}

func TestDryRunOfTheSetupChangesNothing(t *testing.T) {
	folder := t.TempDir()
	notes, output, err := setUp(t, folder, forAcme("--dry-run")...)
	if err != nil || notes != "" {
		t.Errorf("error %v, ran %q\n%s", err, notes, output)
	}
	if _, err := os.Stat(filepath.Join(folder, "out")); !os.IsNotExist(err) {
		t.Errorf("the folder was made: %v", err)
	}
	if !strings.Contains(output, "+ sf project deploy start") {
		t.Errorf("it does not say what it would do:\n%s", output)
	}
}

func TestSetupRefusesValuesThatWouldBecomeCode(t *testing.T) {
	for _, arguments := range [][]string{
		{"--org", "acme", "--username", "a' OR Name != '", "--email", "b@acme.example"},
		{"--org", "acme", "--username", "a@acme.example", "--email", "</contactEmail>"},
		{"--org", "acme"},
		{"--org"},
		forAcme("--surprise"),
	} {
		if notes, output, err := setUp(t, t.TempDir(), arguments...); err == nil || notes != "" {
			t.Errorf("%q: error %v, ran %q\n%s", arguments, err, notes, output)
		}
	}
}
