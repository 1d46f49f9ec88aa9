package enrich

import (
	"encoding/json"
	"strings"
	"sync"
)

// names are the names of the records of one object.
type names struct {
	max int

	mu   sync.RWMutex // guards byID
	byID map[id]string
}

func newNames(limit int) *names { return &names{max: limit, byID: map[id]string{}} }

// take puts a record into memory.
func (n *names) take(raw json.RawMessage) {
	text, name := readName(raw)
	key, ok := parseID(text)
	if !ok || name == "" {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	makeRoom(n.byID, key, n.max)
	n.byID[key] = strings.Clone(name)
}

func (n *names) find(text string) (string, bool) {
	key, ok := parseID(text)
	if !ok {
		return "", false
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	name, ok := n.byID[key]
	return name, ok
}

func (n *names) count() int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return len(n.byID)
}
