package ecs

import (
	"cmp"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// Who acted is user.*. Where somebody acted as another user, user.* is who really
// did and user.effective.* whose rights were used; who an event is about is
// user.target.*. An event can learn that in any order of its columns, so it is
// settled at the end.

// actorID is for the id of who acted as the user of the event.
func actorID(c *compiler, src source, _ rule) setter {
	c.shared.declareEffective(c.layout)
	return c.onlyUserIDs(src, func(b *builder, value string) { b.actorID = catalog.ID15To18(value) })
}

// actorName is for the username of who acted as the user of the event.
func actorName(c *compiler, _ source, _ rule) setter {
	c.shared.declareEffective(c.layout)
	return func(b *builder, value string) { b.actorName = value }
}

// targetUser is for the id of the user that an event is about.
func targetUser(c *compiler, src source, _ rule) setter {
	c.shared.declareTarget(c.layout)
	return c.onlyUserIDs(src, func(b *builder, value string) {
		b.target = catalog.ID15To18(value)
		b.put(c.shared.targetID, b.target)
	})
}

// changer is for the id of who changed a record, where that is what the event tells of.
func changer(c *compiler, src source, _ rule) setter {
	set := c.compile(src, say("last_modified_by_id"))
	return func(b *builder, value string) {
		set(b, value)
		if isUserID(value) {
			b.userID = value
		}
	}
}

// memberID is for who joined or left a group, or got a share: a user, or another group
// or role.
func memberID(c *compiler, src source, r rule) setter {
	set := id18(c, src, r)
	c.shared.declareTarget(c.layout)
	return func(b *builder, value string) {
		set(b, value)
		if value = catalog.ID15To18(value); isUserID(value) {
			b.put(c.shared.targetID, value)
			b.target = value
		}
	}
}

// impacted is for the ids of users that an event is about. ECS has room for one.
func impacted(c *compiler, src source, r rule) setter {
	set := idList(c, src, r)
	c.shared.declareTarget(c.layout)
	return func(b *builder, value string) {
		set(b, value)
		ids := splitNames(value)
		for _, id := range ids[:min(len(ids), maxCompared)] {
			if id = catalog.ID15To18(id); isUserID(id) {
				b.others = append(b.others, id)
			}
		}
		if len(ids) == 1 && len(b.others) == 1 {
			b.put(c.shared.targetID, b.others[0])
		}
	}
}

func (b *builder) finishUser(s *commonSlots) {
	id, name := cmp.Or(b.userID, b.userIDShort), b.userName
	if b.actorID == "" && b.actorName == "" && b.target == "" && len(b.others) == 0 && len(b.users) == 0 {
		b.putUsualUser(s, s.memory.users.get(id, name))
		return
	}
	id = catalog.ID15To18(id)
	switch {
	case b.actorID != "" && b.actorID == id:
		b.actorID, b.actorName = "", ""
	case b.actorName != "" && b.actorID == "" && strings.EqualFold(b.actorName, name):
		b.actorName = ""
	}
	if b.actorID == "" && b.actorName == "" {
		b.putUser(s.userID, id, s.userName, s.userDomain, s.userEmail, name)
	} else {
		b.putUser(s.userID, b.actorID, s.userName, s.userDomain, s.userEmail, b.actorName)
		b.putUser(s.effectiveID, id, s.effectiveName, s.effectiveDomain, s.effectiveEmail, name)
	}
	if b.target != "" {
		b.relateUser(b.target)
	}
	for _, other := range b.others {
		b.relateUser(other)
	}
}

// putUsualUser is for events that nobody else has part in.
func (b *builder) putUsualUser(s *commonSlots, u *user) {
	b.putNotNil(s.userName, u.name)
	b.putNotNil(s.userDomain, u.domain)
	b.putNotNil(s.userEmail, u.email)
	b.putNotNil(s.userID, u.id)
	b.putNotNil(s.relatedUser, u.related)
}

func (b *builder) putUser(idSlot slot, id string, nameSlot, domain, email slot, name string) {
	if name != "" {
		b.putUserName(nameSlot, domain, email, name)
	}
	if id != "" {
		b.put(idSlot, id)
		b.relateUser(id)
	}
}
