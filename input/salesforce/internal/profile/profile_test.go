package profile_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// org says what it has: objects with the age of their oldest record, and event types
// that have files.
type org struct {
	objects map[string]time.Duration
	files   []string         // those with daily files
	hourly  []string         // those with hourly files, which are told of by Interval or Sequence only
	broken  map[string]error // by object
	refusal error
	// noSequence is the refusal of an org that has no column Sequence.
	noSequence error
	asked      int
}

// refusal returns the error with which an org hides an object.
func refusal(t *testing.T) error {
	t.Helper()
	hides := polltest.NewOrg(t, orgsim.Options{Empty: true, Lacks: []orgsim.Permission{orgsim.ViewRealTimeEvents}})
	_, err := hides.Query(t.Context(), "SELECT EventDate FROM LoginEvent")
	if err == nil {
		t.Fatal("the org hides nothing")
	}
	return err
}

func (o *org) Now() time.Time { return time.Now() }

func (o *org) Next(context.Context, *rest.Page) (*rest.Page, error) {
	return nil, errors.New("there is no next page")
}

func (o *org) Query(_ context.Context, query string) (*rest.Page, error) {
	o.asked++
	_, after, _ := strings.Cut(query, " FROM ")
	object, _, _ := strings.Cut(after, " ")
	if err := o.broken[object]; err != nil {
		return nil, err
	}
	page := &rest.Page{Done: true}
	if object == "EventLogFile" {
		files := o.files
		if strings.Contains(query, "Sequence") || strings.Contains(query, "Interval") {
			if o.noSequence != nil {
				return nil, o.noSequence
			}
			files = slices.Concat(files, o.hourly)
		}
		for _, name := range files {
			page.Records = append(page.Records, json.RawMessage(fmt.Sprintf(`{"EventType": %q}`, name)))
		}
		return page, nil
	}
	age, ok := o.objects[object]
	if !ok {
		return nil, o.refusal
	}
	if age > profile.Mature {
		page.Records = []json.RawMessage{[]byte(`{}`)}
	}
	return page, nil
}

const old, young, empty = 90 * 24 * time.Hour, 5 * time.Hour, 0

