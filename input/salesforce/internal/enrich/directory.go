package enrich

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

const (
	// MaxUsers is how many users a Directory knows at most.
	MaxUsers = 200_000
	// MaxNames is how many reports, dashboards, apps, profiles, roles and groups each.
	MaxNames = 50_000
	// groupsAnew is how often the assignments of groups are read in whole.
	groupsAnew = 24 * time.Hour
)

// Org is the part of a Salesforce org that is needed.
type Org interface {
	// Query starts a SOQL query.
	Query(ctx context.Context, query string) (*rest.Page, error)
	// Next continues one.
	Next(ctx context.Context, page *rest.Page) (*rest.Page, error)
	// Describe returns the fields of an object that the user can see.
	Describe(ctx context.Context, object string) (*rest.Description, error)
	// Now is the org's clock.
	Now() time.Time
}

// Options say what a Directory knows.
type Options struct {
	// Users adds to the ids of users.
	Users bool
	// Names adds to the ids of reports, dashboards and connected apps.
	Names bool
	// Interval is how often changes are read.
	Interval time.Duration
}

// Objects are those that a Directory with these options reads.
func (o Options) Objects() []string {
	var objects []string
	for _, source := range o.Sources() {
		objects = append(objects, source.Object)
	}
	return objects
}

// Sources are what a Directory with these options reads.
func (o Options) Sources() []Source {
	var sources []Source
	for _, t := range newDirectory(o, nil, nil).tables {
		sources = append(sources, t.Source)
	}
	return sources
}

// Directory knows users and names of one org. Poll is for one goroutine, Apply for any.
type Directory struct {
	options Options
	org     Org
	log     poll.Logger
	tables  []*table
	filled  bool
	// panicked is that Apply did, which is told once.
	panicked atomic.Bool

	users                     *users
	reports, dashboards, apps *names
}

// New returns a Directory that knows nothing before it is polled.
func New(options Options, org Org, log poll.Logger) *Directory {
	return newDirectory(options, org, log)
}

func newDirectory(options Options, org Org, log poll.Logger) *Directory {
	d := &Directory{options: options, org: org, log: log}
	if options.Users {
		d.users = newUsers(MaxUsers)
		d.tables = append(d.tables, d.users.tables()...)
	}
	if options.Names {
		d.reports, d.dashboards, d.apps = newNames(MaxNames), newNames(MaxNames), newNames(MaxNames)
		d.tables = append(
			d.tables,
			&table{Source: named("Report", "Name"), max: MaxNames, take: d.reports.take},
			&table{Source: named("Dashboard", "Title"), max: MaxNames, take: d.dashboards.take},
			&table{Source: named("ConnectedApplication", "Name"), max: MaxNames, take: d.apps.take},
		)
	}
	return d
}

// named is an object that is read for nothing but names.
func named(object, name string) Source {
	return Source{Object: object, columns: []column{{name: "Id"}, {name: name}}}
}

// tables are the objects that tell of users. Users come last, so that one who is known is
// known with all roles.
func (u *users) tables() []*table {
	assignments := Source{
		Object: "PermissionSetAssignment", columns: []column{{name: "AssigneeId"}, {name: "PermissionSetGroupId"}},
		where: []string{"PermissionSetGroupId != null"},
	}
	people := Source{Object: "User", columns: []column{
		{name: "Id"},
		{"Username", "user.name"},
		{"Name", "user.full_name"},
		{"Email", "user.email"},
		{"UserType", "salesforce.user.type"},
		{"IsActive", "salesforce.user.active"},
		{"ProfileId", "user.roles"},
		{"UserRoleId", "user.roles"},
	}}
	return []*table{
		{Source: named("Profile", "Name"), max: MaxNames, take: u.takeName},
		{Source: named("UserRole", "Name"), max: MaxNames, take: u.takeName},
		{Source: named("PermissionSetGroup", "MasterLabel"), max: MaxNames, take: u.takeName},
		{Source: assignments, max: MaxUsers, anew: groupsAnew, begin: u.beginGroups, end: u.endGroups, take: u.takeGroup},
		{Source: people, max: MaxUsers, take: u.take},
	}
}

// Poll reads what is due; it implements poll.Collector. The error joins those of the
// objects that cannot be read.
func (d *Directory) Poll(ctx context.Context, _ publisher.Publisher) (time.Duration, error) {
	var problems []error
	for _, t := range d.tables {
		if time.Now().Before(t.due) { // this process's clock, which nobody sets
			if t.refused != nil {
				problems = append(problems, t.refused)
			}
			continue
		}
		before := t.unseenAt
		full, err := t.read(ctx, d.org)
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		t.tell(d.log, before)
		if full {
			d.log.Warnf("the org has more than %d records of %s: keeping the most recently changed", t.max, t.Object)
		}
		t.refused = nil
		if err != nil {
			err = fmt.Errorf("reading %s: %w", t.Object, err)
			problems = append(problems, err)
		}
		if err != nil && isRefusal(err) {
			t.refused = err
		}
		if err == nil || t.refused != nil {
			// A little less than the interval, lest the clocks make it two.
			t.due = time.Now().Add(d.options.Interval * 9 / 10)
		}
		if rest.ClassOf(err) == rest.DailyLimit {
			break // so would all others be
		}
	}
	if !d.filled && len(problems) == 0 {
		d.filled = true
		d.log.Infof("%s", d)
	}
	return 0, errors.Join(problems...)
}

// String says how much is known.
func (d *Directory) String() string {
	text := "enrichment knows"
	if d.users != nil {
		text += fmt.Sprintf(" %d users", d.users.count())
	}
	if d.reports != nil {
		text += fmt.Sprintf(" %d reports, %d dashboards and %d connected apps", d.reports.count(), d.dashboards.count(), d.apps.count())
	}
	return text
}
