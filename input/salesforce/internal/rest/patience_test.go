package rest

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// inDrops answers with a body of which a drop of some bytes comes after each pause.
func inDrops(body string, bytes int, pause time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		for left := body; left != ""; {
			select {
			case <-r.Context().Done():
				return
			case <-time.After(pause):
			}
			n := min(bytes, len(left))
			_, _ = io.WriteString(w, left[:n])
			_ = http.NewResponseController(w).Flush()
			left = left[n:]
		}
	}
}

const (
	testIdle   = 20 * time.Second
	testWindow = idleTimeoutsPerWindow * testIdle
)

func openPatiently(t *testing.T, answer http.HandlerFunc) *Body {
	t.Helper()
	org := newOrg(t, answer)
	org.options.HTTP.Timeout = time.Minute // is not for us
	org.options.HeaderTimeout = time.Second
	org.options.IdleTimeout = testIdle
	body, err := org.client().Open(t.Context(), logPath)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = body.Close() })
	return body
}

func TestBodyAtASufficientRateHasNoTotalTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const pause = 15 * time.Second
		drop := int(2 * minRate * pause / time.Second)
		content := strings.Repeat("x", 500*drop)
		body := openPatiently(t, inDrops(content, drop, pause))
		start := time.Now()
		read, err := io.ReadAll(iotest.OneByteReader(body))
		if err != nil || string(read) != content {
			t.Errorf("got %d of %d bytes and %v", len(read), len(content), err)
		}
		if time.Since(start) < 2*time.Hour {
			t.Errorf("took %v: the body was not slow", time.Since(start))
		}
	})
}

func TestBodyThatDripsEndsAfterAWindow(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"from the beginning": inDrops(strings.Repeat("x", 1000), 1, 19*time.Second),
		"nearly fast enough": inDrops(strings.Repeat("x", 1_000_000), int(minRate*10-100), 10*time.Second),
		"later": func(w http.ResponseWriter, r *http.Request) {
			inDrops(strings.Repeat("x", 1_000_000), 100_000, 10*time.Second)(w, r)
			inDrops(strings.Repeat("x", 1000), 1, 19*time.Second)(w, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				body := openPatiently(t, answer)
				_, err := io.ReadAll(body)
				failure := wantClass(t, err, Transient)
				most := testWindow + testIdle
				if name == "later" {
					most += testWindow + 100*time.Second
				}
				if took := time.Since(start); !errors.Is(err, ErrTooSlow) || took < testWindow || took > most {
					t.Errorf("got %v after %v, want ErrTooSlow after %v to %v", err, took, testWindow, most)
				}
				for _, want := range []string{" bytes in 1m", "at least 5", "proxy", failure.Remedy} {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("%q does not say %q", err, want)
					}
				}
				if _, again := body.Read(make([]byte, 10)); !errors.Is(again, ErrTooSlow) {
					t.Errorf("the next Read returns %v", again)
				}
			})
		})
	}
}

func TestBodyThatEndsWithinAWindowMayBeSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body := openPatiently(t, inDrops("hello", 1, testIdle-time.Second))
		if read, err := io.ReadAll(body); err != nil || string(read) != "hello" {
			t.Errorf("got %q and %v", read, err)
		}
	})
}

// The pipe holds nothing back: as long as nobody reads, the server cannot write.
func TestSlowReaderIsNoSlowDownload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		content := strings.Repeat("x", 1_000_000)
		body := openPatiently(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, content) })
		start, total := time.Now(), 0
		for buffer := make([]byte, 1000); ; time.Sleep(testIdle - time.Second) {
			n, err := body.Read(buffer)
			total += n
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("after %d bytes and %v: %v", total, time.Since(start), err)
			}
		}
		if took := time.Since(start); total != len(content) || took < time.Hour {
			t.Errorf("read %d of %d bytes in %v", total, len(content), took)
		}
	})
}

func TestAnswersThatDripAreAskedForAgainOnce(t *testing.T) {
	const page = `{"totalSize":1,"done":true,"records":[{"Id":"1"}]}`
	for name, ask := range map[string]struct {
		answer string
		call   func(t *testing.T, c *Client) error
	}{
		"query": {page, func(t *testing.T, c *Client) error {
			_, err := c.Query(t.Context(), "SELECT Id FROM LoginEvent")
			return err
		}},
		"next page": {page, func(t *testing.T, c *Client) error {
			_, err := c.Next(t.Context(), &Page{NextRecordsURL: "/services/data/v62.0/query/01g-1", object: "LoginEvent"})
			return err
		}},
		"describe": {`{"name":"LoginEvent","fields":[{"name":"Id","type":"id"}]}`, func(t *testing.T, c *Client) error {
			_, err := c.Describe(t.Context(), "LoginEvent")
			return err
		}},
		"limits": {`{"DailyApiRequests":{"Max":100,"Remaining":1}}`, func(t *testing.T, c *Client) error {
			_, err := c.Limits(t.Context())
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				drips := inDrops(ask.answer, 1, testIdle-time.Second)
				org := newOrg(t, inTurn(drips, says(200, ask.answer)))
				org.options.IdleTimeout = testIdle
				if err := ask.call(t, org.client()); err != nil {
					t.Errorf("an answer that drips once: %v", err)
				}
				org.want(t, 2, 1)

				org = newOrg(t, drips)
				org.options.IdleTimeout = testIdle
				start := time.Now()
				err := ask.call(t, org.client())
				wantClass(t, err, Transient)
				if took := time.Since(start); !errors.Is(err, ErrTooSlow) || took > maxSlowAnswers*(testWindow+testIdle)+10*time.Second {
					t.Errorf("got %v after %v", err, took)
				}
				if !strings.Contains(err.Error(), "check the network and the proxy") {
					t.Errorf("%q does not say what to look at", err)
				}
				org.want(t, maxSlowAnswers, 1)
			})
		})
	}
}
