package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"slices"
	"strings"
	"sync"
)

// Options say what to redact, by the full names of fields.
type Options struct {
	// Hash are the fields whose text is replaced by its hash.
	Hash []string
	// Drop are the fields, or groups of fields, that are taken out.
	Drop []string
	// Queries are the fields with SOQL or SOSL, of which the literals are taken out.
	Queries []string
	// Addresses are the fields with URLs, of which query and fragment are taken out.
	Addresses []string
	// Looks says that all texts are cleaned of what they look like: see Clean.
	Looks bool
	// Key is the key of the hashes.
	Key []byte
}

// Redactor redacts events.
type Redactor struct {
	rules []rule
	looks bool
	macs  sync.Pool // of hash.Hash
}

// rule says what becomes of a field. change returns the new text; false drops it.
type rule struct {
	path   []string
	change func(text string) (string, bool)
	// textOnly says that what is no text is left alone, and not dropped.
	textOnly bool
	// spread says that the text is to be redacted wherever else it is.
	spread bool
}

// New returns a Redactor.
func New(options Options) *Redactor {
	r := &Redactor{looks: options.Looks}
	key := slices.Clone(options.Key)
	r.macs.New = func() any { return hmac.New(sha256.New, key) }
	add := func(fields []string, textOnly bool, change func(string) (string, bool)) {
		for _, field := range fields {
			r.rules = append(r.rules, rule{
				path: strings.Split(field, "."), change: change, textOnly: textOnly,
				// Where an address is also elsewhere, it is there as the username that it
				// was guessed from.
				spread: !textOnly && !isUserEmail(field),
			})
		}
	}
	add(options.Queries, true, func(text string) (string, bool) { return withoutLiterals(text), true })
	add(options.Addresses, true, func(text string) (string, bool) { return withoutQuery(text), true })
	add(options.Drop, false, func(string) (string, bool) { return "", false })
	add(options.Hash, false, func(text string) (string, bool) { return r.hash(text), true })
	return r
}

// hashLength is how much of the hash is kept: 128 bits, which is more than there are
// users to mix up.
const hashLength = 16

func (r *Redactor) hash(text string) string {
	mac := r.macs.Get().(hash.Hash)
	defer r.macs.Put(mac)
	mac.Reset()
	_, _ = mac.Write([]byte(text)) // it never fails
	var sum [sha256.Size]byte
	return base64.RawURLEncoding.EncodeToString(mac.Sum(sum[:0])[:hashLength])
}

// Apply redacts the fields of an event. Slices are replaced, not written to.
func (r *Redactor) Apply(fields map[string]any) {
	e := event{fields: fields}
	for i := range r.rules {
		e.apply(&r.rules[i], fields, r.rules[i].path)
	}
	e.twins()
	e.related()
	e.texts()
	e.unparsed()
	if r.looks {
		cleanMap(fields)
	}
}

// event is an event that is being redacted.
type event struct {
	fields map[string]any
	// hidden are the texts that were redacted.
	hidden []redaction
}

type redaction struct {
	text, by string
	kept     bool // false: it was dropped
}

// apply applies a rule to what is at a path below a group. Groups that become empty go.
func (e *event) apply(r *rule, in map[string]any, path []string) {
	value, ok := in[path[0]]
	if !ok {
		return
	}
	if len(path) == 1 {
		if changed, keep := e.change(r, value); keep {
			in[path[0]] = changed
		} else {
			delete(in, path[0])
		}
		return
	}
	if inner, ok := value.(map[string]any); ok {
		if e.apply(r, inner, path[1:]); len(inner) == 0 {
			delete(in, path[0])
		}
	}
}

// change returns what becomes of a value. What is no text has no hash that its field
// could take, and goes.
func (e *event) change(r *rule, value any) (any, bool) {
	switch value := value.(type) {
	case string:
		return e.text(r, value)
	case []string:
		changed := make([]string, 0, len(value))
		for _, text := range value {
			if text, keep := e.text(r, text); keep {
				changed = append(changed, text)
			}
		}
		return changed, len(changed) > 0
	case map[string]any:
		for name, inner := range value {
			if changed, keep := e.change(r, inner); keep {
				value[name] = changed
			} else {
				delete(value, name)
			}
		}
		return value, len(value) > 0
	}
	return value, r.textOnly
}

func (e *event) text(r *rule, text string) (string, bool) {
	changed, keep := r.change(text)
	if r.spread {
		e.hidden = append(e.hidden, redaction{text: text, by: changed, kept: keep})
	}
	return changed, keep
}

// find returns what hides a text: its hash, if one field keeps it.
func (e *event) find(text string) (found redaction, ok bool) {
	for _, h := range e.hidden {
		if h.text == text && (!ok || h.kept) {
			found, ok = h, true
		}
	}
	return found, ok
}

func isUserEmail(field string) bool {
	return strings.HasPrefix(field, "user.") && strings.HasSuffix(field, ".email")
}

// twins redacts e-mail addresses that are redacted usernames: the mapping takes a
// username that looks like an address for both.
func (e *event) twins() {
	user, _ := e.fields["user"].(map[string]any)
	target, _ := user["target"].(map[string]any)
	effective, _ := user["effective"].(map[string]any)
	for _, one := range []map[string]any{user, target, effective} {
		address, _ := one["email"].(string)
		h, ok := e.find(address)
		switch {
		case !ok:
		case h.kept:
			one["email"] = h.by
		default:
			delete(one, "email")
		}
	}
}

// related redacts what the mapping collected. A hash is no address.
func (e *event) related() {
	related, _ := e.fields["related"].(map[string]any)
	for name, value := range related {
		list, _ := value.([]string)
		if !slices.ContainsFunc(list, func(text string) bool { _, ok := e.find(text); return ok }) {
			continue
		}
		changed := make([]string, 0, len(list))
		for _, text := range list {
			h, ok := e.find(text)
			switch {
			case !ok:
				changed = append(changed, text)
			case h.kept && name != "ip" && !slices.Contains(changed, h.by):
				changed = append(changed, h.by)
			}
		}
		if related[name] = changed; len(changed) == 0 {
			delete(related, name)
		}
	}
	if related != nil && len(related) == 0 {
		delete(e.fields, "related")
	}
}

// texts are where the mapping, or Salesforce, put values into sentences.
func (e *event) texts() {
	if len(e.hidden) == 0 {
		return
	}
	for _, path := range textFields {
		in := e.fields
		for _, name := range path[:len(path)-1] {
			in, _ = in[name].(map[string]any)
		}
		name := path[len(path)-1]
		switch value := in[name].(type) {
		case string:
			in[name] = e.withoutHidden(value)
		case []string:
			changed := make([]string, len(value))
			for i, text := range value {
				changed[i] = e.withoutHidden(text)
			}
			in[name] = changed
		}
	}
}

var textFields = [][]string{{"message"}, {"error", "message"}, {"event", "reason"}, {"salesforce", "setup_audit_trail", "display"}}

// shortestHidden is the shortest text that is looked for within others: shorter ones
// are in any sentence.
const shortestHidden = 3

// dropped stands in a sentence for what was dropped.
const dropped = "[dropped]"

func (e *event) withoutHidden(text string) string {
	for _, h := range e.hidden {
		if len(h.text) < shortestHidden {
			continue
		}
		by := h.by
		if !h.kept {
			by = dropped
		}
		text = strings.ReplaceAll(text, h.text, by)
	}
	return text
}

func (e *event) unparsed() {
	if own, ok := e.fields["salesforce"].(map[string]any); ok {
		delete(own, "unparsed")
	}
}