func TestOneSourceIsChosenForASignal(t *testing.T) {
	refused := refusal(t)
	identity := []string{"identity"}
	for _, tt := range []struct {
		name    string
		objects map[string]time.Duration
		wanted  profile.Selection
		want    []string // objects, then event types
	}{
		{"an org without real-time events", nil, profile.Selection{Profiles: identity}, []string{"Login", "Logout", "LoginAs"}},
		{
			"an org with all of it",
			map[string]time.Duration{"LoginEvent": old, "LogoutEvent": old, "IdentityVerificationEvent": old, "VerificationHistory": old, "IdentityProviderEventStore": empty, "LoginAsEvent": old},
			profile.Selection{Profiles: identity},
			[]string{"LoginEvent", "LogoutEvent", "IdentityVerificationEvent", "IdentityProviderEventStore", "LoginAsEvent"},
		},
		{
			"objects that are not stored, or since today",
			map[string]time.Duration{"LoginEvent": young, "LogoutEvent": old, "IdentityVerificationEvent": empty, "VerificationHistory": empty, "LoginAsEvent": empty},
			profile.Selection{Profiles: identity},
			[]string{"LogoutEvent", "VerificationHistory", "Login", "LoginAs"},
		},
		{"an object that is named", map[string]time.Duration{"LogoutEvent": old}, profile.Selection{Profiles: identity, Objects: []string{"loginevent"}}, []string{"LogoutEvent", "LoginAs"}},
		{"an event type that is named", map[string]time.Duration{"LoginEvent": old, "LogoutEvent": old}, profile.Selection{Profiles: identity, EventTypes: []string{"Login"}}, []string{"LogoutEvent", "LoginAs"}},
		{"all event types named", map[string]time.Duration{"LoginEvent": old, "VerificationHistory": old}, profile.Selection{Profiles: identity, AllEventTypes: true}, []string{"VerificationHistory"}},
		{"an event type that is excluded", nil, profile.Selection{Profiles: identity, Exclude: []string{"login"}}, []string{"Logout", "LoginAs"}},
		{"no log files wanted", map[string]time.Duration{"LoginEvent": empty}, profile.Selection{Profiles: identity, NoLogFiles: true}, []string{"LoginEvent"}},
		{"no objects wanted", map[string]time.Duration{"LoginEvent": old}, profile.Selection{Profiles: identity, NoObjects: true}, []string{"Login", "Logout", "LoginAs"}},
		{
			"an org with event log objects, in place of log files only",
			map[string]time.Duration{"LoginEvent": old, "LoginEventLog": old, "LoginAsEventLog": old},
			profile.Selection{Profiles: identity},
			[]string{"LoginEvent", "LoginAsEventLog", "Logout"},
		},
		{
			"event log objects for some of a signal's event types",
			map[string]time.Duration{"ReportEvent": empty, "ReportEventLog": old, "AsyncReportRunEventLog": young, "SoapApiEventLog": old, "RestApiEventLog": old, "ContentTransferEventLog": old},
			profile.Selection{Profiles: []string{"exfiltration"}, Exclude: []string{"ContentTransfer"}},
			[]string{
				"ReportEventLog", "SoapApiEventLog", "RestApiEventLog", "ReportExport", "AsyncReportRun", "MultiBlockReport",
				"ContentDistribution", "DocumentAttachmentDownloads", "ContentDocumentLink", "WaveDownload", "BulkApi", "BulkApi2", "UniqueQuery",
			},
		},
		{
			"event log objects where no log files are wanted",
			map[string]time.Duration{"LoginEvent": empty, "LoginEventLog": young},
			profile.Selection{Profiles: identity, NoLogFiles: true},
			[]string{"LoginEventLog"},
		},
		{"an event log object that is named", map[string]time.Duration{"LogoutEvent": old, "LoginEventLog": old}, profile.Selection{Profiles: identity, Objects: []string{"LoginEventLog"}}, []string{"LogoutEvent", "LoginAs"}},
		{"two profiles with a signal in common", map[string]time.Duration{"ApiEvent": old}, profile.Selection{Profiles: []string{"exfiltration", "api_abuse"}}, []string{
			"ApiEvent", "Report", "ReportExport", "AsyncReportRun", "MultiBlockReport", "ContentTransfer", "ContentDistribution", "DocumentAttachmentDownloads",
			"ContentDocumentLink", "WaveDownload", "BulkApi", "BulkApi2", "UniqueQuery", "ApiTotalUsage", "BlockedRedirect", "CorsViolation",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			choice, err := profile.Choose(t.Context(), &org{objects: tt.objects, refusal: refused}, tt.wanted, false, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, slices.Concat(choice.Objects(), choice.EventTypes())); diff != "" {
				t.Errorf("chosen (-want +got):\n%s", diff)
			}
		})
	}
}

// An event log object keeps its rows for 30 days. After a quiet time it holds only a young
// one, and going back to the log files would collect that twice.
func TestAnEventLogObjectStaysChosenWhileItCanBeRead(t *testing.T) {
	sf := &org{objects: map[string]time.Duration{"LoginEventLog": old}, refusal: refusal(t)}
	wanted := profile.Selection{Profiles: []string{"identity"}}
	var choice *profile.Choice
	for _, step := range []struct {
		age  time.Duration
		want bool
	}{{young, false}, {old, true}, {young, true}, {empty, true}} {
		sf.objects["LoginEventLog"] = step.age
		next, err := profile.Choose(t.Context(), sf, wanted, false, choice)
		if err != nil {
			t.Fatal(err)
		}
		choice = next
		if choice.Has("LoginEventLog") != step.want || slices.Contains(choice.EventTypes(), "Login") == step.want {
			t.Errorf("with a record of %v: objects %v, event types %v", step.age, choice.Objects(), choice.EventTypes())
		}
	}
	delete(sf.objects, "LoginEventLog")
	if choice, _ = profile.Choose(t.Context(), sf, wanted, false, choice); choice.Has("LoginEventLog") || !slices.Contains(choice.EventTypes(), "Login") {
		t.Errorf("an object that is gone is still chosen: %v", choice)
	}
}

