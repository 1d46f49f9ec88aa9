package logfile

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// sentAgain is part of the warning about a body that changed.
const sentAgain = "published again from the first"

// damage replaces a body by these rows. With an error it breaks off after them; without
// one it only ends.
func damage(response *http.Response, rows []string, err error) {
	body := header + strings.Join(rows, "\n") + "\n"
	response.Body = io.NopCloser(strings.NewReader(body))
	polltest.Cut(response, int64(len(body)), err)
}

// damagedAfter returns 8 rows, of which the first ones are those of the file "a".
func damagedAfter(good int) []string {
	return concat(lines("Login", "a", good), lines("Login", "damaged", 8)[good:])
}

func (b *bench) wantWarnings(text string, want int) {
	b.Helper()
	if got := len(b.log.Warnings(text)); got != want {
		b.Errorf("%d warnings %q, want %d", got, text, want)
	}
}

func TestBodyThatChangesIsSentAgainFromItsFirstRow(t *testing.T) {
	for _, tt := range []struct {
		name string
		good int   // first rows of the damaged body that are right
		rows int   // of the correct body
		err  error // how the damaged body ends
	}{
		{"after it broke off", 0, 20, io.ErrUnexpectedEOF},
		{"after it ended early", 0, 20, nil},
		{"in one of its last rows", 7, 20, io.ErrUnexpectedEOF},
		{"to fewer rows than were sent", 0, 5, io.ErrUnexpectedEOF},
		{"to fewer rows of which all were sent", 5, 5, nil},
		{"to no rows", 0, 0, io.ErrUnexpectedEOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
				id := b.add("Login", "a", tt.rows, time.Hour)
				damaged, right := damagedAfter(tt.good), lines("Login", "a", tt.rows)
				b.spoil(id, func(n int, response *http.Response) {
					if n == 1 {
						damage(response, damaged, tt.err)
					}
				})
				if err := b.pollUntil(time.Hour); err != nil {
					t.Fatal(err)
				}
				if got := b.registry.Repeated(); got != tt.good {
					t.Errorf("%d events came with an id that had come, want %d", got, tt.good)
				}
				b.wantWarnings(sentAgain, 1)
				again := ids(b.registry.Events)[len(damaged):]
				b.want(concat(damaged, right)...)
				if done := b.registry.LogFiles().Collected; len(done) != 1 || done[0].Rows != int64(tt.rows) {
					t.Errorf("collected %+v, want one file with %d rows", done, tt.rows)
				}
				// They are the ids of a file that was never damaged.
				b.registry = polltest.NewRegistry(t)
				b.restart()
				b.mustPoll()
				if diff := cmp.Diff(ids(b.registry.Events), again, cmp.Transformer("", func(all []string) string { return strings.Join(all, "\n") })); diff != "" {
					t.Errorf("ids (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestBodyThatChangesOverARestartIsSentAgain(t *testing.T) {
	const good = 3
	damaged, right := damagedAfter(good), lines("Login", "a", 20)
	for name, stop := range map[string]func(*polltest.Registry, int){
		"stopped": (*polltest.Registry).StopAfter, "crashed": (*polltest.Registry).CrashAfter,
	} {
		for at := range len(damaged) + 1 {
			t.Run(fmt.Sprintf("%s after row %d", name, at), func(t *testing.T) {
				onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
					id := b.add("Login", "a", len(right), time.Hour)
					b.spoil(id, func(n int, response *http.Response) {
						if n == 1 {
							damage(response, damaged, io.ErrUnexpectedEOF)
						}
					})
					stop(b.registry, 1+at) // the first is the cursor of the first run
					if _, err := b.poll(); err != nil && !errors.Is(err, poll.ErrStopped) {
						t.Fatal(err)
					}
					b.log, b.collector = &polltest.Log{}, nil
					b.restart()
					b.mustPoll()
					if at <= good {
						b.wantWarnings(sentAgain, 0)
						b.want(right...)
						return
					}
					b.wantWarnings(sentAgain, 1)
					b.want(concat(damaged[:at], right)...)
				})
			})
		}
	}
}

// The cursor of one file has to keep the sums of the others.
func TestBodyThatChangesWhileAnotherFileIsInProgressIsSentAgain(t *testing.T) {
	damaged, right := damagedAfter(0), lines("Login", "a", 20)
	other := lines("API", "b", 6)
	for at := range len(other) + 1 {
		onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
			id := b.add("Login", "a", len(right), 2*time.Hour)
			b.add("API", "b", len(other), time.Hour)
			b.spoil(id, func(n int, response *http.Response) {
				if n == 1 {
					damage(response, damaged, nil)
				}
			})
			b.registry.StopAfter(1 + len(damaged) + at)
			if _, err := b.poll(); err == nil {
				t.Fatal("a body that is too short is no trouble")
			}
			b.want(concat(damaged, other[:at])...)
			b.restart()
			b.mustPoll()
			b.wantWarnings(sentAgain, 1)
			b.wantAll(concat(right, other[at:])...)
		})
	}
}

func TestBodyThatStaysTheSameOverARestartRepeatsNothing(t *testing.T) {
	for _, workers := range []int{1, 20} { // batches of all rows, and of a few
		right := lines("Login", "a", 2*leastRows+3)
		for at := range len(right) + 1 {
			onBench(t, orgsim.Options{}, Config{Workers: workers}, func(b *bench) {
				b.add("Login", "a", len(right), time.Hour)
				b.registry.StopAfter(1 + at)
				if _, err := b.poll(); err != nil && !errors.Is(err, poll.ErrStopped) {
					t.Fatal(err)
				}
				b.restart()
				b.mustPoll()
				b.wantWarnings("", 0)
				b.want(right...)
			})
		}
	}
}

