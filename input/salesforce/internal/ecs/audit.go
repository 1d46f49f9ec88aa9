package ecs

import (
	"cmp"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

const auditObject = "SetupAuditTrail"

// The fields of SetupAuditTrail decide several things together, so they are
// remembered and settled in finishAudit.

func auditAction(*compiler, source, rule) setter {
	return func(b *builder, value string) { b.audit.action = value }
}

func auditSection(c *compiler, src source, r rule) setter {
	set := keyword(c, src, r)
	return func(b *builder, value string) {
		set(b, value)
		b.audit.section = value
	}
}

func auditDisplay(c *compiler, src source, r rule) setter {
	set := keyword(c, src, r)
	return func(b *builder, value string) {
		set(b, value)
		b.audit.display = value
	}
}

func auditActor(c *compiler, src source, _ rule) setter {
	return c.onlyUserIDs(src, func(b *builder, value string) { b.audit.createdBy = catalog.ID15To18(value) })
}

func auditActorName(*compiler, source, rule) setter {
	return func(b *builder, value string) { b.audit.createdByName = value }
}

func auditDelegate(c *compiler, src source, r rule) setter {
	set := keyword(c, src, r)
	return func(b *builder, value string) {
		set(b, value)
		b.audit.delegate = value
	}
}

func auditActorFullName(*compiler, source, rule) setter {
	return func(b *builder, value string) { b.audit.createdByFullName = value }
}

// audit is what a record of SetupAuditTrail says.
type audit struct {
	action, section, display           string
	createdBy, createdByName, delegate string
	createdByFullName                  string
}

// auditVerbs tell what an action does by its name (PermSetCreate, deletedprofile,
// uninstalledPackage). The first that occurs counts; an action without any is a
// change.
var auditVerbs = []struct{ verb, eventType string }{
	{"delete", "deletion"},
	{"remove", "deletion"},
	{"uninstall", "deletion"},
	{"create", "creation"},
	{"insert", "creation"},
	{"install", "creation"},
}

// auditSubjects tell from an action or a section whether it is about users,
// groups or what they may do. The first that fits counts.
var auditSubjects = []struct{ subject, eventType string }{
	{"permset", "user"},
	{"permission set", "user"},
	{"createdgroup", "group"},
	{"updatedgroup", "group"},
	{"deletedgroup", "group"},
	{"changedgroup", "group"},
	{"groupmembership", "group"},
	{"publicgroup", "group"},
	{"public group", "group"},
	{"groups", "group"}, // the section
	{"manage users", "user"},
	{"profile", "user"},
	{"password", "user"},
	{"role", "user"},
	{"ateduser", "user"}, // created, activated, deactivated
	{"changeduser", "user"},
	{"frozeuser", "user"},
}

// finishAudit sorts the event and says who did it to whom.
func finishAudit(b *builder, s *commonSlots) {
	a := &b.audit
	b.putNonEmpty(s.action, a.action)
	b.putNonEmpty(s.message, a.display)
	b.auditClass(s)
	b.auditActor(s)
	b.auditTarget(s)
}

// auditClass sorts the event. Logging in as another user is no change of the org; its
// actions are suOrgAdminLogin, suOrgAdminLogout and the like.
func (b *builder) auditClass(s *commonSlots) {
	action := strings.ToLower(b.audit.action)
	eventType := "change"
	for _, v := range auditVerbs {
		if strings.Contains(action, v.verb) {
			eventType = v.eventType
			break
		}
	}
	if strings.HasPrefix(action, "su") && strings.Contains(action, "log") {
		eventType = "start"
		if strings.HasSuffix(action, "logout") {
			eventType = "end"
		}
		b.put(s.category, loginSession)
		b.put(s.eventType, []string{eventType})
		return
	}
	category, types := []string{"configuration"}, []string{eventType}
	section := strings.ToLower(b.audit.section)
	for _, subject := range auditSubjects {
		if strings.Contains(action, subject.subject) || strings.Contains(section, subject.subject) {
			category, types = append(category, "iam"), append(types, subject.eventType)
			break
		}
	}
	b.put(s.category, category)
	b.put(s.eventType, types)
}

// auditActor names the actor. With a delegate (an administrator logged in as
// another user) that is the delegate, and CreatedBy is whose rights were used.
func (b *builder) auditActor(s *commonSlots) {
	a := &b.audit
	if a.delegate == "" {
		b.userID = a.createdBy
		b.putUser(s.userID, "", s.userName, s.userDomain, s.userEmail, a.createdByName)
		b.putNonEmpty(s.userFullName, a.createdByFullName)
		return
	}
	b.putUser(s.userID, "", s.userName, s.userDomain, s.userEmail, a.delegate)
	b.putUser(s.effectiveID, a.createdBy, s.effectiveName, s.effectiveDomain, s.effectiveEmail, a.createdByName)
	b.putNonEmpty(s.effectiveFullName, a.createdByFullName)
}

// auditTarget names the user that the action was about, and says what was changed.
// user.target.* is the user as it was before, and user.changes.* what it became.
func (b *builder) auditTarget(s *commonSlots) {
	text := readAuditText(b.audit.display)
	b.putNonEmpty(s.oldValue, text.old)
	b.putNonEmpty(s.newValue, text.new)
	if id := catalog.ID15To18(text.id); id != "" {
		b.put(s.targetID, id)
		b.relateUser(id)
	}
	name, email := "", ""
	if strings.Contains(text.name, "@") {
		name = text.name
	} else if text.name != "" {
		b.put(s.targetFullName, text.name)
		b.relateUser(text.name)
	}
	switch text.changes {
	case changesOther:
	case changesUsername:
		b.putNonEmpty(s.changesName, text.new)
		name = cmp.Or(name, text.old)
	case changesEmail:
		b.putNonEmpty(s.changesEmail, text.new)
		email = text.old
	case changesFullName:
		b.putNonEmpty(s.changesFullName, text.new)
	case changesRole:
		if text.new != "" && !isNothing(text.new) {
			b.put(s.changesRoles, []string{text.new})
		}
	}
	if name != "" {
		b.putUserName(s.targetName, s.targetDomain, s.targetEmail, name)
	}
	b.putNonEmpty(s.targetEmail, email)
	if text.changes == changesUsername || text.changes == changesEmail {
		for _, value := range []string{text.old, text.new} {
			if value != "" {
				b.relateUser(value)
			}
		}
	}
}
