package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const (
	logPath = "/services/data/v62.0/sobjects/EventLogFile/0AT000000000001AAA/LogFile"
	logFile = "\"EVENT_TYPE\",\"TIMESTAMP\"\n\"Login\",\"20231218054831.655\"\n"
)

func identity(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/octetstream")
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = fmt.Fprint(w, body)
	}
}

func chunked(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, part := range []string{body[:len(body)/2], body[len(body)/2:]} {
			_, _ = fmt.Fprint(w, part)
			_ = http.NewResponseController(w).Flush()
		}
	}
}

func TestBodyIsWhatTheOrgSent(t *testing.T) {
	tests := map[string]struct {
		answer        http.HandlerFunc
		content       string
		contentLength int64
		encoded       bool
	}{
		"with its length":           {identity(logFile), logFile, int64(len(logFile)), false},
		"in chunks":                 {chunked(logFile), logFile, -1, false},
		"in gzip":                   {zipped(logFile, 0), logFile, -1, true},
		"empty":                     {identity(""), "", 0, false},
		"empty and said to be gzip": {saysWith("Content-Encoding", "gzip", identity("")), "", -1, true},
		"short and without quotes":  {identity("W"), "W", 1, false},
		"with a byte order mark":    {identity("\xef\xbb\xbf" + logFile), "\xef\xbb\xbf" + logFile, int64(len(logFile)) + 3, false},
		"big in gzip":               {zipped(strings.Repeat(logFile, 50000), 0), strings.Repeat(logFile, 50000), -1, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, test.answer)
				body, err := org.client().Open(t.Context(), logPath)
				if err != nil {
					t.Fatal(err)
				}
				defer body.Close()
				content, err := io.ReadAll(body)
				if err != nil || string(content) != test.content {
					t.Errorf("got %d bytes and error %v, want %d bytes", len(content), err, len(test.content))
				}
				if body.ContentLength != test.contentLength || body.Encoded != test.encoded {
					t.Errorf("got length %d, encoded %v, want %d, %v", body.ContentLength, body.Encoded, test.contentLength, test.encoded)
				}
				org.want(t, 1, 1)
			})
		})
	}
}

func TestBodyThatEndsEarlySaysSo(t *testing.T) {
	breaks := func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, logFile)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	tests := map[string]struct {
		answer http.HandlerFunc
		words  string
	}{
		"before its length is reached": {cut(logFile), fmt.Sprintf("after %d of 1000 bytes", len(logFile))},
		"between two chunks":           {breaks, fmt.Sprintf("after %d bytes", len(logFile))},
		"within gzip":                  {zipped(logFile, 10), "bytes"},
		"before the sum of gzip":       {zipped(logFile, 8), fmt.Sprintf("after %d bytes", len(logFile))},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, test.answer)
				body, err := org.client().Open(t.Context(), logPath)
				if err != nil {
					t.Fatal(err)
				}
				defer body.Close()
				_, err = io.ReadAll(body)
				wantClass(t, err, Transient)
				if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), test.words) || !strings.Contains(err.Error(), logPath) {
					t.Errorf("got %v, want an early end %q", err, test.words)
				}
				if _, again := body.Read(make([]byte, 1)); !errors.Is(again, io.ErrUnexpectedEOF) {
					t.Errorf("got %v from a Read after the failure", again)
				}
				// What was handed out is not tried again.
				org.want(t, 1, 1)
			})
		})
	}
}

func TestDamagedGzipIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, saysWith("Content-Encoding", "gzip", identity("this is no gzip at all")))
		org.options.Retry.MaxAttempts = 2
		_, err := org.client().Open(t.Context(), logPath)
		wantClass(t, err, Transient)
		org.want(t, 2, 1)
	})
}

func TestEncodingThatWasNotAskedForIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, saysWith("Content-Encoding", "br", identity(logFile)))
		_, err := org.client().Open(t.Context(), logPath)
		if wantClass(t, err, Transient); !strings.Contains(err.Error(), `"br"`) {
			t.Errorf("got %v", err)
		}
	})
}

