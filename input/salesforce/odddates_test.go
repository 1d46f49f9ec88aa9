package salesforce

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// throughProxy puts a proxy before the org of a stanza that changes its answers.
func throughProxy(t *testing.T, stanza *conf.C, change func(*http.Response) error) {
	t.Helper()
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.Out.Header.Del("Accept-Encoding") },
		ModifyResponse: change,
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	setString(t, stanza, "resource.proxy_url", server.URL)
}

// changeQueries changes the answers to queries.
func changeQueries(change func(body string) string) func(*http.Response) error {
	return func(response *http.Response) error {
		if orgsim.RequestKind(response.Request) != orgsim.RequestQuery {
			return nil
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			return err
		}
		_ = response.Body.Close()
		changed := []byte(change(string(body)))
		response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(changed)), int64(len(changed))
		response.Header.Del("Content-Length")
		response.Header.Del("Content-Encoding")
		return nil
	}
}

// replaceField gives a field another text in all records of an answer.
func replaceField(body, field, text string) string {
	parts := strings.Split(body, `"`+field+`":"`)
	for n := range parts[1:] {
		_, after, _ := strings.Cut(parts[n+1], `"`)
		parts[n+1] = text + `"` + after
	}
	return strings.Join(parts, `"`+field+`":"`)
}

func TestOddDatesNeitherEndTheProcessNorHoldUpRows(t *testing.T) {
	for _, date := range []string{
		"9999-12-31T23:30:00.000-0100", "9999-12-31T23:59:59.999+0000", "0000-01-01T00:00:00.000+0100",
		"0001-01-01T00:00:00.000+0000", "2999-01-01T00:00:00.000+0000", "",
	} {
		t.Run(date, func(t *testing.T) {
			org, stanza := testOrg(t, orgsim.Options{Seed: 3, Days: 1, RowsPerHour: 3, EventTypes: []string{"Login"}}, `
  event_log_file: {interval: 50ms, settle: 0s, initial_interval: 7d, log_interval: hourly}
`)
			var changed atomic.Bool
			throughProxy(t, stanza, changeQueries(func(body string) string {
				with := replaceField(body, "LogDate", date)
				if with != body {
					changed.Store(true)
				}
				return with
			}))
			e := newEnvironment(t, newRegistry(), false)
			e.ledgers = coverage.NewLedgers(t.TempDir())
			stop := e.start(stanza)
			total := rowsOf(org.Truth())
			e.waitFor("all rows", func() bool { return len(e.events()) >= total })
			e.mu.Lock()
			e.acknowledge(len(e.published)) // which a pipeline does on a goroutine of its own
			e.mu.Unlock()
			before := org.Requests()[orgsim.RequestQuery]
			e.waitFor("further polls", func() bool {
				time.AfterFunc(50*time.Millisecond, e.arrived.Broadcast)
				return org.Requests()[orgsim.RequestQuery] > before+2
			})
			stop()
			if all := strings.Join(e.statuses, "\n"); strings.Contains(all, "panic") {
				t.Errorf("statuses %s", all)
			}
			if !changed.Load() {
				t.Error("no date was changed")
			}
			if got := len(e.events()); got != total {
				t.Errorf("%d events, want %d", got, total)
			}
		})
	}
}
