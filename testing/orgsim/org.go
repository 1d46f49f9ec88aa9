package orgsim

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// pod is the instance part of the ids of the org.
const pod = "5j"

// An Org is a Salesforce org. It is an http.Handler and safe for concurrent
// use.
type Org struct {
	options    Options
	orgID      string
	objects    map[string]*engine.Object
	eventTypes map[string]catalog.EventType
	eventLogs  map[string]catalog.EventLog
	generator  *generator

	// mu guards all that follows and the generator. Records and the versions of
	// log files do not change once they are in, so they are read without it.
	mu       sync.Mutex
	ids      map[string]uint64
	records  map[string][]record
	logFiles []*logFile
	sessions map[string]*session
	issued   uint64
	// used counts the sessions that have had a call.
	used      uint64
	signIns   map[string][]time.Time
	locators  map[string]*cursor
	usage     usage
	requests  map[string]int
	intercept func(http.ResponseWriter, *http.Request) bool
	hidden    map[string]bool // fields, as Object.Field

	// faults has a mutex of its own.
	faults faults
}

// A record is a Record and when it begins to show.
type record struct {
	values    engine.Record
	visible   time.Time
	deletedAt time.Time // when it was deleted; zero for never
}

// New makes an org.
func New(options Options) (*Org, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	objects, err := catalog.Objects(!options.NoHourlyFiles)
	if err != nil {
		return nil, err
	}
	types, err := catalog.EventTypes()
	if err != nil {
		return nil, err
	}
	org := &Org{
		options:    options,
		orgID:      id.New("00D", pod, uint64(options.Seed)%1_000_000_007),
		objects:    objects,
		eventTypes: map[string]catalog.EventType{},
		ids:        accountIDs(),
		records:    map[string][]record{},
		sessions:   map[string]*session{},
		signIns:    map[string][]time.Time{},
		locators:   map[string]*cursor{},
		requests:   map[string]int{},
		faults:     faults{kinds: faultKindsByName(), groups: map[string]*tally{}},
	}
	for _, eventType := range types {
		org.eventTypes[eventType.Name] = eventType
	}
	if err := org.addEventLogs(types); err != nil {
		return nil, err
	}
	if err := org.restrictFields(); err != nil {
		return nil, err
	}
	if org.generator, err = newGenerator(org, types); err != nil {
		return nil, err
	}
	if _, err := org.Inject(options.Faults...); err != nil {
		return nil, err
	}
	if !options.Empty {
		org.generator.week()
	}
	return org, nil
}

// restrictFields takes the use of fields away that the options name.
func (o *Org) restrictFields() error {
	for _, name := range slices.Concat(o.options.NotFilterable, o.options.NotSortable) {
		object, field, _ := strings.Cut(name, ".")
		definition := o.objects[object]
		if definition == nil {
			return fmt.Errorf("options NotFilterable and NotSortable: no field %q", name)
		}
		at := slices.IndexFunc(definition.Fields, func(f engine.Field) bool { return f.Name == field })
		if at < 0 {
			return fmt.Errorf("options NotFilterable and NotSortable: no field %q", name)
		}
		if slices.Contains(o.options.NotFilterable, name) {
			definition.Fields[at].Filterable = false
		}
		if slices.Contains(o.options.NotSortable, name) {
			definition.Fields[at].Sortable = false
		}
	}
	return nil
}

// ID returns the 18-character id of the org.
func (o *Org) ID() string { return o.orgID }

// ClientID returns the consumer key of the app that may sign in.
func (o *Org) ClientID() string { return o.options.ClientID }

// Username returns the user that may sign in.
func (o *Org) Username() string { return o.options.Username }

// now is the time of the org's clock, in UTC.
func (o *Org) now() time.Time { return o.options.Now().UTC() }

// newID returns the next id of a key prefix. The caller holds mu.
func (o *Org) newID(prefix string) string {
	o.ids[prefix]++
	return id.New(prefix, pod, o.ids[prefix])
}

// AddRecord adds a record of an object and returns its id. Values are of the Go
// type of their field: string, bool, int, float64, time.Time or nil. Left out,
// Id is the next one, EventIdentifier a new one, and the dates that say when a
// record came about are the clock's. The record shows from CreatedDate on, or as
// much later as [Options.RecordVisibility] says, and one of an event log object from
// [Options.EventLogDelay] after its Timestamp. A record of what is not an event, such
// as User, takes the place of one with its Id.
func (o *Org) AddRecord(object string, values map[string]any) (string, error) {
	return o.AddRecordAt(time.Time{}, object, values)
}

