package fleet

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
)

const head = "# Code generated from the mapping tables; run \"go tool mage update\" after changing those.\n"

// dynamic are the declarations of a field whose type its first value gives. A package may
// declare a name once, so there are three that match the same fields.
var dynamic = []struct{ name, value, mapping string }{
	{"salesforce.*", "string", "keyword"},
	{"salesforce.*.*", "long", "double"},
	{"salesforce*.*.*", "double", "double"},
}

// fields returns the fields of a data stream that are not of ECS.
func fields() []byte {
	var out bytes.Buffer
	out.WriteString(head)
	var last *ecs.Field
	for _, field := range ecs.Fields() {
		if field.Type == ecs.TypeDynamic {
			last = &field // it matches all others too
			continue
		}
		open := strings.HasSuffix(field.Name, ".*")
		fmt.Fprintf(&out, "- name: %s\n", strings.TrimSuffix(field.Name, ".*"))
		if open {
			fmt.Fprintf(&out, "  type: object\n  object_type: %s\n", field.Type)
		} else {
			fmt.Fprintf(&out, "  type: %s\n", field.Type)
		}
		if field.Unit != "" {
			fmt.Fprintf(&out, "  unit: %s\n", field.Unit)
		}
		writeDescription(&out, field.Description)
	}
	if last != nil {
		for _, d := range dynamic {
			fmt.Fprintf(&out, "- name: %q\n  type: object\n  object_type: %s\n  object_type_mapping_type: %s\n", d.name, d.mapping, d.value)
			writeDescription(&out, last.Description)
		}
	}
	return out.Bytes()
}

func writeDescription(out *bytes.Buffer, text string) {
	if text != "" {
		fmt.Fprintf(out, "  description: %q\n", text)
	}
}
