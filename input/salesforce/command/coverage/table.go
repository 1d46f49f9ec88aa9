package coveragecommand

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
)

// maxGaps is how many gaps of a source a table tells of one by one.
const maxGaps = 50

// table prints the report as text: a line for each series, or for each hour or day of it,
// and the gaps.
func (r *summary) table(out io.Writer, by string) error {
	fmt.Fprintf(out, "From %s to %s.\n", stamp(r.Since), stamp(r.At))
	for n := range r.Sources {
		of := &r.Sources[n]
		fmt.Fprintf(out, "\n%s\n\n", of.title())
		lines := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		if by == "" {
			of.summary(lines)
		} else {
			of.lines(lines, by)
		}
		if err := lines.Flush(); err != nil {
			return err
		}
		of.tellGaps(out)
	}
	return nil
}

func (s *source) title() string {
	words := []string{terminal.Name(s.Host), terminal.Name(s.Source)}
	if s.Input != "" {
		words = append([]string{terminal.Name(s.Input)}, words...)
	}
	return strings.Join(words, " ")
}

func (s *source) summary(out io.Writer) {
	fmt.Fprintln(out, "NAME\tINTERVAL\tHOURS\tFILES\tROWS\tBYTES\tFIRST\tLAST\tLAST SEEN\tGAPS\t")
	for n := range s.Series {
		each := &s.Series[n]
		var sum hour
		var first, last time.Time
		collected, gaps := 0, 0
		for _, h := range each.Hours {
			sum.add(h)
			if !h.FirstSeen.IsZero() {
				collected++
				last = h.Hour
				if first.IsZero() {
					first = h.Hour
				}
			}
			if h.Status.Gap() {
				gaps++
			}
		}
		fmt.Fprintf(out, "%s\t%s\t%d\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t\n", terminal.Name(each.name()), cmp.Or(terminal.Name(each.Interval), "-"), collected,
			count(int64(sum.Files)), sum.Rows, count(sum.Bytes), cmp.Or(stamp(first), "-"), cmp.Or(stamp(last), "-"), cmp.Or(stamp(sum.LastSeen), "-"), count(int64(gaps)))
	}
}

func (s *source) lines(out io.Writer, by string) {
	fmt.Fprintln(out, "NAME\tINTERVAL\tHOUR\tSTATUS\tFILES\tSEQUENCES\tWINDOWS\tROWS\tBYTES\tFIRST SEEN\tLAST SEEN\t")
	for n := range s.Series {
		each := &s.Series[n]
		hours := each.Hours
		if by == byDay {
			hours = each.days()
		}
		for _, h := range hours {
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t\n", terminal.Name(each.name()), cmp.Or(terminal.Name(each.Interval), "-"), stamp(h.Hour), said(h.Status),
				count(int64(h.Files)), cmp.Or(ranges(h.Sequences), "-"), count(h.Windows), h.Rows, count(h.Bytes), cmp.Or(stamp(h.FirstSeen), "-"), cmp.Or(stamp(h.LastSeen), "-"))
		}
	}
}

// said makes a gap stand out.
func said(status coverage.Status) string {
	if status.Gap() {
		return strings.ToUpper(string(status))
	}
	return string(status)
}

func (s *source) tellGaps(out io.Writer) {
	told := 0
	for n := range s.Series {
		each := &s.Series[n]
		for _, g := range each.Gaps {
			if told++; told == 1 {
				fmt.Fprintln(out)
			}
			if told > maxGaps {
				continue
			}
			fmt.Fprintf(out, "%s %s%s\n", said(g.Status), each.title(), g)
		}
	}
	if told > maxGaps {
		fmt.Fprintf(out, "and %d gaps more, see --format json\n", told-maxGaps)
	}
	if told == 0 {
		fmt.Fprintln(out, "\nNo gaps.")
	}
}

func (s *series) title() string {
	return strings.TrimSpace(terminal.Name(s.name()) + " " + strings.ToLower(terminal.Name(s.Interval)))
}

// String says when the gap is and why it is one.
func (g gap) String() string {
	return fmt.Sprintf(" from %s to %s (%s): %s", stamp(g.From), stamp(g.To), g.To.Sub(g.From), g.Why)
}

// ranges writes numbers in order, such as 1-3, 5.
func ranges(numbers []int) string {
	var parts []string
	for n := 0; n < len(numbers); n++ {
		first := n
		for n+1 < len(numbers) && numbers[n+1] == numbers[n]+1 {
			n++
		}
		part := strconv.Itoa(numbers[first])
		if n > first {
			part += "-" + strconv.Itoa(numbers[n])
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04Z")
}

func count(number int64) string {
	if number == 0 {
		return "-"
	}
	return strconv.FormatInt(number, 10)
}
