package logfile

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// refuse makes the org answer so where the body of a file is asked for.
func (b *bench) refuse(id string, answer func() *http.Response) {
	b.org.Hook(func(r *http.Request) *http.Response {
		if orgsim.RequestKind(r) == orgsim.RequestLogFile && strings.Contains(r.URL.Path, id) {
			return answer()
		}
		return nil
	})
}

// spoil edits the answer where the body of a file is asked for; n counts from 1.
func (b *bench) spoil(id string, edit func(n int, response *http.Response)) {
	var mu sync.Mutex
	n := 0
	b.org.Change(func(r *http.Request, response *http.Response) {
		if orgsim.RequestKind(r) == orgsim.RequestLogFile && strings.Contains(r.URL.Path, id) {
			mu.Lock()
			n++
			edit(n, response)
			mu.Unlock()
		}
	})
}

func unavailable() *http.Response { return polltest.Answer(503, "") }

// setAside returns how many events tell of a file that was set aside.
func (b *bench) setAside(id string) int { return b.told(id, ecs.TagQuarantined) }

// told returns how many events with the tag name the file.
func (b *bench) told(id, tag string) int {
	told := 0
	for _, event := range b.registry.Events {
		named, _ := event.Fields.GetValue("salesforce.log_file.id")
		tags, _ := event.Fields["tags"].([]string)
		if named == id && len(tags) == 1 && tags[0] == tag {
			told++
		}
	}
	return told
}

func TestABodyThatBreaksOffContinuesAfterTheRowsThatCame(t *testing.T) {
	for _, cause := range []error{io.ErrUnexpectedEOF, rest.ErrIdle, errors.New("connection reset by peer")} {
		t.Run(cause.Error(), func(t *testing.T) {
			counts := metrics.NewSet(metrics.Source)
			onBench(t, orgsim.Options{}, Config{Metrics: counts}, func(b *bench) {
				id := b.add("Login", "a", 2000, time.Hour)
				breaks := 0
				b.spoil(id, func(n int, response *http.Response) {
					if n <= 5 {
						breaks++
						polltest.Cut(response, int64(len(header)+n*12345), cause)
					}
				})
				b.mustPoll()
				b.want(lines("Login", "a", 2000)...)
				if breaks != 5 {
					t.Errorf("the body broke %d times", breaks)
				}
				// The last of the broken ones had five times the rows of the first.
				if sent, again := counts.Value(metrics.Rows), counts.Value(metrics.RowsRepeated); sent != 2000 || again < 1000 {
					t.Errorf("%d rows are counted, and %d that were passed over", sent, again)
				}
				if took := counts.Summary(metrics.FileDuration); took.Count != 1 || took.Max < 5*downloadPause.Milliseconds() {
					t.Errorf("the file took %+v ms, with five pauses", took)
				}
			})
		})
	}
}

func TestABodyThatBreaksAtTheSamePlaceIsLeftToTheNextPoll(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		id := b.add("Login", "a", 10, time.Hour)
		b.spoil(id, func(n int, response *http.Response) {
			if n <= 4 {
				polltest.Cut(response, 200, io.ErrUnexpectedEOF)
			}
		})
		b.add("Login", "b", 1, time.Minute)
		ready, err := b.poll()
		if err == nil || ready <= 0 || ready > time.Minute {
			t.Fatalf("error %v, ready in %v", err, ready)
		}
		time.Sleep(ready)
		b.mustPoll()
		b.wantAll(concat(lines("Login", "a", 10), lines("Login", "b", 1))...)
	})
}

func TestAHalfWrittenFileContinuesWhenItHasGrown(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		id := b.add("Login", "a", 20, time.Hour)
		b.spoil(id, func(n int, response *http.Response) {
			if n < 10 {
				polltest.Cut(response, int64(n*100), nil) // it ends within a row, or a header
			}
		})
		if err := b.pollUntil(time.Hour); err != nil {
			t.Fatal(err)
		}
		b.want(lines("Login", "a", 20)...)
		if got := len(b.log.Warnings("")); got != 0 {
			t.Errorf("%d warnings", got)
		}
	})
}

func TestAHalfWrittenFileContinuesAfterARestart(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		id := b.add("Login", "a", 20, time.Hour)
		b.spoil(id, func(n int, response *http.Response) {
			if n == 1 {
				polltest.Cut(response, 500, nil)
			}
		})
		if _, err := b.poll(); err == nil {
			t.Fatal("a body that is too short is no trouble")
		}
		if len(b.registry.Events) == 0 {
			t.Fatal("the rows that came wait for the rest")
		}
		b.restart()
		b.mustPoll()
		b.want(lines("Login", "a", 20)...)
	})
}

