package enrich

import (
	"encoding/json"
	"sync"
)

// longestText is the longest text that is kept. Salesforce's are not that long.
const longestText = 255

// users are what is known of users. Most of it is one string and a few numbers each, so
// that many of them fit into little memory.
type users struct {
	max int

	mu     sync.RWMutex // guards all below
	byID   map[id]user
	groups map[id]uint32 // the set of permission set groups of a user
	kinds  []string      // of users, by number
	ids    *ids
	sets   *sets
	// While groups are read in whole, these are those that were read so far.
	newGroups map[id]uint32
	newSets   *sets
}

// user is a user. text has username, full name and e-mail address, the last only where
// it is not the username.
type user struct {
	text               string
	nameEnd, fullEnd   uint16
	profile, role      uint32
	kind               uint8
	active, emailIsOwn bool
	activeKnown        bool
}

// profile is what Apply needs of a user.
type profile struct {
	name, fullName, email, kind string
	active, activeKnown         bool
	roles                       []string
}

func newUsers(limit int) *users {
	return &users{
		max: limit, byID: map[id]user{}, groups: map[id]uint32{}, kinds: []string{""}, ids: newIDs(), sets: newSets(),
	}
}

// userRecord is a record of User.
type userRecord struct {
	ID         string `json:"Id"`
	Username   string `json:"Username"`
	Name       string `json:"Name"`
	Email      string `json:"Email"`
	UserType   string `json:"UserType"`
	IsActive   *bool  `json:"IsActive"`
	ProfileID  string `json:"ProfileId"`
	UserRoleID string `json:"UserRoleId"`
}

// take puts a record into memory. What is no user is left out.
func (u *users) take(raw json.RawMessage) {
	var record userRecord
	if json.Unmarshal(raw, &record) != nil {
		return
	}
	key, ok := parseID(record.ID)
	if !ok {
		return
	}
	name, full, email := short(record.Username), short(record.Name), short(record.Email)
	added := user{
		nameEnd: uint16(len(name)), fullEnd: uint16(len(name) + len(full)), emailIsOwn: email != name,
		active: record.IsActive != nil && *record.IsActive, activeKnown: record.IsActive != nil,
	}
	if added.text = name + full; added.emailIsOwn {
		added.text += email
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	added.profile, added.role, added.kind = u.ids.of(record.ProfileID), u.ids.of(record.UserRoleID), u.kindOf(short(record.UserType))
	makeRoom(u.byID, key, u.max)
	u.byID[key] = added
}

// kindOf returns the number of a kind. There are about twenty.
func (u *users) kindOf(name string) uint8 {
	for n, known := range u.kinds {
		if known == name {
			return uint8(n)
		}
	}
	if len(u.kinds) > 255 {
		return 0
	}
	u.kinds = append(u.kinds, name)
	return uint8(len(u.kinds) - 1)
}

// nameRecord is a record of an object that has a name, whatever its field is called.
type nameRecord struct {
	ID          string `json:"Id"`
	Name        string `json:"Name"`
	Title       string `json:"Title"`
	MasterLabel string `json:"MasterLabel"`
}

func readName(raw json.RawMessage) (key, name string) {
	var record nameRecord
	if json.Unmarshal(raw, &record) != nil {
		return "", ""
	}
	return record.ID, short(record.Name + record.Title + record.MasterLabel) // it has one of them
}

// takeName notes the name of a profile, role or group.
func (u *users) takeName(raw json.RawMessage) {
	key, name := readName(raw)
	u.mu.Lock()
	defer u.mu.Unlock()
	if n := u.ids.of(key); n > 0 {
		u.ids.names[n] = name
	}
}

// beginGroups begins to read anew who has which groups. What was read before holds
// until endGroups.
func (u *users) beginGroups() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.newGroups, u.newSets = map[id]uint32{}, newSets()
}

func (u *users) endGroups() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.groups, u.sets = u.newGroups, u.newSets
	u.newGroups, u.newSets = nil, nil
}

// takeGroup notes that a user has a permission set group.
func (u *users) takeGroup(raw json.RawMessage) {
	var record struct {
		AssigneeID string `json:"AssigneeId"`
		GroupID    string `json:"PermissionSetGroupId"`
	}
	if json.Unmarshal(raw, &record) != nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	groups, sets := u.groups, u.sets
	if u.newGroups != nil {
		groups, sets = u.newGroups, u.newSets
	}
	key, ok := parseID(record.AssigneeID)
	group := u.ids.of(record.GroupID)
	if ok && group > 0 {
		makeRoom(groups, key, u.max)
		groups[key] = sets.with(groups[key], group)
	}
}

// find returns what is known of a user.
func (u *users) find(text string) (profile, bool) {
	key, ok := parseID(text)
	if !ok {
		return profile{}, false
	}
	u.mu.RLock()
	defer u.mu.RUnlock()
	found, ok := u.byID[key]
	if !ok {
		return profile{}, false
	}
	p := profile{
		name: found.text[:found.nameEnd], fullName: found.text[found.nameEnd:found.fullEnd], email: found.text[found.fullEnd:],
		kind: u.kinds[found.kind], active: found.active, activeKnown: found.activeKnown,
	}
	if !found.emailIsOwn {
		p.email = p.name
	}
	groups := u.sets.members[u.groups[key]]
	p.roles = make([]string, 0, 2+len(groups))
	for _, n := range append([]uint32{found.profile, found.role}, groups...) {
		if name := u.ids.names[n]; name != "" {
			p.roles = append(p.roles, name)
		}
	}
	return p, true
}

func (u *users) count() int {
	u.mu.RLock()
	defer u.mu.RUnlock()
	return len(u.byID)
}

// makeRoom makes room for a key in a map that has as many as it may have.
func makeRoom[V any](in map[id]V, key id, limit int) {
	if _, ok := in[key]; ok || len(in) < limit {
		return
	}
	for any := range in {
		delete(in, any)
		return
	}
}

// short cuts what is longer than Salesforce lets it be, at a letter's end.
func short(text string) string {
	if len(text) <= longestText {
		return text
	}
	end := longestText
	for end > 0 && text[end]&0xC0 == 0x80 {
		end--
	}
	return text[:end]
}
