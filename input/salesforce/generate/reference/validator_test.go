package reference

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// validator checks values against the part of JSON schema that schemaPage writes. It
// fails at a keyword that it does not know, so that none is passed over.
type validator struct {
	t           *testing.T
	definitions map[string]any
}

func newValidator(t *testing.T) (*validator, map[string]any) {
	t.Helper()
	var schema map[string]any
	if err := json.Unmarshal(schemaPage(), &schema); err != nil {
		t.Fatal(err)
	}
	return &validator{t: t, definitions: schema["definitions"].(map[string]any)}, schema
}

// check returns what is wrong with a value, or "".
func (v *validator) check(schema map[string]any, value any, at string) string {
	for _, keyword := range sorted(schema) {
		if wrong := v.keyword(schema, keyword, value); wrong != "" {
			if wrong[0] == '.' || wrong[0] == ':' {
				return at + wrong
			}
			return at + ": " + wrong
		}
	}
	return ""
}

func (v *validator) keyword(schema map[string]any, keyword string, value any) string {
	want := schema[keyword]
	fields, isObject := value.(map[string]any)
	list, isList := value.([]any)
	text, isText := value.(string)
	number, isNumber := value.(float64)
	switch keyword {
	case "$schema", "$comment", "title", "description", "definitions", "then", "additionalProperties", "patternProperties":
	case "$ref":
		name := strings.TrimPrefix(want.(string), "#/definitions/")
		definition, ok := v.definitions[name].(map[string]any)
		if !ok {
			v.t.Fatalf("there is no definition %q", name)
		}
		return v.check(definition, value, "")
	case "anyOf":
		var all []string
		for _, one := range want.([]any) {
			wrong := v.check(one.(map[string]any), value, "")
			if wrong == "" {
				return ""
			}
			all = append(all, wrong)
		}
		return "(" + strings.Join(all, " | ") + ")"
	case "if":
		if v.check(want.(map[string]any), value, "") == "" {
			return v.check(schema["then"].(map[string]any), value, "")
		}
	case "type":
		types, several := want.([]any)
		if !several {
			types = []any{want}
		}
		if !slices.ContainsFunc(types, func(one any) bool { return is(one.(string), value) }) {
			return fmt.Sprintf("%v is not of type %v", value, want)
		}
	case "not":
		if v.check(want.(map[string]any), value, "") == "" {
			return fmt.Sprintf("%v is what it must not be", value)
		}
	case "propertyNames":
		for name := range fields {
			if wrong := v.check(want.(map[string]any), name, "."+name); wrong != "" {
				return wrong
			}
		}
	case "const":
		if value != want {
			return fmt.Sprintf("%v is not %v", value, want)
		}
	case "enum":
		if !slices.Contains(want.([]any), value) {
			return fmt.Sprintf("%v is not one of %v", value, want)
		}
	case "pattern":
		if isText && !regexp.MustCompile(want.(string)).MatchString(text) {
			return fmt.Sprintf("%q does not match %s", text, want)
		}
	case "minimum":
		if isNumber && number < want.(float64) {
			return fmt.Sprintf("%v is less than %v", number, want)
		}
	case "maximum":
		if isNumber && number > want.(float64) {
			return fmt.Sprintf("%v is more than %v", number, want)
		}
	case "exclusiveMinimum":
		if isNumber && number <= want.(float64) {
			return fmt.Sprintf("%v is not more than %v", number, want)
		}
	case "exclusiveMaximum":
		if isNumber && number >= want.(float64) {
			return fmt.Sprintf("%v is not less than %v", number, want)
		}
	case "items":
		for n, item := range list {
			if wrong := v.check(want.(map[string]any), item, fmt.Sprintf(".%d", n)); isList && wrong != "" {
				return wrong
			}
		}
	case "required":
		for _, name := range want.([]any) {
			if _, ok := fields[name.(string)]; isObject && !ok {
				return fmt.Sprintf("lacks %s", name)
			}
		}
	case "properties":
		for _, name := range sorted(fields) {
			property, ok := want.(map[string]any)[name].(map[string]any)
			if !ok {
				if schema["additionalProperties"] == false && !matches(schema["patternProperties"], name) {
					return fmt.Sprintf(".%s: unknown", name)
				}
				continue
			}
			if wrong := v.check(property, fields[name], "."+name); wrong != "" {
				return wrong
			}
		}
	default:
		v.t.Fatalf("the keyword %q is not known", keyword)
	}
	return ""
}

// matches reports whether a name matches a pattern of properties, which say no more.
func matches(patterns any, name string) bool {
	all, _ := patterns.(map[string]any)
	for pattern := range all {
		if regexp.MustCompile(pattern).MatchString(name) {
			return true
		}
	}
	return false
}

func is(kind string, value any) bool {
	switch kind {
	case "null":
		return value == nil
	case "string":
		_, ok := value.(string)
		return ok
	case "boolean":
		_, ok := value.(bool)
		return ok
	case "number":
		_, ok := value.(float64)
		return ok
	case "integer":
		number, ok := value.(float64)
		return ok && number == math.Trunc(number)
	case "array":
		_, ok := value.([]any)
		return ok
	}
	_, ok := value.(map[string]any)
	return ok && kind == "object"
}

func sorted(m map[string]any) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
