package ecs

import (
	"maps"
	"sync"
	"sync/atomic"
)

// template is what is the same in all events of a file or object, as maps that
// only need to be copied: that is several times faster than to write it anew.
//
// How many keys an event has in each of its maps shows in the first events. From then
// on the maps have room for so many: those of a type are much alike, and have far fewer
// fields than they could have.
type template struct {
	layout    *layout
	constants []constant
	copies    atomic.Pointer[copies]

	mu            sync.Mutex
	eventsToLearn int   // events until the rooms are known
	maxKeys       []int // keys, by container
}

// copies are the maps to copy, and the rooms of all.
type copies struct {
	maps       []templateMap // a container before those within it
	rooms      []int         // by container
	roomsKnown bool
}

// templateMap is a map to copy. One with much more room than fields is made anew, which
// costs less than to copy the room: its fields are a list, and fields is nil.
type templateMap struct {
	container int
	fields    map[string]any
	list      []field
}

type field struct {
	key   string
	value any
}

// constant is a field that is the same in all events of a file or object.
type constant struct {
	slot  slot
	value any
}

const (
	// firstEvents is how many events tell how much room the maps need.
	firstEvents = 64
	// addedKeys is how many keys Filebeat adds to an event: agent, ecs, host, input, log.
	addedKeys = 5
)

func newTemplate(l *layout, constants []constant) *template {
	t := &template{layout: l, constants: constants, eventsToLearn: firstEvents, maxKeys: make([]int, len(l.containers))}
	rooms := make([]int, len(l.containers))
	for i := range rooms {
		rooms[i] = l.room(i)
	}
	t.copies.Store(t.withRooms(rooms))
	return t
}

func (t *template) withRooms(rooms []int) *copies {
	all := tree{layout: t.layout, rooms: rooms, maps: make([]map[string]any, len(rooms))}
	all.maps[0] = make(map[string]any, rooms[0])
	for _, c := range t.constants {
		all.put(c.slot, c.value)
	}
	made := &copies{rooms: rooms}
	for i, fields := range all.maps { // a container has a higher number than the one it is in
		if fields != nil {
			made.maps = append(made.maps, t.templateMap(i, rooms[i], fields))
		}
	}
	return made
}

// worthCopying is the share of its room that the fields of a map that is copied have.
const worthCopying = 3

func (t *template) templateMap(container, room int, fields map[string]any) templateMap {
	made := templateMap{container: container}
	for key, value := range fields {
		if _, ok := value.(map[string]any); !ok { // a map is put there when it is made
			made.list = append(made.list, field{key, value})
		}
	}
	if worthCopying*len(made.list) >= room {
		made.fields = fields
	}
	return made
}

// builder starts an event with what is the same in all of them.
func (t *template) builder() *builder {
	now := t.copies.Load()
	b, reused := t.layout.idle.Get().(*builder)
	if !reused {
		b = &builder{
			tree:   tree{layout: t.layout, maps: make([]map[string]any, len(t.layout.containers))},
			before: make([]cachedText, t.layout.slots+1),
		}
	}
	b.from, b.rooms = t, now.rooms
	for _, c := range now.maps {
		m := maps.Clone(c.fields)
		if m == nil {
			m = make(map[string]any, now.rooms[c.container])
			for _, f := range c.list {
				m[f.key] = f.value
			}
		}
		b.maps[c.container] = m
		if in := &t.layout.containers[c.container]; in.parent >= 0 {
			b.maps[in.parent][in.key] = m
		}
	}
	return b
}

// release takes a builder back for another event. No map that is in an event stays
// with it.
func (t *template) release(b *builder) {
	if !t.copies.Load().roomsKnown {
		t.learn(b.maps)
	}
	clear(b.maps)
	b.members.forget()
	*b = builder{tree: b.tree, before: b.before, members: b.members}
	t.layout.idle.Put(b)
}

// learn counts the keys of an event.
func (t *template) learn(event []map[string]any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.eventsToLearn == 0 {
		return // another goroutine was faster
	}
	for i, m := range event {
		t.maxKeys[i] = max(t.maxKeys[i], len(m))
	}
	if t.eventsToLearn--; t.eventsToLearn != 0 {
		return
	}
	t.maxKeys[0] += addedKeys
	learned := t.withRooms(t.maxKeys)
	learned.roomsKnown = true
	t.copies.Store(learned)
}
