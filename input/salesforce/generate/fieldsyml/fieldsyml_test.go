package fieldsyml

import (
	"bytes"
	"os"
	"testing"

	"github.com/elastic/go-ucfg/yaml"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
)

// description is as much of an entry as the tests look at.
type description struct {
	Name        string `config:"name"`
	Type        string `config:"type"`
	Unit        string `config:"unit"`
	Description string `config:"description"`
	ObjectType  string `config:"object_type"`
	ObjectTypes []struct {
		Type  string `config:"object_type"`
		Value string `config:"object_type_mapping_type"`
	} `config:"object_type_params"`
	Fields []description `config:"fields"`
}

func TestTheFileHasEveryField(t *testing.T) {
	config, err := yaml.NewConfig(Generate())
	if err != nil {
		t.Fatal(err)
	}
	var keys []description
	if err := config.Unpack(&keys); err != nil {
		t.Fatal(err)
	}
	got := map[string]description{}
	var walk func(prefix string, list []description)
	walk = func(prefix string, list []description) {
		for _, d := range list {
			name := prefix + d.Name
			if d.Type == "group" {
				walk(name+".", d.Fields)
				continue
			}
			if d.Name == "*" && len(d.ObjectTypes) > 0 {
				d.Type = ecs.TypeDynamic
			} else if d.Type == "object" {
				name, d.Type = name+".*", d.ObjectType
			}
			if _, twice := got[name]; twice {
				t.Errorf("%s is there twice", name)
			}
			got[name] = d
		}
	}
	walk("", keys[0].Fields)
	fields := ecs.Fields()
	if len(got) != len(fields) {
		t.Errorf("%d fields, want %d", len(got), len(fields))
	}
	for _, field := range fields {
		d := got[field.Name]
		if d.Type != field.Type || d.Unit != field.Unit || d.Description != field.Description {
			t.Errorf("%+v, want %+v", d, field)
		}
	}
}

func TestTheFileInMetaIsUpToDate(t *testing.T) {
	file, err := os.ReadFile("../../../../_meta/fields.yml")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file, Generate()) {
		t.Error("_meta/fields.yml is not what the tables give: run mage update")
	}
}

func TestTheSameTablesGiveTheSameFile(t *testing.T) {
	if !bytes.Equal(Generate(), Generate()) {
		t.Error("two runs differ")
	}
}
