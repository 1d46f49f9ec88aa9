package fleet

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aymerick/raymond"
	"github.com/aymerick/raymond/ast"
	"github.com/aymerick/raymond/parser"
	"gopkg.in/yaml.v3"
)

// The helpers that Fleet has and the templates use.
func init() {
	raymond.RegisterHelper("escape_string", func(value any) raymond.SafeString {
		text := raymond.Str(value)
		if text == "" {
			return ""
		}
		// In single quotes, a line end has to be there twice to stay one.
		return raymond.SafeString("'" + strings.ReplaceAll(strings.ReplaceAll(text, "'", "''"), "\n", "\n\n") + "'")
	})
	raymond.RegisterHelper("contains", func(item string, list any, options *raymond.Options) string {
		values, _ := list.([]raymond.SafeString)
		if slices.Contains(values, raymond.SafeString(item)) {
			return options.Fn()
		}
		return options.Inverse()
	})
}

// values are what an administrator chose, by variable.
type values map[string]any

// placeholder stands for YAML while the template is filled, as it does in Fleet.
func placeholder(name string) string { return "##" + name + "##" }

// render makes a stream's stanza of the values, as Fleet does.
func render(t *testing.T, stream string, vars []variable, chosen values) map[string]any {
	t.Helper()
	// Fleet does not escape what it fills in, and so we say that all of it is safe.
	context := make(map[string]any)
	blocks := make(map[string]string)
	for _, v := range vars {
		value, ok := chosen[v.Name]
		if !ok {
			continue
		}
		switch {
		case v.Type == "yaml":
			blocks[placeholder(v.Name)] = value.(string)
			context[v.Name] = raymond.SafeString(strconv.Quote(placeholder(v.Name)))
		case v.Multi:
			var list []raymond.SafeString
			for _, one := range value.([]any) {
				list = append(list, raymond.SafeString(fmt.Sprint(one)))
			}
			context[v.Name] = list
		case v.Type == "bool":
			context[v.Name] = value
		case v.Type == "text" && isNumber(fmt.Sprint(value)):
			context[v.Name] = raymond.SafeString(strconv.Quote(fmt.Sprint(value))) // Fleet keeps it text
		default:
			context[v.Name] = raymond.SafeString(fmt.Sprint(value))
		}
	}
	filled, err := raymond.MustParse(template(t, stream)).Exec(context)
	if err != nil {
		t.Fatal(err)
	}
	var stanza map[string]any
	if err := yaml.Unmarshal([]byte(filled), &stanza); err != nil {
		t.Fatalf("the template of %s gave no YAML for %v: %v\n%s", stream, slices.Sorted(maps.Keys(chosen)), err, filled)
	}
	return replaceBlocks(t, stanza, blocks).(map[string]any)
}

func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

func replaceBlocks(t *testing.T, value any, blocks map[string]string) any {
	t.Helper()
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			value[name] = replaceBlocks(t, inner, blocks)
		}
	case []any:
		for n, inner := range value {
			value[n] = replaceBlocks(t, inner, blocks)
		}
	case string:
		if block, ok := blocks[value]; ok {
			var parsed any
			if err := yaml.Unmarshal([]byte(block), &parsed); err != nil {
				t.Fatal(err)
			}
			return parsed
		}
	}
	return value
}

func template(t *testing.T, stream string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, "data_stream", stream, "agent", "stream", "stream.yml.hbs"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// variablesOf returns the variables that a stream's template can use, those of the
// package among them.
func variablesOf(t *testing.T, stream string) []variable {
	t.Helper()
	return slices.Concat(read(t, "manifest.yml").Vars, read(t, "data_stream/"+stream+"/manifest.yml").Streams[0].Vars)
}

func TestTemplatesUseTheDeclaredVariablesAndAllOfThem(t *testing.T) {
	inner := []string{"tag", "type", "object", "name", "field"} // what the templates call the elements of lists
	for _, stream := range streams {
		program, err := parser.Parse(template(t, stream))
		if err != nil {
			t.Fatal(err)
		}
		used := make(map[string]bool)
		names(program, used)
		declared := make(map[string]bool)
		for _, v := range variablesOf(t, stream) {
			declared[v.Name] = true
			if !used[v.Name] {
				t.Errorf("the template of %s does not use %s", stream, v.Name)
			}
		}
		for name := range used {
			if !declared[name] && !slices.Contains(inner, name) {
				t.Errorf("the template of %s uses %s, which is not declared", stream, name)
			}
		}
	}
}

// names collects the names of the values that a template uses.
func names(node any, used map[string]bool) {
	switch node := node.(type) {
	case *ast.Program:
		if node == nil {
			return
		}
		for _, statement := range node.Body {
			names(statement, used)
		}
	case *ast.BlockStatement:
		for _, parameter := range node.Expression.Params {
			names(parameter, used)
		}
		names(node.Program, used)
		names(node.Inverse, used)
	case *ast.MustacheStatement:
		if len(node.Expression.Params) == 0 {
			names(node.Expression.Path, used)
		}
		for _, parameter := range node.Expression.Params {
			names(parameter, used)
		}
	case *ast.PathExpression:
		used[node.Original] = true
	}
}
