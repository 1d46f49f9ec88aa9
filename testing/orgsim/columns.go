package orgsim

import (
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// columnMakers returns what is known of columns, by COLUMN or EventType.COLUMN.
func columnMakers() map[string]columnMaker {
	makers := commonColumns()
	maps.Copy(makers, requestColumns())
	maps.Copy(makers, textColumns())
	maps.Copy(makers, eventTypeColumns())
	return makers
}

// commonColumns are those that nearly every event type has.
func commonColumns() map[string]columnMaker {
	return map[string]columnMaker{
		"TIMESTAMP":         func(t *transaction) string { return t.when.Format(timestampLayout) },
		"TIMESTAMP_DERIVED": func(t *transaction) string { return t.when.Format(derivedLayout) },
		"REQUEST_ID":        func(t *transaction) string { return t.requestID },
		"ORGANIZATION_ID":   func(t *transaction) string { return id.Shorten(t.org.orgID) },
		"USER_ID": func(t *transaction) string {
			if t.rng.IntN(50) == 0 {
				return ""
			}
			return id.Shorten(t.user.id)
		},
		"URI":         func(t *transaction) string { return t.uri },
		"SESSION_KEY": func(t *transaction) string { return t.sessionKey },
		"LOGIN_KEY":   func(t *transaction) string { return t.loginKey },
		"CLIENT_IP":   func(t *transaction) string { return t.clientIP },
		"URI_ID_DERIVED": func(t *transaction) string {
			if t.uri == "/"+t.recordID {
				return id.Extend(t.recordID)
			}
			return ""
		},
	}
}

// requestColumns are those of requests and what they cost.
func requestColumns() map[string]columnMaker {
	return map[string]columnMaker{
		"API_VERSION": func(t *transaction) string {
			if t.rng.IntN(25) == 0 {
				return "9998.0" // what stands where there is no version
			}
			return choose(t.rng, "62.0", "61.0", "58.0", "36.0")
		},
		"CLIENT_NAME":        func(t *transaction) string { return t.clientName },
		"CONNECTED_APP_ID":   func(t *transaction) string { return t.connectedAppID },
		"REPORT_ID":          func(t *transaction) string { return t.oneOf("00O", len(reportNames)) },
		"DASHBOARD_ID":       func(t *transaction) string { return t.oneOf("01Z", len(dashboardNames)) },
		"CONNECTED_APP_NAME": func(t *transaction) string { return t.clientName },
		"METHOD":             func(t *transaction) string { return choose(t.rng, "GET", "GET", "POST", "PATCH") },
		"REQUEST_METHOD":     func(t *transaction) string { return "POST" },
		"HTTP_METHOD":        func(t *transaction) string { return choose(t.rng, "GET", "GET", "POST") },
		"STATUS_CODE":        func(t *transaction) string { return choose(t.rng, "200", "200", "200", "201", "400", "404", "500") },
		"ENTITY_NAME":        func(t *transaction) string { return t.entity },
		"MEDIA_TYPE":         func(t *transaction) string { return "application/json" },
		"DB_TOTAL_TIME":      func(t *transaction) string { return strconv.Itoa(100_000 + t.rng.IntN(400_000_000)) },
		"USER_AGENT":         func(t *transaction) string { return strconv.Itoa(10_000_000 + t.rng.IntN(9_999_999)) },
		"USER_NAME":          func(t *transaction) string { return t.user.username },
		"API_RESOURCE":       func(t *transaction) string { return "/v62.0/query" },
		"UI_EVENT_TIMESTAMP": func(t *transaction) string { return strconv.FormatInt(t.when.UnixMilli(), 10) },
		"PAGE_START_TIME": func(t *transaction) string {
			return strconv.FormatInt(t.when.Add(-time.Duration(t.rng.IntN(3000))*time.Millisecond).UnixMilli(), 10)
		},
		"BROWSER_NAME":    func(t *transaction) string { return choose(t.rng, "CHROME", "FIREFOX", "SAFARI") },
		"BROWSER_VERSION": func(t *transaction) string { return choose(t.rng, "126.0", "127", "17.5") },
		"OS_NAME":         func(t *transaction) string { return choose(t.rng, "WINDOWS", "OSX", "LINUX") },
		"CLIENT_GEO":      func(t *transaction) string { return t.user.city.country + "/" + t.user.city.subdivision },
	}
}

// textColumns are those whose text makes a CSV reader work: line breaks,
// commas and quotes.
func textColumns() map[string]columnMaker {
	return map[string]columnMaker{
		"QUERY": func(t *transaction) string {
			return choose(t.rng, "", "SELECT Id, Name FROM "+t.entity,
				"SELECT Id,\n  Name\nFROM "+t.entity+"\nWHERE Name = 'O\\'Neill'")
		},
		"EXCEPTION_MESSAGE": func(t *transaction) string {
			return choose(t.rng, "", "", `unexpected token: "FRM"`, "Attempt to de-reference a null object")
		},
		"STACK_TRACE": func(t *transaction) string {
			line := t.rng.IntN(200)
			return fmt.Sprintf("Class.%sHandler.run: line %d, column 1\nTrigger.%sTrigger: line 3, column 1", t.entity, line, t.entity)
		},
		"ERROR_MESSAGE": func(t *transaction) string {
			return choose(t.rng, "", "InvalidBatch : Field name not found : \"Nome\"\nline 2")
		},
		"URL": func(t *transaction) string { return `"https://api.acme.example/v1/` + t.entity + `?q=a,b"` },
		"SEARCH_QUERY": func(t *transaction) string {
			return choose(t.rng, "acme", "größe, XL", "\"exact phrase\"", "café ☕")
		},
		"ACTION_MESSAGE": func(t *transaction) string {
			return fmt.Sprintf("apex://%sController/ACTION$load=%d;aura://RecordUi=%d;", t.entity, t.rng.IntN(900), t.rng.IntN(90))
		},
		"HTTP_HEADERS": func(t *transaction) string {
			return "Accept: */*\nX-Forwarded-Proto: https\nUser-Agent: " + t.user.browser
		},
		"ENTRY_POINT": func(t *transaction) string { return t.entity + "Controller.load" },
		"DESCRIPTION": func(t *transaction) string {
			return choose(t.rng, "UserPerm: ConvertLeads disabled", "EntityObject: Account, \"Delete\" enabled")
		},
	}
}

// eventTypeColumns are columns that one event type fills in its own way.
func eventTypeColumns() map[string]columnMaker {
	return map[string]columnMaker{
		"ApexTrigger.RUN_TIME":                    func(*transaction) string { return "" },
		"ApexTrigger.TRIGGER_NAME":                func(t *transaction) string { return t.entity + "Trigger" },
		"CspViolation.EVENT_TYPE":                 func(*transaction) string { return "CSPViolation" },
		"Login.SESSION_KEY":                       func(*transaction) string { return "" },
		"Login.SOURCE_IP":                         func(t *transaction) string { return t.user.ip },
		"Login.CLIENT_IP":                         func(t *transaction) string { return t.user.ip },
		"Login.BROWSER_TYPE":                      func(t *transaction) string { return t.user.browser },
		"Login.CIPHER_SUITE":                      func(*transaction) string { return "ECDHE-RSA-AES256-GCM-SHA384" },
		"Login.AUTHENTICATION_METHOD_REFERENCE":   func(*transaction) string { return "" },
		"Login.AUTHENTICATION_SERVICE_ID":         func(*transaction) string { return "" },
		"Login.AUTHENTICATION_SERVICE_ID_DERIVED": func(*transaction) string { return "" },
		"Login.FORWARDED_FOR_IP":                  func(*transaction) string { return "" },
		"Login.API_TYPE":                          func(*transaction) string { return "" },
		"Login.LOGIN_URL":                         func(*transaction) string { return "orgsim.my.salesforce.com" },
		"Logout.BROWSER_TYPE":                     func(t *transaction) string { return t.user.browser },
		"LightningPageView.PAGE_URL":              func(t *transaction) string { return t.uri },
		"LightningPageView.USER_AGENT":            func(t *transaction) string { return t.user.browser },
		"LightningError.STACK_TRACE":              func(*transaction) string { return "TypeError: x is undefined\n    at render (app.js:10:4)" },
		"ApexUnexpectedException.EXCEPTION_TYPE":  func(*transaction) string { return "System.NullPointerException" },
		"LoginAs.DELEGATED_USER_ID":               func(t *transaction) string { return id.Shorten(t.org.generator.integration.id) },
		"LoginAs.DELEGATED_USER_NAME":             func(t *transaction) string { return t.org.generator.integration.username },
		"Login.COUNTRY_CODE":                      func(t *transaction) string { return t.user.city.iso },
		"Login.HTTP_REFERER": func(t *transaction) string {
			return choose(t.rng, "", "https://orgsim.my.salesforce.com/?startURL=%2Fhome&un="+t.user.username)
		},
		"Login.USE_API_TOKEN":                          func(t *transaction) string { return choose(t.rng, "", "", "T", "P") },
		"Login.AUTHENTICATION_CONTEXT_CLASS_REFERENCE": func(*transaction) string { return "" },
		"UniqueQuery.QUERY_IDENTIFIER": func(t *transaction) string {
			return choose(t.rng, "SELECT Id FROM "+t.entity+" WHERE Email = '"+t.user.username+"'", t.oneOf("00O", len(reportNames)))
		},
		"UniqueQuery.QUERY_TYPE":      func(t *transaction) string { return choose(t.rng, "soql", "soql", "report", "filter") },
		"InvocableAction.ACTION_NAME": func(t *transaction) string { return "update" + t.entity },
		"InvocableAction.DURATION":    func(t *transaction) string { return strconv.Itoa(1_000_000 + t.rng.IntN(400_000_000)) },
		"CspViolation.TIMESTAMP":      func(t *transaction) string { return t.when.Format(timestampLayout) },
	}
}
