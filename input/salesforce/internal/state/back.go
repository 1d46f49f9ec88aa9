package state

import "time"

// Back returns the state that goes back to a time, because the position was taken by a clock
// that was wrong. What may have shown late before that time is looked for again.
func (r Records) Back(to time.Time, lookback time.Duration) Records {
	settled := to.Add(-lookback)
	if r.Settled.Before(settled) {
		settled = r.Settled
	}
	return Records{Field: r.Field, Through: to, Settled: settled, Marks: r.Marks.upTo(to)}
}

// Back returns the state of a query that goes on from a time again; see Records.Back.
func (q Query) Back(to time.Time, lookback time.Duration) Query {
	back := Query{Begun: earlier(q.Begun, to), Begin: q.Begin, Newest: to, Marks: q.Marks.upTo(to)}
	if q.Begin.IsZero() || q.Begin.After(to) {
		back.Begin = to.Add(-lookback - edge) // or it would be taken for a first run
	}
	return back
}

// Back returns the state that lists the files from a time on again; see Records.Back. The
// files that it names are collected all the same.
func (f LogFiles) Back(to time.Time) LogFiles {
	f = f.Clone()
	f.Current = nil
	f.Begin, f.Watermark, f.Marks = earlier(f.Begin, to), to, f.Marks.upTo(to)
	for selection, since := range f.Behind {
		f.Behind[selection] = earlier(since, to)
	}
	return f
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
