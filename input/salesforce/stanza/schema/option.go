package schema

import (
	"fmt"
	"strings"
)

// Option is an option of the stanza, as the reference tells of it.
type Option struct {
	// Name is the option's full name, with dots between its levels.
	Name string
	// Type is what the value is: one of those in optiontype.go.
	Type string
	// Values are the allowed ones of a choice, or the kinds of a list of choices.
	Values []string
	// Least and Most bound a number; Most is 0 where there is no bound.
	Least, Most int
	// Default is the value that leaving the option out stands for, as it would be
	// written; empty where there is none.
	Default string
	// Required options have to be given, where their block is.
	Required bool
	// Description says what the option does, in sentences.
	Description string
}

// Takes says what an option takes, for people.
func (o Option) Takes() string {
	switch {
	case o.Type == "choice" && len(o.Values) == 1:
		return o.Values[0]
	case o.Type == "choice":
		return strings.Join(o.Values[:len(o.Values)-1], ", ") + " or " + o.Values[len(o.Values)-1]
	case o.Type == "list of choices":
		return "list of " + strings.Join(o.Values, ", ")
	case o.Most > 0:
		return fmt.Sprintf("%s, %d to %d", o.Type, o.Least, o.Most)
	}
	return o.Type
}
