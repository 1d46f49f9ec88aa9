package ecs

import (
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// Self is what the input looks like in the org's events.
type Self struct {
	// ClientID is the consumer key that it signs in with.
	ClientID string
	// UserAgent is what it calls itself.
	UserAgent string
	// Objects are those that it asks for besides the ones of the catalog.
	Objects []string
}

// selfField says that the input itself caused the event.
const selfField = "salesforce.self"

// selfKinds are the event types and objects that tell of sign-ins and API calls, which
// is all that an input does. True are those about sign-ins.
var selfKinds = map[string]bool{
	"API": false, "ApiEvent": false, "RestApi": false, "ApiTotalUsage": false,
	"Login": true, "LoginEvent": true, "LoginHistory": true,
}

// selfMark recognizes the input's own events. Whoever drops what is marked must
// not lose what somebody else did with the input's credentials, so all that an
// event says of its client has to fit; who the user is alone is not enough.
type selfMark struct {
	Self
	userID  string
	product string // the user agent up to its version
	signIn  bool
	user    int // its container
	to      slot
}

// selfMark declares the mark for the kinds of events that can have it. It returns nil
// where there is nothing to mark.
func (c *compiler) selfMark(self Self, org Org, code string) *selfMark {
	signIn, ok := selfKinds[eventTypeOf(code)]
	if !ok {
		return nil
	}
	to := c.declareOwn(selfField, typeBoolean, "True where the collector itself caused the event; there is no false.")
	if org.UserID == "" {
		return nil
	}
	product, _, _ := strings.Cut(self.UserAgent, "/")
	return &selfMark{Self: self, userID: catalog.ID15To18(org.UserID), product: product + "/", signIn: signIn, user: c.container("user"), to: to}
}

// put marks the event in b, which is finished but for that.
func (m *selfMark) put(b *builder) {
	if m != nil && m.is(b.maps[0], b.maps[m.user]) {
		b.put(m.to, true)
	}
}

func (m *selfMark) is(event, user map[string]any) bool {
	if user["id"] != m.userID || user["effective"] != nil || group(event, "event")["outcome"] == outcomeFailure {
		return false
	}
	own := group(event, strings.TrimSuffix(ownGroup, "."))
	return m.isAgent(group(event, "user_agent")) && m.isClient(own) && m.isMethod(group(group(event, "http"), "request")) && m.isAsked(own)
}

// isAgent: a name without a whole user agent is that of a browser.
func (m *selfMark) isAgent(agent map[string]any) bool {
	if original, ok := agent["original"].(string); ok {
		return strings.HasPrefix(original, m.product)
	}
	return agent["name"] == nil
}

// isClient: the input does not name its client in its calls, and signs in with
// OAuth, which Salesforce calls Remote Access 2.0.
func (m *selfMark) isClient(own map[string]any) bool {
	if own["client_name"] != nil {
		return false
	}
	// Other ids of clients in that column are Salesforce's, and not known here.
	if id, ok := own["client_id"].(string); ok && strings.HasPrefix(id, "3MVG") && id != m.ClientID {
		return false
	}
	loginType := own["login_type"]
	return !m.signIn || loginType == nil || loginType == "i" || loginType == "Remote Access 2.0"
}

// isMethod: the input changes nothing in the org.
func (m *selfMark) isMethod(request map[string]any) bool {
	method := request["method"]
	return method == nil || method == "GET" || m.signIn && method == "POST"
}

func (m *selfMark) isAsked(own map[string]any) bool {
	entities, _ := own["entity_name"].([]string)
	for _, entity := range entities {
		_, ok := catalog.ObjectByName(entity)
		if !ok && !slices.ContainsFunc(m.Objects, func(object string) bool { return strings.EqualFold(object, entity) }) {
			return false
		}
	}
	return true
}

// group returns the fields below a name, of which there may be none.
func group(in map[string]any, name string) map[string]any {
	inner, _ := in[name].(map[string]any)
	return inner
}
