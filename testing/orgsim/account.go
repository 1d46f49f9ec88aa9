package orgsim

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// profileID is the id of the profile that all users of the org have.
var profileID = id.New("00e", pod, 1)

// isAccount reports whether an object says who the users are, what they may and what
// there is in the org. Its records are made when they are asked for.
func isAccount(object string) bool {
	switch object {
	case "User", "Profile", "UserPermissionAccess", "UserRole", "PermissionSetGroup", "PermissionSetAssignment",
		"Report", "Dashboard", "ConnectedApplication":
		return true
	}
	return false
}

// Names of what users have, and of what the rows of log files are about. The ids are
// numbered from 1 in this order.
var (
	roleNames      = []string{"Sales", "Support"}
	groupNames     = []string{"Event Monitoring", "Data Exporters"}
	reportNames    = []string{"Pipeline by Stage", "Open Cases", "Leavers", "Überfällige Rechnungen"}
	dashboardNames = []string{"Executive", "Service"}
	appNames       = map[uint64]string{1: "Data Loader Partner", 3: "Acme ETL"}
)

// accountIDs are numbers beyond which no record of isAccount has its id from the start.
func accountIDs() map[string]uint64 {
	ids := map[string]uint64{}
	for _, prefix := range []string{"005", "00e", "00E", "0PG", "0Pa", "00O", "01Z", "0H4"} {
		ids[prefix] = 1000
	}
	return ids
}

// oneOf returns one of so many ids of a prefix, with 15 characters, or sometimes none.
func (t *transaction) oneOf(prefix string, count int) string {
	if t.rng.IntN(20) == 0 {
		return ""
	}
	return id.Shorten(id.New(prefix, pod, t.rng.Uint64N(1<<40)%uint64(count)+1))
}

// numbered returns one of so many ids of a prefix, by a moment.
func numbered(prefix string, count int, when time.Time) string {
	return id.New(prefix, pod, uint64(when.UnixMilli())%uint64(count)+1)
}

// accountRecords returns the records of an object of isAccount.
func (o *Org) accountRecords(object string, now time.Time) []engine.Record {
	made := now.AddDate(-1, 0, 0).Truncate(24 * time.Hour)
	stamps := func(values engine.Record) engine.Record {
		values["CreatedDate"], values["LastModifiedDate"], values["SystemModstamp"] = made, made, made
		return values
	}
	switch object {
	case "Profile":
		return []engine.Record{stamps(engine.Record{"Id": profileID, "Name": "Minimum Access - API Only Integrations", "UserType": "Standard"})}
	case "UserPermissionAccess":
		access := engine.Record{"Id": id.New("0uP", pod, 1), "LastCacheUpdate": now.Truncate(time.Second)}
		for _, field := range o.objects[object].Fields {
			if field.Type == engine.Boolean {
				access[field.Name] = o.assigned(Permission(field.Label))
			}
		}
		return []engine.Record{access}
	}
	if object != "User" {
		records := o.possessions(object)
		for _, record := range records {
			stamps(record)
		}
		return records
	}
	users := make([]engine.Record, 0, len(o.generator.users))
	for i, user := range o.generator.users {
		users = append(users, stamps(engine.Record{
			"Id": user.id, "Username": user.username, "Name": user.name, "Email": "mail-" + user.username,
			"IsActive": true, "UserType": "Standard", "ProfileId": profileID,
			"UserRoleId": id.New("00E", pod, uint64(i%len(roleNames))+1), "LastLoginDate": now.Truncate(time.Second),
		}))
	}
	return users
}

// possessions returns the records of an object that users have or work with.
func (o *Org) possessions(object string) []engine.Record {
	var records []engine.Record
	add := func(prefix, field string, names []string) {
		for i, name := range names {
			records = append(records, engine.Record{"Id": id.New(prefix, pod, uint64(i)+1), field: name, "DeveloperName": strings.ReplaceAll(name, " ", "_")})
		}
	}
	switch object {
	case "UserRole":
		add("00E", "Name", roleNames)
	case "PermissionSetGroup":
		add("0PG", "MasterLabel", groupNames)
	case "Report":
		add("00O", "Name", reportNames)
	case "Dashboard":
		add("01Z", "Title", dashboardNames)
	case "ConnectedApplication":
		for _, n := range slices.Sorted(maps.Keys(appNames)) {
			records = append(records, engine.Record{"Id": id.New("0H4", pod, n), "Name": appNames[n]})
		}
	case "PermissionSetAssignment":
		// Every user has a permission set, every second one a group, and every third
		// the other one.
		assign := func(user person, group any) {
			n := uint64(len(records)) + 1
			records = append(records, engine.Record{
				"Id": id.New("0Pa", pod, n), "AssigneeId": user.id, "PermissionSetId": id.New("0PS", pod, n), "PermissionSetGroupId": group,
			})
		}
		for i, user := range o.generator.users {
			assign(user, nil)
			for n := range groupNames {
				if i%(n+2) == 0 {
					assign(user, id.New("0PG", pod, uint64(n)+1))
				}
			}
		}
	}
	return records
}

// amended returns records with those that were added later, which take the place of
// one with their id.
func amended(records []engine.Record, added []record, now time.Time) []engine.Record {
	for _, one := range added {
		if one.visible.After(now) {
			continue
		}
		at := slices.IndexFunc(records, func(r engine.Record) bool { return r["Id"] == one.values["Id"] })
		if at < 0 {
			records = append(records, one.values)
		} else {
			records[at] = one.values
		}
	}
	return records
}
