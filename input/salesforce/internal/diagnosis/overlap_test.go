package diagnosis

import (
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// sharedOrg is an org whose work several inputs share.
type sharedOrg struct{ *org }

func newParted(t *testing.T, options orgsim.Options) sharedOrg {
	o := newOrg(t, options)
	o.input.LogFiles, o.input.Objects = nil, nil
	return sharedOrg{o}
}

// files is a part that collects log files.
func (p sharedOrg) files(name string, files LogFileSource) Part {
	in := p.input
	in.LogFiles = &files
	return Part{name, in}
}

// records is a part that collects objects.
func (p sharedOrg) records(name string, objects ...string) Part {
	in := p.input
	for _, object := range objects {
		in.Objects = append(in.Objects, ObjectSource{Name: object})
	}
	return Part{name, in}
}

func (p sharedOrg) profile(name string, profiles ...string) Part {
	in := p.input
	in.LogFiles = &LogFileSource{Profiled: true}
	in.Profile = &ProfileSource{Selection: profile.Selection{Profiles: profiles}}
	return Part{name, in}
}

func shared(t *testing.T, parts ...Part) checks {
	t.Helper()
	var all checks
	if err := Overlaps(t.Context(), parts, Failed, func(c Check) { all = append(all, c) }); err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Found == "" || c.Name == "" || (c.Status == Failed || c.Status == Warning) == (c.Remedy == "") {
			t.Errorf("a check says too little or too much: %+v", c)
		}
	}
	return all
}

// said are what the checks of a name found, each after its status.
func (all checks) said(name Name) string {
	var said []string
	for _, c := range all {
		if c.Name == name {
			said = append(said, string(c.Status)+" "+c.Found)
		}
	}
	return strings.Join(said, "\n")
}

func TestWhatSeveralInputsCollectIsCompared(t *testing.T) {
	p := newParted(t, orgsim.Options{Seed: 8, Days: 2, RowsPerHour: 60, EventTypes: []string{"Login", "Logout", "API", "URI"}})
	few := p.files("few", LogFileSource{EventTypes: []string{"login", "URI"}})
	others := p.files("others", LogFileSource{ExcludeEventTypes: []string{"Login", "uri"}})
	all := p.files("all", LogFileSource{})
	query := p.files("query", LogFileSource{OwnQuery: true})
	asking := p.records("asking", "LoginEvent")
	asking.Objects[0].OwnQuery = true
	for _, tt := range []struct {
		name                 string
		parts                []Part
		overlap, uncollected string
	}{
		{"parted", []Part{few, others}, "ok nothing is collected by more than one of 2 inputs", "SetupAuditTrail"},
		{"twice the same type in another spelling", []Part{few, p.files("more", LogFileSource{EventTypes: []string{"Login", "API", "Logout"}})}, "failed log files of login: collected by few and more", ""},
		{"everything twice", []Part{all, p.files("again", LogFileSource{})}, "failed log files of all event types: collected by all and again", ""},
		{"everything but few", []Part{all, others}, "failed log files of all event types but Login, URI: collected by all and others", ""},
		{"three of which two overlap, each pair in something else", []Part{few, p.files("uri", LogFileSource{EventTypes: []string{"URI"}}), p.files("login", LogFileSource{EventTypes: []string{"Login"}})}, "failed log files of login: collected by few and login\nfailed log files of URI: collected by few and uri", "log files of API, Logout"},
		{"objects", []Part{p.records("a", "LoginEvent", "SetupAuditTrail"), p.records("b", "loginevent")}, "failed LoginEvent: collected by a and b", "log files of API, Logout, URI"},
		{"an object and the log files that tell the same", []Part{p.records("a", "LoginEvent"), few}, "warning LoginEvent: collected by a, and log files of Login by few", ""},
		{"one input with both", []Part{p.files("a", LogFileSource{EventTypes: []string{"API"}}), withObject(few, "LoginEvent")}, "ok nothing", ""},
		{"a query lists log files", []Part{query, few}, "warning query lists log files with a custom query", ""},
		{"a query asks for records", []Part{asking, p.records("b", "LoginEvent")}, "warning LoginEvent: collected by asking and b", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := shared(t, tt.parts...)
			if got := found.said(Overlap); !strings.HasPrefix(strings.ToLower(got), strings.ToLower(tt.overlap)) {
				t.Errorf("overlaps are\n%s\nwant\n%s", got, tt.overlap)
			}
			if got := found.said(Uncollected); !strings.Contains(got, tt.uncollected) {
				t.Errorf("not collected are\n%s\nwant %s", got, tt.uncollected)
			}
		})
	}
	if got := shared(t, query, few).said(Uncollected); !strings.HasPrefix(got, "skipped") {
		t.Errorf("what a query leaves out is known: %s", got)
	}
}

