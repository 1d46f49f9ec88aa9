package ecs

// commonSlots are the slots that every event can need, whatever its columns.
type commonSlots struct {
	eventID, eventCode, kind, action, category, eventType, outcome, reason, original slot

	userID, userName, userDomain, userEmail slot

	targetID, targetName, targetDomain, targetEmail, targetFullName slot

	effectiveID, effectiveName, effectiveDomain, effectiveEmail slot

	userFullName, effectiveFullName slot

	changesName, changesEmail, changesFullName, changesRoles, oldValue, newValue slot

	sourceIP, clientIP, latitude, longitude slot

	duration slot

	urlOriginal, urlPath, urlExtension, urlQuery, urlFragment, urlScheme, urlDomain, urlPort slot

	relatedUser, relatedIP, relatedHosts slot

	message, errorMessage, tags slot

	unparsed, extraText int

	memory *memory
}

func declareCommon(l *layout) *commonSlots {
	keyword := func(name string) slot { return l.declare(Field{Name: name, Type: typeKeyword}) }
	s := &commonSlots{
		eventID:   keyword("event.id"),
		eventCode: keyword("event.code"),
		kind:      keyword("event.kind"),
		action:    keyword("event.action"),
		category:  keyword("event.category"),
		eventType: keyword("event.type"),
		outcome:   keyword("event.outcome"),
		reason:    keyword("event.reason"),
		original:  keyword("event.original"),

		userID:     keyword("user.id"),
		userName:   keyword("user.name"),
		userDomain: keyword("user.domain"),
		userEmail:  keyword("user.email"),

		relatedUser:  keyword("related.user"),
		relatedIP:    l.declare(Field{Name: "related.ip", Type: typeIP}),
		relatedHosts: keyword("related.hosts"),

		sourceIP: l.declare(Field{Name: "source.ip", Type: typeIP}),
		clientIP: l.declare(Field{Name: "client.ip", Type: typeIP}),

		urlOriginal:  l.declare(Field{Name: "url.original", Type: typeWildcard}),
		urlPath:      l.declare(Field{Name: "url.path", Type: typeWildcard}),
		urlExtension: keyword("url.extension"),
		urlQuery:     keyword("url.query"),
		urlFragment:  keyword("url.fragment"),
		urlScheme:    keyword("url.scheme"),
		urlDomain:    keyword("url.domain"),
		urlPort:      l.declare(Field{Name: "url.port", Type: typeLong}),

		duration: l.declare(Field{Name: "event.duration", Type: typeLong}),

		errorMessage: l.declare(Field{Name: "error.message", Type: typeText}),
		tags:         keyword("tags"),
	}
	s.unparsed = l.open("salesforce.unparsed", typeKeyword,
		"Values that do not fit the type of their column, by column, as they came; error.message says why. "+
			"Under extra_cells, what is beyond the last column of the header.")
	s.extraText = l.open("salesforce.extra_text", typeLongText,
		"Values that are too long to be a keyword, by column: of columns and fields that this version has no table for, "+
			"and of salesforce.unparsed.")
	return s
}

// declareLocation adds what only objects with coordinates have.
func (s *commonSlots) declareLocation(l *layout) {
	in := l.container("source.geo.location")
	l.declared["source.geo.location"] = Field{Name: "source.geo.location", Type: typeGeoPoint}
	l.containers[in].size = 2
	s.latitude, s.longitude = slot{container: in, key: "lat"}, slot{container: in, key: "lon"}
}

// declareTarget adds what only events about users have.
func (s *commonSlots) declareTarget(l *layout) {
	s.targetID = l.declare(Field{Name: "user.target.id", Type: typeKeyword})
	s.targetName = l.declare(Field{Name: "user.target.name", Type: typeKeyword})
	s.targetDomain = l.declare(Field{Name: "user.target.domain", Type: typeKeyword})
	s.targetEmail = l.declare(Field{Name: "user.target.email", Type: typeKeyword})
	s.targetFullName = l.declare(Field{Name: "user.target.full_name", Type: typeKeyword})
}

// declareEffective adds what only events have in which somebody acts as another.
func (s *commonSlots) declareEffective(l *layout) {
	s.effectiveID = l.declare(Field{Name: "user.effective.id", Type: typeKeyword})
	s.effectiveName = l.declare(Field{Name: "user.effective.name", Type: typeKeyword})
	s.effectiveDomain = l.declare(Field{Name: "user.effective.domain", Type: typeKeyword})
	s.effectiveEmail = l.declare(Field{Name: "user.effective.email", Type: typeKeyword})
}

// declareAudit adds what only SetupAuditTrail has.
func (s *commonSlots) declareAudit(l *layout) {
	s.declareTarget(l)
	s.declareEffective(l)
	s.userFullName = l.declare(Field{Name: "user.full_name", Type: typeKeyword})
	s.effectiveFullName = l.declare(Field{Name: "user.effective.full_name", Type: typeKeyword})
	s.message = l.declare(Field{Name: "message", Type: typeText})

	s.changesName = l.declare(Field{Name: "user.changes.name", Type: typeKeyword})
	s.changesEmail = l.declare(Field{Name: "user.changes.email", Type: typeKeyword})
	s.changesFullName = l.declare(Field{Name: "user.changes.full_name", Type: typeKeyword})
	s.changesRoles = l.declare(Field{Name: "user.changes.roles", Type: typeKeyword})
	s.oldValue = l.declare(Field{
		Name: "salesforce.setup_audit_trail.old_value", Type: typeKeyword,
		Description: "Value before the change, if the text says \"from A to B\".",
	})
	s.newValue = l.declare(Field{
		Name: "salesforce.setup_audit_trail.new_value", Type: typeKeyword,
		Description: "Value after the change, if the text names it.",
	})
}
