package logfile

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestWhatIsCollectedIsCounted(t *testing.T) {
	counts := metrics.NewSet(metrics.Source)
	onBench(t, orgsim.Options{}, Config{Settle: 2 * time.Minute, Metrics: counts}, func(b *bench) {
		check := func(want map[metrics.ID]int64) {
			t.Helper()
			for id, value := range want {
				if got := counts.Value(id); got != value {
					t.Errorf("%s is %d, want %d", metrics.Table[id].Name, got, value)
				}
			}
		}
		b.add("Login", "first", 300, 3*time.Hour)
		newest := time.Now().Add(-time.Hour)
		b.add("Login", "second", 5, time.Hour)
		b.add("Login", "young", 5, time.Minute)
		b.mustPoll()
		check(map[metrics.ID]int64{
			metrics.FilesCollected: 2, metrics.Rows: 305, metrics.FilesListed: 3, metrics.FilesPending: 1,
			metrics.FilesLate: 0, metrics.FilesFailed: 0, metrics.RowsMalformed: 0, metrics.Watermark: newest.Unix(),
		})
		if sizes := counts.Summary(metrics.FileBytes); sizes.Count != 2 || sizes.Sum != counts.Value(metrics.Bytes) || sizes.Max <= 300*20 {
			t.Errorf("sizes of files are %+v", sizes)
		}
		time.Sleep(3 * time.Minute)
		late := b.add("Login", "late", 4, time.Hour+30*time.Minute)
		fails := 1
		b.org.Hook(func(request *http.Request) *http.Response {
			if strings.Contains(request.URL.Path, late) && fails > 0 {
				fails--
				return unavailable()
			}
			return nil
		})
		b.mustPoll() // the retry is the client's
		check(map[metrics.ID]int64{metrics.FilesCollected: 4, metrics.FilesLate: 1, metrics.FilesPending: 0, metrics.FilesFailed: 0})
		fails = 100
		late = b.add("Login", "bad", 4, 5*time.Minute)
		if _, err := b.poll(); err == nil {
			t.Error("no error")
		}
		check(map[metrics.ID]int64{metrics.FilesFailed: 1, metrics.FilesPending: 1})
		b.add("API", "abcd", 2, 4*time.Minute)
		b.org.Change(func(_ *http.Request, response *http.Response) {
			replaceBody(t, response, func(body string) string { return strings.Replace(body, `"abcd-0"`, `"ab"d-0"`, 1) })
		})
		if _, err := b.poll(); err == nil {
			t.Error("no error")
		}
		check(map[metrics.ID]int64{metrics.FilesCollected: 5, metrics.RowsMalformed: 1})
	})
}
