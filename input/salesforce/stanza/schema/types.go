package schema

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/transport/httpcommon"
)

// OptionTypes say of each type of option what is wrong with a value, or nothing.
// What is not text is left to the option where the text of it would do: YAML and
// environment variables make numbers of what looks like one.
var OptionTypes = map[string]func(o Option, value any) string{
	"string":            func(_ Option, value any) string { return plain(value) },
	"URL":               func(_ Option, value any) string { return plain(value) },
	"proxy URL":         wrongProxy,
	"path":              func(_ Option, value any) string { return plain(value) },
	"template":          func(_ Option, value any) string { return plain(value) },
	"secret":            func(Option, any) string { return "" }, // secret.Unpack says it, without the value
	"boolean":           wrongBoolean,
	"number":            wrongNumber,
	"version":           func(_ Option, value any) string { return messageOf(new(APIVersion).Unpack(value)) },
	"duration":          func(_ Option, value any) string { return messageOf(new(Duration).Unpack(value)) },
	"share":             func(_ Option, value any) string { return messageOf(new(Share).Unpack(value)) },
	"size":              func(_ Option, value any) string { return messageOf(new(ByteSize).Unpack(value)) },
	"choice":            wrongChoice,
	"list of strings":   wrongList,
	"list of choices":   wrongList,
	"list of durations": wrongDurations,
	"map":               wrongBlock,
	"TLS settings":      wrongBlock,
}

func messageOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// plain wants a value that is one word or number.
func plain(value any) string {
	switch value.(type) {
	case []any:
		return "must be a single value, got a list"
	case map[string]any:
		return "must be a single value, got a mapping"
	}
	return ""
}

// wrongBlock does not repeat the value: it may be a secret.
func wrongBlock(_ Option, value any) string {
	switch value.(type) {
	case map[string]any, []any:
		return ""
	}
	return "must be a mapping"
}

// wrongProxy does not repeat the URL: there may be a password in it.
func wrongProxy(_ Option, value any) string {
	if _, err := httpcommon.NewProxyURIFromString(fmt.Sprint(value)); err != nil {
		return "must be a proxy URL, such as http://proxy.acme.example:3128"
	}
	return ""
}

func wrongBoolean(_ Option, value any) string {
	text, ok := value.(string)
	if _, err := strconv.ParseBool(text); ok && err == nil {
		return ""
	}
	if _, ok := value.(bool); ok {
		return ""
	}
	return "must be true or false, got " + quoted(value)
}

func wrongNumber(o Option, value any) string {
	text := fmt.Sprint(value)
	number, err := strconv.ParseInt(text, 0, 64)
	if real, ok := value.(float64); ok && real == math.Trunc(real) && math.Abs(real) < 1<<53 {
		number, err = int64(real), nil
	}
	switch {
	case err != nil:
		return "must be a whole number, got " + quoted(value)
	case o.Most > 0 && (number < int64(o.Least) || number > int64(o.Most)):
		return fmt.Sprintf("must be between %d and %d, got %s", o.Least, o.Most, text)
	case number < int64(o.Least):
		return fmt.Sprintf("must be at least %d, got %s", o.Least, text)
	}
	return ""
}

func wrongChoice(o Option, value any) string {
	for _, allowed := range o.Values {
		if value == allowed {
			return ""
		}
	}
	return "must be one of " + strings.Join(o.Values, ", ") + ", got " + quoted(value)
}

func wrongList(o Option, value any) string {
	for _, one := range listOf(value) {
		if wrong := plain(one); wrong != "" || one == nil {
			return "must contain only text"
		}
		if o.Type == "list of choices" {
			if wrong := wrongChoice(o, one); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

// listOf returns the parts of a list. A single value is a list of one, as Beats takes it.
func listOf(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

// wrongDurations wants durations, or one.
func wrongDurations(_ Option, value any) string {
	for _, one := range listOf(value) {
		if wrong := messageOf(new(Duration).Unpack(one)); wrong != "" {
			return wrong
		}
	}
	return ""
}

// quoted writes a value of any kind for people.
func quoted(value any) string {
	switch value := value.(type) {
	case string:
		return strconv.Quote(value)
	case []any:
		return "a list"
	case map[string]any:
		return "a mapping"
	}
	return fmt.Sprint(value)
}

// valueOf returns the value of a field as Beats reads it, with all ${...} in it
// resolved: a nil, bool, number or string, a list or a map.
func valueOf(block *conf.C, name string) (any, error) {
	field := reflect.StructField{
		Name: "Value",
		Type: reflect.TypeFor[any](),
		Tag:  reflect.StructTag(`config:` + strconv.Quote(name)),
	}
	holder := reflect.New(reflect.StructOf([]reflect.StructField{field}))
	if err := block.Unpack(holder.Interface()); err != nil {
		return nil, err
	}
	return holder.Elem().Field(0).Interface(), nil
}