// length makes a listing announce another length than the body has.
func (b *bench) addOfLength(prefix string, n, length int) string {
	return b.addSpec(orgsim.LogFileSpec{
		EventType: "Login", Columns: columns(), Rows: rows("Login", prefix, n), Length: length,
		CreatedDate: time.Now().Add(-time.Hour),
	})
}

func TestTwoDownloadsThatAgreeAreTakenAsWholeAfterSomeTime(t *testing.T) {
	for _, tt := range []struct {
		name   string
		length int
		settle time.Duration
		after  time.Duration
	}{
		{"a shorter body than announced", 5000, 0, agreeAfter},
		{"a longer body than announced", 10, 0, agreeAfter},
		{"a settle time that is longer", 5000, 25 * time.Minute, 25 * time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{Settle: tt.settle}, func(b *bench) {
				b.addOfLength("a", 3, tt.length)
				started, downloads := time.Now(), 0
				for {
					ready, err := b.poll()
					downloads++
					if err == nil {
						break
					}
					time.Sleep(ready)
				}
				b.want(lines("Login", "a", 3)...)
				if took := time.Since(started); took < tt.after || took > tt.after+time.Minute {
					t.Errorf("taken as whole after %v, want %v", took, tt.after)
				}
				// It may grow meanwhile, but is not asked for all the time.
				if downloads < 3 || downloads > 12 {
					t.Errorf("%d downloads, want a few", downloads)
				}
				if got := len(b.log.Warnings("taken as whole")); got != 1 {
					t.Errorf("%d warnings, want 1", got)
				}
				b.mustPoll()
				b.want()
			})
		})
	}
}

func TestABodyThatGrowsAfterTwoDownloadsAgreedIsCollectedSoon(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		id := b.add("Login", "a", 20, time.Hour)
		b.spoil(id, func(n int, response *http.Response) {
			if n < 5 {
				polltest.Cut(response, 500, nil)
			}
		})
		began := time.Now()
		for {
			ready, err := b.poll()
			if err == nil {
				break
			}
			time.Sleep(ready)
		}
		b.want(lines("Login", "a", 20)...)
		if took := time.Since(began); took > time.Minute {
			t.Errorf("it took %v", took)
		}
	})
}

func TestABodyThatIsCutIsNeverTakenAsWhole(t *testing.T) {
	for _, tt := range []struct {
		name string
		cut  int64
		rows int
	}{
		{"in the middle of a record", 300, 6},
		{"after the header", int64(len(header)), 0},
		{"before the header", 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
				id := b.add("Login", "a", 20, time.Hour)
				b.spoil(id, func(_ int, response *http.Response) { polltest.Cut(response, tt.cut, nil) })
				if err := b.pollUntil(30 * time.Hour); err == nil {
					t.Fatal("no error")
				}
				b.want(lines("Login", "a", tt.rows)...)
				b.org.Change(nil)
				if err := b.pollUntil(longestPause); err != nil {
					t.Fatal(err)
				}
				b.want(lines("Login", "a", 20)[tt.rows:]...)
			})
		})
	}
}

func TestAFileIsWholeThoughItsLastLineFeedIsMissing(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		b.addSpec(orgsim.LogFileSpec{EventType: "Login", Body: []byte(header + strings.Join(lines("Login", "a", 2), "\n"))})
		b.mustPoll()
		b.want(lines("Login", "a", 2)...)
	})
}

// The length of the listing may grow with the file. What it says is then there, and
// still not all.
func TestAFileWhoseLengthGrowsWithItIsNotTakenAsWholeInMidRecord(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		all := header + strings.Join(lines("Login", "a", 4), "\n") + "\n"
		half := len(all) * 3 / 5
		spec := orgsim.LogFileSpec{EventType: "Login", CreatedDate: time.Now().Add(-time.Hour), Body: []byte(all[:half])}
		id := b.addSpec(spec)
		if _, err := b.poll(); err == nil {
			t.Fatal("the half file was taken as whole")
		}
		spec.Body = []byte(all)
		if err := b.org.ReplaceLogFile(id, spec); err != nil {
			t.Fatal(err)
		}
		if err := b.pollUntil(time.Minute); err != nil {
			t.Fatal(err)
		}
		b.wantAll(lines("Login", "a", 4)...)
	})
}

