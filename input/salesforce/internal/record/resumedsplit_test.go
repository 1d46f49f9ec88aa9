package record

import (
	"net/http"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// Records that a resumed window skipped are only assumed to be published. If the window is
// split before that is proven, they are published again.
func TestSplitOfAResumedWindowSkipsNoUnprovenRecord(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 3}, Config{InitialInterval: 2 * time.Hour, Delay: time.Minute, Lookback: 5 * time.Minute}, func(b *bench) {
		for n := range 10 {
			b.add(key(n), 80*time.Minute+time.Duration(n)*time.Second, 0)
		}
		b.registry.CrashAfter(5)
		b.mustPoll()
		if b.registry.Records().Window == nil {
			t.Fatal("the crash left no window in progress")
		}
		// They show late, and whatever the order is, one of them comes first.
		b.add("newest", 79*time.Minute, 0)
		b.add("oldest", 81*time.Minute, 0)
		b.restart()
		refused := false
		b.refuse(func(r *http.Request) *http.Response {
			if orgsim.RequestKind(r) != orgsim.RequestQueryMore || refused {
				return nil
			}
			refused = true
			return timeout()
		})
		b.mustPoll()
		if !refused {
			t.Error("the window was not split")
		}
		b.wantAll()
	})
}
