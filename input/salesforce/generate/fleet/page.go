package fleet

import (
	"bytes"
	"strings"
	"text/template"

	"go.yaml.in/yaml/v3"
)

// pageField is a field as the page tells of it.
type pageField struct{ Name, Type, Unit, Description string }

// page returns the page of the integration in Kibana: its text, a sample event of each
// data stream, and all fields.
func page() ([]byte, error) {
	text, err := part("README.md.tmpl")
	if err != nil {
		return nil, err
	}
	filled, err := template.New("README.md").Funcs(template.FuncMap{
		"event": func(stream string) (string, error) {
			event, err := sampleEvent(stream)
			return "```json\n" + string(event) + "```", err
		},
		"fields": fieldTable,
	}).Parse(string(text))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = filled.Execute(&out, nil)
	return out.Bytes(), err
}

// fieldTable returns the fields of every data stream as a table.
func fieldTable() (string, error) {
	base, err := part("base-fields.yml")
	if err != nil {
		return "", err
	}
	var out strings.Builder
	out.WriteString("| Field | Description | Type | Unit |\n|---|---|---|---|\n")
	for _, content := range [][]byte{base, fields()} {
		var listed []pageField
		if err := yaml.Unmarshal(content, &listed); err != nil {
			return "", err
		}
		for _, field := range listed {
			description := strings.ReplaceAll(field.Description, "|", `\|`)
			out.WriteString("| " + strings.ReplaceAll(field.Name, "*", `\*`) + " | " + description + " | " + field.Type + " | " + field.Unit + " |\n")
		}
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}