func TestFilesWithoutRowsAreDoneWithoutEvents(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		b.add("Login", "none", 0, time.Hour)
		empty := b.add("Login", "empty", 0, time.Minute)
		b.editListings(func(body string) string {
			before, after, found := strings.Cut(body, empty)
			if !found {
				return body
			}
			return before + empty + strings.Replace(after, fmt.Sprintf(`"LogFileLength":%d.0`, len(header)), `"LogFileLength":0.0`, 1)
		})
		b.refuse(empty, func() *http.Response { return polltest.Answer(200, "") })
		b.mustPoll()
		b.want()
		if b.watermark().Before(time.Now().Add(-2 * time.Minute)) {
			t.Errorf("watermark %v", b.watermark())
		}
		before := b.org.Requests()[orgsim.RequestLogFile]
		b.restart()
		b.mustPoll()
		if got := b.org.Requests()[orgsim.RequestLogFile] - before; got != 0 {
			t.Errorf("%d bodies were asked for again", got)
		}
	})
}

func TestAFileThatIsGoneIsSkippedWithAWarning(t *testing.T) {
	counts := metrics.NewSet(metrics.Source)
	onBench(t, orgsim.Options{}, Config{Metrics: counts}, func(b *bench) {
		gone := b.add("Login", "gone", 3, 2*time.Hour)
		b.add("Login", "here", 1, time.Hour)
		newest := time.Now().Add(-time.Hour)
		b.refuse(gone, func() *http.Response {
			return polltest.Refusal(404, "NOT_FOUND", "The requested resource does not exist")
		})
		if err := b.pollUntil(missingFor + longestMissingPause); err != nil {
			t.Fatal(err)
		}
		b.want(lines("Login", "here", 1)...)
		if got := len(b.log.Warnings("is gone")); got != 1 {
			t.Errorf("%d warnings, want 1", got)
		}
		if got := counts.Value(metrics.FilesMissing); got != 1 {
			t.Errorf("%d files are counted as missing, want 1", got)
		}
		if b.watermark().Before(newest) {
			t.Errorf("the file holds the watermark at %v", b.watermark())
		}
	})
}

func TestAFileThatIsMissingForAWhileIsNotGone(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		id, began := b.add("Login", "a", 3, time.Hour), time.Now()
		b.refuse(id, func() *http.Response {
			if time.Since(began) > missingFor-longestMissingPause {
				b.org.Hook(nil)
			}
			return polltest.Refusal(404, "NOT_FOUND", "The requested resource does not exist")
		})
		if err := b.pollUntil(missingFor + longestMissingPause); err != nil {
			t.Fatal(err)
		}
		b.want(lines("Login", "a", 3)...)
	})
}

func TestAPoisonFileIsSetAsideWithAnEventAndHoldsUpNoOther(t *testing.T) {
	counts := metrics.NewSet(metrics.Source)
	onBench(t, orgsim.Options{}, Config{Workers: 2, Metrics: counts}, func(b *bench) {
		poison := b.add("Login", "poison", 3, 2*time.Hour)
		b.refuse(poison, unavailable)
		created := time.Now().Add(-2 * time.Hour)
		var want []string
		for hour := range 40 {
			prefix := fmt.Sprintf("good-%d", hour)
			b.add("Login", prefix, 2, time.Minute)
			want = append(want, lines("Login", prefix, 2)...)
			err := b.pollUntil(time.Hour)
			if held := !b.watermark().After(created); held != (err != nil) {
				t.Fatalf("hour %d: error %v, watermark %v", hour, err, b.watermark())
			}
			if err != nil && !strings.Contains(err.Error(), poison) {
				t.Fatalf("hour %d: error %v does not name the file", hour, err)
			}
			failing := b.told(poison, ecs.TagFailing)
			if got := len(b.registry.Originals()) - failing; hour < 20 && got != len(want) {
				t.Fatalf("hour %d: %d rows, want %d", hour, got, len(want))
			}
			if hour == 1 && failing != 1 {
				t.Errorf("%d events tell after two hours that it is failing, want 1", failing)
			}
		}
		if got := b.setAside(poison); got != 1 {
			t.Errorf("%d events tell that it is set aside, want 1", got)
		}
		if got := counts.Value(metrics.FilesQuarantined); got != 1 {
			t.Errorf("%d files are counted as set aside, want 1", got)
		}
		b.wantAll(append(want, "", "")...)
		b.org.Hook(nil)
		b.restart()
		b.mustPoll()
		b.want() // it stays set aside
	})
}

