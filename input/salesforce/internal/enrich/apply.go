package enrich

import (
	"runtime/debug"
	"slices"
	"strings"
)

// Apply adds to the fields of an event. It is an ecs.Step. A panic costs what it would have
// added, and no event.
func (d *Directory) Apply(fields map[string]any) {
	defer func() {
		if v := recover(); v != nil && !d.panicked.Swap(true) {
			d.log.Warnf("enrichment: published an event without names, and there may be more: panic: %v\n%s", v, debug.Stack())
		}
	}()
	if d.users != nil {
		d.applyUsers(fields)
	}
	if d.reports == nil {
		return
	}
	own, _ := fields["salesforce"].(map[string]any)
	for _, of := range [...]struct {
		id, name string
		names    *names
	}{
		{"report_id", "report_name", d.reports},
		{"dashboard_id", "dashboard_name", d.dashboards},
		{"connected_app_id", "connected_app_name", d.apps},
	} {
		text, ok := own[of.id].(string)
		if !ok || own[of.name] != nil {
			continue
		}
		if name, ok := of.names.find(text); ok {
			own[of.name] = name
		}
	}
}

// applyUsers adds to who acted, whose rights were used and whom it was done to.
func (d *Directory) applyUsers(fields map[string]any) {
	user, _ := fields["user"].(map[string]any)
	for _, role := range [...]string{"", "target", "effective"} {
		in := user
		if role != "" {
			in, _ = user[role].(map[string]any)
		}
		text, ok := in["id"].(string)
		if !ok {
			continue
		}
		if found, ok := d.users.find(text); ok {
			found.put(fields, in, role)
		}
	}
}

// put adds a user to the fields of an event, of which in are those of the user.
func (p profile) put(fields, in map[string]any, role string) {
	if name, ok := in["name"].(string); !ok && p.name != "" {
		in["name"] = p.name
		relate(fields, p.name)
		if at := strings.LastIndexByte(p.name, '@'); at > 0 && at < len(p.name)-1 && in["domain"] == nil {
			in["domain"] = p.name[at+1:]
		}
	} else if p.email != "" && in["email"] == name {
		delete(in, "email") // a guess, and not what the event says
	}
	putText(in, "email", p.email)
	putText(in, "full_name", p.fullName)
	if len(p.roles) > 0 && in["roles"] == nil {
		in["roles"] = p.roles
	}
	if !p.activeKnown && p.kind == "" {
		return
	}
	own := group(group(fields, "salesforce"), "user")
	if role != "" {
		own = group(own, role)
	}
	if own["active"] == nil && p.activeKnown {
		own["active"] = p.active
	}
	putText(own, "type", p.kind)
}

func putText(in map[string]any, name, text string) {
	if text != "" && in[name] == nil {
		in[name] = text
	}
}

// relate adds a username to related.user, whose slice may be shared.
func relate(fields map[string]any, name string) {
	related := group(fields, "related")
	if list, _ := related["user"].([]string); !slices.Contains(list, name) {
		related["user"] = append(slices.Clip(list), name)
	}
}

// group returns the group of a name, which is made if there is none. What is there
// and is no group is left alone.
func group(in map[string]any, name string) map[string]any {
	inner, ok := in[name].(map[string]any)
	if !ok {
		inner = map[string]any{}
		if in[name] == nil {
			in[name] = inner
		}
	}
	return inner
}
