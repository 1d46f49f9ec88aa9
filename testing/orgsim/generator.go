package orgsim

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
)

// A generator makes the data of an org, whose mu guards it. Each hour has a source of chance of its
// own, so that an hour is the same whatever came before it.
type generator struct {
	org         *Org
	users       []person
	integration person
	system      person
	eventTypes  []weightedChoice[catalog.EventType]
	objects     []weightedChoice[*engine.Object]
	eventLogs   []weightedChoice[*engine.Object]
	columns     map[string]columnMaker
	fields      map[string]fieldMaker

	// grown is up to when there is data, and growths how often Grow made some.
	grown   time.Time
	growths uint64
	// sequences are the last ones of an hour's event type.
	sequences map[sequenceKey]int
	// open collects the rows of days that have no daily files yet.
	open map[time.Time]map[string][]lateRows
}

// A weighted is a choice and how likely it is.
type weightedChoice[T any] struct {
	value  T
	weight int
}

// A sequenceKey is an hour of an event type.
type sequenceKey struct {
	hour      time.Time
	eventType string
}

// lateRows are rows of an hourly file, as CSV, and when the file came.
type lateRows struct {
	csv     []byte
	created time.Time
}

// newGenerator prepares the data of an org; it makes none.
func newGenerator(org *Org, types []catalog.EventType) (*generator, error) {
	g := &generator{
		org: org, columns: columnMakers(), fields: fieldMakers(), grown: org.now(),
		sequences: map[sequenceKey]int{}, open: map[time.Time]map[string][]lateRows{},
	}
	g.users, g.integration, g.system = g.people()
	wanted := org.options.EventTypes
	for _, name := range wanted {
		if _, ok := org.eventTypes[name]; !ok {
			return nil, fmt.Errorf("option EventTypes names %q, which is not an event type", name)
		}
	}
	for _, eventType := range types {
		if wanted == nil || slices.Contains(wanted, eventType.Name) {
			g.eventTypes = append(g.eventTypes, weightedChoice[catalog.EventType]{eventType, eventTypeWeight(eventType.Name)})
		}
	}
	for _, object := range org.objects {
		if _, logged := org.eventLogs[object.Name]; logged {
			g.eventLogs = append(g.eventLogs, weightedChoice[*engine.Object]{object, 1})
		} else if weight := objectWeight(object); weight > 0 {
			g.objects = append(g.objects, weightedChoice[*engine.Object]{object, weight})
		}
	}
	for _, choices := range [][]weightedChoice[*engine.Object]{g.objects, g.eventLogs} {
		slices.SortFunc(choices, func(a, b weightedChoice[*engine.Object]) int { return cmp.Compare(a.value.Name, b.value.Name) })
	}
	return g, nil
}

// chance returns the source of chance of a moment.
func (g *generator) chance(stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(g.org.options.Seed), stream))
}

// pick chooses by weight.
func pick[T any](rng *rand.Rand, choices []weightedChoice[T]) T {
	sum := 0
	for _, choice := range choices {
		sum += choice.weight
	}
	n := rng.IntN(sum)
	for _, choice := range choices {
		if n -= choice.weight; n < 0 {
			return choice.value
		}
	}
	return choices[len(choices)-1].value
}

// week makes the data that the org begins with, up to the last full hour.
func (g *generator) week() {
	g.org.mu.Lock()
	defer g.org.mu.Unlock()
	now := g.org.now()
	end := now.Truncate(time.Hour)
	for hour := end.AddDate(0, 0, -g.org.options.Days); hour.Before(end); hour = hour.Add(time.Hour) {
		rng := g.chance(uint64(hour.Unix() / 3600))
		g.hour(rng, hour)
		g.records(rng, hour, hour.Add(time.Hour), max(g.org.options.RowsPerHour/4, 1))
		g.logged(g.chance(1<<59+uint64(hour.Unix()/3600)), hour, hour.Add(time.Hour), max(g.org.options.RowsPerHour/16, 1))
	}
	g.state()
	g.grown = end
	g.closeDays(now)
}

// Grow makes n log rows, and records with them, that happened since the last
// growth or since the org began, and returns how many rows it made. Rows come
// as further sequences of their hours' files. Days that ended get their daily
// files. It makes nothing if no time has passed.
func (o *Org) Grow(n int) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	g, now := o.generator, o.now()
	if !now.After(g.grown) {
		return 0
	}
	g.growths++
	rng := g.chance(1<<63 + g.growths)
	rows := g.rows(rng, g.grown, now, n)
	for _, hour := range byHour(rows) {
		start := hour[0].when.Truncate(time.Hour)
		for _, group := range byType(hour) {
			g.addHourly(start, group, now.Add(o.options.FileDelay), 0)
		}
	}
	g.records(rng, g.grown, now, max(n/4, 1))
	g.logged(g.chance(1<<58+g.growths), g.grown, now, max(n/16, 1))
	g.grown = now
	g.closeDays(now)
	return len(rows)
}

