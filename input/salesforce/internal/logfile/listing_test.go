package logfile

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// replaceBody edits an answer.
func replaceBody(t *testing.T, response *http.Response, edit func(string) string) {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	response.Body = polltest.Answer(200, edit(string(body))).Body
	response.ContentLength = -1
}

// editListings edits the answers to listings.
func (b *bench) editListings(edit func(string) string) {
	b.org.Change(func(r *http.Request, response *http.Response) {
		if orgsim.RequestKind(r) == orgsim.RequestQuery {
			replaceBody(b.T, response, edit)
		}
	})
}

func TestARecordThatNamesNoFileDoesNotHoldUpTheOthers(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		b.add("Login", "a", 1, time.Hour)
		for _, record := range []string{`{"Id":null}`, `null`, `7`} {
			b.editListings(func(body string) string {
				return strings.Replace(body, `"records":[`, `"records":[`+record+`,`, 1)
			})
			b.mustPoll()
		}
		b.want(lines("Login", "a", 1)...)
		if got := len(b.log.Warnings("left out")); got != 3 {
			t.Errorf("%d warnings, want 3", got)
		}
	})
}

func TestAFileThatCannotBeReadYetIsNotLost(t *testing.T) {
	for _, tt := range []struct{ name, field, instead string }{
		{"a date of another form", `"CreatedDate":"`, `"CreatedDate":"on `},
		{"no path", `"LogFile":"`, `"Elsewhere":"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
				broken := b.add("Login", "broken", 2, 2*time.Hour)
				b.add("Login", "good", 1, time.Hour)
				b.editListings(func(body string) string {
					before, record, found := strings.Cut(body, `"Id":"`+broken)
					if !found {
						return body
					}
					return before + `"Id":"` + broken + strings.Replace(record, tt.field, tt.instead, 1)
				})
				for range 3 {
					if _, err := b.poll(); err == nil || !strings.Contains(err.Error(), broken) {
						t.Fatalf("error %v does not name the file", err)
					}
				}
				b.want(lines("Login", "good", 1)...)
				// Another version of the program can read it.
				b.org.Change(nil)
				b.restart()
				b.mustPoll()
				b.want(lines("Login", "broken", 2)...)
			})
		})
	}
}

func TestWhatIsMissingInAListingCostsNoFile(t *testing.T) {
	for _, field := range []string{"EventType", "LogDate", "LogFileLength", "ApiVersion", "LogFileFieldNames", "LogFileFieldTypes", "Interval", "Sequence"} {
		for _, value := range []string{"null", `"?"`, "{}", "true"} {
			t.Run(field+" is "+value, func(t *testing.T) {
				onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
					b.add("Login", "a", 2, time.Hour)
					b.editListings(func(body string) string {
						before, after, found := strings.Cut(body, `"`+field+`":`)
						if !found {
							return body
						}
						end := strings.IndexAny(after, `,}`)
						if after[0] == '"' {
							end = strings.Index(after[1:], `"`) + 2
						}
						return before + `"` + field + `":` + value + after[end:]
					})
					b.mustPoll()
					b.wantAll(lines("Login", "a", 2)...)
				})
			})
		}
	}
}