// Daily files come a day late. A type of which there are hourly files is not one
// without files.
func TestATypeWithHourlyFilesIsNotSilent(t *testing.T) {
	wanted := profile.Selection{Profiles: []string{"identity"}}
	_, noSequence := polltest.NewOrg(t, orgsim.Options{Empty: true, NoHourlyFiles: true}).Query(t.Context(), "SELECT Sequence FROM EventLogFile")
	if rest.ClassOf(noSequence) != rest.InvalidField {
		t.Fatalf("an org without hourly files says %v", noSequence)
	}
	for name, sf := range map[string]*org{
		"an org with hourly files":    {files: []string{"Logout"}, hourly: []string{"Login"}},
		"an org without hourly files": {files: []string{"Login", "Logout"}, noSequence: noSequence},
	} {
		sf.refusal = refusal(t)
		choice, err := profile.Choose(t.Context(), sf, wanted, false, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"LoginAs"}, choice.Silent); diff != "" {
			t.Errorf("%s: without files (-want +got):\n%s", name, diff)
		}
	}
}

// log keeps what was logged.
type log struct{ lines []string }

func (l *log) Infof(format string, arguments ...any) {
	l.lines = append(l.lines, fmt.Sprintf(format, arguments...))
}

func (l *log) Warnf(format string, arguments ...any) {
	l.lines = append(l.lines, "warning: "+fmt.Sprintf(format, arguments...))
}

var errDown = errors.New("the org is down")

func TestAChoiceHealsAndFollowsTheOrg(t *testing.T) {
	refused := refusal(t)
	synctest.Test(t, func(t *testing.T) {
		sf := &org{refusal: refused, objects: map[string]time.Duration{"LogoutEvent": old}, files: []string{"Login"}, broken: map[string]error{"LoginEvent": errDown}}
		c := profile.NewChooser(sf, profile.Selection{Profiles: []string{"identity"}})
		said := &log{}
		choose := func() string {
			choice, err := c.Choice(t.Context(), said)
			if err != nil {
				return "error"
			}
			return strings.Join(slices.Concat(choice.Objects(), choice.EventTypes()), " ")
		}
		expect := func(when, want string) {
			t.Helper()
			if got := choose(); got != want {
				t.Errorf("%s: chosen %q, want %q", when, got, want)
			}
		}
		expect("an org that cannot be asked", "error")
		asked := sf.asked
		expect("at once again", "error")
		if sf.asked != asked {
			t.Error("an org that has just failed was asked again at once")
		}
		time.Sleep(time.Minute)
		delete(sf.broken, "LoginEvent")
		expect("an org that is back", "LogoutEvent Login LoginAs")
		asked = sf.asked
		time.Sleep(23 * time.Hour)
		expect("on the same day", "LogoutEvent Login LoginAs")
		if sf.asked != asked {
			t.Error("the org was asked again on the same day")
		}
		sf.broken["LogoutEvent"] = errDown
		time.Sleep(2 * time.Hour)
		expect("a day later, the org being down", "LogoutEvent Login LoginAs")
		delete(sf.broken, "LogoutEvent")
		sf.objects["LoginEvent"] = young
		time.Sleep(11 * time.Minute)
		expect("an object that the org has since today", "LogoutEvent Login LoginAs")
		sf.objects["LoginEvent"] = 3 * 24 * time.Hour
		time.Sleep(25 * time.Hour)
		expect("days later", "LoginEvent LogoutEvent LoginAs")
		delete(sf.objects, "LogoutEvent")
		c.Doubt(t.Context())
		time.Sleep(11 * time.Minute)
		expect("after an object was refused", "LoginEvent Logout LoginAs")

		want := []string{
			"profile identity: collecting the objects LogoutEvent; collecting from log files Login, LoginAs; the user can read no event log objects (only orgs on Hyperforce have them, and View Event Log Object Data is needed); the org lacks, or keeps from the user, LoginEvent, IdentityVerificationEvent, VerificationHistory, IdentityProviderEventStore, LoginAsEvent; so nothing tells of identity verifications, single sign-on; no log files in the last 3 days of LoginAs",
			"warning: cannot check again what the org offers, keeping the current choice: choosing the source for logouts: " + errDown.Error(),
			"profile identity: collecting the objects LogoutEvent; collecting from log files Login, LoginAs; until the object holds records older than 48h: Login in place of LoginEvent; the user can read no event log objects (only orgs on Hyperforce have them, and View Event Log Object Data is needed); the org lacks, or keeps from the user, IdentityVerificationEvent, VerificationHistory, IdentityProviderEventStore, LoginAsEvent; so nothing tells of identity verifications, single sign-on; no log files in the last 3 days of LoginAs",
			"profile identity: collecting the objects LoginEvent, LogoutEvent; collecting from log files LoginAs; the user can read no event log objects (only orgs on Hyperforce have them, and View Event Log Object Data is needed); the org lacks, or keeps from the user, IdentityVerificationEvent, VerificationHistory, IdentityProviderEventStore, LoginAsEvent; so nothing tells of identity verifications, single sign-on; no log files in the last 3 days of LoginAs",
			"profile identity: collecting the objects LoginEvent; collecting from log files Logout, LoginAs; the user can read no event log objects (only orgs on Hyperforce have them, and View Event Log Object Data is needed); the org lacks, or keeps from the user, LogoutEvent, IdentityVerificationEvent, VerificationHistory, IdentityProviderEventStore, LoginAsEvent; so nothing tells of identity verifications, single sign-on; no log files in the last 3 days of Logout, LoginAs",
		}
		if diff := cmp.Diff(want, said.lines); diff != "" {
			t.Errorf("logged (-want +got):\n%s", diff)
		}
	})
}

