package orgsim

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Options say what org New makes. The zero value of a field stands for its
// default.
type Options struct {
	// Seed makes the data: the same seed at the same time gives the same org.
	Seed int64
	// Now is the org's clock; the default is time.Now.
	Now func() time.Time
	// Days is how far back the data goes; the default is 7.
	Days int
	// RowsPerHour is how many log rows an hour has, 120 by default. There is
	// one record of the event objects for every four rows.
	RowsPerHour int
	// EventTypes are the types of the seeded log files; the default is all.
	EventTypes []string
	// Empty makes an org without seeded data.
	Empty bool

	// NoHourlyFiles makes an org without hourly log files, whose EventLogFile
	// has no Interval and Sequence.
	NoHourlyFiles bool
	// FileDelay is the least time from the end of an hour to its log file's
	// CreatedDate; files spread over as much again. The default is 3h, and a
	// negative value stands for none.
	FileDelay time.Duration
	// DailyDelay is the time from the end of a day to its log files'
	// CreatedDate. The default is 9h, and a negative value stands for none.
	DailyDelay time.Duration
	// Retention is how long after its CreatedDate a log file can be seen; the
	// default is 30 days.
	Retention time.Duration

	// NoEventLogObjects makes an org that is not on Hyperforce: it has no event
	// log objects, such as LoginEventLog.
	NoEventLogObjects bool
	// NewEventLogObjects are event log objects that Salesforce does not have
	// yet, such as FooBarEventLog.
	NewEventLogObjects []string
	// EventLogDelay is the delay from the Timestamp of a row of an event log
	// object to when it begins to show. The default is [EventLogLateness], what
	// Salesforce does, and [NoDelay] stands for none.
	EventLogDelay Delay

	// NotFilterable and NotSortable are fields, as Object.Field, that WHERE or
	// ORDER BY may not name although they may in most orgs.
	NotFilterable, NotSortable []string

	// FileVisibility is the delay from the CreatedDate of a log file to when it
	// begins to show, and RecordVisibility that of a record. The default is
	// none. What says when it shows keeps to that.
	FileVisibility, RecordVisibility Delay
	// DetectionDelay is the delay from the EventDate of a threat detection, a
	// record of a standard object such as ApiAnomalyEventStore, to its
	// CreatedDate. The default is [DetectionLateness], what Salesforce does, and
	// [NoDelay] stands for none. With a delay, LoginAnomalyEventStore has
	// no time of day in EventDate.
	DetectionDelay Delay
	// Faults are those that the org has from the start.
	Faults []Fault

	// NoComposite makes an org that does not know composite requests.
	NoComposite bool
	// PageSize is the most records of a page, unless Sforce-Query-Options says
	// otherwise. The default is 2000.
	PageSize int
	// ShortPages makes every second page a little smaller than asked for, as
	// Salesforce may.
	ShortPages bool
	// LocatorLife is how long a query locator lasts; the default is two days.
	LocatorLife time.Duration

	// ClientID is the consumer key of the connected app.
	ClientID string
	// ClientSecret is its secret, for the flows that take one.
	ClientSecret string
	// PublicKey is the key of the certificate that is registered with the app.
	// Without one no assertion is valid.
	PublicKey *rsa.PublicKey
	// Username is the user that the app may sign in, and Password the user's
	// password with the security token appended.
	Username, Password string
	// Lacks are the permissions that the app's user does not have.
	Lacks []Permission
	// Users are further users and what is wrong with them.
	Users []User
	// Audiences are the values of aud that are accepted, with or without a
	// slash at the end, besides the URL of the org itself. The default is
	// https://login.salesforce.com and https://test.salesforce.com.
	Audiences []string

	// InstanceURL is what token answers give as instance_url; the default is
	// the URL that the token request went to.
	InstanceURL string
	// LoginHosts are host names, without port, that issue tokens but hold no
	// data, as login.salesforce.com does.
	LoginHosts []string
	// SessionIdle is how long a session lasts without a call; the default is 2h.
	SessionIdle time.Duration
	// MaxTokensPerApp is how many live sessions a user of the app has before a
	// further one ends the oldest; the default is 5.
	MaxTokensPerApp int
	// DailyRequests is how many calls the org takes in 24 hours; the default is
	// 100,000.
	DailyRequests int
	// NewestVersion is the newest API version of the org's release; the default
	// is 67.
	NewestVersion int
}