// AddRecordAt is AddRecord for a record that shows from a moment on, whatever
// its CreatedDate says.
func (o *Org) AddRecordAt(visibleAt time.Time, object string, values map[string]any) (string, error) {
	definition, ok := o.objects[object]
	if !ok || object == "EventLogFile" || object == "UserPermissionAccess" {
		return "", fmt.Errorf("adding a record: no object %q that takes records", object)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	filled, err := o.fill(definition, values)
	if err != nil {
		return "", fmt.Errorf("adding a record of %s: %w", object, err)
	}
	o.addRecord(definition, filled, visibleAt)
	recordID, _ := filled["Id"].(string)
	return recordID, nil
}

// fill checks values against their fields and adds what was left out.
func (o *Org) fill(object *engine.Object, values map[string]any) (engine.Record, error) {
	filled := engine.Record(maps.Clone(values))
	if filled == nil {
		filled = engine.Record{}
	}
	known := map[string]bool{}
	for _, field := range object.Fields {
		known[field.Name] = true
		if value, ok := filled[field.Name]; ok && !fits(field.Type, value) {
			return nil, fmt.Errorf("field %s is %T, not a value of type %s", field.Name, value, field.Type)
		}
	}
	for name := range filled {
		if !known[name] {
			return nil, fmt.Errorf("no field %q", name)
		}
	}
	now := o.now()
	o.fillDetection(object, filled, now)
	setDefaultValue(filled, known, object.TimeField, now.Truncate(time.Millisecond))
	happened, _ := filled[object.TimeField].(time.Time)
	setDefaultValue(filled, known, "CreatedDate", happened)
	for _, name := range []string{"SystemModstamp", "LastModifiedDate"} {
		setDefaultValue(filled, known, name, happened.Truncate(time.Second))
	}
	if object.KeyPrefix == "" {
		filled["Id"] = emptyID
	} else if _, ok := filled["Id"]; !ok {
		filled["Id"] = o.newID(object.KeyPrefix)
	}
	if _, ok := filled["EventIdentifier"]; !ok && known["EventIdentifier"] {
		o.ids["EventIdentifier"]++
		filled["EventIdentifier"] = fmt.Sprintf("00000000-0000-4000-8000-%012x", o.ids["EventIdentifier"])
	}
	return filled, nil
}

func setDefaultValue(values engine.Record, known map[string]bool, name string, value any) {
	if _, ok := values[name]; !ok && known[name] {
		values[name] = value
	}
}

// emptyID is the Id of all records that have none of their own.
const emptyID = "000000000000000AAA"

// fits reports whether a value has the Go type of a field type.
func fits(t engine.FieldType, value any) bool {
	switch value.(type) {
	case nil:
		return true
	case time.Time:
		return t == engine.Datetime
	case bool:
		return t == engine.Boolean
	case int:
		return t == engine.Integer
	case float64:
		return t == engine.Decimal
	case string:
		return t == engine.String || t == engine.ID
	}
	return false
}

// addRecord stores a record that shows from visible on, or if that is zero when
// the org's records do. The caller holds mu.
func (o *Org) addRecord(object *engine.Object, values engine.Record, visible time.Time) {
	added := record{values: values, visible: visible}
	if visible.IsZero() {
		added.visible = added.created(object).Add(o.eventLogDelay(object) + o.recordDelay(object))
	}
	o.records[object.Name] = append(o.records[object.Name], added)
	o.shapeRecord(object.Name, len(o.records[object.Name])-1, o.faults.all())
}

// recordDelay is how much later than its CreatedDate the next record of an
// object shows. The caller holds mu.
func (o *Org) recordDelay(object *engine.Object) time.Duration {
	return o.options.RecordVisibility.of(o.luck("record", object.Name, strconv.Itoa(len(o.records[object.Name]))))
}

// shows reports whether a record can be queried at a moment.
func (r record) shows(object *engine.Object, now time.Time) bool {
	return !r.visible.After(now) && (r.deletedAt.IsZero() || now.Before(r.deletedAt)) && object.Kept(r.values, now)
}

// created is when a record was made.
func (r record) created(object *engine.Object) time.Time {
	created, ok := r.values["CreatedDate"].(time.Time)
	if !ok {
		created, _ = r.values[object.TimeField].(time.Time)
	}
	return created
}

// visibleRecords returns the records of an object that show by now.
func (o *Org) visibleRecords(object string, now time.Time) []engine.Record {
	o.mu.Lock()
	defer o.mu.Unlock()
	if object == "EventLogFile" {
		return o.logFileRecords(now)
	}
	if isAccount(object) {
		return amended(o.accountRecords(object, now), o.records[object], now)
	}
	list := make([]engine.Record, 0, len(o.records[object]))
	for _, record := range o.records[object] {
		if record.shows(o.objects[object], now) && o.mayRead(object, record.values) {
			list = append(list, record.values)
		}
	}
	return list
}