// One object that the org never answers for does not keep the others waiting for ever,
// but an org that is down does.
func TestAnObjectInTroubleDoesNotStopTheOthersForLong(t *testing.T) {
	refused := refusal(t)
	synctest.Test(t, func(t *testing.T) {
		sf := &org{refusal: refused, objects: map[string]time.Duration{"LogoutEvent": old}, broken: map[string]error{"LoginEvent": errDown, "IdentityProviderEventStore": errDown}}
		c := profile.NewChooser(sf, profile.Selection{Profiles: []string{"identity"}})
		for began := time.Now(); time.Since(began) < 15*time.Minute; time.Sleep(time.Minute) {
			if _, err := c.Choice(t.Context(), &log{}); !errors.Is(err, errDown) {
				t.Fatalf("after %v: %v", time.Since(began), err)
			}
		}
		time.Sleep(time.Minute)
		choice, err := c.Choice(t.Context(), &log{})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(slices.Concat(choice.Objects(), choice.EventTypes()), " "); got != "LogoutEvent IdentityProviderEventStore Login LoginAs" {
			t.Errorf("chosen %s", got)
		}
		down := &org{broken: make(map[string]error)}
		for _, object := range strings.Fields("LoginEvent LogoutEvent IdentityVerificationEvent VerificationHistory IdentityProviderEventStore LoginAsEvent LoginEventLog LoginAsEventLog EventLogFile") {
			down.broken[object] = errDown
		}
		c = profile.NewChooser(down, profile.Selection{Profiles: []string{"identity"}})
		for range 20 {
			if _, err := c.Choice(t.Context(), &log{}); err == nil {
				t.Fatal("something was chosen of an org that is down")
			}
			time.Sleep(5 * time.Minute)
		}
	})
}

func TestWhoeverWaitsForAChoiceCanBeStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := profile.NewChooser(&org{broken: map[string]error{"LoginEvent": context.Canceled}, refusal: context.Canceled}, profile.Selection{Profiles: []string{"identity"}})
	if _, err := c.Choice(ctx, &log{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
