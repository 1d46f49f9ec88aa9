package catalog

import (
	"strings"
	"time"
)

// Kind says which rules of SOQL hold for an object.
type Kind string

const (
	// Standard objects can be filtered and sorted by most of their fields.
	Standard Kind = "standard"
	// BigObject is the storage of real-time events: filters on EventDate only,
	// and no order but EventDate DESC. Their Id is always EmptyKey.
	BigObject Kind = "big"
	// EventLog objects hold what log files hold. Their time is Timestamp and
	// may be sorted in both directions. Their Id is always EmptyKey too.
	EventLog Kind = "log"
)

// Rules are what holds for every object of a kind.
type Rules struct {
	// WindowFields are the date-times that windows can be over, the best one first,
	// for objects that name none of their own.
	WindowFields []string
	// Lateness is how long after the time in its window field a record can be
	// queried, at most. What is asked for sooner may lack it.
	Lateness time.Duration
	// Delay and Lookback are what a collector uses if nobody sets them. Together
	// they are longer than Lateness.
	Delay, Lookback time.Duration
	// MaxSpan is the longest time between the bounds of one query; 0 for no bound.
	MaxSpan time.Duration
	// MaxTimeFilters is how many conditions on the time a query may have; 0 for no bound.
	MaxTimeFilters int
	// Countable says that queries with COUNT() are allowed.
	Countable bool
	// Retention is how long Salesforce keeps a record; 0 if that differs by object.
	Retention time.Duration
}

const day = 24 * time.Hour

// Rules returns what holds for the objects of the kind.
func (k Kind) Rules() Rules {
	switch k {
	case EventLog:
		// Salesforce documents 25 to 45 minutes, 15 days, two filters and 30 days.
		return Rules{
			WindowFields: []string{"Timestamp"},
			Lateness:     45 * time.Minute, Delay: 25 * time.Minute, Lookback: 35 * time.Minute,
			MaxSpan: 15 * day, MaxTimeFilters: 2, Countable: true, Retention: 30 * day,
		}
	case BigObject:
		// Salesforce documents six months. How late a record is, it does not say: real
		// records were created 0.5 to 3 seconds after their EventDate.
		return Rules{
			WindowFields: []string{"EventDate"},
			Lateness:     time.Minute, Delay: time.Minute, Lookback: 5 * time.Minute,
			Retention: 180 * day,
		}
	default:
		// By the date on which the record was created, only the commit is awaited.
		// Salesforce gives no bound for it. The date of what happened comes last: threat
		// detections are created up to a day and more after it.
		return Rules{
			WindowFields: []string{
				"CreatedDate", "SystemModstamp", "LastModifiedDate", "ChangedDate",
				"LoginTime", "VerificationTime", "EventDate", "Timestamp",
			},
			Lateness: time.Minute, Delay: time.Minute, Lookback: 5 * time.Minute,
			Countable: true,
		}
	}
}

// KindOf returns the kind of an object, which need not be in the catalog: then its
// name tells.
func KindOf(object string) Kind {
	if known, ok := ObjectByName(object); ok {
		return known.Kind
	}
	lower := strings.ToLower(object)
	switch {
	case strings.HasSuffix(lower, "eventlog"):
		return EventLog
	case strings.HasSuffix(lower, "__b"):
		return BigObject
	}
	return Standard
}

// NotByTime returns why the records of an object cannot be asked for by a span of time
// alone, or "" if nothing is known against it.
func NotByTime(object string) string {
	if strings.EqualFold(object, "FieldHistoryArchive") {
		return "Salesforce filters it by FieldHistoryType and ParentId first, and by CreatedDate only after these"
	}
	return ""
}
