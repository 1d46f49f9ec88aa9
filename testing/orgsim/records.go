package orgsim

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// A fieldMaker makes the value of a field.
type fieldMaker func(*transaction) any

// records makes n records of the event objects within a span.
func (g *generator) records(rng *rand.Rand, start, end time.Time, n int) {
	var last *transaction
	for range n {
		t := g.transaction(rng, start, end)
		object := pick(rng, g.objects)
		if last != nil && rng.IntN(6) == 0 {
			t.when = last.when // several events of one moment
		}
		last = t
		g.addRecord(t, object)
	}
}

// state makes the records that say how things are, not what happened.
func (g *generator) state() {
	rng := g.chance(1 << 61)
	for _, name := range []string{"UserLogin", "AuthSession", "LoginIp"} {
		for _, user := range g.users {
			t := g.transaction(rng, g.org.now().Add(-time.Hour), g.org.now())
			t.user = user
			g.addRecord(t, g.org.objects[name])
		}
	}
}

// addRecord makes a record of an object and stores it.
func (g *generator) addRecord(t *transaction, object *engine.Object) {
	happened, created := g.moments(t, object)
	g.addRecordOf(t, object, happened, created)
}

// moments returns when a record happened and when it was created. What the
// platform writes itself is stamped in whole seconds; an event is stored a
// little after it happened, and a threat detection hours later.
func (g *generator) moments(t *transaction, object *engine.Object) (happened, created time.Time) {
	if object.TimeField != "EventDate" && object.TimeField != "Timestamp" {
		happened = t.when.Truncate(time.Second)
		return happened, happened
	}
	created = t.when.Add(time.Duration(500+t.rng.IntN(2500)) * time.Millisecond)
	if lateness := g.org.detectionDelay(object); lateness > 0 {
		return detectedOn(object, t.when), t.when.Add(lateness).Truncate(time.Second)
	}
	if g.org.eventLogDelay(object) > 0 {
		created = t.when
	}
	return t.when, created
}

// addRecordOf makes a record that happened and was created at these moments,
// and stores it.
func (g *generator) addRecordOf(t *transaction, object *engine.Object, happened, created time.Time) {
	values := make(engine.Record, len(object.Fields))
	log, logged := g.org.eventLogs[object.Name]
	if logged {
		g.row(t, log.EventType) // leaves its cells in t
	}
	for _, field := range object.Fields {
		switch field.Name {
		case "Id":
			values[field.Name] = emptyID
			if object.KeyPrefix != "" {
				values[field.Name] = g.org.newID(object.KeyPrefix)
			}
		case object.TimeField:
			values[field.Name] = happened
		case "CreatedDate":
			values[field.Name] = created
		case "SystemModstamp", "LastModifiedDate":
			values[field.Name] = created.Truncate(time.Second)
		default:
			if logged {
				values[field.Name] = cellValue(field, t.cells[log.Columns[field.Name]])
			} else {
				values[field.Name] = g.fieldValue(t, object, field)
			}
		}
	}
	g.org.addRecord(object, values, created.Add(g.org.eventLogDelay(object)+g.org.recordDelay(object)))
}

// fieldValue makes a value: by what is known of the field, else by its type.
func (g *generator) fieldValue(t *transaction, object *engine.Object, field engine.Field) any {
	if maker, ok := g.fields[object.Name+"."+field.Name]; ok {
		return maker(t)
	}
	if maker, ok := g.fields[field.Name]; ok {
		if value := maker(t); fits(field.Type, value) {
			return value
		}
	}
	switch field.Type {
	case engine.Boolean:
		return t.rng.IntN(4) == 0
	case engine.Integer:
		return t.rng.IntN(500)
	case engine.Decimal:
		return float64(t.rng.IntN(100_000)) / 100
	case engine.Datetime:
		return nil
	case engine.ID:
		return nil
	}
	if strings.HasSuffix(field.Name, "Number") {
		return fmt.Sprintf("%08d", t.rng.IntN(100_000_000))
	}
	return nil
}

// fieldMakers returns what is known of fields, by Field or Object.Field.
func fieldMakers() map[string]fieldMaker {
	makers := map[string]fieldMaker{}
	for _, group := range []map[string]fieldMaker{whoFields(), whereFields(), whatFields(), objectFields()} {
		for name, maker := range group {
			makers[name] = maker
		}
	}
	return makers
}

// fixed always makes the same value.
func fixed(value any) fieldMaker { return func(*transaction) any { return value } }

