package ecs

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// Drift remembers which unknown names were told of, so that a schema that changed
// is told of once a day and not with every file. It may be used from any
// goroutine. The zero value is ready.
type Drift struct {
	mu       sync.Mutex
	warnings map[string]warning // by event type or object
}

type warning struct {
	at    time.Time
	names []string
}

// quiet is how long names are not told of again.
const quiet = 24 * time.Hour

// maxLogged bounds what is remembered of one type: objects of which everything is
// new can have any number of names.
const maxLogged = 200

// News returns those of the unknown names of an event type or object that are to
// be told of now, in order: all of them when none was told of for a day, else
// those that were not among them.
func (d *Drift) News(of string, names []string, now time.Time) []string {
	if len(names) == 0 {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	before, ok := d.warnings[of]
	if !ok || now.Sub(before.at).Abs() >= quiet {
		before = warning{at: now}
	}
	var news []string
	for _, name := range names {
		if !slices.Contains(before.names, name) && !slices.Contains(news, name) && len(before.names)+len(news) < maxLogged {
			news = append(news, name)
		}
	}
	if len(news) == 0 {
		return nil
	}
	if d.warnings == nil {
		d.warnings = map[string]warning{}
	}
	before.names = append(before.names, news...)
	d.warnings[of] = before
	slices.Sort(news)
	return news
}

// DriftMessage says which names of an event type or object no table knows.
func DriftMessage(of string, names []string) string {
	return of + " has columns or fields that this version does not know; they are kept under salesforce." +
		classOf(canonicalEventType(of)).dataset + ": " + strings.Join(names, ", ")
}
