package enrich

// id is an id without the three characters that make it safe where case does not
// count: one key for both forms.
type id [15]byte

func parseID(text string) (id, bool) {
	if len(text) != 15 && len(text) != 18 {
		return id{}, false
	}
	return id([]byte(text[:15])), true
}

// ids numbers the ids of profiles, roles and groups, so that a user costs four bytes
// for each, and knows their names. The number 0 is none.
type ids struct {
	number map[id]uint32
	names  []string
}

// maxIDs is how many profiles, roles and groups there can be together.
const maxIDs = 3 * MaxNames

func newIDs() *ids { return &ids{number: map[id]uint32{}, names: []string{""}} }

// of returns the number of an id, which may be new.
func (s *ids) of(text string) uint32 {
	key, ok := parseID(text)
	if !ok {
		return 0
	}
	n, known := s.number[key]
	if !known && len(s.names) > maxIDs {
		return 0
	}
	if !known {
		n = uint32(len(s.names))
		s.number[key] = n
		s.names = append(s.names, "")
	}
	return n
}

// sets numbers sets of groups: many users have the same. The number 0 is the empty set.
type sets struct {
	number  map[string]uint32
	members [][]uint32
}

func newSets() *sets { return &sets{number: map[string]uint32{}, members: [][]uint32{nil}} }

// with returns the number of a set with one member more.
func (s *sets) with(n, member uint32) uint32 {
	before := s.members[n]
	at := 0
	for at < len(before) && before[at] < member {
		at++
	}
	if at < len(before) && before[at] == member {
		return n
	}
	after := make([]uint32, 0, len(before)+1)
	after = append(append(append(after, before[:at]...), member), before[at:]...)
	key := make([]byte, 0, 4*len(after))
	for _, m := range after {
		key = append(key, byte(m), byte(m>>8), byte(m>>16), byte(m>>24))
	}
	if known, ok := s.number[string(key)]; ok {
		return known
	}
	number := uint32(len(s.members))
	s.number[string(key)] = number
	s.members = append(s.members, after)
	return number
}
