package logfile

import (
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// addForCrashes adds files of many kinds: several of one date, long and short ones,
// empty ones. It returns their rows.
func (b *bench) addForCrashes() []string {
	b.Helper()
	var want []string
	add := func(eventType, prefix string, n int, age time.Duration) {
		b.add(eventType, prefix, n, age)
		want = append(want, lines(eventType, prefix, n)...)
	}
	add("Login", "a", 3, 5*time.Hour)
	add("API", "b", 4, 4*time.Hour)
	add("Login", "c", 1, 4*time.Hour)
	add("Logout", "none", 0, 4*time.Hour)
	add("Login", "e", 5, 2*time.Hour)
	add("API", "f", 3, time.Minute)
	return want
}

// addLate adds a file that shows late, and returns its rows.
func (b *bench) addLate() []string {
	b.Helper()
	b.addSpec(orgsim.LogFileSpec{
		EventType: "Login", Columns: columns(), Rows: rows("Login", "late", 2), Sequence: 2,
		CreatedDate: time.Now().Add(-30 * time.Minute), VisibleAt: time.Now().Add(5 * time.Minute),
	})
	return lines("Login", "late", 2)
}

// faults makes downloads break off and end early now and then.
func (b *bench) faults() {
	b.spoil("", func(n int, response *http.Response) {
		switch n % 5 {
		case 1:
			polltest.Cut(response, 150, io.ErrUnexpectedEOF)
		case 3:
			polltest.Cut(response, 110, nil)
		}
	})
}

func TestACrashAtAnyPointLosesNothingAndRepeatsNothing(t *testing.T) {
	for _, tt := range []struct {
		name    string
		stop    func(*polltest.Registry, int)
		workers int
		faulty  bool
	}{
		{"stopped", (*polltest.Registry).StopAfter, 1, false},
		{"stopped with many workers and bad downloads", (*polltest.Registry).StopAfter, 4, true},
		{"crashed with bad downloads", (*polltest.Registry).CrashAfter, 1, true},
		{"crashed with many workers", (*polltest.Registry).CrashAfter, 4, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for at, down := 0, true; down; at++ {
				down = runAndCrash(t, Config{Workers: tt.workers}, tt.faulty, func(r *polltest.Registry) { tt.stop(r, at) })
				if at > 100 {
					t.Fatal("it never ends")
				}
			}
		})
	}
}

// runAndCrash reports whether the crash happened before all was done. A query
// that does not look back gets no file that shows late.
func runAndCrash(t *testing.T, config Config, faulty bool, prepare func(*polltest.Registry)) (down bool) {
	t.Helper()
	onBench(t, orgsim.Options{PageSize: 2}, config, func(b *bench) {
		want := b.addForCrashes()
		if config.Query == nil || !config.Query.Limited() {
			want = append(want, b.addLate()...)
		}
		if faulty {
			b.faults()
		}
		prepare(b.registry)
		_ = b.pollUntil(10 * time.Minute) // it may be stopped
		down = b.registry.Down()
		b.restart()
		if err := b.pollUntil(time.Hour); err != nil {
			b.Fatal(err)
		}
		if got := b.registry.Repeated(); got != 0 {
			b.Errorf("%d events came twice", got)
		}
		b.wantAll(want...)
	})
	return down
}

func TestACrashAfterEachEventLosesNothing(t *testing.T) {
	// Every run gets a few acknowledgements further than the one before.
	for _, step := range []int{1, 2, 3} {
		t.Run(fmt.Sprint(step), func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{Workers: 4}, func(b *bench) {
				want := append(b.addForCrashes(), b.addLate()...)
				for n := 0; ; n++ {
					b.registry.CrashAfter(step)
					_ = b.pollUntil(10 * time.Minute)
					if !b.registry.Down() {
						break
					}
					if n > 200 {
						t.Fatal("it never ends")
					}
					b.restart()
				}
				if got := b.registry.Repeated(); got != 0 {
					t.Errorf("%d events came twice", got)
				}
				b.wantAll(want...)
			})
		})
	}
}

func TestBatchesOfManyWorkersKeepTheirFilesApart(t *testing.T) {
	for _, at := range []int{1, 255, 256, 257, 600, 801, 1199} {
		onBench(t, orgsim.Options{}, Config{Workers: 4}, func(b *bench) {
			var want []string
			for n := range 4 {
				prefix := fmt.Sprint("file", n)
				b.add("Login", prefix, 300, time.Hour)
				want = append(want, lines("Login", prefix, 300)...)
			}
			b.registry.CrashAfter(1 + at)
			b.mustPoll()
			b.restart()
			b.mustPoll()
			if got := b.registry.Repeated(); got != 0 {
				t.Errorf("crash after %d events: %d came twice", at, got)
			}
			b.wantAll(want...)
		})
	}
}

func TestNothingIsStoredAheadOfWhatIsAcknowledged(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Workers: 4, Lookback: 24 * time.Hour}, func(b *bench) {
		b.addForCrashes()
		for n := range 20 {
			b.registry.CrashAfter(n)
			b.mustPoll()
			stored := b.registry.LogFiles()
			var counted int64
			for _, partial := range stored.Partial {
				counted += partial.Rows
			}
			for _, done := range stored.Collected {
				body, err := b.org.LogFileBody(done.ID)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range body {
					if c == '\n' {
						counted++
					}
				}
				counted-- // the header
			}
			if int(counted) != len(b.registry.Events) {
				t.Errorf("the cursor counts %d rows, %d are acknowledged", counted, len(b.registry.Events))
			}
			b.registry = polltest.NewRegistry(t)
			b.restart()
		}
	})
}