func TestAnOutageSetsNoFileAside(t *testing.T) {
	dropped := func() *http.Response {
		response := polltest.Answer(200, header)
		polltest.Cut(response, 20, io.ErrUnexpectedEOF)
		return response
	}
	for _, tt := range []struct {
		name   string
		answer func() *http.Response
	}{
		{"of the bodies", unavailable},
		{"with web pages", func() *http.Response {
			response := polltest.Answer(200, "<html><title>Maintenance</title></html>")
			response.Header.Set("Content-Type", "text/html")
			return response
		}},
		{"with another text", func() *http.Response { return polltest.Answer(200, "upstream connect error\n") }},
		{"of the network", dropped},
		{"of permissions", func() *http.Response {
			return polltest.Refusal(403, "INSUFFICIENT_ACCESS", "insufficient access rights")
		}},
		{"by the daily limit", func() *http.Response {
			return polltest.Refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
		}},
		{"by concurrency", func() *http.Response {
			return polltest.Refusal(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.")
		}},
		{"by sessions", func() *http.Response {
			return polltest.Refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{Workers: 2}, func(b *bench) {
				b.add("Login", "before", 1, 3*time.Hour)
				b.mustPoll()
				var want []string
				for n := range 6 {
					prefix := fmt.Sprint("a", n)
					b.add("Login", prefix, 3, 2*time.Hour)
					want = append(want, lines("Login", prefix, 3)...)
				}
				b.registry.Events = nil
				b.refuse("", tt.answer)
				if err := b.pollUntil(30 * time.Hour); err == nil {
					t.Fatal("no error")
				}
				b.want()
				b.org.Hook(nil)
				if err := b.pollUntil(longestPause + time.Minute); err != nil {
					t.Fatal(err)
				}
				b.wantAll(want...)
			})
		})
	}
}

func TestTooManyLongRequestsAreNeverAFilesFault(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		id := b.add("Login", "big", 3, time.Hour)
		b.refuse(id, func() *http.Response {
			return polltest.Refusal(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.")
		})
		for hour := range 50 {
			b.add("Login", fmt.Sprint("small", hour), 1, 0)
			if err := b.pollUntil(time.Hour); err == nil {
				t.Fatalf("hour %d: no error", hour)
			}
		}
		if got := b.setAside(id); got != 0 {
			t.Errorf("it is set aside %d times", got)
		}
	})
}

func TestADailyLimitEndsThePollAfterFewRequests(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Workers: 2}, func(b *bench) {
		for n := range 50 {
			b.add("Login", fmt.Sprint(n), 1, time.Hour)
		}
		var asked atomic.Int64
		b.refuse("", func() *http.Response {
			asked.Add(1)
			return polltest.Refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
		})
		if _, err := b.poll(); rest.ClassOf(err) != rest.DailyLimit {
			t.Errorf("error %v", err)
		}
		if got := asked.Load(); got > 6 {
			t.Errorf("%d files were asked for, want no more than those under way", got)
		}
	})
}

func TestTheErrorOfAPollTellsOfAFewFilesAndOfWhatStopsItFirst(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		for n := range 10 {
			b.add("Login", fmt.Sprint(n), 1, time.Hour)
		}
		asked := 0
		b.refuse("", func() *http.Response {
			if asked++; asked > 5*4 {
				return polltest.Refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
			}
			return unavailable()
		})
		_, err := b.poll()
		if rest.ClassOf(err) != rest.DailyLimit || !strings.Contains(err.Error(), " more event log files") {
			t.Errorf("error %v", err)
		}
	})
}

func TestAPanicInAWorkerIsTheTroubleOfOneFile(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Workers: 2}, func(b *bench) {
		id := b.add("Login", "bad", 5, 2*time.Hour)
		b.add("Login", "good", 1, time.Hour)
		b.spoil(id, func(n int, response *http.Response) {
			if n == 1 {
				response.Body = io.NopCloser(io.MultiReader(io.LimitReader(response.Body, 200), panicking{}))
			}
		})
		ready, err := b.poll()
		if err == nil || !strings.Contains(err.Error(), id) || strings.Contains(err.Error(), "goroutine") {
			t.Fatalf("error %v", err)
		}
		if got := b.keysOf("bad"); got != 3 {
			t.Errorf("%d rows before the panic came, want 3", got)
		}
		if got := len(b.log.Warnings("fetch.go")); got != 1 {
			t.Errorf("%d warnings have a stack, want 1", got)
		}
		time.Sleep(ready)
		b.mustPoll()
		b.wantAll(concat(lines("Login", "bad", 5), lines("Login", "good", 1))...)
		if got := b.registry.Repeated(); got != 0 {
			t.Errorf("%d events came twice", got)
		}
	})
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("a nil pointer") }

