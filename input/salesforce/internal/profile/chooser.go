package profile

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// lasts is how long a choice is not looked at again.
	lasts = 24 * time.Hour
	// doubted is how long it is at least, where a source is refused.
	doubted = 10 * time.Minute
	// failed is how long an error is told to whoever asks: the sources of an input ask
	// at the same time.
	failed = 2 * time.Second
	// patience is how long all sources wait until the org says something of each.
	patience = 15 * time.Minute
)

// Logger is the part of Filebeat's logger that a chooser uses.
type Logger interface {
	Infof(format string, arguments ...any)
	Warnf(format string, arguments ...any)
}

// Chooser keeps the choice of an input.
type Chooser struct {
	org    Org
	wanted Selection
	// busy holds who may look at the rest: the others wait, or are stopped.
	busy     chan struct{}
	choice   *Choice
	err      error
	chosenAt time.Time // when the choice was made
	ailing   time.Time // since when none could be made
	again    time.Time // when it is asked again
	logged   string
}

// NewChooser returns a chooser that has asked nothing yet.
func NewChooser(org Org, wanted Selection) *Chooser {
	return &Chooser{org: org, wanted: wanted, busy: make(chan struct{}, 1)}
}

// Choice returns what is to be collected. The org is asked if it was not, or a day ago.
func (c *Chooser) Choice(ctx context.Context, log Logger) (*Choice, error) {
	if err := c.enter(ctx); err != nil {
		return nil, err
	}
	defer c.leave()
	now := time.Now()
	if now.Before(c.again) {
		return c.choice, c.err
	}
	tolerant := !c.ailing.IsZero() && now.Sub(c.ailing) > patience
	choice, err := Choose(ctx, c.org, c.wanted, tolerant, c.choice)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err() // says nothing of the org
	case err == nil:
		c.choice, c.err, c.chosenAt, c.again, c.ailing = choice, nil, now, now.Add(lasts), time.Time{}
		if choice.Partial != nil {
			c.again, c.ailing = now.Add(doubted), now
			log.Warnf("the org does not report for every object whether it is available: %v", choice.Partial)
		}
		c.say(log)
	case c.choice == nil:
		c.err, c.again = err, now.Add(failed)
		if c.ailing.IsZero() {
			c.ailing = now
		}
	default:
		c.again = now.Add(doubted)
		log.Warnf("cannot check again what the org offers, keeping the current choice: %v", err)
	}
	return c.choice, c.err
}

// Doubt makes the next who asks look again: a source that was chosen is refused.
func (c *Chooser) Doubt(ctx context.Context) {
	if c.enter(ctx) != nil {
		return
	}
	defer c.leave()
	if soon := c.chosenAt.Add(doubted); c.choice != nil && soon.Before(c.again) {
		c.again = soon
	}
}

func (c *Chooser) enter(ctx context.Context) error {
	select {
	case c.busy <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *Chooser) leave() { <-c.busy }

// say logs the choice, when it is another one than before.
func (c *Chooser) say(log Logger) {
	text := c.choice.String()
	if text == c.logged {
		return
	}
	c.logged = text
	log.Infof("profile %s: %s", strings.Join(c.wanted.Profiles, ", "), text)
}

// String says what was chosen, and what the org lacks.
func (c *Choice) String() string {
	var parts []string
	add := func(what string, names []string) {
		if len(names) > 0 {
			parts = append(parts, what+" "+strings.Join(names, ", "))
		}
	}
	add("collecting the objects", c.Objects())
	add("collecting from log files", c.EventTypes())
	var young, lacking, noLogs, logs, nothing []string
	for _, d := range c.Decisions {
		lacking, noLogs, logs = append(lacking, d.Unavailable...), append(noLogs, d.NoEventLogs...), append(logs, d.EventLogs...)
		if d.Immature != "" {
			young = append(young, fmt.Sprintf("%s in place of %s", strings.Join(d.EventTypes, " and "), d.Immature))
		}
		if d.Object == "" && len(d.EventTypes)+len(d.EventLogs) == 0 {
			nothing = append(nothing, d.Signal)
		}
	}
	add(fmt.Sprintf("until the object holds records older than %.0fh:", Mature.Hours()), young)
	if len(logs) > 0 {
		lacking = append(lacking, noLogs...)
	} else if len(noLogs) > 0 {
		parts = append(parts, "the user can read no event log objects (only orgs on Hyperforce have them, and View Event Log Object Data is needed)")
	}
	add("the org lacks, or keeps from the user,", lacking)
	add("so nothing tells of", nothing)
	add(fmt.Sprintf("no log files in the last %.0f days of", recently.Hours()/24), slices.Clone(c.Silent))
	if len(parts) == 0 {
		return "nothing to choose"
	}
	return strings.Join(parts, "; ")
}
