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
	// now is when the files were listed. What is dated later moves nothing: the date is
	// wrong, and what comes until then would be missed. Zero for no bound.
	now time.Time
	// onlyDaily are the event types of which the daily files are selected besides all hourly
	// ones, and foundSince is from when on it could have been found that they are needed.
	onlyDaily  []string
	foundSince time.Time
}

func newScope(config Config, intervals []string, now time.Time) scope {
	return scope{
		intervals: intervals, selections: config.selections(intervals),
		start: now.Add(-config.InitialInterval).Truncate(time.Second), lookback: config.Lookback,
	}
}

// addOnlyDaily selects the daily files of event types that have no hourly ones.
func (s *scope) addOnlyDaily(eventTypes []string, now time.Time) {
	if len(eventTypes) == 0 {
		return
	}
	s.intervals = append(slices.Clone(s.intervals), Daily)
	for _, eventType := range eventTypes {
		s.selections = append(s.selections, Daily+"/"+eventType)
	}
	s.onlyDaily, s.foundSince = eventTypes, now.Add(-recentFiles)
}

// eventTypes returns those of an interval that are to be listed, of the configured ones.
func (s scope) eventTypes(interval string, configured []string) []string {
	if interval == Daily && len(s.onlyDaily) > 0 {
		return s.onlyDaily
	}
	return configured
}

// onlyDailyOf returns the event types that addOnlyDaily added to the selections of a state.
func onlyDailyOf(selections []string) []string {
	var eventTypes []string
	hourly := false
	for _, selection := range selections {
		interval, eventType, _ := strings.Cut(selection, "/")
		switch {
		case interval == Hourly:
			hourly = true
		case interval == Daily && eventType == allTypes:
			return nil
		case interval == Daily:
			eventTypes = append(eventTypes, eventType)
		}
	}
	if !hourly {
		return nil
	}
	return eventTypes
}

// Selections returns what the configuration selects, of the intervals that it allows.
func (c Config) Selections() []string {
	if c.Query != nil {
		return []string{ownQuery}
	}
	switch c.LogInterval {
	case LogIntervalHourly:
		return c.selections([]string{Hourly})
	case LogIntervalDaily:
		return c.selections([]string{Daily})
	}
	return c.selections([]string{Hourly, Daily})
}

func (c Config) selections(intervals []string) []string {
	types := c.EventTypes
	if len(types) == 0 {
		types = []string{allTypes}
	}
	var selections []string
	for _, interval := range intervals {
		for _, eventType := range types {
			selections = append(selections, interval+"/"+eventType)
		}
	}
	return selections
}

// covers reports whether one selection includes the other.
func covers(selection, other string) bool {
	if selection == ownQuery {
		return true
	}
	interval, eventType, _ := strings.Cut(selection, "/")
	otherInterval, otherType, _ := strings.Cut(other, "/")
	return interval == otherInterval && (eventType == allTypes || strings.EqualFold(eventType, otherType))
}

// begin fits the state to what is selected now. A selection that the state does
// not cover starts at the initial interval, as the whole did at the first run; one
// that is not selected any more is dropped, so that it starts afresh if it is ever
// selected again.
func (s scope) begin(before state.LogFiles) (after state.LogFiles, changed bool) {
	if before.Watermark.IsZero() {
		return state.LogFiles{Begin: s.start, Watermark: s.start, Selections: s.selections}.Clone(), true
	}
	after = before.Clone()
	after.Selections, after.Behind = slices.Clone(s.selections), make(map[string]time.Time)
	for _, selection := range s.selections {
		if since, behind := s.reached(before, selection); behind {
			after.Behind[selection] = since
		}
	}
	// A selection inside one that is behind goes on from where it is.
	for _, selection := range before.Selections {
		inside := slices.ContainsFunc(s.selections, func(outer string) bool {
			_, behind := after.Behind[outer]
			return behind && covers(outer, selection)
		})
		if !inside || slices.Contains(after.Selections, selection) {
			continue
		}
		after.Selections = append(after.Selections, selection)
		if since, behind := before.Behind[selection]; behind {
			after.Behind[selection] = since
		}
	}
	if len(after.Behind) == 0 {
		after.Behind = nil
	}
	return after, !slices.Equal(after.Selections, before.Selections) || !maps.Equal(after.Behind, before.Behind)
}

