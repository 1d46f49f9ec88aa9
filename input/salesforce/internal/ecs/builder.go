package ecs

import (
	"cmp"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// builder is an event in the making: the fields written so far, and what several
// columns decide together and is settled at the end.
type builder struct {
	tree
	from   *template
	before []cachedText // by the number of a slot; it outlives the event
	// members are those of the record; their memory outlives the event.
	members members

	derivedTime time.Time // of TIMESTAMP_DERIVED, or the time field of an object
	timeRank    int       // of the field that derivedTime is from, where several compete
	rowTime     time.Time // of TIMESTAMP
	eventID     string    // Salesforce's own
	code        string    // EVENT_TYPE

	userID, userIDShort string // user id from the derived column and from the plain one
	userName            string
	actorID, actorName  string   // of who acted as that user
	target              string   // id of the user that it was done to
	others              []string // ids of several such users
	sourceIP, clientIP  string   // SOURCE_IP and CLIENT_IP, each only when it is an address
	latitude, longitude geoCoordinate

	outcome        string // what the columns about the outcome say
	requestOutcome string // what REQUEST_STATUS says, which is less
	statusOutcome  string // what the status of the response says, which is least
	reason         string
	blocked        bool // by a transaction security policy
	action         *compiledAction

	databaseTime int64 // in a unit that is not certain; 0 for none
	databaseSlot slot  // where it goes

	audit audit
	self  *selfMark

	users, hosts, ips []string // for related.*
	errors, tags      []string
	unknown           []string // fields that no table knows
}

type geoCoordinate struct {
	degrees float64
	set     bool
}

// misfit keeps a value that does not fit its field, and says so.
func (b *builder) misfit(s *commonSlots, name, value, why string) {
	b.putKeyword(s, s.unparsed, name, value)
	b.errors = append(b.errors, name+": "+why)
}

// longestKeyword is the number of bytes beyond which Elasticsearch refuses a
// document for the length of a keyword, unless the mapping tells it to ignore the
// value. Mappings of single fields do; those for names not known beforehand cannot.
const longestKeyword = 32766

// putKeyword puts text where field names are not known beforehand. Several values of
// one name are a list.
func (b *builder) putKeyword(s *commonSlots, in int, name, value string) {
	if len(value) > longestKeyword {
		in = s.extraText
	}
	to := b.open(in)
	switch before := to[name].(type) {
	case string:
		to[name] = []string{before, value}
	case []string:
		to[name] = append(before, value)
	default:
		to[name] = value
	}
}

func (b *builder) tag(tag string) {
	if !slices.Contains(b.tags, tag) {
		b.tags = append(b.tags, tag)
	}
}

func (b *builder) relateUser(user string) {
	if !slices.Contains(b.users, user) {
		b.users = append(b.users, user)
	}
}

func (b *builder) relateIP(ip string) {
	if !slices.Contains(b.ips, ip) {
		b.ips = append(b.ips, ip)
	}
}

func (b *builder) relateHost(host string) {
	if !slices.Contains(b.hosts, host) {
		b.hosts = append(b.hosts, host)
	}
}

// finish settles what is left and returns the event. The builder must not be used
// after it.
func (b *builder) finish(s *commonSlots, id string, fallback time.Time) Event {
	if b.eventID == "" {
		b.eventID = id
	}
	b.putNonEmpty(s.eventID, b.eventID)
	b.putNonEmpty(s.eventCode, b.code)
	b.finishUser(s)
	b.finishAddresses(s)
	b.finishAction(s)
	b.finishOutcome(s)
	if b.databaseTime > 0 {
		b.finishDatabaseTime(s)
	}
	if b.latitude.set && b.longitude.set {
		b.put(s.latitude, b.latitude.degrees)
		b.put(s.longitude, b.longitude.degrees)
	}
	b.putList(s.relatedUser, b.users)
	b.putList(s.relatedHosts, b.hosts)
	b.putList(s.errorMessage, b.errors)
	b.putList(s.tags, b.tags)

	b.self.put(b)

	timestamp := b.derivedTime
	if timestamp.IsZero() {
		timestamp = b.rowTime
	}
	if timestamp.IsZero() {
		timestamp = fallback
	}
	event := Event{Timestamp: timestamp, ID: id, Fields: b.maps[0], Unknown: b.unknown}
	b.from.release(b)
	return event
}

func (b *builder) finishAddresses(s *commonSlots) {
	if b.sourceIP != "" || b.clientIP != "" {
		known := s.memory.addresses.get(b.sourceIP, b.clientIP)
		b.put(s.sourceIP, known.source)
		b.putNotNil(s.clientIP, known.client)
		related, _ := known.related.([]string)
		if len(b.ips) == 0 {
			b.put(s.relatedIP, known.related)
			return
		}
		for _, ip := range related {
			b.relateIP(ip)
		}
	}
	b.putList(s.relatedIP, b.ips)
}

func (b *builder) finishOutcome(s *commonSlots) {
	if b.blocked && b.outcome != outcomeFailure {
		b.outcome, b.reason = outcomeFailure, "blocked by a transaction security policy"
	}
	outcome := b.outcome
	if outcome == "" && !b.has(s.outcome) {
		outcome = cmp.Or(b.requestOutcome, b.statusOutcome)
	}
	b.putNonEmpty(s.outcome, outcome)
	b.putNonEmpty(s.reason, b.reason)
}

func (b *builder) putNonEmpty(to slot, value string) {
	if value != "" {
		b.putString(to, value)
	}
}

func (b *builder) putNotNil(to slot, value any) {
	if value != nil {
		b.put(to, value)
	}
}

// cachedText is what a column said in the event before, and the value that it became. Many
// say the same in row after row, and the same value can be in all of their events.
type cachedText struct {
	text  string
	value any
}

// putString puts a text.
func (b *builder) putString(to slot, text string) {
	before := &b.before[to.number]
	if before.value == nil || before.text != text {
		*before = cachedText{text, text}
	}
	b.put(to, before.value)
}

// putID puts an id, with 18 characters. It is for slots that no putString is for.
func (b *builder) putID(to slot, id string) {
	before := &b.before[to.number]
	if before.value == nil || before.text != id {
		*before = cachedText{id, catalog.ID15To18(id)}
	}
	b.put(to, before.value)
}

func (b *builder) putList(to slot, values []string) {
	if len(values) > 0 {
		b.put(to, values)
	}
}
