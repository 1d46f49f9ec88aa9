package trace

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// shownBytes is how much of a body is shown.
const shownBytes = 4 << 10

// kind is what a note is of.
type kind int

const (
	sent kind = iota
	answered
	failed
)

// note is what becomes a line.
type note struct {
	call   *call
	kind   kind
	at     time.Time
	header http.Header
	status int
	wait   time.Duration // from the request to the header of its answer
	body   []byte        // its begin, as it came
	length int64         // of all that came or was sent
	shown  bool          // whether its content is
	err    error
}

// entry is a line. Its names are those of ECS where there are such.
type entry struct {
	Time            string              `json:"@timestamp"`
	Message         string              `json:"message"`
	ID              string              `json:"transaction.id,omitempty"`
	Method          string              `json:"http.request.method,omitempty"`
	URL             string              `json:"url.original,omitempty"`
	RequestHeaders  map[string][]string `json:"http.request.headers,omitempty"`
	RequestBody     *content            `json:"http.request.body,omitempty"`
	Status          int                 `json:"http.response.status_code,omitempty"`
	ResponseHeaders map[string][]string `json:"http.response.headers,omitempty"`
	ResponseBody    *content            `json:"http.response.body,omitempty"`
	// Wait is until the answer's header, and Duration until the end of its body.
	Wait     int64  `json:"http.response.wait_ns,omitempty"`
	Duration int64  `json:"event.duration,omitempty"`
	Error    string `json:"error.message,omitempty"`
	LeftOut  int64  `json:"lines_left_out,omitempty"`
}

type content struct {
	Bytes     int64  `json:"bytes"`
	Content   string `json:"content,omitempty"`
	Truncated bool   `json:"truncated,omitempty"`
}

func (e entry) line() []byte {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		return nil // it is made of texts and numbers
	}
	return line.Bytes()
}

func leftOut(at time.Time, count int64) []byte {
	return entry{Time: stamp(at), Message: "the file did not take the lines before this one in time", LeftOut: count}.line()
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// line makes a line, in which there is no secret.
func (n *note) line(secrets *secrets) []byte {
	if n.kind == sent {
		secrets.learn(n.header, n.form())
	} else if n.call.signIn {
		secrets.learnAnswer(n.plain())
	}
	e := entry{Time: stamp(n.at), ID: n.call.id, Method: n.call.method, URL: secrets.hideURL(n.call.url)}
	switch n.kind {
	case sent:
		e.Message, e.RequestHeaders = "HTTP request", secrets.hideHeader(n.header)
		if n.length > 0 {
			e.RequestBody = n.sentContent(secrets)
		}
		return e.line()
	case answered:
		e.Message, e.Status, e.ResponseHeaders = "HTTP response", n.status, secrets.hideHeader(n.header)
		e.ResponseBody = &content{Bytes: n.length}
		if n.shown {
			e.ResponseBody.Content, e.ResponseBody.Truncated = n.text(secrets)
		}
	case failed:
		e.Message = "HTTP request without response"
	}
	e.Wait, e.Duration = int64(n.wait), int64(n.at.Sub(n.call.begin))
	if n.err != nil {
		e.Error = secrets.hide(n.err.Error())
	}
	return e.line()
}

// sentContent returns what a request sent.
func (n *note) sentContent(secrets *secrets) *content {
	if n.call.signIn {
		return &content{Bytes: n.length, Content: secrets.hideForm(n.form())}
	}
	// A query holds no secret by itself, as in a URL.
	text, cut := secrets.hide(string(n.body)), int64(len(n.body)) < n.length
	if len(text) > shownBytes {
		text, cut = text[:shownBytes], true
	}
	return &content{Bytes: n.length, Content: strings.ToValidUTF8(text, string(utf8.RuneError)), Truncated: cut}
}

// form returns what a sign-in sent.
func (n *note) form() url.Values {
	if n.kind != sent || !n.call.signIn {
		return nil
	}
	form, _ := url.ParseQuery(string(n.body)) // with what there is of it
	return form
}

// text returns the begin of a body, for people, and whether there is more.
func (n *note) text(secrets *secrets) (text string, truncated bool) {
	plain := n.plain()
	cut := int64(len(n.body)) < n.length || len(plain) >= capturedOfSignIn
	if n.call.signIn {
		text = secrets.hideAnswer(plain, cut)
	} else {
		text = secrets.hideMembers(string(plain), cut)
	}
	if len(text) > shownBytes {
		text, cut = text[:shownBytes], true
	}
	return strings.ToValidUTF8(text, string(utf8.RuneError)), cut
}

// plain returns the begin of a body, decoded. What does not decode is not shown.
func (n *note) plain() []byte {
	switch encoding := strings.ToLower(n.header.Get("Content-Encoding")); encoding {
	case "", "identity":
		return n.body
	case "gzip", "x-gzip":
		reader, err := gzip.NewReader(bytes.NewReader(n.body))
		if err != nil {
			return nil
		}
		// It ends early where only its begin is there.
		plain, _ := io.ReadAll(io.LimitReader(reader, capturedOfSignIn))
		return plain
	}
	return nil
}
