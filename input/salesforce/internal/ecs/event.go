package ecs

import (
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"
)

// Event is a finished event.
type Event struct {
	// Timestamp is when it happened. It is zero for a record that has no time
	// at all; that can only come from a custom query.
	Timestamp time.Time
	// ID is the identity of the event, for @metadata._id.
	ID string
	// Fields are all other fields. The map is the caller's to change.
	Fields mapstr.M
	// Unknown are the fields of a record that no table knows, which Drift tells
	// of; those of rows are the columns of their mapper.
	Unknown []string
	// Size is how many bytes the row or record has; 0 for other events. What the event
	// takes in memory grows with it.
	Size int
}

// Org is the org an event comes from.
type Org struct {
	ID          string // 18 characters
	InstanceURL string
	UserID      string // of the session that collects; empty where it is not known
}

// LogFile describes the log file that a row comes from.
type LogFile struct {
	ID          string
	EventType   string
	Interval    string // Hourly or Daily
	Sequence    int
	LogDate     time.Time
	CreatedDate time.Time
	APIVersion  string
	// FieldNames and FieldTypes are LogFileFieldNames and LogFileFieldTypes.
	// Salesforce cuts both at 1333 characters; the header row is the truth.
	FieldNames []string
	FieldTypes []string
}

// Options are what users can choose about events.
type Options struct {
	// PreserveOriginal keeps the row or record as it came in event.original. It means
	// nothing to FormatMessage.
	PreserveOriginal bool
	// Format is the shape of the events.
	Format Format
	// Self is what the input looks like.
	Self Self
	// Steps are what is done with each event, in their order.
	Steps []Step
}

// Mapper makes events. It is immutable but for what it remembers of values that come
// again and again.
type Mapper struct {
	options  Options
	declared names
	memory   memory
}

// memory is what a mapper remembers.
type memory struct {
	agents    agents
	users     users
	addresses addresses
}

// NewMapper returns a mapper with these options.
func NewMapper(options Options) *Mapper {
	return &Mapper{options: options, declared: declaredNames()}
}
