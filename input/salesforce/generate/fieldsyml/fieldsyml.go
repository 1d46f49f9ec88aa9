package fieldsyml

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
)

const head = `# Code generated from the mapping tables; run "mage update" after changing those.

- key: salesforce
  title: Salesforce
  description: >
    What Salesforce event monitoring tells beyond the fields of ECS.
  fields:
`

// Generate returns the content of _meta/fields.yml.
func Generate() []byte {
	root := &node{}
	var dynamic []ecs.Field
	for _, field := range ecs.Fields() {
		if field.Type == ecs.TypeDynamic {
			dynamic = append(dynamic, field)
			continue
		}
		root.add(strings.Split(strings.TrimSuffix(field.Name, ".*"), "."), field)
	}
	// Beats makes dynamic templates in the order of the file, and Elasticsearch
	// takes the first that matches. salesforce.* matches salesforce.extra_text.x
	// too, which as a keyword would be refused for its length. So it is the last.
	for _, field := range dynamic {
		root.add(strings.Split(field.Name, "."), field)
	}
	var out bytes.Buffer
	out.WriteString(head)
	root.write(&out, "    ")
	return out.Bytes()
}

// node is a group of fields, or a field.
type node struct {
	name  string
	field *ecs.Field // nil for a group
	nodes []*node    // as they were added: those of one name one after the other
}

func (n *node) add(path []string, field ecs.Field) {
	if len(path) == 0 {
		n.field = &field
		return
	}
	if last := len(n.nodes) - 1; last < 0 || n.nodes[last].name != path[0] {
		n.nodes = append(n.nodes, &node{name: path[0]})
	}
	n.nodes[len(n.nodes)-1].add(path[1:], field)
}

func (n *node) write(out *bytes.Buffer, indent string) {
	for _, inner := range n.nodes {
		out.WriteString(indent + "- name: " + quoted(inner.name) + "\n")
		rest := indent + "  "
		switch {
		case inner.field == nil:
			out.WriteString(rest + "type: group\n")
			if len(indent) == len("    ") {
				// Most of the fields mean nothing to a query without a
				// field name, and Elasticsearch limits how many it looks at.
				out.WriteString(rest + "default_field: false\n")
			}
			out.WriteString(rest + "fields:\n")
			inner.write(out, rest+"  ")
		case inner.field.Type == ecs.TypeDynamic:
			writeDynamic(out, rest, *inner.field)
		case strings.HasSuffix(inner.field.Name, ".*"):
			writeOpen(out, rest, *inner.field)
		default:
			writeField(out, rest, *inner.field)
		}
	}
}

func writeField(out *bytes.Buffer, indent string, field ecs.Field) {
	out.WriteString(indent + "type: " + field.Type + "\n")
	if field.Unit != "" {
		out.WriteString(indent + "unit: " + field.Unit + "\n")
	}
	writeDescription(out, indent, field)
}

// writeOpen describes an object whose fields are not known beforehand, but are of
// one type.
func writeOpen(out *bytes.Buffer, indent string, field ecs.Field) {
	out.WriteString(indent + "type: object\n")
	out.WriteString(indent + "object_type: " + field.Type + "\n")
	writeDescription(out, indent, field)
}

// dynamicTypes are the mappings of fields of a dynamic type, by what Elasticsearch
// takes the first value for. A field that became long with a whole number would
// cut the next fraction.
var dynamicTypes = []struct{ value, mapping string }{
	{"string", "keyword"},
	{"long", "double"},
	{"double", "double"},
	{"boolean", "boolean"},
}

// writeDynamic describes an object whose fields are not known beforehand, nor
// their types. Beats makes one dynamic template of each pair of types, all with
// the path of the object and the name of the value's type appended.
func writeDynamic(out *bytes.Buffer, indent string, field ecs.Field) {
	out.WriteString(indent + "type: object\n")
	out.WriteString(indent + "object_type_params:\n")
	for _, t := range dynamicTypes {
		out.WriteString(indent + "  - object_type: " + t.mapping + "\n")
		out.WriteString(indent + "    object_type_mapping_type: " + t.value + "\n")
	}
	writeDescription(out, indent, field)
}

// quoted quotes the one name that YAML would take for something else.
func quoted(name string) string {
	if name == "*" {
		return strconv.Quote(name)
	}
	return name
}

func writeDescription(out *bytes.Buffer, indent string, field ecs.Field) {
	if field.Description != "" {
		out.WriteString(indent + "description: " + strconv.Quote(field.Description) + "\n")
	}
}
