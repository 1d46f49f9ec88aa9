package orgsim

import (
	"fmt"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// A person is a user of the org, with what stays the same for them.
type person struct {
	id       string // 18 characters
	username string
	name     string
	ip       string
	city     place
	browser  string
}

// A place is where a person signs in from.
type place struct {
	city, subdivision, country, iso, postal string
	latitude, longitude                     float64
}

// people makes the users of the org: those who work, the one that the app signs
// in, and the system itself.
func (g *generator) people() (users []person, integration, system person) {
	names := []string{
		"Amélie Fournier", "Björn Lindqvist", "Chidi Okafor", "Dana O'Neill", "Emre Yılmaz", "Fatima Zahra",
		"Grace Hopper", "Hiroshi Tanaka", "Inês Carvalho", "Jane Doe", "Karl Weiß", "Lucía Martínez",
	}
	places := []place{
		{"Paris", "Île-de-France", "France", "FR", "75001", 48.8566, 2.3522},
		{"San Francisco", "California", "United States", "US", "94105", 37.7898, -122.3942},
		{"Bengaluru", "Karnataka", "India", "IN", "560001", 12.9716, 77.5946},
		{"Berlin", "Berlin", "Germany", "DE", "10115", 52.532, 13.3849},
	}
	browsers := []string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
	}
	for i, name := range names {
		first, _, _ := strings.Cut(strings.ToLower(name), " ")
		ascii := strings.Map(func(r rune) rune {
			if r > 127 {
				return 'x'
			}
			return r
		}, first)
		users = append(users, person{
			id: id.New("005", pod, uint64(i+1)), name: name, username: ascii + "@orgsim.example",
			ip: fmt.Sprintf("203.0.113.%d", 10+i), city: places[i%len(places)], browser: browsers[i%len(browsers)],
		})
	}
	users[3].ip = "2001:db8:0:1::f00d"
	integration = person{
		id: id.New("005", pod, 100), name: "Integration User", username: g.org.options.Username,
		ip: "198.51.100.7", city: places[3], browser: "Unknown",
	}
	system = person{id: id.New("005", pod, 101), name: "Automated Process", username: "autoproc@" + strings.ToLower(g.org.orgID[:15])}
	return append(users, integration), integration, system
}

// eventTypeWeight says how common the rows of an event type are.
func eventTypeWeight(name string) int {
	switch name {
	case "RestApi":
		return 140
	case "Login", "ApexExecution", "URI", "ApiTotalUsage":
		return 100
	case "API", "LightningPageView", "LightningInteraction", "AuraRequest":
		return 80
	case "LightningPerformance", "ApexTrigger", "Logout", "Report", "VisualforceRequest", "ApexCallout":
		return 45
	case "DatabaseSave", "FlowExecution", "ApexUnexpectedException", "ReportExport", "BulkApi2", "Dashboard",
		"ContentTransfer", "Search", "Sites", "QueuedExecution", "UITelemetryResourceTiming":
		return 20
	}
	return 6
}

// objectWeight says how common the records of an object are. Objects that hold
// the state of the org, not its events, have none.
func objectWeight(object *engine.Object) int {
	switch object.Name {
	case "LoginEvent", "LoginHistory", "ApiEvent", "RestApiEventLog":
		return 80
	case "LoginEventLog", "LightningUriEvent", "UriEvent", "SetupAuditTrail":
		return 50
	case "LogoutEvent", "ReportEvent", "ListViewEvent":
		return 30
	case "EventLogFile", "UserLogin", "AuthSession", "LoginIp", "ActivityFieldHistory", "FieldHistoryArchive":
		return 0
	}
	if strings.HasSuffix(object.Name, "__c") {
		return 0
	}
	if isAccount(object.Name) {
		return 0
	}
	if object.Kind == engine.Stream {
		return 0
	}
	if strings.HasSuffix(object.Name, "EventStore") && object.Kind == engine.Standard {
		return 4
	}
	return 10
}
