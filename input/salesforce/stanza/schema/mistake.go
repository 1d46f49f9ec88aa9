package schema

import "fmt"

// Required wants a text.
func (m *Mistakes) Required(option, value, what string) {
	if value == "" {
		m.Add(option, "is required: %s", what)
	}
}

// Mistakes collects what is wrong with a stanza, so that all of it is said at once.
type Mistakes struct{ Found []error }

// Mistake is what is wrong with an option.
type Mistake struct{ Option, Text string }

// Error names the option.
func (m *Mistake) Error() string { return m.Option + ": " + m.Text }

// Add notes what is wrong with an option.
func (m *Mistakes) Add(option, format string, arguments ...any) {
	m.Found = append(m.Found, &Mistake{Option: option, Text: fmt.Sprintf(format, arguments...)})
}

// MistakesOf takes joined errors apart.
func MistakesOf(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, MistakesOf(one)...)
	}
	return all
}
