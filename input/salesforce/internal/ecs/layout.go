package ecs

import (
	"strings"
	"sync"
)

// layout is the shape of the events of one header or object: all maps that can
// be needed, and all fields that can be written. It is complete before the first
// event is made.
type layout struct {
	containers []container
	slots      int              // how many there are
	index      map[string]int   // of a container, by path
	declared   map[string]Field // all fields, by path
	idle       sync.Pool        // of builders that are done with
}

// container is a map within the event.
type container struct {
	parent int // -1 for the event itself
	key    string
	size   int // how many keys it can have
}

// slot is where a field goes.
type slot struct {
	container int
	key       string
	number    int // from 1; 0 for those that were not declared
}

func newLayout() *layout {
	return &layout{
		containers: []container{{parent: -1}},
		index:      map[string]int{"": 0},
		declared:   map[string]Field{},
	}
}

// declare makes room for a field.
func (l *layout) declare(field Field) slot {
	parent, key := splitPath(field.Name)
	in := l.container(parent)
	if _, ok := l.declared[field.Name]; !ok {
		l.declared[field.Name] = field
		l.containers[in].size++
	}
	l.slots++
	return slot{container: in, key: key, number: l.slots}
}

// open declares a container whose keys are not known beforehand: all its values
// have the one type.
func (l *layout) open(path, fieldType, description string) int {
	name := path + ".*"
	if _, ok := l.declared[name]; !ok {
		l.declared[name] = Field{Name: name, Type: fieldType, Description: description}
	}
	return l.container(path)
}

func (l *layout) container(path string) int {
	if i, ok := l.index[path]; ok {
		return i
	}
	parent, key := splitPath(path)
	in := l.container(parent)
	l.containers[in].size++
	l.containers = append(l.containers, container{parent: in, key: key})
	l.index[path] = len(l.containers) - 1
	return len(l.containers) - 1
}

// splitPath parts the last name of a path from the path of what it is in.
func splitPath(path string) (parent, key string) {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return "", path
}

// usualSize and ownSize bound the room that a new map gets, ownSize that of the
// vocabulary. Events have fewer fields than they could have; these are as many as
// fit into two and four groups of slots of Go's maps.
const (
	usualSize = 14
	ownSize   = 28
)

// room is how many keys the map of a container is made for at first.
func (l *layout) room(i int) int {
	c := &l.containers[i]
	if c.parent == 0 && c.key+"." == ownGroup {
		return min(c.size, ownSize)
	}
	return min(c.size, usualSize)
}

// tree is the maps of one event, made as they are needed.
type tree struct {
	layout *layout
	rooms  []int            // of the maps, by container
	maps   []map[string]any // by container
}

func (t *tree) put(to slot, value any) {
	t.open(to.container)[to.key] = value
}

func (t *tree) open(i int) map[string]any {
	if m := t.maps[i]; m != nil {
		return m
	}
	c := &t.layout.containers[i]
	m := make(map[string]any, t.rooms[i])
	t.maps[i] = m
	t.open(c.parent)[c.key] = m
	return m
}

func (t *tree) has(at slot) bool {
	_, ok := t.maps[at.container][at.key]
	return ok
}
