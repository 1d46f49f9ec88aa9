package logfile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// columns are those of the tests' log files.
func columns() []string { return []string{"EVENT_TYPE", "TIMESTAMP_DERIVED", "REQUEST_ID"} }

// header is how a log file with these columns begins.
const header = `"EVENT_TYPE","TIMESTAMP_DERIVED","REQUEST_ID"` + "\n"

// line is a row of such a file as it is written.
func line(eventType, request string) string {
	return fmt.Sprintf("%q,%q,%q", eventType, "1999-12-31T00:00:00.000Z", request)
}

// lines are rows with the requests prefix-0, prefix-1 ...
func lines(eventType, prefix string, n int) []string {
	var all []string
	for i := range n {
		all = append(all, line(eventType, fmt.Sprintf("%s-%d", prefix, i)))
	}
	return all
}

func rows(eventType, prefix string, n int) [][]string {
	var all [][]string
	for i := range n {
		all = append(all, []string{eventType, "1999-12-31T00:00:00.000Z", fmt.Sprintf("%s-%d", prefix, i)})
	}
	return all
}

// bench is a collector with all around it.
type bench struct {
	*testing.T
	org       *polltest.Org
	registry  *polltest.Registry
	log       *polltest.Log
	config    Config
	collector *Collector
}

// onBench runs a test in a bubble where time stands still.
func onBench(t *testing.T, options orgsim.Options, config Config, test func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		options.Empty = true
		b := &bench{T: t, org: polltest.NewOrg(t, options), registry: polltest.NewRegistry(t), log: &polltest.Log{}, config: config}
		if b.config.LogInterval == "" {
			b.config.LogInterval = LogIntervalHourly
		}
		if b.config.InitialInterval == 0 {
			b.config.InitialInterval = 24 * time.Hour
		}
		if b.config.Lookback == 0 {
			b.config.Lookback = time.Hour
		}
		b.restart()
		defer func() { b.collector.Stop() }()
		test(b)
	})
}

// restart begins with what the registry has.
func (b *bench) restart() {
	b.Helper()
	if b.collector != nil {
		b.collector.Stop()
	}
	b.registry.Restart()
	b.collector = New(b.config, b.org, ecs.NewMapper(ecs.Options{PreserveOriginal: true}), b.registry.LogFiles(), b.log)
}

// add adds an hourly file that was created some time before now.
func (b *bench) add(eventType, prefix string, n int, age time.Duration) string {
	b.Helper()
	return b.addSpec(orgsim.LogFileSpec{EventType: eventType, Columns: columns(), Rows: rows(eventType, prefix, n), CreatedDate: time.Now().Add(-age)})
}

func (b *bench) addSpec(spec orgsim.LogFileSpec) string {
	b.Helper()
	id, err := b.org.AddLogFile(spec)
	if err != nil {
		b.Fatal(err)
	}
	return id
}

// poll polls once.
func (b *bench) poll() (time.Duration, error) {
	return b.collector.Poll(context.Background(), b.registry)
}

// mustPoll polls once, without trouble.
func (b *bench) mustPoll() time.Duration {
	b.Helper()
	ready, err := b.poll()
	if err != nil {
		b.Fatal(err)
	}
	return ready
}

// pollUntil polls as often as the collector wants to for some time, at least every
// ten minutes, and returns the last error.
func (b *bench) pollUntil(end time.Duration) error {
	b.Helper()
	for until := time.Now().Add(end); ; {
		ready, err := b.poll()
		if errors.Is(err, poll.ErrStopped) || !time.Now().Before(until) {
			return err
		}
		if ready <= 0 || ready > 10*time.Minute {
			ready = 10 * time.Minute
		}
		time.Sleep(ready)
	}
}

// want compares the rows that came, in their order, since the last call.
func (b *bench) want(want ...string) {
	b.Helper()
	if diff := cmp.Diff(want, b.registry.Originals()); diff != "" && len(want)+len(b.registry.Events) > 0 {
		b.Fatalf("rows (-want +got):\n%s", diff)
	}
	b.registry.Events = nil
}

// wantAll compares the rows that came since the last call, in any order.
func (b *bench) wantAll(want ...string) {
	b.Helper()
	count := func(lines []string) map[string]int {
		counts := make(map[string]int)
		for _, one := range lines {
			counts[one]++
		}
		return counts
	}
	if diff := cmp.Diff(count(want), count(b.registry.Originals())); diff != "" {
		b.Fatalf("rows (-want +got):\n%s", diff)
	}
	b.registry.Events = nil
}

// keysOf counts the rows of a file that came.
func (b *bench) keysOf(prefix string) int {
	count := 0
	for _, original := range b.registry.Originals() {
		if strings.Contains(original, `"`+prefix+"-") {
			count++
		}
	}
	return count
}

func (b *bench) watermark() time.Time { return b.registry.LogFiles().Watermark }

func concat(parts ...[]string) []string { return slices.Concat(parts...) }
