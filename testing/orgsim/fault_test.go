package orgsim_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

const limits = "/services/data/v62.0/limits"

// inject adds faults until the test ends, or remove is called.
func (c *client) inject(faults ...orgsim.Fault) (remove func()) {
	c.t.Helper()
	remove, err := c.org.Inject(faults...)
	if err != nil {
		c.t.Fatal(err)
	}
	return remove
}

// statuses asks for a path several times.
func (c *client) statuses(path string, n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = c.get(path).status
	}
	return list
}

func TestAFaultHappensAsOftenAsItSays(t *testing.T) {
	noon := newClock().Now()
	other := limits + "/?x=1"
	for name, test := range map[string]struct {
		faults []orgsim.Fault
		want   string
	}{
		"always":             {[]orgsim.Fault{{}}, "500 500 500 | 500 500 500 | 500 500"},
		"twice in all":       {[]orgsim.Fault{{Times: 2}}, "500 500 200 | 200 200 200 | 200 200"},
		"once each":          {[]orgsim.Fault{{Each: 1}}, "500 200 200 | 500 200 200 | 200 200"},
		"once in a group":    {[]orgsim.Fault{{Each: 1, Group: "g"}, {Each: 1, Group: "g"}}, "500 200 200 | 500 200 200 | 200 200"},
		"once and once":      {[]orgsim.Fault{{Each: 1}, {Each: 1}}, "500 500 200 | 500 500 200 | 200 200"},
		"later":              {[]orgsim.Fault{{After: noon.Add(time.Minute)}}, "200 200 200 | 200 200 200 | 500 500"},
		"until later":        {[]orgsim.Fault{{Until: noon.Add(time.Minute)}}, "500 500 500 | 500 500 500 | 200 200"},
		"on queries":         {[]orgsim.Fault{{Requests: []string{orgsim.RequestQuery}}}, "200 200 200 | 200 200 200 | 200 200"},
		"on limits":          {[]orgsim.Fault{{Requests: []string{orgsim.RequestQuery, orgsim.RequestLimits}}}, "500 500 500 | 500 500 500 | 500 500"},
		"on any":             {[]orgsim.Fault{{Requests: []string{orgsim.AnyRequest}}}, "500 500 500 | 500 500 500 | 500 500"},
		"on a file":          {[]orgsim.Fault{{Files: []string{"0AT5j0000000001"}}}, "200 200 200 | 200 200 200 | 200 200"},
		"never, or close to": {[]orgsim.Fault{{Probability: 1e-12}}, "200 200 200 | 200 200 200 | 200 200"},
	} {
		c := newClient(t, orgsim.Options{Empty: true})
		for i := range test.faults {
			test.faults[i].Kind = orgsim.ServerError
		}
		remove := c.inject(test.faults...)
		first, second := c.statuses(limits, 3), c.statuses(other, 3)
		c.clock.Advance(time.Minute)
		got := fmt.Sprint(first, second, c.statuses(limits, 2))
		if got = strings.Trim(strings.ReplaceAll(got, "] [", " | "), "[]"); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
		if got, want := c.org.Fired()[orgsim.ServerError], strings.Count(got, "500"); got != want {
			t.Errorf("%s: it happened %d times by its own account, and %d by ours", name, got, want)
		}
		remove()
		remove()
		if status := c.get("/services/data/v62.0/").status; status != http.StatusOK || !c.org.Faults()[0].Removed {
			t.Errorf("%s: once removed it happens still: %d", name, status)
		}
	}
}

func TestWhatAFaultIsMeantFor(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	login, err := c.org.AddLogFile(orgsim.LogFileSpec{EventType: "Login"})
	if err != nil {
		t.Fatal(err)
	}
	api, err := c.org.AddLogFile(orgsim.LogFileSpec{EventType: "API"})
	if err != nil {
		t.Fatal(err)
	}
	body := func(id string) string { return "/services/data/v62.0/sobjects/EventLogFile/" + id + "/LogFile" }
	query := func(soql string) string {
		return "/services/data/v62.0/query?q=" + strings.ReplaceAll(soql, " ", "+")
	}
	paths := map[string]string{
		"login": body(login), "login15": body(login[:15]), "api": body(api), "record": strings.TrimSuffix(body(api), "/LogFile"),
		"logins": query("SELECT Id FROM EventLogFile WHERE EventType = 'Login'"), "events": query("SELECT Id FROM loginevent"),
		"bad": query("SELECT"), "page": "/services/data/v62.0/query/0r8-2000", "describe": "/services/data/v62.0/sobjects/LoginEvent/describe",
	}
	for _, test := range []struct {
		fault orgsim.Fault
		want  string
	}{
		{orgsim.Fault{Files: []string{login}}, "login login15"},
		{orgsim.Fault{EventTypes: []string{"Login"}}, "login login15 logins"},
		{orgsim.Fault{Objects: []string{"LoginEvent"}}, "describe events"},
		{orgsim.Fault{Objects: []string{"EventLogFile"}}, "api login login15 logins record"},
		{orgsim.Fault{Objects: []string{"EventLogFile"}, Requests: []string{orgsim.RequestQuery}}, "logins"},
	} {
		test.fault.Kind = orgsim.ServerError
		remove := c.inject(test.fault)
		var hit []string
		for _, name := range slices.Sorted(maps.Keys(paths)) {
			if c.get(paths[name]).status == http.StatusInternalServerError {
				hit = append(hit, name)
			}
		}
		remove()
		if got := strings.Join(hit, " "); got != test.want {
			t.Errorf("%+v hits %q, want %q", test.fault, got, test.want)
		}
	}
}