// reached returns the date from which a selection is behind the watermark of a
// state, and false if it is not behind. Only a selection that is not behind itself
// vouches for the parts of it.
func (s scope) reached(before state.LogFiles, selection string) (since time.Time, behind bool) {
	if since, behind = before.Behind[selection]; behind {
		return since, true
	}
	since, behind = s.startOfNew(before, selection), true
	found := false
	for _, known := range before.Selections {
		if !covers(known, selection) {
			continue
		}
		date, late := before.Behind[known]
		if !late {
			return time.Time{}, false
		}
		if !found || date.After(since) {
			since, found = date, true
		}
	}
	return since, true
}

// startOfNew returns where a selection starts that a state does not know. Daily files are not
// chosen by anybody where it shows only later that the event type has no hourly ones: what it
// has had since it could have been found, or since the state stands still, is not to be lost.
func (s scope) startOfNew(before state.LogFiles, selection string) time.Time {
	interval, eventType, _ := strings.Cut(selection, "/")
	wasChosen := slices.ContainsFunc(before.Selections, func(known string) bool { return covers(known, Hourly+"/"+eventType) })
	if interval != Daily || !slices.Contains(s.onlyDaily, eventType) || !wasChosen {
		return s.start
	}
	since := s.startOf(before, "")
	if s.foundSince.Before(since) {
		since = s.foundSince
	}
	if since.Before(before.Begin) {
		return before.Begin
	}
	return since
}

// of returns the selection of the state that files like f belong to: the one that
// names their event type, before the one for every type. It is false where none
// does. A file never changes its selection while another catches up, or the one
// that moves on would leave behind what the other waits for.
func (s scope) of(st state.LogFiles, f file) (selection string, covered bool) {
	for _, candidate := range st.Selections {
		switch {
		case !covers(candidate, f.interval+"/"+f.eventType):
		case !strings.HasSuffix(candidate, "/"+allTypes):
			return candidate, true
		default:
			selection, covered = candidate, true
		}
	}
	return selection, covered
}

// since returns the position from which the state wants files like f. What is
// listed and belongs to nothing is wanted: it was asked for.
func (s scope) since(st state.LogFiles, f file) time.Time {
	selection, covered := s.of(st, f)
	if !covered {
		return time.Time{}
	}
	return s.startOf(st, selection)
}

// oldest returns the CreatedDate from which files of an interval are to be listed. It
// asks the state's selections: one that goes on inside another that is behind may
// have to look further back than that one.
func (s scope) oldest(st state.LogFiles, interval string) time.Time {
	var oldest time.Time
	for _, selection := range st.Selections {
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
	selection, _ := s.of(st, f)
	if _, behind := st.Behind[selection]; !behind {
		return ""
	}
	return selection
}

// progress moves the watermark up to the oldest file that is still pending, and the
// date of each selection that is behind up to its lookback before its oldest pending
// one, and drops what lies before what is listed again.
func (s scope) progress(st state.LogFiles, listed []file, pending map[state.LogFile]bool) state.LogFiles {
	st = st.Clone()
	before := st.Watermark
	held := make(map[string]bool) // by selection behind, "" for the watermark
	for _, f := range listed {
		if st.HasMissed(f.key()) {
			continue // the watermark has passed it long ago
		}
		selection := s.behind(st, f)
		if held[selection] {
			continue
		}
		if pending[f.key()] {
			if held[selection] = true; len(held) > len(st.Behind) {
				break // nothing moves any more
			}
			continue
		}
		if !s.now.IsZero() && f.position.After(s.now) {
			continue
		}
		if selection != "" {
			if start := f.position.Add(-s.lookback); start.After(st.Behind[selection]) {
				st.Behind[selection] = start
			}
		} else if f.position.After(st.Watermark) {
			st.Watermark = f.position
		}
	}
	if st.Watermark.After(before) && !s.now.IsZero() {
		st.Marks = st.Marks.With(state.Mark{Through: st.Watermark, AsOf: s.now})
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
		if pending[f.key()] && !st.HasMissed(f.key()) {
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
