package fleet

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// wholePackage is the folder of the package.
const wholePackage = "../../../../_meta/fleet/salesforce_events"

func TestAPackageThatWouldHaveTheVersionOfTheOtherIsRefused(t *testing.T) {
	manifest, err := os.ReadFile(wholePackage + "/manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	for version, wrong := range map[string]string{
		"1.2.3": "", "1.2.4": "no odd patch number", "1.2.0": "no odd patch number", "1.2.3-rc.one": "no odd patch number",
	} {
		text := ""
		for line := range strings.Lines(string(manifest)) {
			if strings.HasPrefix(line, "version: ") {
				line = "version: " + version + "\n"
			}
			text += line
		}
		files, err := Older(fstest.MapFS{"manifest.yml": {Data: []byte(text)}})
		switch {
		case wrong != "" && (err == nil || !strings.Contains(err.Error(), wrong)):
			t.Errorf("%s: %v, want %q", version, err, wrong)
		case wrong == "" && (err != nil || !strings.Contains(string(files["manifest.yml"]), "\nversion: 1.2.2\n")):
			t.Errorf("%s: %v, and\n%s", version, err, files["manifest.yml"])
		}
	}
}