func TestStateWithoutASumTrustsTheNumberOfRows(t *testing.T) {
	right := lines("Login", "a", 20)
	for name, older := range map[string]func(stored state.LogFiles) state.Cursor{
		"at rest": func(stored state.LogFiles) state.Cursor { return stored.Cursor() },
		"in progress": func(stored state.LogFiles) state.Cursor {
			file, rows := stored.Partial[0].LogFile, stored.Partial[0].Rows
			stored.Partial = nil
			cursor := stored.Within(file)
			cursor.Done = rows
			return cursor
		},
	} {
		t.Run(name, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
				id := b.add("Login", "a", len(right), time.Hour)
				bad, damaged := true, damagedAfter(0)
				b.spoil(id, func(_ int, response *http.Response) {
					if bad {
						damage(response, damaged, nil)
					}
				})
				_, _ = b.poll()
				b.want(damaged...)
				stored := b.registry.LogFiles()
				stored.Partial[0].Sum = ""
				b.registry = polltest.NewRegistry(t)
				if err := b.registry.Advance(older(stored)); err != nil {
					t.Fatal(err)
				}
				bad = false
				b.restart()
				b.registry.StopAfter(2)
				if _, err := b.poll(); !errors.Is(err, poll.ErrStopped) {
					t.Fatal(err)
				}
				b.wantWarnings(sentAgain, 0)
				b.want(right[8:10]...)

				// From here on there is a sum, of all rows before.
				b.restart()
				b.registry.StopAfter(2)
				_, _ = b.poll()
				b.wantWarnings(sentAgain, 0)
				b.want(right[10:12]...)
				bad, damaged = true, lines("Login", "other", 15)
				b.restart()
				_, _ = b.poll()
				b.wantWarnings(sentAgain, 1)
			})
		})
	}
}

func TestBodyThatChangesEachTimeIsNotSentWithoutEnd(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		id := b.add("Login", "a", 20, time.Hour)
		b.spoil(id, func(n int, response *http.Response) {
			damage(response, lines("Login", fmt.Sprint("damaged", n), 8), io.ErrUnexpectedEOF)
		})
		ready, err := b.poll()
		if !errors.Is(err, errChanged) || ready <= 0 {
			t.Fatalf("error %v, ready in %v", err, ready)
		}
		if got := len(b.registry.Events); got != 16 {
			t.Errorf("%d rows in one poll, want those of two bodies", got)
		}
		b.org.Change(nil)
		if err := b.pollUntil(time.Hour); err != nil {
			t.Fatal(err)
		}
		if rows := b.registry.Originals(); !slices.Equal(rows[len(rows)-20:], lines("Login", "a", 20)) {
			t.Errorf("the last rows are not those of the file: %q", rows)
		}
	})
}

func TestGrownFileWhoseFirstRowsChangedIsSentAgain(t *testing.T) {
	for _, restart := range []bool{false, true} {
		onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
			spec := orgsim.LogFileSpec{EventType: "Login", Columns: columns(), Rows: rows("Login", "damaged", 8), CreatedDate: time.Now().Add(-time.Minute)}
			id := b.addSpec(spec)
			b.mustPoll()
			b.want(lines("Login", "damaged", 8)...)
			spec.Rows = rows("Login", "a", 20)
			if err := b.org.ReplaceLogFile(id, spec); err != nil {
				t.Fatal(err)
			}
			if restart {
				b.restart()
			}
			b.mustPoll()
			b.wantWarnings(sentAgain, 1)
			b.want(lines("Login", "a", 20)...)
		})
	}
}

// Bodies are damaged and the process crashes at random. In the end each row of the correct
// bodies has come.
func TestBodiesThatChangeAtRandomLoseNoRow(t *testing.T) {
	polltest.EachSeed(t, 2, 100, func(t *testing.T, rng *rand.Rand) {
		onBench(t, orgsim.Options{}, Config{Workers: 1 + rng.IntN(4)}, func(b *bench) {
			type content struct {
				rows []string
				rng  *rand.Rand // of its own: workers ask in any order
			}
			files, want, bad := make(map[string]content), []string(nil), true
			for n := range 3 {
				prefix, many := fmt.Sprint("file", n), rng.IntN(40)
				id := b.add("Login", prefix, many, time.Hour)
				files[id] = content{lines("Login", prefix, many), rand.New(rand.NewPCG(rng.Uint64(), 0))}
				want = append(want, files[id].rows...)
			}
			var mu sync.Mutex
			b.org.Change(func(r *http.Request, response *http.Response) {
				mu.Lock()
				defer mu.Unlock()
				for id, file := range files {
					if orgsim.RequestKind(r) != orgsim.RequestLogFile || !strings.Contains(r.URL.Path, id) || !bad || file.rng.IntN(3) == 0 {
						continue
					}
					good := file.rng.IntN(len(file.rows) + 1)
					damaged := lines("Login", fmt.Sprint("damaged", file.rng.Uint32()), file.rng.IntN(40))
					cut := []error{nil, io.ErrUnexpectedEOF}[file.rng.IntN(2)]
					damage(response, concat(file.rows[:good], damaged, []string{`"cut`}), cut)
				}
			})
			for range 6 {
				if rng.IntN(2) == 0 {
					b.registry.CrashAfter(rng.IntN(80))
				}
				_, _ = b.poll()
				if b.registry.Down() || rng.IntN(2) == 0 {
					b.restart()
				}
				time.Sleep(time.Minute)
			}
			bad = false
			b.restart()
			if err := b.pollUntil(time.Hour); err != nil {
				t.Fatal(err)
			}
			came := b.registry.Originals()
			for _, row := range want {
				if !slices.Contains(came, row) {
					t.Errorf("row %s has not come", row)
				}
			}
		})
	})
}
