package trace

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// wire answers requests.
type wire func(*http.Request) (*http.Response, error)

func (w wire) RoundTrip(request *http.Request) (*http.Response, error) { return w(request) }

func answer(status int, body string) wire {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

type warnings struct {
	mu   sync.Mutex
	told []string
}

func (w *warnings) Warnf(format string, arguments ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, fmt.Sprintf(format, arguments...))
}

func newLog(t *testing.T, change func(*Options)) *Log {
	options := Options{Path: filepath.Join(t.TempDir(), "salesforce", "trace.ndjson"), MaxBytes: 1 << 20}
	if change != nil {
		change(&options)
	}
	return New(options)
}

// trace makes a request through a log, and returns what it wrote.
func trace(t *testing.T, l *Log, to wire, request *http.Request) (entries []map[string]any, text string) {
	t.Helper()
	leave := l.Join(&warnings{})
	response, err := l.Transport(to).RoundTrip(request)
	if err == nil {
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
	leave()
	written, err := os.ReadFile(l.options.Path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(written)) {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		entries = append(entries, one)
	}
	return entries, string(written)
}

func get(t *testing.T, url string) *http.Request {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func TestARequestAndItsAnswerAreALineEach(t *testing.T) {
	request := get(t, "https://acme.my.salesforce.com/services/data/v62.0/query?q=SELECT+Id+FROM+LoginEvent")
	request.Header.Set("User-Agent", "Filebeat")
	l := newLog(t, nil)
	entries, _ := trace(t, l, answer(200, `{"done":true,"records":[]}`), request)
	if len(entries) != 2 || entries[0]["transaction.id"] != entries[1]["transaction.id"] || entries[0]["transaction.id"] == "" {
		t.Fatalf("%v", entries)
	}
	for n, want := range []map[string]any{
		{"message": "HTTP request", "http.request.method": "GET", "url.original": request.URL.String(), "http.request.headers": map[string]any{"User-Agent": []any{"Filebeat"}}},
		{"message": "HTTP response", "http.request.method": "GET", "url.original": request.URL.String(), "http.response.status_code": 200., "http.response.body": map[string]any{"bytes": 26., "content": `{"done":true,"records":[]}`}},
	} {
		for name, value := range want {
			if diff := cmp.Diff(value, entries[n][name]); diff != "" {
				t.Errorf("line %d, %s (-want +got):\n%s", n, name, diff)
			}
		}
		if _, err := time.Parse(time.RFC3339, fmt.Sprint(entries[n]["@timestamp"])); err != nil {
			t.Error(err)
		}
	}
	if entries[1]["event.duration"].(float64) < entries[1]["http.response.wait_ns"].(float64) {
		t.Errorf("the answer ended before it began: %v", entries[1])
	}
	info, err := os.Stat(l.options.Path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestARequestWithoutAnswerSaysWhy(t *testing.T) {
	entries, _ := trace(t, newLog(t, nil), func(*http.Request) (*http.Response, error) { return nil, errors.New("connection refused") }, get(t, "https://acme.example/x"))
	if len(entries) != 2 || entries[1]["error.message"] != "connection refused" || entries[1]["message"] != "HTTP request without response" {
		t.Errorf("%v", entries)
	}
}

func TestABodyIsShownInPartAndThatOfALogFileIsNot(t *testing.T) {
	long := strings.Repeat("0123456789abcde ", 10_000)
	var packed bytes.Buffer
	compressor := gzip.NewWriter(&packed)
	_, _ = compressor.Write([]byte(`{"done":true}`))
	_ = compressor.Close()
	for _, tt := range []struct {
		name, path, encoding, body, want string
		status                           int
		length                           int
		truncated                        bool
	}{
		{"a long one", "/query", "", long, long[:shownBytes], 200, len(long), true},
		{"a compressed one", "/query", "gzip", packed.String(), `{"done":true}`, 200, packed.Len(), false},
		{"one in a code that nobody asked for", "/query", "br", "??", "", 200, 2, false},
		{"a log file", "/sobjects/EventLogFile/0AT/LogFile", "", long, "", 200, len(long), false},
		{"the refusal of a log file", "/sobjects/EventLogFile/0AT/LogFile", "", `[{"errorCode":"NOT_FOUND"}]`, `[{"errorCode":"NOT_FOUND"}]`, 404, 27, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			entries, _ := trace(t, newLog(t, nil), func(r *http.Request) (*http.Response, error) {
				response, err := answer(tt.status, tt.body)(r)
				response.Header.Set("Content-Encoding", tt.encoding)
				return response, err
			}, get(t, "https://acme.example"+tt.path))
			body := entries[1]["http.response.body"].(map[string]any)
			shown, _ := body["content"].(string)
			truncated, _ := body["truncated"].(bool)
			if shown != tt.want || truncated != tt.truncated || body["bytes"] != float64(tt.length) {
				t.Errorf("%d characters, truncated %v, of %v", len(shown), truncated, body["bytes"])
			}
		})
	}
}

// endless is a body that has no end.
type endless struct{}

func (endless) Read(to []byte) (int, error) { return len(to), nil }
func (endless) Close() error                { return nil }

func TestABodyStaysAStream(t *testing.T) {
	l := newLog(t, nil)
	leave := l.Join(&warnings{})
	response, err := l.Transport(wire(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: endless{}}, nil
	})).RoundTrip(get(t, "https://acme.example/query"))
	if err != nil {
		t.Fatal(err)
	}
	for buffer, read := make([]byte, 1<<20), 0; read < 64<<20; {
		n, err := response.Body.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		read += n
	}
	if held := cap(response.Body.(*body).copied); held > 4*captured {
		t.Errorf("%d bytes of the body are held", held)
	}
	_ = response.Body.Close()
	leave()
}

func TestNoSecretIsInALine(t *testing.T) {
	const token, password, assertion = "00D000000000001!AQ0AQ.secret", `P"a/s s&wörd`, "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln"
	form := url.Values{"grant_type": {"password"}, "client_id": {"key"}, "client_secret": {"9155279925675241571"}, "password": {password}, "assertion": {assertion}, "unheard_of": {"whatever"}}
	signIn := func() *http.Request {
		request, err := http.NewRequest(http.MethodPost, "https://acme.example/services/oauth2/token", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		return request
	}
	call := get(t, "https://acme.example/x?sid="+token+"&access_token=abcdef123&q=a")
	call.Header.Set("Authorization", "Bearer "+token)
	call.URL.User = url.UserPassword("u", "hushhush")
	quoted, _ := json.Marshal(password)
	// What is hidden before it makes room for the begin of a secret that is cut.
	cut := strings.Repeat(token+strings.Repeat("t", 190)+" ", 36)
	cut = "x x x " + cut + strings.Repeat("y", captured-len(cut)-17) + " opaque-session-of-the-stanza"
	for _, tt := range []struct {
		name    string
		request *http.Request
		status  int
		body    string
		shown   []string
	}{
		{"a sign-in", signIn(), 200, `{"access_token":"` + token + `","refresh_token":"refresh-1","signature":"sigsigsig=","id":"https://x/id/00D/005","instance_url":"https://acme.example"}`, []string{"grant_type=password", "client_id=key", `\"instance_url\":\"https://acme.example\"`}},
		{"a refused one that repeats what was sent", signIn(), 400, `{"error":"invalid_grant","error_description":"no ` + strings.Trim(string(quoted), `"`) + ` and ` + assertion + `"}`, []string{"invalid_grant"}},
		{"a web page that does", signIn(), 503, "<html>" + form.Encode() + "</html>", []string{"<html>", "client_id=key"}},
		{"a call", call, 200, `{"a":"` + token + `","SessionKey":"kkkkkk","SESSION_KEY" : "ssssss","LoginKey":"a\"llllll","sessionId":77777777,"Id":"0AT1"}`, []string{`\"Id\":\"0AT1\"`, "q=a"}},
		{"one whose body is cut in a secret", get(t, "https://acme.example/x"), 200, cut, []string{"x x x"}},
		{"standing keys of the org", get(t, "https://acme.example/x"), 200, `{"records":[{"AppName":"Loader","AccessToken":"5Aep861AccessTokenOfTheOrg","RequestToken":"requested1","DeleteToken":"deleted1"}],"deletetoken":"deleted2","note":"5Aep861NoteOnTheTokenOfTheOrg"}`, []string{"Loader"}},
		{"one whose text has no end", get(t, "https://acme.example/x"), 200, `{"password":"unended1 unended2`, []string{"password"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLog(t, func(o *Options) { o.Secrets = []string{"opaque-session-of-the-stanza"} })
			_, text := trace(t, l, func(r *http.Request) (*http.Response, error) {
				response, err := answer(tt.status, tt.body)(r)
				response.Header.Set("Set-Cookie", "sid=cccccc")
				response.Header.Set("Location", "https://acme.example/y?sid=dddddd#eeeeee")
				response.Header.Set("X-Echo", "Bearer "+token)
				return response, err
			}, tt.request)
			for _, secret := range []string{
				token, "AQ0AQ", password, url.QueryEscape(password), strings.Trim(string(quoted), `"`), assertion, "9155279925675241571", "whatever",
				"refresh-1", "sigsigsig", "/id/00D", "hushhush", "abcdef123", "kkkkkk", "ssssss", "llllll", "77777777", "cccccc", "dddddd", "eeeeee",
				"opaque-", "unended1", "unended2", "5Aep861", "requested1", "deleted1", "deleted2",
			} {
				if strings.Contains(text, secret) {
					t.Errorf("%q is in\n%s", secret, text)
				}
			}
			for _, shown := range tt.shown {
				if !strings.Contains(text, shown) {
					t.Errorf("%q is not in\n%s", shown, text)
				}
			}
		})
	}
}

func TestWithoutMembersNothingIsWritten(t *testing.T) {
	l := newLog(t, nil)
	response, err := l.Transport(answer(200, "x")).RoundTrip(get(t, "https://acme.example/x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, wrapped := response.Body.(*body); wrapped {
		t.Error("the body is copied")
	}
	l.Join(&warnings{})()
	if _, err := os.Stat(l.options.Path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a file: %v", err)
	}
}

func TestAFileThatCannotBeWrittenIsToldOnceAndFailsNoCall(t *testing.T) {
	l := newLog(t, nil)
	blocked := filepath.Dir(l.options.Path)
	if err := os.WriteFile(blocked, nil, 0o600); err != nil { // where its directory is to be
		t.Fatal(err)
	}
	warned := &warnings{}
	leave := l.Join(warned)
	ask := func() {
		response, err := l.Transport(answer(200, "x")).RoundTrip(get(t, "https://acme.example/x"))
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}
	ask()
	ask()
	leave()
	if len(warned.told) != 1 || !strings.Contains(warned.told[0], "cannot be written") {
		t.Errorf("told %q", warned.told)
	}
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	leave = l.Join(warned)
	ask()
	leave()
	if written, err := os.ReadFile(l.options.Path); err != nil || bytes.Count(written, []byte("\n")) != 2 {
		t.Errorf("%q, %v", written, err)
	}
}

func TestWhatTheDiskDoesNotTakeInTimeIsCounted(t *testing.T) {
	l := newLog(t, nil)
	l.queue = make(chan *note, 1) // which nobody reads
	for range 4 {
		l.add(&note{call: &call{}, kind: sent, at: time.Now()})
	}
	l.queue, l.members = nil, 0
	entries, _ := trace(t, l, answer(200, ""), get(t, "https://acme.example/x"))
	if len(entries) != 3 || entries[0]["lines_left_out"] != 3. {
		t.Errorf("%v", entries)
	}
}

func TestALargeFileIsRotated(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Options)
		want   int
		suffix string
	}{
		{"and all are kept", func(*Options) {}, 9, ".ndjson"},
		{"and some are kept", func(o *Options) { o.MaxBackups = 3 }, 3, ".ndjson"},
		{"and compressed", func(o *Options) { o.MaxBackups, o.Compress = 2, true }, 2, ".ndjson.gz"},
		{"and none is old", func(o *Options) { o.MaxAge = time.Hour }, 9, ".ndjson"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			options := Options{Path: filepath.Join(t.TempDir(), "trace.ndjson"), MaxBytes: 25}
			tt.change(&options)
			other := filepath.Join(filepath.Dir(options.Path), "trace-of-another.ndjson")
			if err := os.WriteFile(other, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			f := &rotatingFile{Options: options}
			for range 20 {
				if err := f.write([]byte("123456789\n")); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.close(); err != nil {
				t.Fatal(err)
			}
			found, err := backups(options.Path)
			if err != nil {
				t.Fatal(err)
			}
			if len(found) != tt.want {
				t.Errorf("%d rotated files: %q", len(found), found)
			}
			for _, path := range found {
				info, err := os.Stat(path)
				if err != nil {
					t.Fatal(err)
				}
				if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 || !strings.HasSuffix(path, tt.suffix) {
					t.Errorf("%s has the mode %v", path, info.Mode())
				}
			}
			if err := Remove(options.Path); err != nil {
				t.Fatal(err)
			}
			left, err := os.ReadDir(filepath.Dir(options.Path))
			if err != nil || len(left) != 1 || left[0].Name() != filepath.Base(other) {
				t.Errorf("left %v, %v", left, err)
			}
		})
	}
}

func TestOldFilesAreDeleted(t *testing.T) {
	options := Options{Path: filepath.Join(t.TempDir(), "trace.ndjson"), MaxBytes: 5, MaxAge: 24 * time.Hour}
	before, after := nameParts(options.Path)
	old := filepath.Join(filepath.Dir(options.Path), before+"2020-01-02T03-04-05.678"+after)
	if err := os.WriteFile(old, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	f := &rotatingFile{Options: options}
	for range 2 {
		if err := f.write([]byte("1234\n")); err != nil {
			t.Fatal(err)
		}
	}
	_ = f.close()
	found, err := backups(options.Path)
	if err != nil || len(found) != 1 || found[0] == old {
		t.Errorf("%q, %v", found, err)
	}
}

func TestATraceThatWasThereIsContinued(t *testing.T) {
	options := Options{Path: filepath.Join(t.TempDir(), "trace.ndjson"), MaxBytes: 1 << 20}
	if err := os.WriteFile(options.Path, []byte("before\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	f := &rotatingFile{Options: options}
	if err := f.write([]byte("after\n")); err != nil {
		t.Fatal(err)
	}
	_ = f.close()
	written, err := os.ReadFile(options.Path)
	if err != nil || string(written) != "before\nafter\n" {
		t.Errorf("%q, %v", written, err)
	}
	if info, err := os.Stat(options.Path); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o600) {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}