func TestRowsThatDoNotFitAreCollectedAndMarked(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		few, many, stray := `"Login"`, `"Login","1999-12-31T00:00:00.000Z","r","more"`, `"Login","1999-12-31T00:00:00.000Z","a"b"`
		good := line("Login", "good")
		b.addSpec(orgsim.LogFileSpec{EventType: "Login", Body: []byte(header + strings.Join([]string{few, many, stray, good, ""}, "\n"))})
		b.mustPoll()
		for n, tag := range []string{ecs.TagRaggedRow, ecs.TagRaggedRow, ecs.TagMalformedRow, ""} {
			tags, _ := b.registry.Events[n].Fields["tags"].([]string)
			if strings.Join(tags, " ") != tag {
				t.Errorf("row %d has the tags %q, want %q", n, tags, tag)
			}
		}
		b.want(few, many, stray, good)
	})
}

func TestEqualRowsAreAllCollected(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		same := [][]string{{"Login", "t", "r"}, {"Login", "t", "r"}, {"Login", "t", "r"}}
		b.addSpec(orgsim.LogFileSpec{EventType: "Login", Columns: columns(), Rows: same})
		b.mustPoll()
		if len(b.registry.Events) != 3 || b.registry.Repeated() != 0 {
			t.Errorf("%d events, %d repeated", len(b.registry.Events), b.registry.Repeated())
		}
	})
}

func TestAFileWithoutColumnsIsATroubleThatNamesIt(t *testing.T) {
	for name, body := range map[string]string{
		"no names": "\"\",\"\"\n\"a\",\"b\"\n",
		"noise":    "\x89\x1f,\xff\n\"a\",\"b\"\n",
		"a NUL":    "\"A\x00\",\"B\"\n\"a\",\"b\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
				id := b.addSpec(orgsim.LogFileSpec{EventType: "Login", Body: []byte(body)})
				if _, err := b.poll(); err == nil || !strings.Contains(err.Error(), id) {
					t.Errorf("error %v", err)
				}
				b.want()
			})
		})
	}
}

func TestAFailedFileThatIsListedNoMoreIsForgotten(t *testing.T) {
	onBench(t, orgsim.Options{Retention: 2 * time.Hour}, Config{}, func(b *bench) {
		id := b.add("Login", "a", 1, time.Hour)
		b.refuse(id, unavailable)
		if _, err := b.poll(); err == nil {
			t.Fatal("no error")
		}
		time.Sleep(90 * time.Minute)
		b.mustPoll()
		if len(b.collector.tries) != 0 {
			t.Errorf("it is remembered: %v", b.collector.tries)
		}
	})
}

func TestABodyOfUnknownLengthMustEnd(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		b.add("Login", "a", 5, time.Hour)
		bodies := 0
		b.org.Change(func(r *http.Request, response *http.Response) {
			switch orgsim.RequestKind(r) {
			case orgsim.RequestQuery:
				replaceBody(t, response, func(body string) string { return strings.Replace(body, `"LogFileLength":`, `"Elsewhere":`, 1) })
			case orgsim.RequestLogFile:
				if bodies++; bodies == 1 {
					polltest.Cut(response, 100, nil)
				}
			}
		})
		ready, err := b.poll()
		if err == nil || !strings.Contains(err.Error(), "does not end: 100 bytes") {
			t.Fatalf("error %v", err)
		}
		time.Sleep(ready)
		b.mustPoll()
		b.want(lines("Login", "a", 5)...)
	})
}

func TestABodyThatShrinksIsNoProgress(t *testing.T) {
	for _, tt := range []struct {
		name   string
		bodies []int64
		counts []int
	}{
		{"it grows", []int64{100, 200, 300}, []int{1, 1, 1}},
		{"it shrinks", []int64{300, 200, 100}, []int{1, 2, 3}},
		{"it stays", []int64{100, 100, 100}, []int{1, 1, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now, known := time.Now(), tries{}
			for n, bytes := range tt.bodies {
				short := &shortBody{bytes: bytes, agreeAt: now.Add(time.Minute)}
				if known.failed(batch{short: short, err: errUnterminated}, n, now) || known.counted != tt.counts[n] {
					t.Errorf("body %d: counted %d times, want %d", n, known.counted, tt.counts[n])
				}
			}
		})
	}
}
