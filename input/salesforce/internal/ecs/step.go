package ecs

// Step changes the fields of a finished event, on the goroutine that maps it. The maps
// are the event's own; the slices may be shared between events and must not be written
// to. Notices about log files have no steps, and neither have messages.
type Step func(fields map[string]any)

// after runs the steps of an event.
func (m *Mapper) after(event Event) Event {
	for _, step := range m.options.Steps {
		step(event.Fields)
	}
	return event
}

// stepFields are the fields that enrichment adds, which no table of columns has.
func stepFields() []Field {
	var fields []Field
	add := func(name, fieldType, description string) {
		fields = append(fields, Field{Name: name, Type: fieldType, Description: description})
	}
	for _, role := range []struct{ fields, own, who string }{
		{"user.", "salesforce.user.", "the user"},
		{"user.target.", "salesforce.user.target.", "the user that it was done to"},
		{"user.effective.", "salesforce.user.effective.", "the user whose rights were used"},
	} {
		for _, name := range []string{"name", "domain", "email", "full_name", "roles"} {
			add(role.fields+name, typeKeyword, "")
		}
		add(role.own+"active", typeBoolean, "Whether "+role.who+" can sign in, by enrich.users.")
		add(role.own+"type", typeKeyword, "License category of "+role.who+", by enrich.users.")
	}
	for _, name := range []string{"report_name", "dashboard_name"} {
		add(ownGroup+name, typeKeyword, vocabulary[name].description)
	}
	return fields
}
