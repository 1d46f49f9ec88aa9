package logfile

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestALongCatchUpIsToldOf(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Workers: 1}, func(b *bench) {
		for n := range 4 {
			b.add("Login", "row", 600, time.Duration(20-n)*time.Hour)
		}
		// The output takes 3 minutes for a file.
		b.registry.OnPublish = func(ecs.Event) { time.Sleep(300 * time.Millisecond) }
		begun := b.org.Now()
		b.mustPoll()
		stamp := func(ago time.Duration) string { return begun.Add(-ago).UTC().Format(time.RFC3339) }
		told := b.log.Told()
		if len(told) < 8 {
			t.Fatalf("told of too little: %q", told)
		}
		want := []string{
			"collecting hourly event log files (log_interval: hourly)",
			"event log files: collecting from " + stamp(24*time.Hour) + " on: 4 files, the oldest created " + stamp(20*time.Hour) + ", 0.1 MB together, with about 4 requests",
			"event log files: catching up, 0 of 4 files, 256 rows, 0.027 MB of 0.1 MB, 25% done, about 3m50s left",
		}
		if diff := cmp.Diff(want, told[:3]); diff != "" {
			t.Errorf("at first (-want +got):\n%s", diff)
		}
		if got, want := told[len(told)-1], "event log files: caught up, 4 files, 2400 rows, 0.1 MB in 12m0s"; got != want {
			t.Errorf("at the end it says %q, want %q", got, want)
		}
		b.registry.OnPublish = nil
		b.add("Login", "more", 3, 10*time.Minute)
		b.mustPoll()
		if told := b.log.Told(); len(told) > 0 {
			t.Errorf("a usual poll says %q", told)
		}
	})
}

func TestThatThereIsNothingIsSaidOnce(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		b.mustPoll()
		b.mustPoll()
		want := []string{
			"collecting hourly event log files (log_interval: hourly)",
			"event log files: nothing to collect yet, from " + b.org.Now().Add(-24*time.Hour).UTC().Format(time.RFC3339) + " on",
		}
		if diff := cmp.Diff(want, b.log.Told()); diff != "" {
			t.Errorf("it says (-want +got):\n%s", diff)
		}
	})
}

func TestACatchUpThatIsBrokenOffGoesOn(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{Workers: 1}, func(b *bench) {
		b.add("Login", "good", 100, 3*time.Hour)
		bad := b.add("Login", "bad", 100, 2*time.Hour)
		b.org.Hook(func(request *http.Request) *http.Response {
			if strings.Contains(request.URL.Path, bad) {
				return unavailable()
			}
			return nil
		})
		if _, err := b.poll(); err == nil {
			t.Fatal("no error")
		}
		b.org.Hook(nil)
		time.Sleep(time.Minute)
		b.mustPoll()
		told := b.log.Told()
		if got, want := told[len(told)-1], "event log files: caught up, 2 files, 200 rows, 0.009 MB in 1m"; !strings.HasPrefix(got, want) {
			t.Errorf("at the end it says %q, want %q", got, want)
		}
	})
}