// A User is a user of the org.
type User struct {
	Username string
	State    UserState
}

// A UserState is what keeps a user from signing in.
type UserState string

// The states of a user.
const (
	// Approved users sign in.
	Approved UserState = ""
	// Inactive users are deactivated.
	Inactive UserState = "inactive"
	// Unapproved users never approved the app.
	Unapproved UserState = "unapproved"
	// NotAssigned users lack the permission set of an app whose users an admin
	// approves.
	NotAssigned UserState = "not assigned"
	// Restricted users come from a forbidden address or at a forbidden hour.
	Restricted UserState = "restricted"
)

// The names an org goes by unless its Options say otherwise.
const (
	DefaultClientID = "3MVG9orgsim0ConsumerKey0OfTheConnectedApp0000000000000000000000000000000000000000000"
	DefaultUsername = "integration@orgsim.example"
)

// withDefaults fills in what was left out.
func (o Options) withDefaults() (Options, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	setDefault(&o.Days, 7)
	setDefault(&o.RowsPerHour, 120)
	setDefault(&o.FileDelay, 3*time.Hour)
	setDefault(&o.DailyDelay, 9*time.Hour)
	setDefault(&o.Retention, 30*24*time.Hour)
	setDefault(&o.PageSize, maxPageSize)
	setDefault(&o.LocatorLife, 48*time.Hour)
	setDefault(&o.ClientID, DefaultClientID)
	setDefault(&o.Username, DefaultUsername)
	setDefault(&o.SessionIdle, 2*time.Hour)
	setDefault(&o.MaxTokensPerApp, 5)
	setDefault(&o.DailyRequests, 100_000)
	setDefault(&o.NewestVersion, 67)
	setDefault(&o.DetectionDelay, DetectionLateness())
	setDefault(&o.EventLogDelay, EventLogLateness())
	for _, delay := range []*Delay{&o.DetectionDelay, &o.EventLogDelay} {
		if delay.Fixed < 0 {
			*delay = Delay{}
		}
	}
	o.FileDelay = max(o.FileDelay, 0)
	o.DailyDelay = max(o.DailyDelay, 0)
	if o.Audiences == nil {
		o.Audiences = []string{"https://login.salesforce.com", "https://test.salesforce.com"}
	}
	return o, o.validate()
}

func (o Options) validate() error {
	var errs []error
	for name, value := range map[string]int{
		"Days": o.Days, "RowsPerHour": o.RowsPerHour, "PageSize": o.PageSize,
		"MaxTokensPerApp": o.MaxTokensPerApp, "DailyRequests": o.DailyRequests,
	} {
		if value < 0 {
			errs = append(errs, fmt.Errorf("option %s is %d, must not be negative", name, value))
		}
	}
	for _, permission := range o.Lacks {
		if !slices.Contains(Permissions(), permission) {
			errs = append(errs, fmt.Errorf("option Lacks has %q, must be one of %q", permission, Permissions()))
		}
	}
	errs = append(errs, o.FileVisibility.validate("FileVisibility"), o.RecordVisibility.validate("RecordVisibility"),
		o.DetectionDelay.validate("DetectionDelay"), o.EventLogDelay.validate("EventLogDelay"))
	for _, name := range o.NewEventLogObjects {
		if !strings.HasSuffix(name, "EventLog") {
			errs = append(errs, fmt.Errorf("option NewEventLogObjects has %q, must end in EventLog", name))
		}
	}
	if o.NewestVersion < oldestVersion {
		errs = append(errs, fmt.Errorf("option NewestVersion is %d, must be at least %d", o.NewestVersion, oldestVersion))
	}
	return errors.Join(errs...)
}

// setDefault sets a field that has its zero value.
func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
