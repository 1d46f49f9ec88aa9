package coveragecommand

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

// summary is what the command shows. As JSON its keys do not change.
type summary struct {
	At      time.Time `json:"at"`
	Since   time.Time `json:"since"`
	Sources []source  `json:"sources"`
}

type source struct {
	Input  string     `json:"input"`
	Host   string     `json:"host"`
	Source string     `json:"source"`
	Kind   state.Kind `json:"kind"`
	Series []series   `json:"series"`
}

// series is an event type of one interval, or an object.
type series struct {
	EventType string `json:"event_type,omitempty"`
	Interval  string `json:"interval,omitempty"`
	Object    string `json:"object,omitempty"`
	Hours     []hour `json:"hours"`
	Gaps      []gap  `json:"gaps"`

	step time.Duration
}

// hour is an hour, or a day.
type hour struct {
	Hour             time.Time       `json:"hour"`
	Status           coverage.Status `json:"status"`
	Why              string          `json:"why,omitempty"`
	Files            int             `json:"files"`
	Sequences        []int           `json:"sequences,omitempty"`
	MissingSequences []int           `json:"missing_sequences,omitempty"`
	Quarantined      int             `json:"files_set_aside,omitempty"`
	Gone             int             `json:"files_gone,omitempty"`
	Replaced         int             `json:"files_replaced,omitempty"`
	Windows          int64           `json:"windows,omitempty"`
	Rows             int64           `json:"rows"`
	Bytes            int64           `json:"bytes,omitempty"`
	FirstSeen        time.Time       `json:"first_seen,omitzero"`
	LastSeen         time.Time       `json:"last_seen,omitzero"`

	missing int // hours of a day that are gaps
}

// gap is hours that follow each other and lack the same.
type gap struct {
	From   time.Time       `json:"from"`
	To     time.Time       `json:"to"`
	Status coverage.Status `json:"status"`
	Why    string          `json:"why"`
}

func newReport(books []*coverage.Book, since, now time.Time) *summary {
	r := &summary{At: now.UTC().Truncate(time.Second), Since: since.UTC().Truncate(time.Hour)}
	for _, book := range books {
		of := source{Input: book.Input, Host: book.Host, Source: book.Source, Kind: book.Kind, Series: []series{}}
		for _, each := range book.Series {
			s := series{Interval: each.Interval, step: each.Step(), Hours: []hour{}, Gaps: []gap{}}
			if book.Kind == state.KindLogFiles {
				s.EventType = each.Name
			} else {
				s.Object = each.Name
			}
			for _, h := range book.Hours(each, now) {
				if !h.Hour.Add(s.step).After(r.Since) {
					continue
				}
				s.Hours = append(s.Hours, hourOf(h))
			}
			s.findGaps()
			of.Series = append(of.Series, s)
		}
		r.Sources = append(r.Sources, of)
	}
	return r
}

func hourOf(h coverage.Hour) hour {
	return hour{
		Hour: h.Hour, Status: h.Status, Why: h.Why,
		Files: len(h.Files), Sequences: h.Sequences(), MissingSequences: h.MissingSequences(),
		Quarantined: h.With(coverage.Quarantined), Gone: h.With(coverage.Gone), Replaced: h.Replaced(),
		Windows: h.Windows, Rows: h.Rows, Bytes: h.Bytes, FirstSeen: h.First, LastSeen: h.Last,
	}
}

func (s *series) findGaps() {
	for _, h := range s.Hours {
		if !h.Status.Gap() {
			continue
		}
		if n := len(s.Gaps) - 1; n >= 0 {
			if last := &s.Gaps[n]; last.To.Equal(h.Hour) && last.Status == h.Status && last.Why == h.Why {
				last.To = h.Hour.Add(s.step)
				continue
			}
		}
		s.Gaps = append(s.Gaps, gap{From: h.Hour, To: h.Hour.Add(s.step), Status: h.Status, Why: h.Why})
	}
}

func (s *series) name() string {
	if s.Object != "" {
		return s.Object
	}
	return s.EventType
}

// severity orders statuses: that of a day is the worst of its hours.
var severity = []coverage.Status{coverage.Quiet, coverage.Whole, coverage.Due, coverage.Unknown, coverage.Incomplete, coverage.Missing}

// days puts hours together.
func (s *series) days() []hour {
	var days []hour
	for _, h := range s.Hours {
		day := h.Hour.Truncate(24 * time.Hour)
		if n := len(days); n == 0 || !days[n-1].Hour.Equal(day) {
			days = append(days, hour{Hour: day, Status: coverage.Quiet})
		}
		sum := &days[len(days)-1]
		if slices.Index(severity, h.Status) > slices.Index(severity, sum.Status) {
			sum.Status, sum.Why = h.Status, h.Why
		}
		if h.Status.Gap() {
			sum.missing++
		}
		sum.add(h)
	}
	return days
}

// add adds what another hour has.
func (h *hour) add(other hour) {
	h.Files += other.Files
	h.Quarantined += other.Quarantined
	h.Gone += other.Gone
	h.Replaced += other.Replaced
	h.Windows += other.Windows
	h.Rows += other.Rows
	h.Bytes += other.Bytes
	if !other.FirstSeen.IsZero() && (h.FirstSeen.IsZero() || other.FirstSeen.Before(h.FirstSeen)) {
		h.FirstSeen = other.FirstSeen
	}
	if other.LastSeen.After(h.LastSeen) {
		h.LastSeen = other.LastSeen
	}
}

func (r *summary) json(out io.Writer) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	_, err = out.Write(append(terminal.JSON(text), '\n'))
	return err
}
