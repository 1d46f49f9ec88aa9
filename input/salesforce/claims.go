package salesforce

import (
	"fmt"
	"slices"
	"sync"
)

// claims are the states that the inputs of a process use, by their keys. Beats lets two
// inputs share a key: the second one waits until the first one stops, and says so at the
// level of info only.
type claims struct {
	mu      sync.Mutex
	holders map[string][]*holder // the first one runs, the others wait
}

// holder is an input that has a claim.
type holder struct{ title string }

// take notes that an input, which has a title for people, uses the states of these keys. It
// returns the titles of the inputs that use them already, by key. The claim lasts until it
// is released.
func (c *claims) take(title string, keys []string) (taken map[string]string, release func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.holders == nil {
		c.holders = make(map[string][]*holder)
	}
	own := &holder{title}
	taken = make(map[string]string)
	for _, key := range keys {
		if others := c.holders[key]; len(others) > 0 {
			taken[key] = others[0].title
		}
		c.holders[key] = append(c.holders[key], own)
	}
	return taken, func() { c.release(own, keys) }
}

func (c *claims) release(own *holder, keys []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, key := range keys {
		left := slices.DeleteFunc(c.holders[key], func(other *holder) bool { return other == own })
		if c.holders[key] = left; len(left) == 0 {
			delete(c.holders, key)
		}
	}
}

// title is what the input is called in a sentence about another one.
func (in *input) title() string {
	if in.id == "" {
		return "another input without an id"
	}
	return fmt.Sprintf("another input with the id %q", in.id)
}
