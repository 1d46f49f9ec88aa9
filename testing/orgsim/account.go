package orgsim

import (
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// profileID is the id of the profile that all users of the org have.
var profileID = id.New("00e", pod, 1)

// isAccount reports whether an object says who the users are and what they may.
// Its records are made when they are asked for.
func isAccount(object string) bool {
	switch object {
	case "User", "Profile", "UserPermissionAccess":
		return true
	}
	return false
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
	users := make([]engine.Record, 0, len(o.generator.users))
	for _, user := range o.generator.users {
		users = append(users, stamps(engine.Record{
			"Id": user.id, "Username": user.username, "Name": user.name, "Email": user.username,
			"IsActive": true, "UserType": "Standard", "ProfileId": profileID, "LastLoginDate": now.Truncate(time.Second),
		}))
	}
	return users
}
