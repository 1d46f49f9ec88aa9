package record

import (
	"fmt"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestWhatIsCollectedIsCounted(t *testing.T) {
	counts := metrics.NewSet(metrics.Source)
	onBench(t, orgsim.Options{}, Config{Lookback: 10 * time.Minute, Metrics: counts}, func(b *bench) {
		for n := range 60 {
			b.add(fmt.Sprint(n), time.Duration(n)*time.Minute+time.Second, 0)
		}
		b.collector.limit = 20
		b.mustPoll()
		if got := counts.Value(metrics.Records); got != 60 {
			t.Errorf("%d records, want 60", got)
		}
		if got := counts.Value(metrics.WindowsSplit); got == 0 {
			t.Error("no window was split")
		}
		windows := counts.Value(metrics.Windows)
		if sizes := counts.Summary(metrics.WindowRecords); sizes.Count != windows || sizes.Sum < 60 {
			t.Errorf("%d windows, of %+v records", windows, sizes)
		}
		repeated := counts.Value(metrics.RecordsRepeated)
		time.Sleep(time.Minute)
		b.mustPoll()
		if got := counts.Value(metrics.RecordsRepeated) - repeated; got != 10 {
			t.Errorf("%d records of the lookback were dropped, want 10", got)
		}
		if got, want := counts.Value(metrics.Watermark), b.org.Now().Unix(); got != want {
			t.Errorf("the watermark is %d, want %d", got, want)
		}
	})
}
