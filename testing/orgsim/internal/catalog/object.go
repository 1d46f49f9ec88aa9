package catalog

import (
	_ "embed" // for the tables
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
)

//go:embed objects.txt
var objectsText string

// Objects returns the objects of an org by name. An org without hourly log
// files has no Interval and Sequence on EventLogFile.
func Objects(hourlyFiles bool) (map[string]*engine.Object, error) {
	objects := map[string]*engine.Object{}
	for line := range lines(objectsText) {
		words := strings.Fields(line)
		if len(words) != 6 {
			return nil, fmt.Errorf("reading the objects: %q has %d words, not 6", line, len(words))
		}
		version, err := strconv.Atoi(words[4])
		if err != nil {
			return nil, fmt.Errorf("reading the objects: %w", err)
		}
		object := &engine.Object{
			Name: words[0], Kind: engine.Kind(words[1]), TimeField: words[2], IDField: words[3],
			MinVersion: version, KeyPrefix: keyPrefix(words[0]), CountsFields: words[0] != "SetupAuditTrail",
		}
		for declaration := range strings.SplitSeq(words[5], ",") {
			field := newField(object, declaration)
			if !hourlyFiles && object.Name == "EventLogFile" && (field.Name == "Interval" || field.Name == "Sequence") {
				continue
			}
			object.Fields = append(object.Fields, field)
		}
		slices.SortStableFunc(object.Fields, func(a, b engine.Field) int {
			return order(b.Name == "Id") - order(a.Name == "Id")
		})
		object.Index = index(object.Name)
		objects[object.Name] = object
	}
	addWideFields(objects[Wide])
	objects["Parent__c"].Children = map[string]engine.Relationship{"Kids__r": {Object: objects["Kid__c"], Field: "Parent__c"}}
	return objects, nil
}

// Wide is a custom object with more fields than fit into a URL.
const Wide = "Wide__c"

// wideFields is how many fields the object Wide has.
const wideFields = 675

// addWideFields gives an object as many fields as wideFields, with names of 34
// characters.
func addWideFields(object *engine.Object) {
	for i := 1; len(object.Fields) < wideFields; i++ {
		object.Fields = append(object.Fields, newField(object, fmt.Sprintf("Quarterly_Revenue_Forecast_%04d__c", i)))
	}
}

// index returns the index of a big object that is not one of real-time events.
func index(object string) []engine.IndexField {
	if object != "FieldHistoryArchive" {
		return nil
	}
	return []engine.IndexField{{Name: "FieldHistoryType"}, {Name: "ParentId"}, {Name: "CreatedDate", Descending: true}, {Name: "HistoryId"}}
}

func order(first bool) int {
	if first {
		return 1
	}
	return 0
}

// newField reads Name or Name:Type and looks up what may be done with it.
func newField(object *engine.Object, declaration string) engine.Field {
	name, kind, typed := strings.Cut(declaration, ":")
	if !typed {
		kind = string(engine.String)
	}
	usable := usable(object, name)
	field := engine.Field{Name: name, Label: label(name), Type: engine.FieldType(kind), Filterable: usable, Sortable: usable, Custom: strings.HasSuffix(name, "__c")}
	if object.Kind == engine.EventLog {
		field.Sortable = name == object.TimeField
	}
	if object.Name == "LoginHistory" && name == "SourceIp" {
		field.NoLike = true
	}
	if object.Name == "EventLogFile" && (name == "Interval" || name == "Sequence") {
		field.MinVersion = 37
	}
	return field
}

// label returns what the setup pages call a field. Those of permissions matter:
// their names say less.
func label(field string) string {
	switch field {
	case "PermissionsApiEnabled":
		return "API Enabled"
	case "PermissionsManageUsers":
		return "Manage Users"
	case "PermissionsMonitorLoginHistory":
		return "Monitor Login History"
	case "PermissionsViewAllData":
		return "View All Data"
	case "PermissionsViewDataLeakageEvents":
		return "View Real-Time Event Monitoring Data"
	case "PermissionsViewEventLogFiles":
		return "View Event Log Files"
	case "PermissionsViewEventLogObjectData":
		return "View Event Log Object Data"
	case "PermissionsViewSetup":
		return "View Setup and Configuration"
	}
	return field
}

// usable reports whether WHERE and ORDER BY may name the field of an object.
// For the big objects package engine has finer rules.
func usable(object *engine.Object, field string) bool {
	switch object.Name {
	case "EventLogFile":
		return !slices.Contains([]string{"LogFile", "LogFileFieldNames", "LogFileFieldTypes"}, field)
	case "SetupAuditTrail":
		return slices.Contains([]string{
			"Action", "CreatedByContext", "CreatedByIssuer", "DelegateUser", "CreatedById", "CreatedDate", "Id",
		}, field)
	case "LoginHistory":
		return slices.Contains([]string{
			"AuthenticationServiceId", "CipherSuite", "CountryIso", "Id", "LoginTime", "LoginType", "LoginUrl",
			"NetworkId", "OptionsIsGet", "OptionsIsPost", "TlsProtocol", "UserId", "SourceIp", "LoginSubType", "LoginGeoId",
		}, field)
	case "ActivityFieldHistory":
		return slices.Contains([]string{"ActivityId", "ChangedDate", "Id"}, field)
	case "FieldHistoryArchive":
		return slices.Contains([]string{"FieldHistoryType", "ParentId", "CreatedDate", "HistoryId"}, field)
	}
	if object.Kind == engine.Big {
		return field == "EventDate" || field == "EventIdentifier" || field == "UserId" && object.Name == "ReportEvent"
	}
	return true
}

// keyPrefix returns how the ids of an object's records begin, or "" for an
// object whose records have no id of their own.
func keyPrefix(object string) string {
	switch object {
	case "EventLogFile":
		return "0AT"
	case "SetupAuditTrail":
		return "0Ym"
	case "LoginHistory":
		return "0Ya"
	case "LoginGeo":
		return "04F"
	case "LoginIp":
		return "710"
	case "AuthSession":
		return "0Ak"
	case "VerificationHistory":
		return "0yV"
	case "UserLogin":
		return "13v"
	case "CredentialStuffingEventStore":
		return "0i6"
	case "SessionHijackingEventStore":
		return "0jM"
	case "ApiAnomalyEventStore":
		return "0fg"
	case "ReportAnomalyEventStore":
		return "0jI"
	case "GuestUserAnomalyEventStore":
		return "1T1"
	case "LoginAnomalyEventStore":
		return "1S6"
	case "UniversalAnomalyEventStore":
		return "9zu"
	case "FileEventStore":
		return "0k1"
	case "User":
		return "005"
	case "Profile":
		return "00e"
	case "UserRole":
		return "00E"
	case "PermissionSetGroup":
		return "0PG"
	case "PermissionSetAssignment":
		return "0Pa"
	case "Report":
		return "00O"
	case "Dashboard":
		return "01Z"
	case "ConnectedApplication":
		return "0H4"
	case "UserPermissionAccess":
		return "0uP"
	case "ActivityFieldHistory":
		return "0iH"
	case Wide:
		return "a00"
	case "Parent__c":
		return "a01"
	case "Kid__c":
		return "a02"
	}
	return ""
}
