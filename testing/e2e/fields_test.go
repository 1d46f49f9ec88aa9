package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// template is what Elasticsearch would be told of the fields: ECS as this version
// of Beats has it, and the fields of every input.
type template struct {
	fields   map[string]string // type by name
	patterns map[string]string // type by the start of a name, from dynamic templates
}

type mappingProperty struct {
	Type       string                     `json:"type"`
	Properties map[string]mappingProperty `json:"properties"`
	Fields     map[string]mappingProperty `json:"fields"`
}

// exportTemplate asks the binary for its template.
func exportTemplate(t *testing.T, b *beat) template {
	t.Helper()
	output, err := b.Command(context.Background(), "export", "template").Output()
	if err != nil {
		t.Fatalf("export template: %v", err)
	}
	var exported struct {
		Template struct {
			Mappings struct {
				Properties       map[string]mappingProperty `json:"properties"`
				DynamicTemplates []map[string]struct {
					PathMatch string          `json:"path_match"`
					Mapping   mappingProperty `json:"mapping"`
				} `json:"dynamic_templates"`
			} `json:"mappings"`
		} `json:"template"`
	}
	if err := json.Unmarshal(output, &exported); err != nil {
		t.Fatalf("template: %v", err)
	}
	known := template{fields: make(map[string]string), patterns: make(map[string]string)}
	known.add("", exported.Template.Mappings.Properties)
	for _, named := range exported.Template.Mappings.DynamicTemplates {
		for _, dynamic := range named {
			// salesforce.* is for what no table knows. The org has no such columns, and
			// it must not stand in for a field that is not declared.
			start, ok := strings.CutSuffix(dynamic.PathMatch, "*")
			if ok && strings.HasPrefix(start, "salesforce.") && start != "salesforce." {
				known.patterns[start] = dynamic.Mapping.Type
			}
		}
	}
	return known
}

func (k template) add(prefix string, properties map[string]mappingProperty) {
	for name, property := range properties {
		if property.Type != "" && property.Type != "object" && property.Type != "nested" {
			k.fields[prefix+name] = property.Type
		}
		k.add(prefix+name+".", property.Properties)
	}
}

func (k template) typeOf(name string) string {
	if known, ok := k.fields[name]; ok {
		return known
	}
	for start, known := range k.patterns {
		if strings.HasPrefix(name, start) {
			return known
		}
	}
	return ""
}

// check returns what is wrong with a value, by the name of its field.
func (k template) check(name string, value any, wrong map[string]string) {
	known := k.typeOf(name)
	if known != "" {
		if problem := fits(known, value); problem != "" {
			wrong[name] = fmt.Sprintf("%s is %s: %v", known, problem, value)
		}
		return
	}
	fields, ok := value.(map[string]any)
	if !ok {
		wrong[name] = fmt.Sprintf("is not declared: %v", value)
		return
	}
	for field, inner := range fields {
		k.check(strings.TrimPrefix(name+"."+field, "."), inner, wrong)
	}
}

// fits returns how a value does not fit a type, or "".
func fits(known string, value any) string {
	if list, ok := value.([]any); ok {
		for _, one := range list {
			if problem := fits(known, one); problem != "" {
				return problem
			}
		}
		return ""
	}
	text, isText := value.(string)
	number, isNumber := value.(json.Number)
	_, isBoolean := value.(bool)
	switch known {
	case "keyword", "constant_keyword", "wildcard", "text", "match_only_text":
		if !isText {
			return fmt.Sprintf("%T", value)
		}
	case "long", "integer", "short":
		if _, err := number.Int64(); !isNumber || err != nil {
			return fmt.Sprintf("%T, no whole number", value)
		}
	case "double", "float", "scaled_float", "half_float":
		if !isNumber {
			return fmt.Sprintf("%T", value)
		}
	case "boolean":
		if !isBoolean {
			return fmt.Sprintf("%T", value)
		}
	case "date":
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			return err.Error()
		}
	case "ip":
		if _, err := netip.ParseAddr(text); err != nil {
			return err.Error()
		}
	case "geo_point":
		point, ok := value.(map[string]any)
		if _, hasLat := point["lat"].(json.Number); !ok || !hasLat {
			return "no point with lat and lon"
		}
	case "flattened":
		if _, ok := value.(map[string]any); !ok {
			return fmt.Sprintf("%T", value)
		}
	default:
		return "of a type that the test does not know"
	}
	return ""
}

func TestEveryFieldIsInECSOrDeclared(t *testing.T) {
	org := startOrg(t, orgsim.Options{Seed: 7, RowsPerHour: 120, FileDelay: -1})
	b := newBeat(t, strings.Replace(org.everything("hourly"), "names: [", "names: [ApiEvent, ReportEvent, LoginAsEvent, PermissionSetEventStore, FileEventStore, ", 1))
	known := exportTemplate(t, b)
	b.Start()
	truth := org.Truth()
	want := held(truth, orgsim.Hourly)
	events := b.waitForEvents(want.sum())
	b.Stop()

	datasets := make(map[string]bool)
	wrong := make(map[string]string)
	for _, one := range events {
		datasets[one.Event.Dataset] = true
		fields := one.Fields
		delete(fields, "@metadata")
		known.check("", fields, wrong)
	}
	for _, name := range slices.Sorted(maps.Keys(wrong)) {
		t.Errorf("%s %s", name, wrong[name])
	}
	if len(datasets) < 60 {
		t.Errorf("only %d datasets were seen: %v", len(datasets), slices.Sorted(maps.Keys(datasets)))
	}
}
