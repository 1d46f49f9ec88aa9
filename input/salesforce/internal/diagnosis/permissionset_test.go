package diagnosis

import (
	"encoding/xml"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The permission set of examples/salesforce-app gives what the table of permissions names. It
// leaves out those that include others, and those whose API name is not known.
func TestThePermissionSetGivesWhatIsNeeded(t *testing.T) {
	text, err := os.ReadFile("../../../../examples/salesforce-app/force-app/main/default/permissionsets/Filebeat_Collector.permissionset-meta.xml")
	if err != nil {
		t.Fatal(err)
	}
	var set struct {
		UserPermissions []struct {
			Enabled bool   `xml:"enabled"`
			Name    string `xml:"name"`
		} `xml:"userPermissions"`
	}
	if err := xml.Unmarshal(text, &set); err != nil {
		t.Fatal(err)
	}
	var have, want []string
	for _, permission := range set.UserPermissions {
		if !permission.Enabled {
			t.Errorf("%s is not enabled", permission.Name)
		}
		have = append(have, "Permissions"+permission.Name)
	}
	for _, right := range rights() {
		if right.field != "" && right.label != manageUsers && right.label != viewAllData {
			want = append(want, right.field)
		}
	}
	slices.Sort(want)
	if difference := cmp.Diff(want, have); difference != "" {
		t.Errorf("the permissions differ from the table (-table +permission set), sorted by name:\n%s", difference)
	}
	script, err := os.ReadFile("../../../../examples/salesforce-app/setup.sh")
	if err != nil {
		t.Fatal(err)
	}
	for _, right := range rights() {
		if right.field == "" && !strings.Contains(string(script), "'"+right.label+"'") {
			t.Errorf("setup.sh does not look for %q, whose API name is not known", right.label)
		}
	}
}
