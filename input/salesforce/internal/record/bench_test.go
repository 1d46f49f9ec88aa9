package record

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// bench is a collector with all around it.
type bench struct {
	*testing.T
	org       *polltest.Org
	registry  *polltest.Registry
	log       *polltest.Log
	config    Config
	collector *Collector     // of windows
	follower  *Follower      // of a query that follows a cursor; nil if there is none
	want      map[string]int // how often the record of each key is to come
	believed  time.Duration  // by how much the position may be ahead, because wrong clocks agree
}

// onBench runs a test in a bubble where time stands still.
func onBench(t *testing.T, options orgsim.Options, config Config, test func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		options.Empty = true
		b := &bench{
			T: t, org: polltest.NewOrg(t, options), registry: polltest.NewRegistry(t), log: &polltest.Log{},
			config: config, want: make(map[string]int),
		}
		if b.config.Object == "" {
			b.config.Object = "LoginEvent"
		}
		if b.config.InitialInterval == 0 {
			b.config.InitialInterval = 24 * time.Hour
		}
		b.restart()
		test(b)
	})
}

// restart begins with what the registry has.
func (b *bench) restart() {
	b.Helper()
	b.registry.Restart()
	mapper := ecs.NewMapper(ecs.Options{PreserveOriginal: true})
	if b.config.Query != nil && !b.config.Query.InBatches() {
		b.follower = NewFollower(b.config, b.org, mapper, b.registry.Query(), b.log)
		return
	}
	b.collector = New(b.config, b.org, mapper, b.registry.Records(), b.log)
}

// add adds a LoginEvent that happened some time ago and shows after a delay.
func (b *bench) add(key string, age, delay time.Duration) {
	b.Helper()
	b.addAt(key, time.Now().Add(-age), delay)
}

func (b *bench) addAt(key string, happened time.Time, delay time.Duration) {
	b.Helper()
	values := map[string]any{"EventDate": happened, "CreatedDate": happened.Add(delay), "EventIdentifier": key}
	if _, err := b.org.AddRecord("LoginEvent", values); err != nil {
		b.Fatal(err)
	}
	b.want[key]++
}

// poll polls once.
func (b *bench) poll() error {
	collector := poll.Collector(b.collector)
	if b.follower != nil {
		collector = b.follower
	}
	_, err := collector.Poll(context.Background(), b.registry)
	return err
}

func (b *bench) mustPoll() {
	b.Helper()
	if err := b.poll(); err != nil {
		b.Fatal(err)
	}
}

// pollFor polls every five minutes until there was no error for some time.
func (b *bench) pollFor(span time.Duration) {
	b.Helper()
	failures := 0
	for until := time.Now().Add(span); time.Now().Before(until); time.Sleep(5 * time.Minute) {
		err := b.poll()
		if errors.Is(err, poll.ErrStopped) {
			return
		}
		if err != nil {
			if failures++; failures > 100 {
				b.Fatalf("it fails again and again: %v", err)
			}
			until = time.Now().Add(span)
		}
	}
}

// keys counts the records that came.
func (b *bench) keys() map[string]int {
	b.Helper()
	counts := make(map[string]int)
	for _, original := range b.registry.Originals() {
		record, err := fieldsOf([]byte(original))
		if err != nil {
			b.Fatal(err)
		}
		key := record.text("EventIdentifier")
		if key == "" {
			key = record.text("Id")
		}
		if key == catalog.EmptyKey {
			key = record.text("RequestIdentifier")
		}
		counts[key]++
	}
	return counts
}

// wantEach checks that every record came, and once.
func (b *bench) wantEach() {
	b.Helper()
	if diff := cmp.Diff(b.want, b.keys()); diff != "" {
		b.Fatalf("records (-want +got):\n%s", diff)
	}
	if repeated := b.registry.Repeated(); repeated > 0 {
		b.Fatalf("%d ids came twice", repeated)
	}
}

// wantAll checks that every record came, and that those that came twice have one id.
func (b *bench) wantAll() {
	b.Helper()
	got, repeated := b.keys(), 0
	for key, count := range got {
		repeated += count - 1
		got[key] = 1
	}
	if diff := cmp.Diff(b.want, got); diff != "" {
		b.Fatalf("records (-want +got):\n%s", diff)
	}
	if ids := b.registry.Repeated(); ids != repeated {
		b.Fatalf("%d records came twice, %d ids did", repeated, ids)
	}
}

// refuse makes the org answer so where refused says.
func (b *bench) refuse(refused func(r *http.Request) *http.Response) { b.org.Hook(refused) }

// span is what a query asks for.
type span struct{ start, end time.Time }

// spans returns the windows of the queries since the last call.
func (b *bench) spans() []span {
	b.Helper()
	var all []span
	for _, query := range b.org.Queries() {
		all = append(all, b.spanOf(query))
	}
	return all
}

func (b *bench) spanOf(query string) span {
	b.Helper()
	var one span
	for _, word := range strings.Fields(query) {
		at, err := time.Parse(time.RFC3339, word)
		switch {
		case err != nil:
		case one.start.IsZero():
			one.start = at
		default:
			one.end = at
		}
	}
	if one.end.IsZero() {
		b.Fatalf("query %q has no window", query)
	}
	return one
}

func key(n int) string { return fmt.Sprintf("key-%06d", n) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
