package fleet

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/elastic/package-spec/v3/code/go/pkg/validator"
	"gopkg.in/yaml.v3"
)

const (
	folder = "../../_meta/fleet/salesforce_events"
	// inputType is the type of our input under an Agent.
	inputType = "salesforce-events"
)

// streams are the data streams of the package.
var streams = []string{"log_file", "object", "profile", "query"}

type manifest struct {
	Name      string
	Vars      []variable
	VarGroups []struct {
		Name     string
		Required bool
		Options  []struct {
			Name, Title string
			Vars        []string
		}
	} `yaml:"var_groups"`
	PolicyTemplates []struct {
		DataStreams []string `yaml:"data_streams"`
		Inputs      []struct{ Type string }
	} `yaml:"policy_templates"`
	Streams []struct {
		Input string
		Vars  []variable
	}
}

type variable struct {
	Name, Type, Title, Description string
	Multi, Required                bool
	Secret                         *bool
	Default                        any
	Options                        []struct{ Text, Value string }
}

// variables returns those of the package, or of the data stream.
func (m manifest) variables() []variable {
	vars := m.Vars
	for _, stream := range m.Streams {
		vars = append(vars, stream.Vars...)
	}
	return vars
}

func read(t *testing.T, path string) manifest { return readFrom(t, folder, path) }

func readFrom(t *testing.T, folder, path string) manifest {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, path))
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := yaml.Unmarshal(content, &m); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return m
}

// zipVariable names packages that are already built.
const zipVariable = "FLEET_PACKAGES"

func TestTheValidatorFindsNothing(t *testing.T) {
	for _, folder := range []string{folder, older(t)} {
		validate(t, folder)
	}
}

func validate(t *testing.T, folder string) {
	t.Helper()
	// Only the old mode's warnings count: the others warn of being new.
	for mode, strict := range map[validator.Mode]bool{validator.LegacyMode: true, validator.SourceMode: false, validator.BuildMode: false} {
		v, err := validator.New(mode, validator.WithWarningsAsErrors(strict))
		if err != nil {
			t.Fatal(err)
		}
		if err := v.ValidateFromPath(folder); err != nil {
			t.Errorf("%s as %s: %v", folder, mode, err)
		}
	}
}

func TestTheValidatorFindsNothingInTheZips(t *testing.T) {
	paths := filepath.SplitList(os.Getenv(zipVariable))
	if len(paths) == 0 {
		t.Skipf("%s names no package; \"go tool mage package:fleet\" makes them", zipVariable)
	}
	v, err := validator.New(validator.BuildMode)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if err := v.ValidateFromZip(path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestEveryStreamsInputIsDeclared(t *testing.T) {
	m := read(t, "manifest.yml")
	if len(m.PolicyTemplates) != 1 || len(m.PolicyTemplates[0].Inputs) != 1 || m.PolicyTemplates[0].Inputs[0].Type != inputType {
		t.Fatalf("policy templates are %+v, want one with the input %s", m.PolicyTemplates, inputType)
	}
	found, err := filepath.Glob(filepath.Join(folder, "data_stream", "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != len(streams) || len(m.PolicyTemplates[0].DataStreams) != len(streams) {
		t.Errorf("there are the data streams %q, and declared are %q", found, m.PolicyTemplates[0].DataStreams)
	}
	for _, stream := range streams {
		for _, one := range read(t, "data_stream/"+stream+"/manifest.yml").Streams {
			if one.Input != inputType {
				t.Errorf("the input of %s is %q", stream, one.Input)
			}
		}
	}
}

func TestEveryVariableIsExplained(t *testing.T) {
	all := read(t, "manifest.yml").Vars
	for _, path := range inStreams("manifest.yml") {
		all = append(all, read(t, path).variables()...)
	}
	for _, v := range all {
		if v.Title == "" || !strings.HasSuffix(strings.TrimSpace(v.Description), ".") {
			t.Errorf("%s has the title %q and the description %q", v.Name, v.Title, v.Description)
		}
		if v.Type == "password" && (v.Secret == nil || !*v.Secret) {
			t.Errorf("%s is a password and no secret", v.Name)
		}
	}
}

func TestSampleEventsHaveDeclaredFieldsOnly(t *testing.T) {
	for _, stream := range streams {
		declared := make(map[string]bool)
		for _, file := range []string{"base-fields.yml", "fields.yml"} {
			content, err := os.ReadFile(filepath.Join(folder, "data_stream", stream, "fields", file))
			if err != nil {
				t.Fatal(err)
			}
			var fields []struct{ Name string }
			if err := yaml.Unmarshal(content, &fields); err != nil {
				t.Fatal(err)
			}
			for _, field := range fields {
				declared[field.Name] = true
			}
		}
		content, err := os.ReadFile(filepath.Join(folder, "data_stream", stream, "sample_event.json"))
		if err != nil {
			t.Fatal(err)
		}
		var event map[string]any
		if err := json.Unmarshal(content, &event); err != nil {
			t.Fatal(err)
		}
		ours := 0
		walk("", event, func(name string, _ any) {
			if !strings.HasPrefix(name, "salesforce.") && !strings.HasPrefix(name, "data_stream.") {
				return // of ECS, which Elasticsearch knows; the tests of package ecs hold those against it
			}
			ours++
			parent := name[:strings.LastIndexByte(name, '.')]
			if !declared[name] && !declared[parent] {
				t.Errorf("%s has %s, which is not declared", stream, name)
			}
		})
		if ours < 5 {
			t.Errorf("the sample event of %s has %d fields of ours", stream, ours)
		}
	}
}

func walk(prefix string, value map[string]any, each func(string, any)) {
	for name, inner := range value {
		if deeper, ok := inner.(map[string]any); ok {
			walk(prefix+name+".", deeper, each)
			continue
		}
		each(prefix+name, inner)
	}
}
