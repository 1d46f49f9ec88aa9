package rest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const versions = `[{"label":"Winter '25","url":"/services/data/v62.0","version":"62.0"},` +
	`{"label":"Summer '26","url":"/services/data/v67.0","version":"67.0"},` +
	`{"label":"Spring '26","url":"/services/data/v66.0","version":"66.0"},` +
	`{"label":"Winter '27","url":"/services/data/v68.0","version":"68.0"},{"version":"next"}]`

func TestNewestVersionThatBothKnowIsFoundOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/services/data/" {
				says(200, versions)(w, r)
				return
			}
			says(200, lastPage)(w, r)
		})
		org.options.Version = ""
		client := org.client()
		for range 2 {
			if _, err := client.Query(t.Context(), "SELECT Id FROM User"); err != nil {
				t.Fatal(err)
			}
		}
		want := []string{"/services/data/", "/services/data/v67.0/query", "/services/data/v67.0/query"}
		if diff := cmp.Diff(want, org.paths()); diff != "" {
			t.Error(diff)
		}
		if org.requests[0].Header.Get("Authorization") == "" {
			t.Error("the list of versions was asked for without a token, which what stands before an org may want")
		}
	})
}

func TestVersionIsLookedForAgainWhenTheOrgStopsServingIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := versions
		org := newOrg(t, nil)
		org.answer = func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/services/data/":
				says(200, list)(w, r)
			case strings.Contains(list, `"67.0"`) || strings.Contains(r.URL.Path, "v62.0"):
				says(200, lastPage)(w, r)
			default:
				says(404, "")(w, r)
			}
		}
		org.options.Version = ""
		client := org.client()
		if _, err := client.Query(t.Context(), "SELECT Id FROM User"); err != nil {
			t.Fatal(err)
		}
		list = `[{"version":"62.0"}]` // A sandbox was refreshed.
		_, err := client.Query(t.Context(), "SELECT Id FROM User")
		wantClass(t, err, VersionRetired)
		if _, err := client.Query(t.Context(), "SELECT Id FROM User"); err != nil {
			t.Error(err)
		}
	})
}

func TestVersionThatWasConfiguredIsUsedAsItIs(t *testing.T) {
	for configured, want := range map[string]string{"62": "62.0", "v61.0": "61.0", " 60.0": "60.0", "99.0": "99.0"} {
		org := newOrg(t, says(404, ""))
		org.options.Version = configured
		client := org.client()
		_, err := client.Query(t.Context(), "SELECT Id FROM User")
		wantClass(t, err, VersionRetired)
		if got, err := client.Version(t.Context()); err != nil || got != want {
			t.Errorf("%q: got %q and %v, want %q", configured, got, err, want)
		}
		org.want(t, 1, 1)
	}
}

func TestOrgWithoutAKnownVersionIsAnError(t *testing.T) {
	org := newOrg(t, says(200, `[{"version":"68.0"}]`))
	org.options.Version = ""
	client := org.client()
	for name, call := range map[string]func() error{
		"query":    func() error { _, err := client.Query(t.Context(), "SELECT Id FROM User"); return err },
		"limits":   func() error { _, err := client.Limits(t.Context()); return err },
		"describe": func() error { _, err := client.Describe(t.Context(), "User"); return err },
	} {
		if err := call(); ClassOf(err) != VersionRetired || !strings.Contains(err.Error(), "67.0") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	failing := newOrg(t, says(418, ""))
	failing.options.Version = ""
	if _, err := failing.client().Version(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "listing API versions: ") {
		t.Errorf("got %v", err)
	}
}

func TestAVersionIsPresumedWhereNoneAreListed(t *testing.T) {
	org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/services/data/" {
			says(404, `[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`)(w, r)
			return
		}
		says(200, lastPage)(w, r)
	})
	org.options.Version = ""
	if _, err := org.client().Query(t.Context(), "SELECT Id FROM User"); err != nil {
		t.Fatal(err)
	}
	want := []string{"/services/data/", "/services/data/v62.0/query"}
	if diff := cmp.Diff(want, org.paths()); diff != "" {
		t.Error(diff)
	}
}

