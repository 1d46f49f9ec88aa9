package enrich

import (
	"encoding/json"
	"strings"
	"sync"
)

// names are the names of the records of one object.
type names struct {
	max int

	mu    sync.RWMutex // guards known
	known map[id]string
}

func newNames(limit int) *names { return &names{max: limit, known: map[id]string{}} }

// take puts a record into memory.
func (n *names) take(raw json.RawMessage) {
	text, name := readName(raw)
	key, ok := parseID(text)
	if !ok || name == "" {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	makeRoom(n.known, key, n.max)
	n.known[key] = strings.Clone(name)
}

func (n *names) find(text string) (string, bool) {
	key, ok := parseID(text)
	if !ok {
		return "", false
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	name, ok := n.known[key]
	return name, ok
}

func (n *names) count() int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return len(n.known)
}
