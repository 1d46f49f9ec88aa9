package metrics

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTheTableIsWhole(t *testing.T) {
	names := make(map[string]bool)
	for id, metric := range Table {
		if metric.Name == "" || metric.Help == "" {
			t.Fatalf("metric %d has no name or no help", id)
		}
		if names[metric.Name] {
			t.Errorf("%s is there twice", metric.Name)
		}
		names[metric.Name] = true
		if total := strings.HasSuffix(metric.Name, "_total"); total != (metric.Kind == Total) {
			t.Errorf("%s is not named by its kind", metric.Name)
		}
	}
}

func TestNobodyNeedsASet(t *testing.T) {
	var s *Set
	s.Add(Polls, 1)
	s.Put(APIUsed, 1)
	s.Reach(Watermark, time.Now())
	s.Observe(FileBytes, 1)
	s.Took(PollDuration, time.Now())
	if s.Value(Polls) != 0 || s.Summary(FileBytes) != (Summary{}) {
		t.Error("nothing counted something")
	}
}

func TestASetCountsFromManyGoroutines(t *testing.T) {
	s := NewSet(Source)
	var workers sync.WaitGroup
	for n := range 8 {
		workers.Go(func() {
			for i := range 1000 {
				s.Add(Rows, 1)
				s.Observe(FileBytes, int64(n*1000+i))
				s.Reach(Watermark, time.Unix(int64(n*1000+i), 0))
			}
		})
	}
	workers.Wait()
	if s.Value(Rows) != 8000 || s.Value(Watermark) != 7999 {
		t.Errorf("rows %d, watermark %d", s.Value(Rows), s.Value(Watermark))
	}
	if got := s.Summary(FileBytes); got.Count != 8000 || got.Min != 0 || got.Max != 7999 || got.Sum != 7999*8000/2 {
		t.Errorf("%+v", got)
	}
	if s.Summary(RequestDuration) != (Summary{}) {
		t.Error("a source has a distribution of an input")
	}
}

func TestQuantilesAreNearlyRight(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	d := &distribution{}
	var values []int64
	for range 10_000 {
		value := int64(random.ExpFloat64() * 1e6)
		values = append(values, value)
		d.observe(value)
	}
	slices.Sort(values)
	got := d.summary()
	for _, tt := range []struct {
		share float64
		got   int64
	}{{0.5, got.Median}, {0.95, got.P95}, {0.99, got.P99}} {
		want := values[int(tt.share*float64(len(values)))-1]
		if off := float64(tt.got-want) / float64(want); off > 0.13 || off < -0.13 {
			t.Errorf("quantile %v is %d, want %d", tt.share, tt.got, want)
		}
	}
	for value := int64(0); value < 1<<40; value += 1 + value/7 {
		if off := float64(middleOf(bucketOf(value))-value) / float64(value+1); off > 0.13 || off < -0.13 {
			t.Fatalf("%d is taken for %d", value, middleOf(bucketOf(value)))
		}
	}
	if single := (&distribution{}); true {
		single.observe(1000)
		if got := single.summary(); got.Median != 1000 || got.P99 != 1000 || got.Min != 1000 {
			t.Errorf("of one value: %+v", got)
		}
	}
}

// shown are the names under which metrics can be looked up.
func shown() map[string]bool {
	names := make(map[string]bool)
	for _, metric := range Table {
		names[metric.Name] = true
		if metric.Kind == Moment {
			names[metric.Name+AtSuffix], names[metric.Name+LagSuffix] = true, true
		}
	}
	return names
}

// The log of Beats' monitoring would have differences of others.
func TestGaugesAreNamedAsGauges(t *testing.T) {
	for _, metric := range Table {
		if is := strings.HasSuffix(metric.Name, GaugeSuffix); is != (metric.Kind == Gauge) {
			t.Errorf("%s is of the kind %v", metric.Name, metric.Kind)
		}
	}
}

func TestAlertsNameMetricsThatThereAre(t *testing.T) {
	others := map[string]bool{"delay": true, "resource.api_share": true, "interval": true, "lookback": true, "salesforcebeat test salesforce": true, "salesforce_log_file_set_aside": true, "salesforce_malformed_row": true}
	names := shown()
	for _, alert := range Alerts {
		found := 0
		for n, part := range strings.Split(alert.When+alert.Why, "`") {
			if n%2 == 0 || others[part] {
				continue
			}
			found++
			if !names[part] {
				t.Errorf("%q names %s, which does not exist", alert.When, part)
			}
		}
		if found == 0 {
			t.Errorf("%q names no metric", alert.When)
		}
	}
}