// oneOf makes one of some texts, of which "" stands for null.
func oneOf(values ...string) fieldMaker {
	return func(t *transaction) any { return orNull(choose(t.rng, values...)) }
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// whoFields are those that say who it was.
func whoFields() map[string]fieldMaker {
	user := func(t *transaction) any { return t.user.id }
	return map[string]fieldMaker{
		"UserId": user, "UsersId": user, "OwnerId": user, "CreatedById": user, "LastModifiedById": user,
		"UserIdentifier":     user,
		"Username":           func(t *transaction) any { return t.user.username },
		"UserName":           func(t *transaction) any { return t.user.username },
		"UserType":           fixed("Standard"),
		"ProfileId":          fixed(profileID),
		"SessionKey":         func(t *transaction) any { return t.sessionKey },
		"LoginKey":           func(t *transaction) any { return t.loginKey },
		"SessionLevel":       oneOf("STANDARD", "STANDARD", "HIGH_ASSURANCE"),
		"LoginHistoryId":     func(t *transaction) any { return id.Extend(t.id("0Ya")) },
		"LoginGeoId":         func(t *transaction) any { return id.Extend(t.id("04F")) },
		"DelegateUser":       oneOf("", "", "admin@orgsim.example"),
		"DelegatedUsername":  func(t *transaction) any { return t.org.generator.integration.username },
		"CreatedByContext":   oneOf("", "", "Einstein"),
		"EventIdentifier":    func(t *transaction) any { return t.uuid() },
		"RequestIdentifier":  func(t *transaction) any { return t.requestID },
		"NumSecondsValid":    fixed(7200),
		"IsCurrent":          fixed(false),
		"IsDeleted":          fixed(false),
		"ImpactedUserIds":    func(t *transaction) any { return `["` + t.user.id + `"]` },
		"ParentNameList":     fixed(`["Integration \"read only\""]`),
		"PermissionList":     fixed(`["ViewAllData","ModifyAllData"]`),
		"PermissionType":     fixed("UserPermission"),
		"VerificationMethod": oneOf("TOTP", "EMAIL", "SMS"),
	}
}

// whereFields are those that say from where and with what.
func whereFields() map[string]fieldMaker {
	ip := func(t *transaction) any { return t.user.ip }
	return map[string]fieldMaker{
		"SourceIp": ip, "ClientIp": ip, "CurrentIp": ip,
		"PreviousIp":                     fixed("192.0.2.44"),
		"City":                           func(t *transaction) any { return orNull(t.user.city.city) },
		"Subdivision":                    func(t *transaction) any { return orNull(t.user.city.subdivision) },
		"Country":                        func(t *transaction) any { return orNull(t.user.city.country) },
		"CountryIso":                     func(t *transaction) any { return orNull(t.user.city.iso) },
		"PostalCode":                     func(t *transaction) any { return orNull(t.user.city.postal) },
		"LoginLatitude":                  func(t *transaction) any { return t.user.city.latitude },
		"LoginLongitude":                 func(t *transaction) any { return t.user.city.longitude },
		"Latitude":                       func(t *transaction) any { return t.user.city.latitude },
		"Longitude":                      func(t *transaction) any { return t.user.city.longitude },
		"Browser":                        oneOf("Chrome 126", "Firefox 127", "Safari 17", "Unknown"),
		"Platform":                       oneOf("Windows 10", "Mac OSX", "Linux", "Unknown"),
		"UserAgent":                      func(t *transaction) any { return t.user.browser },
		"CurrentUserAgent":               func(t *transaction) any { return t.user.browser },
		"Application":                    oneOf("Browser", "N/A", "Acme ETL", "elastic integration"),
		"LoginType":                      oneOf("Application", "Remote Access 2.0", "SAML Sfdc Initiated SSO"),
		"LoginSubType":                   oneOf("", "OAuth Username-Password", "UI Username-Password"),
		"LoginUrl":                       fixed("orgsim.my.salesforce.com"),
		"TlsProtocol":                    oneOf("TLS 1.2", "TLS 1.3"),
		"TransportLayerSecurityProtocol": oneOf("TLS 1.2", "TLS 1.3"),
		"CipherSuite":                    fixed("ECDHE-RSA-AES256-GCM-SHA384"),
		"HttpMethod":                     oneOf("POST", "GET"),
		"Method":                         oneOf("GET", "GET", "POST"),
		"ApiType":                        oneOf("N/A", "REST API", "SOAP Partner"),
		"ConnectionType":                 oneOf("4g", ""),
		"OsName":                         oneOf("WINDOWS", "OSX", "LINUX"),
		"OsVersion":                      oneOf("10", "14.5"),
	}
}

// whatFields are those that say what was done.
func whatFields() map[string]fieldMaker {
	entity := func(t *transaction) any { return t.entity }
	return map[string]fieldMaker{
		"QueriedEntities": entity, "ObjectName": entity,
		"Query": func(t *transaction) any { return "SELECT Id, Name FROM " + t.entity + " WHERE Name LIKE 'O\\'N%'" },
		"Records": func(t *transaction) any {
			return `{"totalSize":1,"rows":[{"datacells":["` + id.Extend(t.recordID) + `"]}]}`
		},
		"RecordId":        func(t *transaction) any { return id.Extend(t.recordID) },
		"Operation":       oneOf("Query", "QueryMore", "Insert", "Update", "Read"),
		"OperationStatus": oneOf("Success", "Success", "Failure"),
		"RequestStatus":   oneOf("S", "S", "F"),
		"StatusCode":      fixed(200),
		"Status":          oneOf("Success", "Success", "Success", "Invalid Password", "Failed: Computer activation required"),
		"LoginStatus":     oneOf("LOGIN_NO_ERROR", "LOGIN_NO_ERROR", "LOGIN_ERROR_INVALID_PASSWORD"),
		"RowsProcessed":   func(t *transaction) any { return float64(t.rng.IntN(5000)) },
		"EvaluationTime":  fixed(0.0),
		"Score":           func(t *transaction) any { return float64(t.rng.IntN(10000)) / 10000 },
		"Summary":         fixed("The user's behavior differed from what is usual:\n\"unusual number of rows\""),
		"SecurityEventData": fixed(`[{"featureName":"rowCount","featureValue":"1937568","featureContribution":"95.00 %"},` +
			`{"featureName":"autonomousSystem","featureValue":"Bigleaf Networks, Inc.","featureContribution":"1.62 %"}]`),
		"AdditionalInfo": fixed("{}"),
		"Name":           func(t *transaction) any { return t.entity + " überfällig" },
		"Message":        oneOf("", "Record \"saved\""),
		"PageUrl":        func(t *transaction) any { return t.uri },
		"Uri":            func(t *transaction) any { return t.uri },
		"AppName":        fixed("one:one"),
		"FileName":       oneOf("plan, 2026.pdf", "Größen.xlsx"),
		"FileType":       oneOf("PDF", "EXCEL_X"),
		"FileAction":     oneOf("PREVIEW", "DOWNLOAD", "UPLOAD"),
		"EventSource":    oneOf("API", "Lightning", "Classic"),
		"Policy":         fixed("DeviceActivation"),
		"Activity":       fixed("Login from an unrecognized browser"),
	}
}

// objectFields are those that one object fills in its own way.
func objectFields() map[string]fieldMaker {
	return map[string]fieldMaker{
		"LoginEvent.ApiVersion":    oneOf("N/A", "62.0"),
		"LoginEvent.SessionKey":    fixed(nil),
		"LoginHistory.ApiVersion":  oneOf("N/A", "62.0"),
		"ApiEvent.ApiVersion":      fixed(62.0),
		"LoginEventLog.ApiVersion": fixed(62),
		"SetupAuditTrail.Action":   oneOf("changedUser", "PermSetAssign", "createduser", "loginasgrantedtopartnerbt"),
		"SetupAuditTrail.Display":  func(t *transaction) any { return "Changed profile for user " + t.user.name + " to \"Read Only\"" },
		"SetupAuditTrail.Section":  oneOf("Manage Users", "Connected Apps", "Security Controls"),
		"LoginHistory.NetworkId":   fixed("000000000000000AAA"),
		"ReportEvent.ReportId":     func(t *transaction) any { return numbered("00O", len(reportNames), t.when) },
		"ReportEvent.DashboardId":  func(t *transaction) any { return numbered("01Z", len(dashboardNames), t.when) },
		"ReportEvent.Name":         fixed("Pipeline by \"Stage\""),
	}
}

// uuid makes an event identifier.
func (t *transaction) uuid() string {
	high, low := t.rng.Uint64(), t.rng.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", high>>32, high>>16&0xffff, high&0xfff, low>>48&0x3fff|0x8000, low&0xffffffffffff)
}
