package rest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// spender is an org, a client of it and what that has spent.
type spender struct {
	*polltest.Org
	account *budget.Account
	counts  *metrics.Set
}

// withBudget runs a test in which time stands still.
func withBudget(t *testing.T, options orgsim.Options, share float64, test func(t *testing.T, s spender)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := spender{account: &budget.Account{}, counts: metrics.NewSet(metrics.Input)}
		options.Empty = true
		s.Org = polltest.NewOrg(t, options, func(o *rest.Options) {
			o.Budget, o.Share, o.Metrics = s.account, share, s.counts
		})
		test(t, s)
	})
}

// count is how many requests came that an org counts, or that we do.
func (s spender) count() int {
	sum := 0
	for kind, count := range s.Requests() {
		if kind != orgsim.RequestToken {
			sum += count
		}
	}
	return sum
}

const query = "SELECT Id FROM LoginEvent"

func TestARequestThatHasNoRoomIsNotMade(t *testing.T) {
	withBudget(t, orgsim.Options{DailyRequests: 100}, 0.1, func(t *testing.T, s spender) {
		var err error
		for range 15 {
			if _, err = s.Query(t.Context(), query); err != nil {
				break
			}
		}
		var refused *rest.Error
		var scarce *budget.Scarce
		if !errors.As(err, &refused) || !errors.As(err, &scarce) || refused.Class() != rest.DailyLimit || refused.StatusCode != 0 || refused.RetryAfter <= 0 {
			t.Fatalf("%v", err)
		}
		for _, word := range []string{"querying LoginEvent: not asked for: resource.api_share, 10 of the org's 100", "raise resource.api_share"} {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%q is not in %v", word, err)
			}
		}
		for id, want := range map[metrics.ID]int64{
			metrics.APIShareLimit: 10, metrics.APIShareUsed: 10, metrics.APIShareLeft: 0, metrics.RequestsWithheld: 1, metrics.RequestsQuery: 10,
			metrics.FailedDailyLimit: 0, metrics.RequestsLong: 0,
		} {
			if got := s.counts.Value(id); got != want {
				t.Errorf("%s is %d, want %d", metrics.Table[id].Name, got, want)
			}
		}
		if got := s.count(); got != 10 {
			t.Errorf("%d requests were made", got)
		}
		if _, err := s.Query(budget.WithPriority(t.Context(), budget.Last), query); !errors.As(err, &scarce) {
			t.Errorf("of the last priority: %v", err)
		}
		time.Sleep(25 * time.Hour)
		if _, err := s.Query(t.Context(), query); err != nil {
			t.Errorf("on the next day: %v", err)
		}
	})
}

func TestEachTryIsARequest(t *testing.T) {
	withBudget(t, orgsim.Options{DailyRequests: 100}, 0.03, func(t *testing.T, s spender) {
		if _, err := s.Query(t.Context(), query); err != nil {
			t.Fatal(err)
		}
		s.Hook(func(r *http.Request) *http.Response {
			if orgsim.RequestKind(r) == orgsim.RequestQuery {
				return polltest.Refusal(503, "SERVER_UNAVAILABLE", "busy")
			}
			return nil
		})
		_, err := s.Query(t.Context(), query)
		var scarce *budget.Scarce
		if !errors.As(err, &scarce) || s.counts.Value(metrics.FailedQuery) != 2 {
			t.Errorf("after %d tries: %v", s.counts.Value(metrics.FailedQuery), err)
		}
		if long, waiting := s.account.Running(); long != 0 || waiting != 0 {
			t.Errorf("%d run and %d wait", long, waiting)
		}
	})
}

// A proxy may take the header away.
func TestAnOrgWhoseAnswersDoNotTellIsAsked(t *testing.T) {
	for _, may := range []bool{true, false} {
		options := orgsim.Options{DailyRequests: 200_000}
		if !may {
			options.Lacks = []orgsim.Permission{orgsim.ViewSetup}
		}
		withBudget(t, options, 0.1, func(t *testing.T, s spender) {
			s.Change(func(_ *http.Request, answer *http.Response) { answer.Header.Del("Sforce-Limit-Info") })
			for range 100 {
				if _, err := s.Query(t.Context(), query); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
			}
			asked := s.Requests()[orgsim.RequestLimits]
			if asked != 2 {
				t.Errorf("asked %d times in 100 minutes", asked)
			}
			standing := s.Standing(budget.First)
			if standing.Known != may || may && standing.Max != 200_000 || !may && standing.Max != budget.Unknown {
				t.Errorf("who may know, %v, knows %+v", may, standing)
			}
		})
	}
}

func TestTheUseOfAnAppCountsToo(t *testing.T) {
	withBudget(t, orgsim.Options{}, 0.5, func(t *testing.T, s spender) {
		s.Change(func(_ *http.Request, answer *http.Response) {
			answer.Header.Set("Sforce-Limit-Info", "api-usage=25/5000; per-app-api-usage=249/250(appName=sample-app)")
		})
		if _, err := s.Query(t.Context(), query); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Query(t.Context(), query); err == nil || !strings.Contains(err.Error(), "limit for this app") {
			t.Errorf("%v", err)
		}
	})
}

// A Developer Edition takes five long requests at a time.
func TestBodiesAndBigObjectsTakeTurns(t *testing.T) {
	withBudget(t, orgsim.Options{DailyRequests: 15_000}, 1, func(t *testing.T, s spender) {
		id, err := s.AddLogFile(orgsim.LogFileSpec{EventType: "Login", Columns: []string{"EVENT_TYPE"}, Rows: [][]string{{"Login"}}})
		if err != nil {
			t.Fatal(err)
		}
		path := "/services/data/v62.0/sobjects/EventLogFile/" + id + "/LogFile"
		var open []*rest.Body
		for range 4 {
			body, err := s.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, body)
		}
		if got := s.counts.Value(metrics.RequestsLong); got != 4 {
			t.Errorf("%d are long", got)
		}
		impatient := func(call func(ctx context.Context) error) error {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			return call(ctx)
		}
		bigObject := func(ctx context.Context) error { _, err := s.Query(ctx, query); return err }
		small := func(ctx context.Context) error {
			_, err := s.Query(ctx, "SELECT Id FROM SetupAuditTrail")
			return err
		}
		missing := func(ctx context.Context) error {
			_, err := s.Open(ctx, strings.Replace(path, id, "0AT000000000000AAA", 1))
			return err
		}
		if err := impatient(bigObject); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a big object did not wait: %v", err)
		}
		if err := impatient(small); err != nil {
			t.Errorf("another one waited: %v", err)
		}
		if _, err := io.Copy(io.Discard, open[0]); err != nil {
			t.Error(err)
		}
		for range 2 {
			_ = open[0].Close()
		}
		for range 5 { // each makes room when it has ended, or failed
			if err := impatient(bigObject); err != nil {
				t.Error(err)
			}
			if err := impatient(missing); rest.ClassOf(err) != rest.NotFound {
				t.Error(err)
			}
		}
		for _, body := range open[1:] {
			_ = body.Close()
		}
		if long, waiting := s.account.Running(); long != 0 || waiting != 0 || s.counts.Value(metrics.RequestsLong) != 0 {
			t.Errorf("%d run and %d wait in the end", long, waiting)
		}
	})
}
