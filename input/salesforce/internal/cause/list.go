package cause

import (
	"fmt"
	"strings"
)

// Cause is one reason for an answer.
type Cause struct {
	Why string // what is wrong; empty if nobody can know
	Fix string // what to do about it
}

// List holds the causes of one answer, the most likely first.
type List []Cause

// Only returns the list of an answer with a single cause.
func Only(why, fix string) List { return List{{why, fix}} }

// Why returns what may be wrong, in one line.
func (l List) Why() string { return strings.Join(l.Whys(), ", or ") }

// Fix returns what to do about it, in one line.
func (l List) Fix() string { return strings.Join(l.Fixes(), "; ") }

// Whys returns what may be wrong, numbered if there are several causes.
func (l List) Whys() []string {
	return l.numbered(func(c Cause) string { return c.Why })
}

// Fixes returns what to do about each cause, with the numbers of Whys.
func (l List) Fixes() []string {
	return l.numbered(func(c Cause) string { return c.Fix })
}

func (l List) numbered(text func(Cause) string) []string {
	texts := make([]string, len(l))
	for n, c := range l {
		if texts[n] = text(c); len(l) > 1 {
			texts[n] = fmt.Sprintf("(%d) %s", n+1, texts[n])
		}
	}
	return texts
}
