package fleet

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// What the package for older stacks says of itself. Elastic's own package of Salesforce
// asks for the same Kibana.
const (
	olderFormat = "3.0.4"
	olderKibana = "^8.16.0 || ^9.0.0"
)

// Older returns the files of the package for stacks before 9.4, by path. Their Kibana
// has no choice of fields by a way to sign in, and no URLs and durations as types of
// variables, so that all fields are shown, and what is in them is looked at by the
// input alone. Everything else is the same: policies of one render as those of the other.
func Older(whole fs.FS) (map[string][]byte, error) {
	files := make(map[string][]byte)
	err := fs.WalkDir(whole, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(whole, name)
		if err != nil {
			return err
		}
		switch {
		case name == "manifest.yml":
			content, err = edited(content, olderManifest)
		case path.Base(name) == "manifest.yml":
			content, err = edited(content, func(root *yaml.Node) error { return olderVariables(root, nil) })
		case name == "changelog.yml":
			content, err = edited(content, olderChangelog)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		files[name] = content
		return nil
	})
	return files, err
}

func edited(content []byte, edit func(root *yaml.Node) error) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		return nil, err
	}
	if err := edit(document.Content[0]); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	err := encoder.Encode(&document)
	return out.Bytes(), err
}

// choice is a way to sign in, and the variables that it needs.
type choice struct {
	Title string
	Vars  []string
}

func olderManifest(root *yaml.Node) error {
	var groups []struct{ Options []choice }
	list := field(root, "var_groups")
	if list == nil {
		return fmt.Errorf("it has no var_groups")
	}
	if err := list.Decode(&groups); err != nil {
		return err
	}
	if len(groups) != 1 {
		return fmt.Errorf("it has %d var_groups, and one was expected", len(groups))
	}
	remove(root, "var_groups")
	set(root, "format_version", olderFormat)
	if err := lowerVersion(root); err != nil {
		return err
	}
	set(field(field(root, "conditions"), "kibana"), "version", olderKibana)
	return olderVariables(root, groups[0].Options)
}

func olderChangelog(root *yaml.Node) error { return lowerVersion(root.Content[0]) }

// lowerVersion makes a version the one before it, so that Kibana takes the other package as
// an upgrade. Patch numbers are therefore odd: the even ones are for older stacks.
func lowerVersion(of *yaml.Node) error {
	version := field(of, "version")
	dot := strings.LastIndexByte(version.Value, '.')
	number, err := strconv.Atoi(version.Value[dot+1:])
	if err != nil || number%2 == 0 {
		return fmt.Errorf("the version %q has no odd patch number", version.Value)
	}
	version.Value = fmt.Sprintf("%s%d", version.Value[:dot+1], number-1)
	return nil
}

// olderVariables changes the variables of a manifest. Those of ways to sign in say which
// these are, and those of all of them are required.
func olderVariables(root *yaml.Node, choices []choice) error {
	holders := []*yaml.Node{root}
	if list := field(root, "streams"); list != nil {
		holders = append(holders, list.Content...)
	}
	for _, holder := range holders {
		vars := field(holder, "vars")
		if vars == nil {
			continue
		}
		for _, variable := range vars.Content {
			name, description := field(variable, "name"), field(variable, "description")
			if name == nil || description == nil {
				return fmt.Errorf("a variable has no name or description")
			}
			text := strings.TrimSpace(description.Value)
			if of := ways(choices, name.Value); len(of) > 0 && len(of) == len(choices) {
				set(variable, "required", "true")
			} else if len(of) > 0 {
				text = "For " + strings.Join(of, ", ") + ". " + text
			}
			if least, most := field(variable, "min_duration"), field(variable, "max_duration"); least != nil && most != nil {
				text += fmt.Sprintf(" From %s to %s.", least.Value, most.Value)
			}
			description.Value = text
			if kind := field(variable, "type"); kind.Value == "url" || kind.Value == "duration" {
				kind.Value = "text"
			}
			for _, newer := range []string{"url_allowed_schemes", "min_duration", "max_duration"} {
				remove(variable, newer)
			}
		}
	}
	return nil
}

// ways returns the ways to sign in that need a variable.
func ways(choices []choice, variable string) []string {
	var titles []string
	for _, one := range choices {
		if slices.Contains(one.Vars, variable) {
			titles = append(titles, one.Title)
		}
	}
	return titles
}

// field returns the value of a field of a map, or nil.
func field(of *yaml.Node, name string) *yaml.Node {
	for n := 0; n+1 < len(of.Content); n += 2 {
		if of.Content[n].Value == name {
			return of.Content[n+1]
		}
	}
	return nil
}

func set(of *yaml.Node, name, value string) {
	if existing := field(of, name); existing != nil {
		existing.Value = value
		return
	}
	of.Content = append(of.Content,
		&yaml.Node{Kind: yaml.ScalarNode, Value: name}, &yaml.Node{Kind: yaml.ScalarNode, Value: value})
}

func remove(from *yaml.Node, name string) {
	for n := 0; n+1 < len(from.Content); n += 2 {
		if from.Content[n].Value == name {
			from.Content = slices.Delete(from.Content, n, n+2)
			return
		}
	}
}
