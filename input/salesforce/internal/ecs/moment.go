package ecs

// derivedTime is for the column that says when the event happened.
func derivedTime(c *compiler, src source, _ rule) setter {
	return func(b *builder, value string) {
		t, ok := parseTime(value)
		if !ok {
			b.misfit(c.shared, src.field, value, "not a time")
			return
		}
		b.derivedTime = t
	}
}

// rowTime is for TIMESTAMP, which says the same in another form.
func rowTime(c *compiler, src source, _ rule) setter {
	return func(b *builder, value string) {
		t, ok := parseTime(value)
		if !ok {
			b.misfit(c.shared, src.field, value, "not a time")
			return
		}
		b.rowTime = t
	}
}

// ownID is for the id that Salesforce gives an event.
func ownID(*compiler, source, rule) setter {
	return func(b *builder, value string) { b.eventID = value }
}

// eventCode is for EVENT_TYPE.
func eventCode(*compiler, source, rule) setter {
	return func(b *builder, value string) { b.code = value }
}
