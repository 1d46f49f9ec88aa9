package reference

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// object is a part of a JSON schema.
type object = map[string]any

// variable stands in place of any value: ${...} is filled in when the beat starts.
var variable = object{"type": "string", "pattern": `\$\{[^}]+\}`}

// schemas are what options of each type take.
var schemas = map[string]func(schema.Option) object{
	"string":    text,
	"URL":       text,
	"proxy URL": text,
	"path":      text,
	"template":  text,
	"secret":    text,
	"boolean":   func(schema.Option) object { return object{"type": "boolean"} },
	"number":    number,
	"version": func(schema.Option) object {
		return either(object{"type": "number"}, object{"type": "string", "pattern": `^v?[0-9]{2,3}(\.0)?$`})
	},
	"duration": duration,
	"share": func(schema.Option) object {
		return either(object{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, object{"type": "string", "pattern": `^ *([0-9]+(\.[0-9]+)? *%|0?\.[0-9]+) *$`})
	},
	"size": func(schema.Option) object {
		return either(object{"type": "number", "minimum": 1}, object{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)? *([kKmMgG]i?)?[bB]?$`})
	},
	"choice": func(o schema.Option) object { return object{"enum": o.Values} },
	"list of durations": func(o schema.Option) object {
		return either(duration(o), object{"type": "array", "items": duration(o)})
	},
	"list of strings": func(o schema.Option) object { return either(text(o), object{"type": "array", "items": text(o)}) },
	"list of choices": func(o schema.Option) object {
		return either(object{"enum": o.Values}, object{"type": "array", "items": object{"enum": o.Values}})
	},
	"map": func(schema.Option) object { return object{} },
}

// text is what may be text: YAML makes numbers of what looks like one.
func text(schema.Option) object { return object{"type": []string{"string", "number"}} }

func duration(schema.Option) object {
	return either(object{"type": "number", "minimum": 0}, object{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h|d|w))+$`})
}

func number(o schema.Option) object {
	schema := object{"type": "integer", "minimum": o.Least}
	if o.Most > 0 {
		schema["maximum"] = o.Most
	}
	return schema
}

func either(schemas ...object) object { return object{"anyOf": schemas} }

// schemaPage is the JSON schema of a configuration. It says of a salesforce stanza what
// its options are, in whichever way their names are split into levels, and nothing of
// all else.
func schemaPage() []byte {
	definitions := object{"variable": variable}
	own := ownOptions()
	for _, option := range slices.Concat(schema.CommonOptions(), own) {
		schema := schemas[option.Type](option)
		if option.Type != "map" && option.Type != "string" {
			schema = either(schema, object{"$ref": "#/definitions/variable"}, object{"type": "null"})
		}
		schema["description"] = plain(option.Description)
		if option.Default != "" {
			schema["description"] = plain(option.Description) + " Default: " + option.Default
		}
		definitions[option.Name] = schema
	}
	tree := newLevel("")
	for _, option := range own {
		tree.add(option.Name, option.Type == "map")
	}
	tree.define(definitions)
	stanza := object{"type": "object", "properties": tree.properties()}
	for _, option := range schema.CommonOptions() {
		stanza["properties"].(object)[option.Name] = reference(option.Name)
	}
	stanza["properties"].(object)["type"] = object{"const": "salesforce"}
	// Names of several levels that begin as ours do are ours.
	var known []string
	for name := range tree.properties() {
		if strings.Contains(name, ".") {
			known = append(known, name)
		}
	}
	slices.Sort(known)
	stanza["propertyNames"] = either(
		object{"enum": known},
		object{"pattern": tree.free()},
		object{"not": object{"pattern": "^(" + strings.Join(tree.blocks(), "|") + ")\\."}},
	)
	stanza["required"] = []string{"type", "url"}
	definitions["stanza"] = stanza
	definitions["inputs"] = object{"type": "array", "items": object{
		"if":   object{"type": "object", "properties": object{"type": object{"const": "salesforce"}}, "required": []string{"type"}},
		"then": reference("stanza"),
	}}
	schema := object{
		"$schema":     "http://json-schema.org/draft-07/schema#",
		"title":       "Filebeat with the salesforce input",
		"$comment":    "Generated from the table of options; run \"go tool mage update\".",
		"definitions": definitions,
		"anyOf": []object{
			reference("inputs"),
			{
				"type": "object",
				"properties": object{
					"filebeat.inputs": reference("inputs"),
					"filebeat":        object{"type": []string{"object", "null"}, "properties": object{"inputs": reference("inputs")}},
				},
			},
		},
	}
	encoded, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err)
	}
	return append(encoded, '\n')
}

// ownOptions are those of the input, with what is in resource.ssl.
func ownOptions() []schema.Option {
	var all []schema.Option
	for _, option := range schema.Options() {
		if option.Type != "TLS settings" {
			all = append(all, option)
			continue
		}
		for _, name := range schema.TLSSettings() {
			all = append(all, schema.Option{Name: option.Name + "." + name, Type: "map", Description: option.Description})
		}
	}
	return all
}

func reference(name string) object { return object{"$ref": "#/definitions/" + name} }

// level is a block of the stanza, or an option in it.
type level struct {
	name   string // in full
	order  []string
	inside map[string]*level
	isMap  bool // what is in it is not looked at
}

func newLevel(name string) *level { return &level{name: name, inside: make(map[string]*level)} }

func (l *level) add(option string, isMap bool) {
	part, rest, more := strings.Cut(option, ".")
	if l.inside[part] == nil {
		l.inside[part] = newLevel(strings.TrimPrefix(l.name+"."+part, "."))
		l.order = append(l.order, part)
	}
	if more {
		l.inside[part].add(rest, isMap)
	} else {
		l.inside[part].isMap = isMap
	}
}

// free is a pattern of what a level may hold besides: anything in a map.
func (l *level) free() string {
	maps := l.maps()
	for n, name := range maps {
		maps[n] = strings.ReplaceAll(name, ".", `\.`)
	}
	return "^(" + strings.Join(maps, "|") + `)\.`
}

func (l *level) maps() []string {
	var all []string
	for _, part := range l.order {
		if l.inside[part].isMap {
			all = append(all, part)
		}
		for _, name := range l.inside[part].maps() {
			all = append(all, part+"."+name)
		}
	}
	return all
}

// properties are all that a level may hold: what is on it, and with dots in the name
// what is below.
func (l *level) properties() object {
	all := make(object)
	for part, below := range l.inside {
		all[part] = reference(below.name)
		for name, schema := range below.properties() {
			all[part+"."+name] = schema
		}
	}
	return all
}

// blocks returns the names of the blocks of a level.
func (l *level) blocks() []string {
	return slices.DeleteFunc(slices.Clone(l.order), func(part string) bool { return len(l.inside[part].inside) == 0 })
}

// define adds the blocks to the definitions.
func (l *level) define(definitions object) {
	for _, part := range l.order {
		below := l.inside[part]
		below.define(definitions)
		if len(below.inside) == 0 {
			continue
		}
		block := object{"type": []string{"object", "null"}, "properties": below.properties(), "additionalProperties": false}
		if len(below.maps()) > 0 {
			block["patternProperties"] = object{below.free(): object{}}
		}
		if schema.TakesList(below.name) {
			definitions[below.name] = either(block, object{"type": "array", "items": block})
		} else {
			definitions[below.name] = block
		}
	}
}
