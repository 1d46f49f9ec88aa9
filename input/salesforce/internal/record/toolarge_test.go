package record

import (
	"net/http"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// A window that is too large for Salesforce, whatever it calls that, is made smaller.
func TestAWindowThatIsTooLargeForSalesforceIsMadeSmaller(t *testing.T) {
	for code, message := range map[string]string{
		"OPERATION_TOO_LARGE": "exceeded 100000 distinct who/what's",
		"EXCEEDED_ID_LIMIT":   "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch",
	} {
		t.Run(code, func(t *testing.T) {
			onBench(t, orgsim.Options{}, Config{InitialInterval: 24 * time.Hour, Delay: time.Minute}, func(b *bench) {
				for n := range 48 {
					b.add(key(n), time.Duration(n)*30*time.Minute+10*time.Minute, 0)
				}
				refused := 0
				b.refuse(func(r *http.Request) *http.Response {
					soql := r.URL.Query().Get("q")
					if soql == "" {
						return nil
					}
					if asked := b.spanOf(soql); asked.end.Sub(asked.start) > 20*time.Minute {
						refused++
						return polltest.Refusal(400, code, message)
					}
					return nil
				})
				b.mustPoll()
				b.wantEach()
				if refused == 0 {
					t.Error("no window was too large")
				}
			})
		})
	}
}
