package ecs

// shared are the slots that every event can need, whatever its columns.
type shared struct {
	eventID, eventCode, action, category, eventType, outcome, reason, original slot

	userID, userName, userDomain, userEmail slot

	targetID, targetName, targetDomain, targetEmail, targetFullName, effectiveID slot

	sourceIP, clientIP, latitude, longitude slot

	urlOriginal, urlPath, urlQuery, urlFragment, urlScheme, urlDomain, urlPort slot

	relatedUser, relatedIP, relatedHosts slot

	message, errorMessage, tags slot

	unparsed, extraText int
}

func declareShared(l *layout) *shared {
	keyword := func(name string) slot { return l.declare(Field{Name: name, Type: typeKeyword}) }
	s := &shared{
		eventID:   keyword("event.id"),
		eventCode: keyword("event.code"),
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

		urlOriginal: l.declare(Field{Name: "url.original", Type: typeWildcard}),
		urlPath:     l.declare(Field{Name: "url.path", Type: typeWildcard}),
		urlQuery:    keyword("url.query"),
		urlFragment: keyword("url.fragment"),
		urlScheme:   keyword("url.scheme"),
		urlDomain:   keyword("url.domain"),
		urlPort:     l.declare(Field{Name: "url.port", Type: typeLong}),

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
func (s *shared) declareLocation(l *layout) {
	in := l.container("source.geo.location")
	l.declared["source.geo.location"] = Field{Name: "source.geo.location", Type: typeGeoPoint}
	l.containers[in].size = 2
	s.latitude, s.longitude = slot{in, "lat"}, slot{in, "lon"}
}

// declareAudit adds what only SetupAuditTrail has.
func (s *shared) declareAudit(l *layout) {
	keyword := func(name string) slot { return l.declare(Field{Name: name, Type: typeKeyword}) }
	s.targetID = keyword("user.target.id")
	s.targetName = keyword("user.target.name")
	s.targetDomain = keyword("user.target.domain")
	s.targetEmail = keyword("user.target.email")
	s.targetFullName = keyword("user.target.full_name")
	s.effectiveID = keyword("user.effective.id")
	s.message = l.declare(Field{Name: "message", Type: typeText})
}
