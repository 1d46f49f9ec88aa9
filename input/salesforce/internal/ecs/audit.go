package ecs

import (
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
// groups or what they may do.
var auditSubjects = []struct{ subject, eventType string }{
	{"manage users", "user"},
	{"permset", "user"},
	{"permission set", "user"},
	{"profile", "user"},
	{"password", "user"},
	{"role", "user"},
	{"ateduser", "user"}, // created, activated, deactivated
	{"changeduser", "user"},
	{"frozeuser", "user"},
	{"publicgroup", "group"},
	{"public group", "group"},
}

// finishAudit sorts the event and says who did it to whom.
func finishAudit(b *builder, s *shared) {
	a := &b.audit
	b.putNonEmpty(s.action, a.action)
	b.putNonEmpty(s.message, a.display)
	b.auditClass(s)
	b.auditActor(s)
	b.auditTarget(s)
}

// auditClass sorts the event. Logging in as another user is no change of the org; its
// actions are suOrgAdminLogin, suOrgAdminLogout and the like.
func (b *builder) auditClass(s *shared) {
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
func (b *builder) auditActor(s *shared) {
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

// auditTarget names the user that the action was about, where Display says it in
// one of the forms of English orgs. In other languages it stays in the message.
func (b *builder) auditTarget(s *shared) {
	name, id := auditUser(b.audit.display)
	if id != "" {
		id = catalog.ID15To18(id)
		b.put(s.targetID, id)
		b.relateUser(id)
	}
	switch {
	case name == "":
	case strings.Contains(name, "@"):
		b.putUserName(s.targetName, s.targetDomain, s.targetEmail, name)
	default:
		b.put(s.targetFullName, name)
		b.relateUser(name)
	}
}

// auditUserMarks are what stands before the user in the texts of English orgs. The first
// that occurs counts.
var auditUserMarks = []string{
	"For user ", " for user ", " for user: ", " to user ", " from user ", "User with ID: ",
	"Activated user ", "Deactivated user ", "Unlocked user ", "Created new user ", "Created new Customer User ", "Created new Partner User ",
	" user account for ", "Login-As access for ", "session id for ", "Lightning Login for ", "Changed username for ",
}

// auditUsernameMarks stand before much else, and before users only if that is a username.
var auditUsernameMarks = []string{" added for ", " removed for ", "Enrolled "}

// auditUserEnds are what stands behind it.
var auditUserEnds = []string{",", ":", "(", " from ", " changed ", " in Lightning Login"}

// auditUser finds the user in a text like "For user ana@acme.example, …" or
// "Permission set Export: assigned to user Ana Diaz (UserID: [005…])".
func auditUser(display string) (name, id string) {
	for _, mark := range auditUserMarks {
		if _, rest, ok := strings.Cut(display, mark); ok {
			return auditUserAt(rest)
		}
	}
	for _, mark := range auditUsernameMarks {
		if _, rest, ok := strings.Cut(display, mark); ok {
			if name, id = auditUserAt(rest); strings.Contains(name, "@") {
				return name, id
			}
		}
	}
	return "", ""
}

// auditUserAt reads the user that a text begins with. What begins with a small letter is
// the name of something else, unless it is a username.
func auditUserAt(text string) (name, id string) {
	_, id, _ = strings.Cut(text, "(UserID: [")
	id, _, _ = strings.Cut(id, "]")
	if !isUserID(id) {
		id = ""
	}
	for _, end := range auditUserEnds {
		text, _, _ = strings.Cut(text, end)
	}
	switch name = strings.TrimSpace(text); {
	case isUserID(name):
		return "", name
	case name != "" && isLower(name[0]) && !strings.Contains(name, "@"):
		return "", id
	}
	return name, id
}