func TestLimits(t *testing.T) {
	org := newOrg(t, says(200, `{"DailyApiRequests":{"Max":5000,"Remaining":4937,"An App":{"Max":0,"Remaining":0}},"DataStorageMB":{"Max":1024,"Remaining":1024}}`))
	limits, err := org.client().Limits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Limit{"DailyApiRequests": {5000, 4937}, "DataStorageMB": {1024, 1024}}
	if diff := cmp.Diff(want, limits); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/services/data/v62.0/limits"}, org.paths()); diff != "" {
		t.Error(diff)
	}
}

func TestDescribe(t *testing.T) {
	org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.EscapedPath(), "/sobjects/EventLogFile/describe") {
			says(404, `[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`)(w, r)
			return
		}
		says(200, `{"name":"EventLogFile","queryable":true,"fields":[{"name":"Interval","type":"picklist","filterable":true,"sortable":true},{"name":"LogFile","type":"base64","filterable":false}]}`)(w, r)
	})
	client := org.client()
	got, err := client.Describe(t.Context(), "EventLogFile")
	if err != nil {
		t.Fatal(err)
	}
	want := &Description{Name: "EventLogFile", Queryable: true, Fields: []Field{
		{Name: "Interval", Type: "picklist", Filterable: true, Sortable: true},
		{Name: "LogFile", Type: "base64"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if field, ok := got.Field("interval"); !ok || field.Name != "Interval" {
		t.Errorf("got %v, %v for a field in other letters", field, ok)
	}
	if _, ok := got.Field("Sequence"); ok {
		t.Error("found a field that is not there")
	}
	for _, object := range []string{"Nothing", "../../limits", "a/b?c"} {
		_, err = client.Describe(t.Context(), object)
		wantClass(t, err, NotFound)
	}
	for _, r := range org.requests {
		if path := r.URL.EscapedPath(); strings.Count(path, "/") != 6 || !strings.HasSuffix(path, "/describe") || r.URL.RawQuery != "" {
			t.Errorf("a name led to %s", r.URL)
		}
	}
}

func TestAnswerThatIsNoJSONIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, answer := range map[string]http.HandlerFunc{"words": says(200, "OK"), "half of it": cut(`{"DailyApi`)} {
			org := newOrg(t, answer)
			_, err := org.client().Limits(t.Context())
			if wantClass(t, err, Transient); !strings.HasPrefix(err.Error(), "reading the org's limits: ") {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func TestUsageIsTheLatestThatAnAnswerTold(t *testing.T) {
	told := saysWith("Sforce-Limit-Info", "api-usage=25/5000; per-app-api-usage=17/250(appName=sample app)", says(200, lastPage))
	failed := saysWith("Sforce-Limit-Info", "api-usage=5000/5000", says(403, `[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]`))
	org := newOrg(t, inTurn(says(200, lastPage), told, says(200, lastPage), failed))
	client := org.client()
	steps := []struct {
		want Usage
		told bool
	}{
		{Usage{}, false},
		{Usage{25, 5000, 17, 250, "sample app"}, true},
		{Usage{25, 5000, 17, 250, "sample app"}, true},
		{Usage{Used: 5000, Max: 5000}, true},
	}
	for i, step := range steps {
		_, _ = client.Query(t.Context(), "SELECT Id FROM User")
		if got, told := client.Usage(); got != step.want || told != step.told {
			t.Errorf("answer %d: got %+v, %v, want %+v, %v", i, got, told, step.want, step.told)
		}
	}
}

func TestParseLimitInfo(t *testing.T) {
	tests := map[string]struct {
		values []string
		want   Usage
		told   bool
	}{
		"the org only":               {[]string{"api-usage=10018/100000"}, Usage{Used: 10018, Max: 100000}, true},
		"the app with a space":       {[]string{"api-usage=25/5000; per-app-api-usage=17/250(appName=sample-connected-app)"}, Usage{25, 5000, 17, 250, "sample-connected-app"}, true},
		"the app without":            {[]string{"api-usage=25/5000;per-app-api-usage=17/250(appName=a)"}, Usage{25, 5000, 17, 250, "a"}, true},
		"the app first":              {[]string{"per-app-api-usage=17/250(appName=a), api-usage=25/5000"}, Usage{25, 5000, 17, 250, "a"}, true},
		"in two headers":             {[]string{"api-usage=25/5000", "per-app-api-usage=17/250(appName=a)"}, Usage{25, 5000, 17, 250, "a"}, true},
		"an app without name":        {[]string{"api-usage=25/5000; per-app-api-usage=17/250"}, Usage{Used: 25, Max: 5000, AppUsed: 17, AppMax: 250}, true},
		"more than there is":         {[]string{"api-usage=6000/5000"}, Usage{Used: 6000, Max: 5000}, true},
		"spaces and capitals":        {[]string{" API-Usage = 25 / 5000 "}, Usage{Used: 25, Max: 5000}, true},
		"the app only":               {[]string{"per-app-api-usage=17/250(appName=a)"}, Usage{AppUsed: 17, AppMax: 250, AppName: "a"}, false},
		"nothing":                    {nil, Usage{}, false},
		"no maximum":                 {[]string{"api-usage=25"}, Usage{}, false},
		"a maximum of zero":          {[]string{"api-usage=25/0"}, Usage{}, false},
		"words for numbers":          {[]string{"api-usage=few/many"}, Usage{}, false},
		"an unknown part beside one": {[]string{"new=1/2; api-usage=25/5000"}, Usage{Used: 25, Max: 5000}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, told := ParseLimitInfo(test.values)
			if got != test.want || told != test.told {
				t.Errorf("got %+v, %v, want %+v, %v", got, told, test.want, test.told)
			}
		})
	}
}

func FuzzParseLimitInfo(f *testing.F) {
	f.Add("api-usage=25/5000; per-app-api-usage=17/250(appName=a)")
	f.Add("api-usage=")
	f.Fuzz(func(t *testing.T, value string) {
		usage, told := ParseLimitInfo([]string{value})
		if told != (usage.Max > 0) || usage.Used < 0 || usage.AppUsed < 0 || usage.AppMax < 0 {
			t.Fatalf("got %+v, %v", usage, told)
		}
	})
}

func TestNowBeforeAnyAnswerIsTheClockOfTheSession(t *testing.T) {
	org := newOrg(t, says(200, lastPage))
	at := time.Date(2024, 6, 5, 12, 0, 0, 0, time.UTC)
	org.options.Now = func() time.Time { return at }
	if got := org.client().Now(); got != at {
		t.Errorf("got %v, want %v", got, at)
	}
}

func TestOrgIsTheTokens(t *testing.T) {
	org := newOrg(t, says(200, lastPage))
	if got, err := org.client().Org(t.Context()); err != nil || got != "00D000000000001EAA" {
		t.Errorf("got %q and %v", got, err)
	}
	org.want(t, 0, 1)
}

func TestZeroOptionsHaveDefaults(t *testing.T) {
	client := New(Options{Retry: Retry{WaitMin: time.Hour}})
	want := Retry{MaxAttempts: 5, WaitMin: time.Hour, WaitMax: time.Hour}
	if client.retry != want {
		t.Errorf("got %+v, want %+v", client.retry, want)
	}
	if client.userAgent == "" || client.http.Transport == nil {
		t.Error(fmt.Sprint("got ", client))
	}
}

// Until an answer of the API tells the org's time, that of the token endpoint counts.
func TestTheClockOfTheSignInCountsAtFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const behind = 10 * time.Minute
		org := newOrg(t, says(200, lastPage))
		org.tokenDate = func() time.Time { return time.Now().Add(-behind) }
		client := org.client()
		if got := time.Until(client.Now()); got != 0 {
			t.Errorf("before the sign-in, the org's clock is %v ahead", got)
		}
		if _, err := client.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := time.Until(client.Now()); (got + behind).Abs() > 2*time.Second {
			t.Errorf("after the sign-in, the org's clock is %v ahead, want %v", got, -behind)
		}
		if err := query(t, client); err != nil {
			t.Fatal(err)
		}
		if got := time.Until(client.Now()); got.Abs() > 2*time.Second {
			t.Errorf("after an answer of the API, the org's clock is %v ahead", got)
		}
	})
}

func TestTheClockOfTheSignInMovesNothingForward(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, says(200, lastPage))
		org.tokenDate = func() time.Time { return time.Now().Add(time.Hour) }
		client := org.client()
		if _, err := client.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := time.Until(client.Now()); got != 0 {
			t.Errorf("after the sign-in, the org's clock is %v ahead", got)
		}
	})
}
