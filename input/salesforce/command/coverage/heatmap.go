package coveragecommand

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

// maxHours is how many columns a heat map has before they are days.
const maxHours = 8 * 24

// longestMap bounds the time that a heat map shows.
const longestMap = 400 * 24 * time.Hour

// shades is how many colors say how much an hour has.
const shades = 5

//go:embed heatmap.html
var page string

// heatMap is the part of the page for one kind of series of one org.
type heatMap struct {
	Title string
	Daily bool
	// Days are the heads of the columns, Ticks those below them.
	Days  []head
	Ticks []string
	Rows  []row
	Gaps  []string
	More  int // gaps that are not listed
}

type head struct {
	Text string
	Span int
}

type row struct {
	Name  string
	Gaps  int
	Total int64
	Cells []cell
}

// cell is an hour, or day, of a row.
type cell struct {
	Class, Mark, Title string
}

// heatMaps writes a page that needs nothing but itself.
func (r *summary) heatMaps(out io.Writer, by string) error {
	pages, err := template.New("page").Parse(page)
	if err != nil {
		return err
	}
	return pages.Execute(out, map[string]any{"At": stamp(r.At), "Since": stamp(r.Since), "Maps": r.maps(by)})
}

// member is a series with the source that it is of.
type member struct {
	of *source
	*series
}

// maps sorts the series: those that have the same columns are in one map.
func (r *summary) maps(by string) []heatMap {
	var titles []string
	groups := make(map[string][]member)
	for n := range r.Sources {
		of := &r.Sources[n]
		for k := range of.Series {
			each := &of.Series[k]
			what := "objects"
			switch {
			case of.Kind == state.KindLogFiles:
				what = strings.ToLower(each.Interval) + " log files"
			case of.Kind == state.KindQuery:
				what = "queries"
			}
			title := terminal.Name(of.Host) + ": " + what
			if of.Input != "" {
				title = terminal.Name(of.Input) + ", " + title
			}
			if groups[title] == nil {
				titles = append(titles, title)
			}
			groups[title] = append(groups[title], member{of, each})
		}
	}
	var all []heatMap
	for _, title := range titles {
		all = append(all, newHeatMap(title, groups[title], r, by))
	}
	return all
}

func newHeatMap(title string, members []member, r *summary, by string) heatMap {
	step := members[0].step
	first, last := r.At, time.Time{}
	for _, m := range members {
		if len(m.Hours) > 0 {
			first = slices.MinFunc([]time.Time{first, m.Hours[0].Hour}, time.Time.Compare)
			last = slices.MaxFunc([]time.Time{last, m.Hours[len(m.Hours)-1].Hour}, time.Time.Compare)
		}
	}
	if last.After(r.At) {
		last = r.At // a wrong date has no column
	}
	first = slices.MaxFunc([]time.Time{first, last.Add(-longestMap).Truncate(step)}, time.Time.Compare)
	daily := step > time.Hour || by == byDay || (by == "" && last.Sub(first) > maxHours*time.Hour)
	if daily {
		step, first = 24*time.Hour, first.UTC().Truncate(24*time.Hour)
	}
	made := heatMap{Title: title, Daily: daily}
	var columns []time.Time
	for at := first; !at.After(last); at = at.Add(step) {
		columns = append(columns, at)
		made.addHead(at, daily)
	}
	names := make(map[string]int)
	for _, m := range members {
		names[terminal.Name(m.name())]++
	}
	for _, m := range members {
		hours := m.Hours
		if daily {
			hours = m.days()
		}
		next := row{Name: terminal.Name(m.name())}
		if names[next.Name] > 1 {
			next.Name += " (" + terminal.Name(m.of.Source) + ")"
		}
		next.fill(hours, columns, daily)
		made.Rows = append(made.Rows, next)
		for _, g := range m.Gaps {
			if len(made.Gaps) == maxGaps {
				made.More++
				continue
			}
			made.Gaps = append(made.Gaps, next.Name+": "+string(g.Status)+g.String())
		}
	}
	slices.SortStableFunc(made.Rows, func(a, b row) int { return strings.Compare(a.Name, b.Name) })
	return made
}

// addHead heads a column: months over days, and days over hours.
func (m *heatMap) addHead(at time.Time, daily bool) {
	over, tick := at.Format("2006-01-02"), ""
	if daily {
		over, tick = at.Format("2006-01"), at.Format("02")
	} else if at.Hour()%6 == 0 {
		tick = at.Format("15")
	}
	if n := len(m.Days); n == 0 || m.Days[n-1].Text != over {
		m.Days = append(m.Days, head{Text: over})
	}
	m.Days[len(m.Days)-1].Span++
	m.Ticks = append(m.Ticks, tick)
}

func (r *row) fill(hours []hour, columns []time.Time, daily bool) {
	byTime := make(map[int64]hour)
	highest := int64(0)
	for _, h := range hours {
		byTime[h.Hour.Unix()] = h
		highest = max(highest, h.Rows)
		r.Total += h.Rows
		switch {
		case h.missing > 0:
			r.Gaps += h.missing
		case h.Status.Gap():
			r.Gaps++
		}
	}
	for _, at := range columns {
		h, ok := byTime[at.Unix()]
		if !ok {
			r.Cells = append(r.Cells, cell{Class: "n"})
			continue
		}
		r.Cells = append(r.Cells, newCell(h, highest, daily))
	}
}

func newCell(h hour, highest int64, daily bool) cell {
	at := h.Hour.Format("2006-01-02 15:04 UTC")
	if daily {
		at = h.Hour.Format("2006-01-02")
	}
	words := []string{at + ": " + string(h.Status)}
	if h.Why != "" {
		words = append(words, h.Why)
	}
	if h.missing > 1 {
		words = append(words, fmt.Sprintf("%d hours", h.missing))
	}
	add := func(number int64, what string) {
		if number > 0 {
			words = append(words, fmt.Sprintf("%d %s", number, what))
		}
	}
	add(int64(h.Files), "files")
	if len(h.MissingSequences) > 0 {
		words = append(words, "sequences "+ranges(h.Sequences)+", without "+ranges(h.MissingSequences))
	}
	add(int64(h.Quarantined), "quarantined")
	add(int64(h.Gone), "gone")
	add(int64(h.Replaced), "replaced")
	add(h.Windows, "windows")
	add(h.Rows, "rows")
	add(h.Bytes, "bytes")
	if !h.LastSeen.IsZero() {
		words = append(words, "last seen "+stamp(h.LastSeen))
	}
	made := cell{Title: strings.Join(words, "; ")}
	switch h.Status {
	case coverage.Missing:
		made.Class, made.Mark = "g", "✕"
	case coverage.Incomplete:
		made.Class, made.Mark = "i", "!"
	case coverage.Due:
		made.Class = "d"
	case coverage.Quiet:
		made.Class = "q"
	case coverage.Unknown:
		made.Class, made.Mark = "u", "?"
	default:
		made.Class = fmt.Sprintf("v%d", shade(h.Rows, highest))
	}
	return made
}

// shade says how much of the most there is, in steps of a logarithm; 0 for nothing.
func shade(rows, highest int64) int {
	if rows <= 0 {
		return 0
	}
	if highest <= 1 {
		return shades
	}
	share := math.Log1p(float64(rows)) / math.Log1p(float64(highest))
	return max(1, min(shades, int(math.Ceil(share*shades))))
}