func TestChanceComesFromTheSeed(t *testing.T) {
	run := func(seed, faultSeed int64, paths ...string) string {
		c := newClient(t, orgsim.Options{Empty: true, Seed: seed})
		c.inject(orgsim.Fault{Kind: orgsim.ServerError, Probability: 0.5, Seed: faultSeed})
		got := map[string][]int{}
		for _, path := range paths {
			got[path] = append(got[path], c.statuses(path, 20)...)
		}
		return fmt.Sprint(got)
	}
	other := "/services/data/v62.0/sobjects"
	first := run(1, 0, limits, other)
	if again := run(1, 0, limits, other); again != first {
		t.Errorf("the same seed gives %s and %s", first, again)
	}
	if turned := run(1, 0, other, limits); turned != first {
		t.Errorf("another order of requests gives %s, not %s", turned, first)
	}
	if run(2, 0, limits, other) == first || run(1, 1, limits, other) == first {
		t.Error("another seed gives the same")
	}
	if n := strings.Count(first, "500"); n < 10 || n > 30 {
		t.Errorf("of 40 requests, %d meet a fault of probability 0.5", n)
	}
}

func TestInjectRefuses(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	for want, fault := range map[string]orgsim.Fault{
		`no kind "flood"`:        {Kind: "flood"},
		"to must be given":       {Kind: orgsim.Redirect},
		`where is "inside"`:      {Kind: orgsim.Reset, Form: "inside"},
		`requests of kind "x"`:   {Kind: orgsim.Reset, Requests: []string{"x"}},
		`no object "LoginEvnt"`:  {Kind: orgsim.Reset, Objects: []string{"LoginEvnt"}},
		"from 0 to 1":            {Kind: orgsim.Reset, Probability: 2},
		"may be negative":        {Kind: orgsim.Stall, For: -1},
		"objects must be named":  {Kind: orgsim.SameTimestamp, Number: 3},
		"header is \"tomorrow\"": {Kind: orgsim.TooManyRequests, Form: "tomorrow"},
	} {
		if _, err := c.org.Inject(orgsim.Fault{Kind: orgsim.ServerError}, fault); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want an error with %q", fault, err, want)
		}
		if _, err := orgsim.New(orgsim.Options{Empty: true, Faults: []orgsim.Fault{fault}}); err == nil {
			t.Errorf("an org is made with %+v", fault)
		}
	}
	if status := c.get(limits).status; status != http.StatusOK {
		t.Errorf("a list of faults that is refused leaves some: status %d", status)
	}
}

func TestTheHookComesFirstAndServeMeetsNoFault(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.inject(orgsim.Fault{Kind: orgsim.ServerError}, orgsim.Fault{Kind: orgsim.LimitInfo, Form: "absent"})
	c.org.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		c.org.Serve(w, r)
		return true
	})
	if response := c.get(limits); response.status != http.StatusOK || response.header.Get("Sforce-Limit-Info") == "" {
		t.Errorf("the hook's answer has status %d and headers %v", response.status, response.header)
	}
}

func TestEveryKindOfFaultIsDescribed(t *testing.T) {
	usage := orgsim.FaultUsage()
	seen := map[orgsim.FaultKind]bool{}
	for _, info := range orgsim.FaultKinds() {
		if info.Does == "" || seen[info.Kind] || !strings.Contains(usage, string(info.Kind)) {
			t.Errorf("%s is not described, or twice", info.Kind)
		}
		seen[info.Kind] = true
		for _, param := range info.Params {
			if param.Name == "" || param.Does == "" || param.Field == "" {
				t.Errorf("%s: parameter %+v is not described", info.Kind, param)
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("there are %d kinds of faults", len(seen))
	}
}
