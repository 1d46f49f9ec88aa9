package salesforce

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	own   = "github.com/beats-contrib/filebeat-salesforce/input/salesforce"
	beats = "github.com/elastic/beats/"
)

// rooms says which rooms of the input each room may import. A room stands for all packages
// below it. All of them may import internal, except as internalRooms says.
var rooms = map[string][]string{
	"":                 {"delivery", "health", "orgclient", "stanza", "stanza/schema"},
	"beatconfig":       {"stanza"},
	"command/coverage": {"beatconfig", "stanza", "stanza/schema", "terminal"},
	"command/doctor":   {"beatconfig", "orgclient", "stanza", "stanza/schema", "terminal"},
	"command/state":    {"beatconfig", "stanza", "stanza/schema", "terminal"},
	"delivery":         {},
	"drain":            {},
	"generate":         {"stanza/schema"},
	"health":           {},
	"internal":         {},
	"orgclient":        {"stanza", "stanza/schema"},
	"stanza":           {"stanza/schema"},
	"stanza/schema":    {},
	"terminal":         {},
}

// withoutBeats are the rooms that know nothing of Beats, whatever they import.
var withoutBeats = []string{"generate", "internal", "stanza", "stanza/schema", "terminal"}

// mayKnow are packages of these rooms that are exceptions, with the reason.
var mayKnow = map[string]string{
	"internal/poll/polltest": "its registry stores cursors as Beats does, with Beats' converter",
}

type listedPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func TestImportsBetweenRoomsPointDownwards(t *testing.T) {
	for _, one := range listPackages(t) {
		room, ok := roomOf(one.ImportPath)
		if !ok {
			t.Errorf("%s is in no room of the table", one.ImportPath)
			continue
		}
		for _, imported := range one.Imports {
			to, ok := roomOf(imported)
			if !ok || to == room || to == "internal" {
				continue
			}
			if !slices.Contains(rooms[room], to) {
				t.Errorf("%s imports %s, and its room may not", one.ImportPath, imported)
			}
		}
		name := strings.TrimPrefix(one.ImportPath, own+"/")
		if !slices.Contains(withoutBeats, room) || mayKnow[name] != "" {
			continue
		}
		for _, dependency := range one.Deps {
			if strings.HasPrefix(dependency, beats) {
				t.Errorf("%s depends on %s, and its room knows nothing of Beats", one.ImportPath, dependency)
				break
			}
		}
	}
}

// roomOf returns the room that a package is in: the longest that has its path.
func roomOf(path string) (room string, ok bool) {
	inside, ok := strings.CutPrefix(path+"/", own+"/")
	if !ok {
		return "", false
	}
	best, found := "", inside == ""
	for name := range rooms {
		if name != "" && strings.HasPrefix(inside, name+"/") && len(name) > len(best) {
			best, found = name, true
		}
	}
	return best, found
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	output, err := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Deps", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listedPackage
	for decoder := json.NewDecoder(strings.NewReader(string(output))); ; {
		var one listedPackage
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if one.ImportPath == own || strings.HasPrefix(one.ImportPath, own+"/") {
			all = append(all, one)
		}
	}
	if len(all) < 30 {
		t.Fatalf("only %d packages are listed", len(all))
	}
	return all
}
