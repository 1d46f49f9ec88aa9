package ecs

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"
)

// builder is an event in the making: the fields written so far, and what several
// columns decide together and is settled at the end.
type builder struct {
	tree

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
	deed           *compiledDeed

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

// constant is a field that is the same in all events of a file or object.
type constant struct {
	slot  slot
	value any
}

// template is what is the same in all events of a file or object, as maps that
// only need to be copied: that is several times faster than to write it anew.
type template struct {
	layout *layout
	copies []templateMap // a container before those within it
}

type templateMap struct {
	container int
	fields    mapstr.M
}

func newTemplate(l *layout, constants []constant) *template {
	t := tree{layout: l, maps: make([]mapstr.M, len(l.containers))}
	t.maps[0] = make(mapstr.M, l.room(0))
	for _, c := range constants {
		t.put(c.slot, c.value)
	}
	tmpl := &template{layout: l}
	for i, fields := range t.maps { // a container has a higher number than the one it is in
		if fields != nil {
			tmpl.copies = append(tmpl.copies, templateMap{container: i, fields: fields})
		}
	}
	return tmpl
}

// builder starts an event with what is the same in all of them.
func (t *template) builder() *builder {
	b, reused := t.layout.idle.Get().(*builder)
	if !reused {
		b = &builder{tree: tree{layout: t.layout, maps: make([]mapstr.M, len(t.layout.containers))}}
	}
	for _, c := range t.copies {
		m := maps.Clone(c.fields)
		b.maps[c.container] = m
		if in := &t.layout.containers[c.container]; in.parent >= 0 {
			b.maps[in.parent][in.key] = m
		}
	}
	return b
}

// release gives the builder back for another event. Nothing that is in an event
// stays with it.
func (b *builder) release() {
	kept := b.tree
	clear(kept.maps)
	*b = builder{tree: kept}
	kept.layout.idle.Put(b)
}

// misfit keeps a value that does not fit its field, and says so.
func (b *builder) misfit(s *shared, name, value, why string) {
	b.putKeyword(s, s.unparsed, name, value)
	b.errors = append(b.errors, name+": "+why)
}

// longestKeyword is the number of bytes beyond which Elasticsearch refuses a
// document for the length of a keyword, unless the mapping tells it to ignore the
// value. Mappings of single fields do; those for names not known beforehand cannot.
const longestKeyword = 32766

// putKeyword puts text where field names are not known beforehand.
func (b *builder) putKeyword(s *shared, in int, name, value string) {
	if len(value) > longestKeyword {
		in = s.extraText
	}
	b.open(in)[name] = value
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
func (b *builder) finish(s *shared, id string, fallback time.Time) Event {
	if b.eventID == "" {
		b.eventID = id
	}
	b.putNonEmpty(s.eventID, b.eventID)
	b.putNonEmpty(s.eventCode, b.code)
	b.finishUser(s)
	b.finishAddresses(s)
	b.finishDeed(s)
	b.finishOutcome(s)
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
	b.release()
	return event
}

// finishAddresses prefers SOURCE_IP, the first hop that reached Salesforce, for
// source.ip. Where only CLIENT_IP is an address it is the source.
func (b *builder) finishAddresses(s *shared) {
	source := b.sourceIP
	if source == "" {
		source = b.clientIP
	} else if b.clientIP != "" {
		b.put(s.clientIP, b.clientIP)
	}
	if source != "" {
		b.put(s.sourceIP, source)
		b.relateIP(source)
	}
	if b.clientIP != "" {
		b.relateIP(b.clientIP)
	}
	b.putList(s.relatedIP, b.ips)
}

func (b *builder) finishOutcome(s *shared) {
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
		b.put(to, value)
	}
}

func (b *builder) putList(to slot, values []string) {
	if len(values) > 0 {
		b.put(to, values)
	}
}
