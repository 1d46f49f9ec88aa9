package stanza

import (
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
)

// eventLogObjects is the name of the source that collects all event log objects which the
// catalog does not know.
const eventLogObjects = "event_log_objects"

// EventLogFile is the name of the source that collects all event log files.
const EventLogFile = "event_log_file"

// Source is one stream of events with a state of its own.
type Source struct {
	// Key is that of its state in the registry.
	Key string
	// Input is the id of the input; "" if it has none.
	Input string
	// Label is part of the key. It depends on what is collected only, not on how, so that
	// an edit of the stanza does not start over.
	Label    string
	Interval time.Duration
	// Optional says that the org need not have it.
	Optional bool
	// Profiled says that a profile may choose it.
	Profiled bool
	// Offered says that it collects nothing as long as the org does not list the object.
	Offered bool
	// Unlisted says that Records is for all event log objects that the catalog does not
	// know, and not for one.
	Unlisted bool
	// Warnings are what can make records be missed, and names that no table knows.
	Warnings []string
	// One of the two is set.
	LogFiles *logfile.Config
	Records  *record.Config
}

// Name implements the source of input-cursor.
func (s *Source) Name() string { return s.Label }

// Host returns the host of the org's URL.
func (s *Source) Host() string {
	host, _, _ := strings.Cut(s.Label, "::")
	return host
}

// What returns what the source collects, for people.
func (s *Source) What() string {
	what := "event log files"
	if s.LogFiles == nil {
		what = s.Records.Object
	}
	if s.Unlisted {
		what = "other event log objects"
	}
	if query := s.Query(); query != nil {
		what += " (" + query.Name() + ")"
	}
	return what
}

// Query returns the query of the user's own that the source runs, or nil.
func (s *Source) Query() *querytemplate.Query {
	if s.LogFiles != nil {
		return s.LogFiles.Query
	}
	return s.Records.Query
}

// Object returns the name of an object that is collected without a custom query, or "".
func (s *Source) Object() string {
	if s.Records == nil || s.Records.Query != nil {
		return ""
	}
	return s.Records.Object
}

// Lookback returns how far windows or listings overlap.
func (s *Source) Lookback() time.Duration {
	if s.LogFiles != nil {
		return s.LogFiles.Lookback
	}
	return s.Records.Lookback
}

// InitialInterval returns how far back a first run goes.
func (s *Source) InitialInterval() time.Duration {
	if s.LogFiles != nil {
		return s.LogFiles.InitialInterval
	}
	return s.Records.InitialInterval
}

// Follows reports whether the source is a custom query for records that is told how far the
// last run came.
func (s *Source) Follows() bool {
	return s.Records != nil && s.Records.Query != nil && !s.Records.Query.InBatches()
}

// FollowsTime reports whether what such a query is told is a time.
func (s *Source) FollowsTime() bool {
	return s.Follows() && s.Records.Query.Uses(querytemplate.FirstEventTime, querytemplate.LastEventTime, querytemplate.ProgressTime)
}

// Priority says what comes first where requests are scarce.
func (s *Source) Priority() budget.Priority {
	if s.LogFiles != nil {
		return s.LogFiles.Priority()
	}
	return budget.OfObject(s.Records.Object)
}
