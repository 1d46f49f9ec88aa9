package state

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAQueryIsReadAsItWasWritten(t *testing.T) {
	at := time.Date(2024, 6, 5, 5, 41, 17, 937_000_000, time.UTC)
	query := Query{
		Begun: at, Begin: at.Add(-time.Hour), Newest: at, First: "a", Last: "2024-06-05T05:41:17.937+0000", LastID: "0Ym", Seen: Identities{1, 1 << 63},
	}
	for name, test := range map[string]struct {
		cursor Cursor
		want   func(*Query)
	}{
		"at rest":          {query.Cursor(), func(*Query) {}},
		"before a record":  {query.Within(at), func(q *Query) { q.Run = &at }},
		"after some":       {query.Within(at).After(3, 255), func(q *Query) { q.Run, q.Sent, q.Sum = &at, 3, 255 }},
		"beyond an Id":     {Query{Begun: at, Beyond: "0Ym"}.Within(at).After(3, 255), func(q *Query) { *q = Query{Begun: at, Beyond: "0Ym", Run: &at, Sent: 3, Sum: 255} }},
		"no more":          {Query{Begun: at, Beyond: "0Ym"}.Cursor(), func(q *Query) { *q = Query{Begun: at} }},
		"a first run":      {Query{Begun: at}.Cursor(), func(q *Query) { *q = Query{Begun: at} }},
		"nothing but that": {Query{Begun: at}.Within(at).After(1, 2), func(q *Query) { *q = Query{Begun: at, Run: &at, Sent: 1, Sum: 2} }},
	} {
		t.Run(name, func(t *testing.T) {
			want := query
			test.want(&want)
			got, err := ReadQuery(test.cursor)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("error %v, state (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestAQueryThatCannotBeReadIsNoFirstRun(t *testing.T) {
	run := Query{Begun: time.Unix(1, 0)}.Within(time.Unix(2, 0))
	for name, cursor := range map[string]Cursor{
		"another version": {Version: 2, Position: "{}"},
		"no document":     {Version: 1, Position: ""},
		"no beginning":    {Version: 1, Position: `{"newest":"2024-06-05T05:41:17Z"}`},
		"no sum":          {Version: 1, Position: run.Position, Done: 3},
		"less than none":  run.After(-1, 0),
	} {
		if got, err := ReadQuery(cursor); !errors.As(err, new(*UnreadableError)) {
			t.Errorf("%s: %+v, error %v", name, got, err)
		}
	}
}
