package logfile

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// allTypes stands for every event type in a selection.
const allTypes = "*"

// scope is what the configuration selects, such as "Hourly/Login", or "Hourly/*"
// for every event type, and where in time the collecting of each selection stands.
type scope struct {
	intervals  []string
	selections []string
	start      time.Time // of a selection that is new
	lookback   time.Duration
}

func newScope(config Config, intervals []string, now time.Time) scope {
	types := config.EventTypes
	if len(types) == 0 {
		types = []string{allTypes}
	}
	s := scope{intervals: intervals, start: now.Add(-config.InitialInterval).Truncate(time.Second), lookback: config.Lookback}
	for _, interval := range intervals {
		for _, eventType := range types {
			s.selections = append(s.selections, interval+"/"+eventType)
		}
	}
	return s
}

// covers reports whether one selection includes the other.
func covers(selection, other string) bool {
	interval, eventType, _ := strings.Cut(selection, "/")
	otherInterval, otherType, _ := strings.Cut(other, "/")
	return interval == otherInterval && (eventType == allTypes || strings.EqualFold(eventType, otherType))
}

func anyCovers(selections []string, other string) bool {
	return slices.ContainsFunc(selections, func(selection string) bool { return covers(selection, other) })
}

// begin fits the state to what is selected now. A selection that the state does
// not cover starts at the initial interval, as the whole did at the first run; one
// that is not selected any more is dropped, so that it starts afresh if it is ever
// selected again.
func (s scope) begin(before state.LogFiles) (after state.LogFiles, changed bool) {
	if before.Watermark.IsZero() {
		return state.LogFiles{Begin: s.start, Watermark: s.start, Selections: s.selections}, true
	}
	after = before
	after.Behind = maps.Clone(before.Behind)
	maps.DeleteFunc(after.Behind, func(selection string, _ time.Time) bool { return !slices.Contains(s.selections, selection) })
	after.Selections = slices.Clone(s.selections)
	for _, selection := range s.selections {
		if _, known := after.Behind[selection]; !known && !anyCovers(before.Selections, selection) {
			if after.Behind == nil {
				after.Behind = make(map[string]time.Time)
			}
			after.Behind[selection] = s.start
		}
	}
	// A selection inside one that is behind goes on from where it is.
	for _, selection := range before.Selections {
		_, behind := after.Behind[selection]
		if !behind && anyCovers(s.selections, selection) && !slices.Contains(after.Selections, selection) {
			after.Selections = append(after.Selections, selection)
		}
	}
	return after, !slices.Equal(after.Selections, before.Selections) || !maps.Equal(after.Behind, before.Behind)
}

// since returns the CreatedDate from which the state wants files like f.
func (s scope) since(st state.LogFiles, f file) time.Time {
	var since time.Time
	for _, selection := range st.Selections {
		if start := s.startOf(st, selection); covers(selection, f.interval+"/"+f.eventType) && start.After(since) {
			since = start
		}
	}
	return since
}

// oldest returns the CreatedDate from which files of an interval are to be listed.
func (s scope) oldest(st state.LogFiles, interval string) time.Time {
	var oldest time.Time
	for _, selection := range s.selections {
		start := s.startOf(st, selection)
		if strings.HasPrefix(selection, interval+"/") && (oldest.IsZero() || start.Before(oldest)) {
			oldest = start
		}
	}
	return oldest
}

func (s scope) startOf(st state.LogFiles, selection string) time.Time {
	if behind, ok := st.Behind[selection]; ok {
		return behind
	}
	if start := st.Watermark.Add(-s.lookback); start.After(st.Begin) {
		return start
	}
	return st.Begin
}

// behind returns the selection that is catching up for files like f, or "".
func (s scope) behind(st state.LogFiles, f file) string {
	name := f.interval + "/" + f.eventType
	found := ""
	for _, selection := range st.Selections {
		if !covers(selection, name) {
			continue
		}
		if _, ok := st.Behind[selection]; !ok {
			return ""
		}
		found = selection
	}
	return found
}

// progress moves the watermark, and the date of each selection that is behind, up
// to the oldest file that is still pending, and drops what lies before the lookback.
func (s scope) progress(st state.LogFiles, listed []file, pending map[state.LogFile]bool) state.LogFiles {
	st.Behind = maps.Clone(st.Behind)
	held := make(map[string]bool) // by selection behind, "" for the watermark
	for _, f := range listed {
		selection := s.behind(st, f)
		held[selection] = held[selection] || pending[f.key()]
		if held[selection] {
			continue
		}
		if selection != "" {
			st.Behind[selection] = f.createdDate
		} else if f.createdDate.After(st.Watermark) {
			st.Watermark = f.createdDate
		}
	}
	keep := s.startOf(state.LogFiles{Begin: st.Begin, Watermark: st.Watermark}, "")
	for _, behind := range st.Behind {
		if behind.Before(keep) {
			keep = behind
		}
	}
	return st.Since(keep)
}

// settled ends a poll: selections that were behind and have nothing pending have
// caught up with the watermark.
func (s scope) settled(st state.LogFiles, listed []file, pending map[state.LogFile]bool) state.LogFiles {
	st = s.progress(st, listed, pending)
	busy := make(map[string]bool)
	for _, f := range listed {
		if pending[f.key()] {
			busy[s.behind(st, f)] = true
		}
	}
	maps.DeleteFunc(st.Behind, func(selection string, _ time.Time) bool { return !busy[selection] })
	if len(st.Behind) == 0 {
		st.Behind = nil
		st.Selections = slices.Clone(s.selections)
	}
	return s.progress(st, nil, pending)
}
