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
	for _, field := range ecs.Fields() {
		root.add(strings.Split(strings.TrimSuffix(field.Name, ".*"), "."), field)
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
	nodes []*node    // in the order of their names, as they were added
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
		out.WriteString(indent + "- name: " + inner.name + "\n")
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

// writeOpen describes an object whose fields are not known beforehand.
func writeOpen(out *bytes.Buffer, indent string, field ecs.Field) {
	out.WriteString(indent + "type: object\n")
	out.WriteString(indent + "object_type: " + field.Type + "\n")
	if field.Type == "double" {
		// A whole number would be taken for a long, and the next fraction cut.
		out.WriteString(indent + "object_type_mapping_type: \"*\"\n")
	}
	writeDescription(out, indent, field)
}

func writeDescription(out *bytes.Buffer, indent string, field ecs.Field) {
	if field.Description != "" {
		out.WriteString(indent + "description: " + strconv.Quote(field.Description) + "\n")
	}
}