// hour makes the log files of an hour. They come in little crowds that share
// one second; some event types have rows that come late.
func (g *generator) hour(rng *rand.Rand, hour time.Time) {
	delay := g.org.options.FileDelay
	rows := g.rows(rng, hour, hour.Add(time.Hour), g.org.options.RowsPerHour)
	first := hour.Add(time.Hour + delay + within(rng, delay/2))
	for i, group := range byType(rows) {
		created := first.Add(time.Duration(i/4) * time.Second)
		late := lateFrom(rng, group)
		g.addHourly(hour, group[:late], created, 0)
		if late == len(group) {
			continue
		}
		again := rng.IntN(3) // one of three late files repeats a row of the first
		if again > 1 {
			again = 0
		}
		created = created.Add(delay/4 + within(rng, delay/4))
		if rng.IntN(6) == 0 {
			created = created.Add(26 * time.Hour)
		}
		g.addHourly(hour, group[late-again:], created, again)
	}
}

// within is a random part of a duration, in whole seconds.
func within(rng *rand.Rand, d time.Duration) time.Duration {
	return time.Duration(rng.Int64N(int64(d/time.Second)+1)) * time.Second
}

// lateFrom is the index of the first row that comes late, if any. Two equal
// rows stay together.
func lateFrom(rng *rand.Rand, rows []logRow) int {
	if len(rows) < 2 || rng.IntN(10) != 0 {
		return len(rows)
	}
	late := 1 + rng.IntN(len(rows)-1)
	for late < len(rows) && slices.Equal(rows[late].cells, rows[late-1].cells) {
		late++
	}
	return late
}

// addHourly adds an hourly file of rows of one event type. The first ones of
// them may have been in an earlier file, and are not new to the day.
func (g *generator) addHourly(hour time.Time, rows []logRow, created time.Time, repeated int) {
	if len(rows) == 0 {
		return
	}
	var again, fresh []byte
	for i, row := range rows {
		if i < repeated {
			again = appendRow(again, row.cells)
		} else {
			fresh = appendRow(fresh, row.cells)
		}
	}
	eventType := rows[0].eventType
	created = created.Truncate(time.Second)
	day := hour.Truncate(24 * time.Hour)
	if g.open[day] == nil {
		g.open[day] = map[string][]lateRows{}
	}
	g.open[day][eventType.Name] = append(g.open[day][eventType.Name], lateRows{fresh, created})
	if g.org.options.NoHourlyFiles {
		return
	}
	key := sequenceKey{hour, eventType.Name}
	g.sequences[key]++
	g.org.addLogFile(g.version(eventType, Hourly, g.sequences[key], hour, created, [][]byte{again, fresh}))
}

// version makes a file of pieces of CSV.
func (g *generator) version(eventType catalog.EventType, interval string, sequence int, logDate, created time.Time, rows [][]byte) *logFileVersion {
	header := make([]string, len(eventType.Columns))
	for i, column := range eventType.Columns {
		header[i] = column.Name
	}
	body := append([][]byte{appendRow(nil, header)}, rows...)
	spec := LogFileSpec{
		EventType: eventType.Name, Interval: interval, Sequence: sequence, LogDate: logDate, CreatedDate: created,
		Columns: header, Length: totalLength(body),
	}
	return &logFileVersion{record: g.org.logFileRecord(spec), body: body}
}

// closeDays makes the daily files of the days that are over.
func (g *generator) closeDays(now time.Time) {
	var ended []time.Time
	for day := range g.open {
		if !day.AddDate(0, 0, 1).After(now) {
			ended = append(ended, day)
		}
	}
	slices.SortFunc(ended, time.Time.Compare)
	for _, day := range ended {
		rng := g.chance(1<<62 + uint64(day.Unix()/86400))
		first := day.AddDate(0, 0, 1).Add(g.org.options.DailyDelay)
		i := 0
		for _, choice := range g.eventTypes {
			if rows := g.open[day][choice.value.Name]; len(rows) > 0 {
				g.addDaily(choice.value, day, first.Add(time.Duration(i/4)*time.Second+within(rng, time.Second)), rows)
				i++
			}
		}
		delete(g.open, day)
	}
}

// addDaily makes the daily file of an event type from the rows that had come by
// its making, and a replacement with the full set for each time that more come.
func (g *generator) addDaily(eventType catalog.EventType, day, created time.Time, rows []lateRows) {
	var moments []time.Time
	for _, late := range rows {
		moment := created.Truncate(time.Second)
		if late.created.After(moment) {
			moment = late.created.Add(time.Hour)
		}
		moments = append(moments, moment)
	}
	slices.SortFunc(moments, time.Time.Compare)
	var file *logFile
	for _, moment := range slices.CompactFunc(moments, time.Time.Equal) {
		var pieces [][]byte
		for _, late := range rows {
			if !late.created.After(moment) {
				pieces = append(pieces, late.csv)
			}
		}
		version := g.version(eventType, Daily, 0, day, moment, pieces)
		if file == nil {
			file = g.org.addLogFile(version)
			continue
		}
		g.org.replaceLogFile(file, version)
	}
}
