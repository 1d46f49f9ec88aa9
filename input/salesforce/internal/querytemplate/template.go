package querytemplate

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"text/template"
	"text/template/parse"
	"time"
)

// longest is how many bytes a query can have in Salesforce.
const longest = 100_000

// text is one template.
type text struct {
	method Method
	parsed *template.Template
	source string
}

func parseText(method Method, name, source string) (t *text, err error) {
	defer recovered(&err)
	parsed, err := template.New(name).Delims("[[", "]]").Option("missingkey=error").Funcs(functions(time.Time{})).Parse(source)
	if err != nil {
		return nil, fmt.Errorf("invalid template: %w", plain(err))
	}
	for _, part := range parsed.Templates() {
		if part.Tree != nil && loops(part.Root) {
			return nil, errors.New("the template uses range, but there is nothing to range over")
		}
	}
	return &text{method, parsed, source}, nil
}

// render executes the template.
func (t *text) render(now time.Time, cursor Cursor) (query string, err error) {
	defer recovered(&err)
	// A copy of its own, because a clock is part of the functions.
	clone, err := t.parsed.Clone()
	if err != nil {
		return "", plain(err)
	}
	out := &queryBuffer{}
	if err := clone.Funcs(functions(now)).Execute(out, t.method.data(cursor)); err != nil {
		return "", t.failure(err)
	}
	query = strings.TrimSpace(out.String())
	if query == "" {
		return "", errors.New("the template renders to an empty query")
	}
	return query, nil
}

// noEntry is how text/template says that a map lacks a key, and where.
var noEntry = regexp.MustCompile(`executing "[^"]*" at <([^>]*)>: map has no entry for key "[^"]*"$`)

// noCursor is how it says that there is no cursor at all.
var noCursor = regexp.MustCompile(`executing "[^"]*" at <(\.cursor[^>]*)>: (?:error calling index: index of nil pointer|nil pointer evaluating .*|error calling index: index of untyped nil)$`)

// failure says what went wrong with a template; of a key that there is not, which ones
// there are.
func (t *text) failure(err error) error {
	text := plain(err).Error()
	if at := noCursor.FindStringSubmatchIndex(text); at != nil {
		return fmt.Errorf("%s%s does not exist in the first run, which uses query.default: give a start time by the clock, such as [[ formatTime (now.Add (parseDuration \"-7d\")) \"RFC3339\" ]]", text[:at[0]], text[at[2]:at[3]])
	}
	at := noEntry.FindStringSubmatchIndex(text)
	if at == nil {
		return plain(err)
	}
	return fmt.Errorf("%s%s does not exist: .cursor.%s has %s", text[:at[0]], text[at[2]:at[3]], t.method, strings.Join(t.method.keys(), ", "))
}

// uses reports whether the template asks for a key of the cursor, in whatever way:
// .cursor.object.key, or index .cursor.object "key".
func (t *text) uses(key string) bool { return strings.Contains(t.source, key) }

// recovered makes an error of a panic: a stanza must not end the process.
func recovered(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("executing the template: %v", v)
	}
}

// plain returns what text/template says with the place only before it, not the name.
func plain(err error) error {
	if rest, ok := strings.CutPrefix(err.Error(), "template: "); ok {
		if _, place, ok := strings.Cut(rest, ":"); ok {
			return errors.New("line " + place)
		}
	}
	return err
}

// queryBuffer is a buffer that refuses to become longer than a query can be.
type queryBuffer struct{ strings.Builder }

func (b *queryBuffer) Write(part []byte) (int, error) {
	if b.Len()+len(part) > longest {
		return 0, fmt.Errorf("the template renders to more than %d characters", longest)
	}
	return b.Builder.Write(part)
}

// loops reports whether a part of a template has a range: over a number it could go
// on for ever without writing anything.
func loops(node parse.Node) bool {
	list := func(nodes *parse.ListNode) bool {
		if nodes == nil {
			return false
		}
		for _, inner := range nodes.Nodes {
			if loops(inner) {
				return true
			}
		}
		return false
	}
	switch n := node.(type) {
	case *parse.RangeNode:
		return true
	case *parse.ListNode:
		return list(n)
	case *parse.IfNode:
		return list(n.List) || list(n.ElseList)
	case *parse.WithNode:
		return list(n.List) || list(n.ElseList)
	}
	return false
}
