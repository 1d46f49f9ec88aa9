package trace

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

const (
	redacted = "[redacted]"
	// shortest is how long a text is at least to be looked for everywhere.
	shortest = 4
	// remembered is how many secrets that were seen are looked for, the latest ones.
	remembered = 256
)

// harmless are the fields of sign-ins and of their answers that are shown.
var harmless = map[string]bool{
	"grant_type": true, "client_id": true, "username": true, "format": true,
	"instance_url": true, "scope": true, "token_type": true, "issued_at": true, "expires_in": true,
	"error": true, "error_description": true, "error_uri": true, "state": true,
}

// telling are parts of the names of headers, parameters and members whose values are
// secrets, without what is between their words.
var telling = []string{
	"authorization", "authenticat", "cookie", "token", "secret", "password", "passwd", "passphrase",
	"assertion", "signature", "credential", "apikey", "privatekey", "session", "loginkey", "accesskey",
}

var between = strings.NewReplacer("_", "", "-", "", ".", "", " ", "")

func isTelling(name string) bool {
	name = strings.ToLower(between.Replace(name))
	return name == "sid" || slices.ContainsFunc(telling, func(part string) bool { return strings.Contains(name, part) })
}

// secrets hides what is secret. It is used by one goroutine.
type secrets struct {
	configured, found []string
	replacer          *strings.Replacer
	hider             *oauth.Hider // of configured, in all spellings
}

func newSecrets(configured []string) *secrets {
	s := &secrets{configured: slices.DeleteFunc(slices.Clone(configured), func(text string) bool { return len(text) < shortest })}
	s.hider = oauth.NewHider(s.configured...)
	s.prepare()
	return s
}

// prepare makes the replacer of all secrets in all the ways in which they are written.
func (s *secrets) prepare() {
	var all []string
	for _, text := range slices.Concat(s.configured, s.found) {
		quoted, _ := json.Marshal(text) // texts can be
		inner := strings.Trim(string(quoted), `"`)
		all = append(all, text, url.QueryEscape(text), url.PathEscape(text), inner, strings.ReplaceAll(inner, "/", `\/`), strings.ReplaceAll(text, "/", `\/`), html.EscapeString(text))
	}
	// Where one begins with the other, the longer one is to be hidden.
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(all))
	for _, text := range all {
		pairs = append(pairs, text, redacted)
	}
	s.replacer = strings.NewReplacer(pairs...)
}

// add notes texts that are secret from now on.
func (s *secrets) add(texts ...string) {
	known := len(s.found)
	for _, text := range texts {
		if len(text) >= shortest && !slices.Contains(s.found, text) && !slices.Contains(s.configured, text) {
			s.found = append(s.found, text)
		}
	}
	if len(s.found) == known {
		return
	}
	s.found = s.found[max(0, len(s.found)-remembered):]
	s.prepare()
}

// learn notes what a request sends in confidence.
func (s *secrets) learn(header http.Header, form url.Values) {
	for _, value := range header.Values("Authorization") {
		_, token, _ := strings.Cut(value, " ")
		s.add(token)
	}
	for name, values := range form {
		if !harmless[name] {
			s.add(values...)
		}
	}
}

// learnAnswer notes what a sign-in was given.
func (s *secrets) learnAnswer(answer []byte) {
	var members map[string]any
	if json.Unmarshal(answer, &members) != nil {
		return
	}
	for name, value := range members {
		if text, ok := value.(string); ok && isTelling(name) && !harmless[name] {
			s.add(text)
		}
	}
}

// hide hides what is known to be a secret, and what looks like a token.
func (s *secrets) hide(text string) string { return s.replacer.Replace(s.hider.Hide(text)) }

func (s *secrets) hideHeader(header http.Header) map[string][]string {
	hidden := make(map[string][]string, len(header))
	for name, values := range header {
		shown := make([]string, len(values))
		for n, value := range values {
			switch {
			case isTelling(name):
				shown[n] = redacted
			case name == "Location":
				shown[n] = s.hideURL(value)
			default:
				shown[n] = s.hide(value)
			}
		}
		hidden[s.hide(name)] = shown
	}
	return hidden
}

func (s *secrets) hideURL(text string) string {
	parsed, err := url.Parse(text)
	if err != nil {
		return redacted
	}
	if parsed.User != nil {
		parsed.User = url.User("redacted")
	}
	if parsed.Fragment != "" {
		parsed.Fragment, parsed.RawFragment = "redacted", ""
	}
	if parsed.RawQuery != "" {
		parameters, err := url.ParseQuery(parsed.RawQuery)
		if err != nil {
			return redacted
		}
		changed := false
		for name := range parameters {
			if isTelling(name) {
				parameters[name], changed = []string{redacted}, true
			}
		}
		if changed {
			parsed.RawQuery = parameters.Encode()
		}
	}
	return s.hide(parsed.String())
}

// hideForm shows of a sign-in what is harmless.
func (s *secrets) hideForm(form url.Values) string {
	shown := make(url.Values, len(form))
	for name := range form {
		if harmless[name] {
			shown[name] = form[name]
		} else {
			shown.Set(name, redacted)
		}
	}
	// A bracket is easier to read than its code.
	return s.hide(strings.ReplaceAll(shown.Encode(), url.QueryEscape(redacted), redacted))
}

// hideAnswer shows of a sign-in's answer what is harmless.
func (s *secrets) hideAnswer(answer []byte, cut bool) string {
	var members map[string]any
	if json.Unmarshal(answer, &members) != nil {
		return s.hideMembers(string(answer), cut)
	}
	for name := range members {
		if !harmless[name] {
			members[name] = redacted
		}
	}
	shown, _ := json.Marshal(members) // it was JSON before
	return s.hide(string(shown))
}

// member is a member of JSON with a text or number in it, and a text may be cut off.
var member = regexp.MustCompile(`"([A-Za-z][A-Za-z0-9_.-]{1,60})"(\s*:\s*)("(?:[^"\\]|\\.)*(?:"|\\?$)|-?[0-9][0-9.eE+-]*)`)

// parameter is one of a form, or of what looks like it.
var parameter = regexp.MustCompile(`\b([A-Za-z][A-Za-z0-9_.-]{1,60})=([^&\s"'<>]+)`)

// hideMembers hides the values of members of JSON, and of parameters, by their names. A
// text that was cut off loses its last word, which may be the begin of a secret.
func (s *secrets) hideMembers(text string, cut bool) string {
	if cut {
		text = text[:strings.LastIndexAny(text, " \t\r\n\",:;&<>{}[]")+1]
	}
	text = member.ReplaceAllStringFunc(s.hide(text), func(found string) string {
		parts := member.FindStringSubmatch(found)
		if !isTelling(parts[1]) {
			return found
		}
		return `"` + parts[1] + `"` + parts[2] + `"` + redacted + `"`
	})
	return parameter.ReplaceAllStringFunc(text, func(found string) string {
		name, _, _ := strings.Cut(found, "=")
		if !isTelling(name) {
			return found
		}
		return name + "=" + redacted
	})
}
