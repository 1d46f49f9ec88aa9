package enrich

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
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
	for _, t := range newDirectory(o, nil, nil).tables {
		objects = append(objects, t.object)
	}
	return objects
}

// Queries are what a Directory with these options asks of each object, for who wants to
// know whether the org would answer.
func (o Options) Queries() []soql.Query {
	var queries []soql.Query
	for _, t := range newDirectory(o, nil, nil).tables {
		queries = append(queries, t.query())
	}
	return queries
}

// Directory knows users and names of one org. Poll is for one goroutine, Apply for any.
type Directory struct {
	options Options
	org     Org
	log     poll.Logger
	tables  []*table
	filled  bool

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
		// Users come last, so that one who is known is known with all roles.
		d.users = newUsers(MaxUsers)
		d.tables = append(
			d.tables,
			&table{object: "Profile", columns: []string{"Id", "Name"}, most: MaxNames, take: d.users.takeName},
			&table{object: "UserRole", columns: []string{"Id", "Name"}, most: MaxNames, take: d.users.takeName},
			&table{object: "PermissionSetGroup", columns: []string{"Id", "MasterLabel"}, most: MaxNames, take: d.users.takeName},
			&table{
				object: "PermissionSetAssignment", columns: []string{"AssigneeId", "PermissionSetGroupId"},
				where: []string{"PermissionSetGroupId != null"},
				most:  MaxUsers, anew: groupsAnew, begin: d.users.beginGroups, end: d.users.endGroups, take: d.users.takeGroup,
			},
			&table{
				object:  "User",
				columns: []string{"Id", "Username", "Name", "Email", "UserType", "IsActive", "ProfileId", "UserRoleId"},
				most:    MaxUsers, take: d.users.take,
			},
		)
	}
	if options.Names {
		d.reports, d.dashboards, d.apps = newNames(MaxNames), newNames(MaxNames), newNames(MaxNames)
		d.tables = append(
			d.tables,
			&table{object: "Report", columns: []string{"Id", "Name"}, most: MaxNames, take: d.reports.take},
			&table{object: "Dashboard", columns: []string{"Id", "Title"}, most: MaxNames, take: d.dashboards.take},
			&table{object: "ConnectedApplication", columns: []string{"Id", "Name"}, most: MaxNames, take: d.apps.take},
		)
	}
	return d
}

// Poll reads what is due; it implements poll.Collector. The error joins those of the
// objects that cannot be read.
func (d *Directory) Poll(ctx context.Context, _ publisher.Publisher) (time.Duration, error) {
	var problems []error
	for _, t := range d.tables {
		if now := d.org.Now(); now.Before(t.due) {
			if t.refused != nil {
				problems = append(problems, t.refused)
			}
			continue
		}
		full, err := t.read(ctx, d.org)
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if full {
			d.log.Warnf("the org has more than %d records of %s: those that changed last are known", t.most, t.object)
		}
		t.refused = nil
		if err != nil {
			err = fmt.Errorf("reading %s: %w", t.object, err)
			problems = append(problems, err)
		}
		if err != nil && isRefusal(err) {
			t.refused = err
		}
		if err == nil || t.refused != nil {
			// A little less than the interval, lest the clocks make it two.
			t.due = d.org.Now().Add(d.options.Interval * 9 / 10)
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
