package ecs

import "strings"

// The text of an audit record is a sentence in the language of the org. auditPhrases are
// the forms that it has in English. A text of any other form names nobody and stays in
// the message: a wrong user is worse than none.

// auditPhrase is a form of text. What is in braces stands for a part of it:
//
//	{user}    the user whom it was done to: a full name, a username or an id
//	{person}  the same where the form is so loose that other things fit too
//	{mail}    a username alone
//	{what}    what was changed
//	{change}  "A to B", up to the end
//	{value}   a new value, up to the end
//	{quoted}  a new value in quotes, up to the end
//	{verb}    anything that begins with a small letter
//	{*}       anything
//
// Case does not count, and the forms are tried in their order.
type auditPhrase struct {
	form    string
	changes auditChange
}

// auditChange says which field of user.changes has the new value.
type auditChange uint8

const (
	changesOther auditChange = iota
	changesUsername
	changesEmail
	changesFullName
	changesRole
)

// auditText is what a text says.
type auditText struct {
	name, id string // of the user
	old, new string
	changes  auditChange
}

// phrasePart is a literal, in lower case, or the name of what it stands for.
type phrasePart struct {
	literal, name string
}

type compiledPhrase struct {
	parts   []phrasePart
	changes auditChange
}

func compilePhrases(list []auditPhrase) []compiledPhrase {
	compiled := make([]compiledPhrase, len(list))
	for i, phrase := range list {
		compiled[i].changes = phrase.changes
		for rest := phrase.form; rest != ""; {
			literal, after, ok := strings.Cut(rest, "{")
			if literal != "" {
				compiled[i].parts = append(compiled[i].parts, phrasePart{literal: lowerASCII(literal)})
			}
			if !ok {
				break
			}
			var name string
			name, rest, _ = strings.Cut(after, "}")
			compiled[i].parts = append(compiled[i].parts, phrasePart{name: name})
		}
	}
	return compiled
}

const (
	// longestAuditText is how long a text may be to be looked at. Salesforce has room
	// for 255 characters.
	longestAuditText = 1024
	// maxAttempts bounds what one text costs.
	maxAttempts = 4096
)

// readAuditText finds the form of a text.
func readAuditText(text string) auditText {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > longestAuditText {
		return auditText{}
	}
	r := auditReader{text: text, lower: lowerASCII(text), attempts: maxAttempts}
	for i := range compiledAuditPhrases {
		r.found = auditText{changes: compiledAuditPhrases[i].changes}
		if r.fits(compiledAuditPhrases[i].parts, 0) {
			return r.found
		}
	}
	return auditText{}
}

type auditReader struct {
	text, lower string // of the same length
	attempts    int
	found       auditText
}

// fits reports whether the text has the parts of a form from there to its end. Each
// part takes as little as it can.
func (r *auditReader) fits(parts []phrasePart, at int) bool {
	if len(parts) == 0 {
		return at == len(r.text)
	}
	if part := parts[0]; part.literal != "" {
		return strings.HasPrefix(r.lower[at:], part.literal) && r.fits(parts[1:], at+len(part.literal))
	}
	if len(parts) == 1 {
		return r.take(parts[0].name, r.text[at:])
	}
	next := parts[1].literal
	for end := at; r.attempts > 0; end++ {
		r.attempts--
		i := strings.Index(r.lower[end:], next)
		if i < 0 {
			return false
		}
		end += i
		before := r.found
		if r.take(parts[0].name, r.text[at:end]) && r.fits(parts[2:], end+len(next)) {
			return true
		}
		r.found = before
	}
	return false
}

// take reads a part of the text. It reports false if the text cannot be that.
func (r *auditReader) take(name, text string) bool {
	switch name {
	case "user":
		return r.takeUser(text)
	case "person":
		return isPerson(text) && r.takeUser(text)
	case "mail":
		return strings.Contains(text, "@") && !strings.Contains(text, " ") && r.takeUser(text)
	case "what":
		return !strings.Contains(lowerASCII(text), " from ")
	case "verb":
		return text != "" && isLower(text[0])
	case "change":
		return r.takeChange(text)
	case "quoted":
		return len(text) > 2 && text[0] == '"' && text[len(text)-1] == '"' && r.takeValue(text)
	case "value":
		return r.takeValue(text)
	}
	return true
}

func (r *auditReader) takeValue(text string) bool {
	r.found.new = plainValue(text)
	return r.found.new != ""
}

// takeUser reads a user, who can have an id behind the name.
func (r *auditReader) takeUser(text string) bool {
	name, id := strings.TrimSpace(text), ""
	if before, after, ok := strings.Cut(name, " (UserID: ["); ok {
		inner, rest, closed := strings.Cut(after, "])")
		if !closed || rest != "" {
			return false
		}
		name, id = strings.TrimSpace(before), inner
	}
	lower := lowerASCII(name)
	if name == "" || strings.Contains(lower, " from ") || strings.Contains(lower, ": ") || strings.Count(name, "(") != strings.Count(name, ")") {
		return false
	}
	if isUserID(name) {
		name, id = "", name
	}
	r.found.name = name
	if isUserID(id) {
		r.found.id = id
	}
	return true
}

// isPerson reports whether a text looks like the name of somebody, and not of something:
// it begins with a capital, or is a username or an id.
func isPerson(text string) bool {
	name, _, _ := strings.Cut(text, " (UserID: [")
	if isUserID(name) || strings.Contains(name, "@") && !strings.Contains(name, " ") {
		return true
	}
	return name != "" && !isLower(name[0]) && !strings.ContainsAny(name, `":,()[]`) &&
		!strings.Contains(name, " to ") && !strings.Contains(name, " changed ")
}

const changedTo = " to "

// takeChange reads "A to B". A value can contain the word itself. Then quotes decide, or
// that only one place has a single word on both sides. If neither does, there was a
// change, but its values are not known.
func (r *auditReader) takeChange(text string) bool {
	type change struct{ old, new string }
	var all, quoted, words []change
	lower := " " + lowerASCII(text) // there may be no old value at all
	for at := 0; ; at++ {
		i := strings.Index(lower[at:], changedTo)
		if i < 0 {
			break
		}
		at += i
		one := change{(" " + text)[:at], text[at+len(changedTo)-1:]}
		all = append(all, one)
		if evenQuotes(one.old) && evenQuotes(one.new) {
			quoted = append(quoted, one)
		}
		if !strings.Contains(strings.TrimSpace(one.old), " ") && !strings.Contains(strings.TrimSpace(one.new), " ") {
			words = append(words, one)
		}
	}
	for _, some := range [][]change{all, quoted, words} {
		if len(some) != 1 {
			continue
		}
		if strings.Contains(lowerASCII(some[0].old), " from ") {
			return false
		}
		r.found.old, r.found.new = plainValue(some[0].old), plainValue(some[0].new)
		return true
	}
	return len(all) > 0
}

func evenQuotes(text string) bool { return strings.Count(text, `"`)%2 == 0 }

// plainValue takes away the quotes around a value.
func plainValue(text string) string { return strings.TrimSpace(unquote(strings.TrimSpace(text))) }

// lowerASCII is strings.ToLower for the letters of English. The result has the length of
// the text.
func lowerASCII(text string) string {
	lower := []byte(text)
	for i, c := range lower {
		if isUpper(c) {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}
