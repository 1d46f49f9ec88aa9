package catalog_test

import (
	"slices"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

func TestEachSourceIsInOneSignal(t *testing.T) {
	seen := make(map[string]string)
	profiles := make(map[string]bool)
	for _, signal := range catalog.Signals() {
		if len(signal.Objects)+len(signal.EventTypes) == 0 {
			t.Errorf("nothing tells of %s", signal.Name)
		}
		for _, name := range signal.Objects {
			object, ok := catalog.ObjectByName(name)
			if !ok || object.Name != name {
				t.Errorf("%s: there is no object %s", signal.Name, name)
			}
		}
		for _, name := range signal.EventTypes {
			eventType, ok := catalog.EventTypeByName(name)
			if !ok || eventType.Name != name {
				t.Errorf("%s: there is no event type %s", signal.Name, name)
			}
		}
		for _, name := range slices.Concat([]string{signal.Name}, signal.Objects, signal.EventTypes) {
			if other := seen[name]; other != "" {
				t.Errorf("%s is in %s and in %s", name, other, signal.Name)
			}
			seen[name] = signal.Name
		}
		for _, profile := range signal.Profiles {
			if !slices.Contains(catalog.Profiles(), profile) {
				t.Errorf("%s is in the unknown profile %s", signal.Name, profile)
			}
			profiles[profile] = true
		}
	}
	for _, profile := range catalog.Profiles() {
		if !profiles[profile] {
			t.Errorf("nothing is in the profile %s", profile)
		}
	}
}
