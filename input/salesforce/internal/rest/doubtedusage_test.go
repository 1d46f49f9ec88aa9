package rest_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// A proxy or a mistake can make one answer say that the org has two requests a day.
func TestOneImpossibleUsageHeaderStopsRequestsForMinutesOnly(t *testing.T) {
	withBudget(t, orgsim.Options{DailyRequests: 200_000}, 0.5, func(t *testing.T, s spender) {
		answers := 0
		s.Change(func(_ *http.Request, answer *http.Response) {
			if answer.Header.Get("Sforce-Limit-Info") == "" {
				return
			}
			if answers++; answers == 1 {
				answer.Header.Set("Sforce-Limit-Info", "api-usage=1/2")
			}
		})
		if _, err := s.Query(t.Context(), query); err != nil {
			t.Fatal(err)
		}
		var scarce *budget.Scarce
		if _, err := s.Query(t.Context(), query); !errors.As(err, &scarce) {
			t.Fatalf("got %v, want a refusal by the budget", err)
		}
		time.Sleep(budget.ProbeEvery)
		for n := range 10 {
			if _, err := s.Query(t.Context(), query); err != nil {
				t.Fatalf("query %d after %v: %v", n, budget.ProbeEvery, err)
			}
		}
	})
}