func TestWebPageIsNeverABody(t *testing.T) {
	tests := map[string]http.HandlerFunc{
		"by its content type":            page("Sorry"),
		"by its first tag":               identity("<html><title>Down for Maintenance</title></html>"),
		"after white space":              identity("\r\n  <!DOCTYPE html>\n<html></html>"),
		"after a byte order mark":        identity("\xef\xbb\xbf<HTML>"),
		"by the words of its only line":  identity("We are down for maintenance.<br>Sorry for the inconvenience. We'll be back shortly."),
		"with the status of a missing":   func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(404); page("<html>gone</html>")(w, r) },
		"compressed":                     zipped("<html></html>", 0),
		"with the status of a forbidden": says(403, "<html></html>"),
	}
	for name, answer := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, inTurn(answer, answer, identity(logFile)))
				body, err := org.client().Open(t.Context(), logPath)
				if err != nil {
					t.Fatalf("it is not tried again: %v", err)
				}
				_ = body.Close()
				org.want(t, 3, 1)

				org = newOrg(t, answer)
				_, err = org.client().Open(t.Context(), logPath)
				wantClass(t, err, Transient)
				if !strings.Contains(err.Error(), "web page") {
					t.Errorf("got %v, want it to be called a web page", err)
				}
			})
		})
	}
}

func TestMissingBodyIsNotFound(t *testing.T) {
	org := newOrg(t, says(404, `[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`))
	_, err := org.client().Open(t.Context(), logPath)
	failure := wantClass(t, err, NotFound)
	if failure.StatusCode != 404 || failure.Code != "NOT_FOUND" || failure.Message != "The requested resource does not exist" {
		t.Errorf("got %+v", failure)
	}
	org.want(t, 1, 1)
}

func TestStalledBodyEndsAfterTheIdleTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, stalls(logFile))
		org.options.IdleTimeout = 20 * time.Second
		body, err := org.client().Open(t.Context(), logPath)
		if err != nil {
			t.Fatal(err)
		}
		defer body.Close()
		// Time in which nobody reads does not count.
		time.Sleep(time.Hour)
		start := time.Now()
		_, err = io.ReadAll(body)
		wantClass(t, err, Transient)
		if !errors.Is(err, ErrIdle) || time.Since(start) != 20*time.Second {
			t.Errorf("got %v after %v, want ErrIdle after 20s", err, time.Since(start))
		}
	})
}

func TestBodyThatStallsBeforeItsFirstByteIsAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, inTurn(stalls(""), identity(logFile)))
		body, err := org.client().Open(t.Context(), logPath)
		if err != nil {
			t.Fatal(err)
		}
		_ = body.Close()
		org.want(t, 2, 1)
	})
}

func TestContextEndsABody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, stalls(logFile))
		ctx, cancel := context.WithCancel(t.Context())
		body, err := org.client().Open(ctx, logPath)
		if err != nil {
			t.Fatal(err)
		}
		defer body.Close()
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		if _, err := io.ReadAll(body); err != context.Canceled || time.Since(start) != time.Second { // as it is, unwrapped
			t.Errorf("got %v after %v, want the context's error after 1s", err, time.Since(start))
		}
	})
}

func TestClosedBodyIsNotRead(t *testing.T) {
	org := newOrg(t, zipped(logFile, 0))
	body, err := org.client().Open(t.Context(), logPath)
	if err != nil {
		t.Fatal(err)
	}
	if err := body.Close(); err != nil {
		t.Error(err)
	}
	if n, err := body.Read(make([]byte, 10)); n != 0 || err == nil || err == io.EOF {
		t.Errorf("got %d bytes and error %v from a closed body", n, err)
	}
}

func TestLengthIsCheckedWhateverTheTransportSays(t *testing.T) {
	org := newOrg(t, nil)
	var request *http.Request
	org.options.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
		request = r
		return &http.Response{StatusCode: 200, ContentLength: 1000, Body: io.NopCloser(strings.NewReader(logFile))}, nil
	})}
	body, err := org.client().Open(t.Context(), logPath)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v, want an early end", err)
	}
	if err := request.Context().Err(); err != nil {
		t.Errorf("the request ended before its body was closed: %v", err)
	}
	if err := body.Close(); err != nil {
		t.Error(err)
	}
	if request.Context().Err() == nil {
		t.Error("the request goes on after its body was closed")
	}
}
