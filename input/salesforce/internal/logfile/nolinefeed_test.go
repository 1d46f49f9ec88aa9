package logfile

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// addWithoutLength adds a file that the listing gives no length of.
func (b *bench) addWithoutLength(body string) string {
	b.Helper()
	id := b.addSpec(orgsim.LogFileSpec{EventType: "Login", Body: []byte(body), CreatedDate: time.Now().Add(-time.Hour)})
	b.org.Change(func(r *http.Request, response *http.Response) {
		if strings.Contains(r.URL.Query().Get("q"), "LogFileLength") {
			replaceBody(b.T, response, func(body string) string { return strings.ReplaceAll(body, `"LogFileLength":`, `"Elsewhere":`) })
		}
	})
	return id
}

func TestABodyWithoutLastLineFeedAndLengthIsTakenOnceTwoDownloadsAgree(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		want := lines("Login", "a", 3)
		b.addWithoutLength(header + strings.Join(want, "\n"))
		began := time.Now()
		ready, err := b.poll()
		if err == nil {
			t.Fatal("one download is taken as whole")
		}
		time.Sleep(ready)
		b.mustPoll()
		b.want(want...)
		if took := time.Since(began); took > time.Minute {
			t.Errorf("taken as whole after %v", took)
		}
		if got := len(b.log.Warnings("no line feed at its end")); got != 1 {
			t.Errorf("%d warnings, want 1", got)
		}
		b.mustPoll()
		b.want()
	})
}

// What ends within a record has been cut, however often.
func TestABodyThatEndsWithinARecordIsNotTakenAsWhole(t *testing.T) {
	for name, end := range map[string]string{
		"within a cell": `"Login","1999`, "between cells": `"Login","1999-12-31T00:00:00.000Z"`, "after a comma": `"Login",`,
		"within a cell without quotes": `"Login","1999-12-31T00:00:00.000Z","a-1","005` + "x", "after a quote in a cell": `"Login","1999-12-31T00:00:00.000Z","a "b"`,
	} {
		t.Run(name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
				b.addWithoutLength(header + line("Login", "a-0") + "\n" + end)
				if err := b.pollUntil(2 * time.Hour); err == nil || errors.Is(err, poll.ErrStopped) {
					t.Fatalf("got %v, want a body that is not whole", err)
				}
				if got := len(b.log.Warnings("taken as whole")); got != 0 {
					t.Errorf("%d warnings", got)
				}
			})
		})
	}
}

// The org still writes the file and its length, and has come to a comma. The last cell of the
// row is not empty then.
func TestRowThatIsCutAfterItsLastCommaIsNotPublished(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		whole := header + strings.Join(lines("Login", "a", 3), "\n") + "\n"
		body := whole[:strings.LastIndex(whole, ",")+1]
		b.addSpec(orgsim.LogFileSpec{EventType: "Login", Body: []byte(body), CreatedDate: time.Now().Add(-time.Hour)})
		if _, err := b.poll(); err == nil {
			t.Error("the file is taken as whole")
		}
		b.want(lines("Login", "a", 3)[:2]...)
	})
}