func withObject(part Part, object string) Part {
	part.Objects = append(part.Objects, ObjectSource{Name: object})
	return part
}

func TestWhatIsToldByAnotherSourceIsNotMissing(t *testing.T) {
	p := newParted(t, orgsim.Options{Empty: true})
	now := time.Now().Truncate(time.Second)
	for _, eventType := range []string{"Login", "API", "RestApi"} {
		if _, err := p.AddLogFile(orgsim.LogFileSpec{EventType: eventType, Interval: orgsim.Hourly, Sequence: 1, LogDate: now.Add(-5 * time.Hour), CreatedDate: now.Add(-time.Hour), Columns: []string{"EVENT_TYPE"}, Rows: [][]string{{eventType}}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, object := range []string{"LoginEvent", "LoginHistory", "LoginEventLog", "ApiEvent", "SetupAuditTrail"} {
		if _, err := p.AddRecord(object, nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		part Part
		want string
	}{
		{p.files("a", LogFileSource{}), "warning SetupAuditTrail"},
		{p.files("a", LogFileSource{EventTypes: []string{"Login", "API"}}), "warning log files of RestApi; ApiEvent, SetupAuditTrail"},
		{p.records("a", "LoginEvent", "ApiEvent", "SetupAuditTrail"), "ok nothing that the org has"},
		{p.records("a", "LoginEvent"), "warning log files of API, RestApi; ApiEvent, SetupAuditTrail"},
	} {
		if got := shared(t, tt.part).said(Uncollected); got != tt.want {
			t.Errorf("not collected: %s, want %s", got, tt.want)
		}
	}
}

func TestProfilesOfSeveralInputsAreExpanded(t *testing.T) {
	p := newParted(t, orgsim.Options{Seed: 9, Days: 4, RowsPerHour: 30})
	found := shared(t, p.profile("exfiltration", "exfiltration"), p.profile("abuse", "api_abuse"), p.profile("identity", "identity"))
	if got := found.said(Overlap); got != "failed ApiEvent, BulkApiResultEventStore: collected by exfiltration and abuse" {
		t.Errorf("overlaps are %s", got)
	}
	if got := found.said(Uncollected); !strings.Contains(got, "SetupAuditTrail") || strings.Contains(got, "LoginEvent") {
		t.Errorf("not collected are %s", got)
	}
}

func TestAnOrgThatCannotBeAskedIsNotCalledWell(t *testing.T) {
	p := newParted(t, orgsim.Options{Empty: true, Faults: []orgsim.Fault{{Kind: orgsim.RequestLimit}}})
	found := shared(t, p.files("a", LogFileSource{}), p.files("b", LogFileSource{}))
	for name, want := range map[Name]string{Offer: "failed HTTP 403 REQUEST_LIMIT_EXCEEDED", Overlap: "skipped not checked", Uncollected: "skipped not checked"} {
		if got := found.said(name); !strings.HasPrefix(got, want) {
			t.Errorf("%s says %s", name, got)
		}
	}
}
