package schema

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// Validate looks at a stanza by the table of options alone: which options are there, of
// which type their values are, and whether a placeholder was left in. It returns what
// is wrong, and keeps a copy of the stanza without it, so that what is left can be looked
// at too and everything is said at once.
func Validate(from *conf.C) *validation {
	e := &validation{}
	whole, err := withAdvanced(from, &e.Mistakes)
	if err == nil {
		e.sound, err = conf.MergeConfigs(whole)
	}
	if err != nil {
		e.Found, e.sound = append(e.Found, err), conf.NewConfig()
		return e
	}
	e.block(whole, optionTree(), "", "")
	e.filesOfTLS()
	return e
}

// validation is what was found so far.
type validation struct {
	Mistakes
	sound *conf.C
	// blocked are blocks that are none, and options that were written as others: of
	// these nothing more is said.
	blocked []string
	// Warnings are of what is no mistake, each with its option.
	Warnings []string
}

// block examines what is in a block. Its name is how people call it, its path how Beats
// does; they differ where a list has one block only.
func (e *validation) block(block *conf.C, known *optionNode, name, path string) {
	fields := block.GetFields()
	slices.Sort(fields)
	for _, field := range fields {
		option, at := name+field, path+field
		switch node := known.inside[field]; {
		case node == nil && path == "" && tolerable(field):
		case node == nil:
			e.unknown(known, field, option, at)
		case node.common:
		case node.option != nil:
			e.value(block, field, node, option, at)
		default:
			e.inside(block, field, node, option, at)
		}
	}
}

// inside examines a block, or each of a list of blocks.
func (e *validation) inside(block *conf.C, field string, node *optionNode, option, path string) {
	value, err := valueOf(block, field)
	switch {
	case err == nil && value == nil:
		return // nothing is written after its colon
	case err == nil && plain(value) == "":
		e.noBlock(node, option, option, path)
		return
	}
	child, err := block.Child(field, -1)
	if err != nil {
		// A block that came whole from an environment variable.
		if child, err = conf.NewConfigFrom(value); err != nil {
			e.drop(path, option, "%s", unresolved(err))
			e.blocked = append(e.blocked, option)
			return
		}
	}
	if !child.IsArray() {
		e.block(child, node, option+".", path+".")
		return
	}
	if !node.list {
		e.drop(path, option, "must be a single mapping, got a list")
		e.blocked = append(e.blocked, option)
		return
	}
	count, _ := child.CountField("")
	for n := range count {
		one, at := option, fmt.Sprintf("%s.%d", path, n)
		if count > 1 {
			one = fmt.Sprintf("%s.%d", option, n)
		}
		element, err := child.Child("", n)
		if err != nil || element.IsArray() {
			// Without one of its elements the list would have other numbers.
			e.noBlock(node, option, one, path)
			return
		}
		e.block(element, node, one+".", at+".")
	}
}

// value examines the value of an option.
func (e *validation) value(block *conf.C, field string, node *optionNode, option, path string) {
	value, err := valueOf(block, field)
	if err != nil {
		e.drop(path, option, "%s", unresolved(err))
		return
	}
	if value == nil {
		return
	}
	if inside, ok := value.(map[string]any); ok && node.inside != nil {
		for _, name := range sortedKeys(inside) {
			if node.inside[name] == nil {
				e.unknown(node, name, option+"."+name, path+"."+name)
			}
		}
		return
	}
	if check := OptionTypes[node.option.Type]; check != nil { // a test wants one for each type
		if wrong := check(*node.option, value); wrong != "" {
			e.drop(path, option, "%s", wrong)
			return
		}
	}
	if text := placeholder(*node.option, value); text != "" {
		e.drop(path, option, "%s", text)
		return
	}
	if node.option.Type == "secret" {
		e.warnOfDollars(block, field, option, value)
	}
	if text, ok := value.(string); ok && node.option.Type == "duration" && strings.HasPrefix(path, "resource.") {
		// Beats' own durations know neither days nor weeks.
		if length, err := ParseDuration(text); err == nil {
			_ = e.sound.SetString(path, -1, time.Duration(length).String())
		}
	}
}

// unknown refuses an option that is not known on its level.
func (e *validation) unknown(level *optionNode, field, option, path string) {
	block := strings.TrimSuffix(option, field)
	said, meant := level.suggestion(field, block)
	e.drop(path, option, "unknown option%s", said)
	if meant != "" {
		e.blocked = append(e.blocked, block+meant) // that it is missing needs no saying
	}
}

// noBlock refuses what is written in place of a block. It may be a secret, so it is not
// repeated.
func (e *validation) noBlock(node *optionNode, option, name, path string) {
	e.drop(path, name, "must be a mapping with the %s %s", words.Plural(len(node.inside), "option", "options"), words.List(node.names(), 0))
	e.blocked = append(e.blocked, option)
}

// drop notes a mistake, and takes the option out of the copy.
func (e *validation) drop(path, option, format string, arguments ...any) {
	e.Add(option, format, arguments...)
	if _, err := e.sound.Remove(path, -1); err != nil {
		e.Found = append(e.Found, fmt.Errorf("%s: %w", option, err))
	}
}

// Unpack reads what is sound of an examined stanza into a config, which begins with the
// defaults. What its types refuse on their own account is a mistake like the others.
func Unpack[C any](e *validation, defaults func() C) C {
	for range len(Options()) {
		c := defaults()
		err := e.sound.Unpack(&c)
		if err == nil {
			return c
		}
		text, option := err.Error(), ""
		if match := accessing.FindStringSubmatch(text); match != nil {
			text, option = match[1], match[2]
		}
		if removed, err := e.sound.Remove(option, -1); option == "" || err != nil || !removed {
			e.Found = append(e.Found, errors.New(text))
			break
		}
		e.Add(option, "%s", text)
		e.blocked = append(e.blocked, option)
	}
	return defaults()
}

// accessing is how Beats says where an error is; the first place is the narrowest.
var accessing = regexp.MustCompile(`(?s)^(.*?) accessing '([^']+)'`)

// And joins to what was found what is wrong with the rest, but for what follows from
// an option that was taken out.
func (e *validation) And(rest error) error {
	all := slices.Clone(e.Found)
	for _, err := range MistakesOf(rest) {
		var found *Mistake
		if !errors.As(err, &found) || !e.explains(found.Option) {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// explains reports whether a mistake of an option may be there only because something
// was taken out.
func (e *validation) explains(option string) bool {
	for _, err := range e.Found {
		var found *Mistake
		if errors.As(err, &found) && found.Option == option {
			return true
		}
	}
	return slices.ContainsFunc(e.blocked, func(block string) bool {
		return within(option, block) || within(block, option)
	})
}

// within reports whether an option is in a block, or the block itself.
func within(option, block string) bool {
	return option == block || strings.HasPrefix(option, block+".")
}

// unresolved says why a value cannot be had: it names a variable that is not there.
func unresolved(err error) string {
	if strings.Contains(err.Error(), "missing field") {
		return "refers to a ${...} variable that is empty, or is not set in the environment or the keystore"
	}
	return accessing.ReplaceAllString(err.Error(), "$1")
}
