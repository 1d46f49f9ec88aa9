// Package xpack reads what the x-pack input (the salesforce input of Elastic) keeps in the registry: how far
// it has collected log files, and an object. It has the same type name, so a beat that
// goes on with the data of another finds it under a key of its own form.
//
// The package imports soql.
package xpack

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/soql"
)

// State is the state of an input. One of its parts is empty where the input did not
// collect it.
type State struct {
	Object       Progress `struct:"object"`
	EventLogFile Progress `struct:"eventlogfile"`
}

// Progress is how far something is collected.
type Progress struct {
	FirstEventTime string `struct:"first_event_time"`
	LastEventTime  string `struct:"last_event_time"`
	LastEventID    string `struct:"last_event_id"`
	ProgressTime   string `struct:"progress_time"`
}

// Keys returns the keys, without the type, under which the state of a stanza may be:
// the url is in it as it was written, and the id, if there is one.
func Keys(id, url, cleanURL string) []string {
	var keys []string
	for _, url := range []string{url, cleanURL, strings.TrimRight(url, "/"), cleanURL + "/"} {
		if id != "" {
			url = id + "::" + url
		}
		if !slices.Contains(keys, url) {
			keys = append(keys, url)
		}
	}
	return keys
}

// Reached returns the time up to which all was surely collected; zero if nothing was.
// First and last are those of one run, in the order of its query, so that the older one
// is safe in either order. A run in batches keeps the end of those that are finished.
func (p Progress) Reached() (time.Time, error) {
	times := []struct{ name, text string }{{"first_event_time", p.FirstEventTime}, {"last_event_time", p.LastEventTime}}
	if p.ProgressTime != "" {
		times = []struct{ name, text string }{{"progress_time", p.ProgressTime}}
	}
	var oldest time.Time
	for _, one := range times {
		if one.text == "" {
			continue
		}
		at, err := soql.ParseDateTime(one.text)
		if err != nil {
			return time.Time{}, fmt.Errorf("%s %q in the x-pack input's state is not a time: %w", one.name, one.text, err)
		}
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
	}
	return oldest, nil
}

// String says what is stored, for people.
func (p Progress) String() string {
	var parts []string
	for _, part := range [][2]string{
		{"first_event_time", p.FirstEventTime}, {"last_event_time", p.LastEventTime}, {"last_event_id", p.LastEventID}, {"progress_time", p.ProgressTime},
	} {
		if part[1] != "" {
			parts = append(parts, part[0]+" "+part[1])
		}
	}
	if len(parts) == 0 {
		return "nothing collected"
	}
	return strings.Join(parts, ", ")
}
