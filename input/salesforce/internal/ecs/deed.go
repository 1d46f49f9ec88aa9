package ecs

import "strings"

// deed is what one value of a column says about the event as a whole.
type deed struct {
	word     string // what the value has in it, in lower case; one letter is the whole value
	action   string // event.action; empty leaves that of the class
	kind     string // event.kind; the same
	category []string
	types    []string
}

// deeds are tried in their order, and the first that fits counts.
type deeds []deed

// does is for a column that says what was done. The value itself is kept too.
func does(list deeds, of rule) rule {
	compiled := compileDeeds(list)
	return also(of, func(b *builder, _ source, value string) {
		value = strings.ToLower(value)
		for i := range compiled {
			if compiled[i].fits(value) {
				b.deed = &compiled[i]
				return
			}
		}
	})
}

// compiledDeed has its values as they are put into the event.
type compiledDeed struct {
	word                          string
	action, kind, category, types any
}

func (d *compiledDeed) fits(value string) bool {
	if len(d.word) == 1 {
		return value == d.word
	}
	return strings.Contains(value, d.word)
}

func compileDeeds(list deeds) []compiledDeed {
	compiled := make([]compiledDeed, len(list))
	for i, d := range list {
		compiled[i].word = d.word
		if d.action != "" {
			compiled[i].action = d.action
		}
		if d.kind != "" {
			compiled[i].kind = d.kind
		}
		if len(d.types) > 0 {
			compiled[i].types = d.types
		}
		if len(d.category) > 0 {
			compiled[i].category = d.category
		}
	}
	return compiled
}

func (b *builder) finishDeed(s *shared) {
	if b.deed == nil {
		return
	}
	for _, f := range []struct {
		to    slot
		value any
	}{{s.action, b.deed.action}, {s.kind, b.deed.kind}, {s.category, b.deed.category}, {s.eventType, b.deed.types}} {
		if f.value != nil {
			b.put(f.to, f.value)
		}
	}
}

// The deeds of the columns that say what was done.
var (
	transfers = deeds{
		{word: "rendition", action: "file-preview", types: []string{"access"}},
		{word: "preview", action: "file-preview", types: []string{"access"}},
		{word: "download", action: "file-download", types: []string{"access"}},
		{word: "save", action: "file-upload", types: []string{"creation"}},
		{word: "upload", action: "file-upload", types: []string{"creation"}},
		{word: "delete", action: "file-delete", types: []string{"deletion"}},
	}
	deliveries = deeds{
		{word: "view", action: "content-delivery-view", types: []string{"access"}},
		{word: "insert", action: "content-delivery-create", types: []string{"creation"}},
		{word: "update", action: "content-delivery-change", types: []string{"change"}},
		{word: "delete", action: "content-delivery-delete", types: []string{"deletion"}},
	}
	fileShares = deeds{
		{word: "insert", action: "file-share-add", types: []string{"change"}},
		{word: "update", action: "file-share-change", types: []string{"change"}},
		{word: "delete", action: "file-share-remove", types: []string{"change"}},
	}
	reports = deeds{
		{word: "export", action: "report-export"},
		{word: "x", action: "report-export"}, // renderings: Excel and CSV
		{word: "c", action: "report-export"},
	}
	queryTypes = deeds{
		{word: "soql", action: "query"},
		{word: "report", action: "report-run"},
		{word: "filter", action: "list-view"},
	}
	// Reading, and all that writes, by the Bulk API, by callouts and in pages.
	statements = deeds{
		{word: "query", action: "query", types: []string{"access"}},
		{word: "search", action: "search", types: []string{"access"}},
		{word: "retrieve", action: "read", types: []string{"access"}},
		{word: "read", action: "read", types: []string{"access"}},
		{word: "undelete", action: "undelete", types: []string{"change"}},
		{word: "delete", action: "delete", types: []string{"change"}},
		{word: "upsert", action: "upsert", types: []string{"change"}},
		{word: "insert", action: "insert", types: []string{"change"}},
		{word: "create", action: "insert", types: []string{"change"}},
		{word: "update", action: "update", types: []string{"change"}},
		{word: "merge", action: "merge", types: []string{"change"}},
	}
	// Calls that have the word of another statement in their name, and only read: which
	// records were deleted or updated, and what a search can have.
	lookups = deeds{
		{word: "getdeleted", action: "read", types: []string{"access"}},
		{word: "getupdated", action: "read", types: []string{"access"}},
		{word: "describe", action: "describe", types: []string{"access"}},
	}
	bulkJobs    = prefixed("bulk-", statements, nil)
	savedRows   = prefixed("record-", statements, nil)
	apiCalls    = prefixed("api-", append(lookups, statements...), []string{"access"})
	recordPages = prefixed("record-", statements, []string{"access"})
	callouts    = prefixed("external-", statements, []string{"connection"})

	memberships = deeds{
		{word: "delete", action: "group-member-remove"},
		{word: "remove", action: "group-member-remove"},
		{word: "add", action: "group-member-add"},
	}
	permissionSets = deeds{
		{word: "unassigned", action: "permission-set-unassign", types: []string{"user", "change"}},
		{word: "assigned", action: "permission-set-assign", types: []string{"user", "change"}},
		{word: "disabled", action: "permission-disable", types: []string{"admin", "change"}},
		{word: "enabled", action: "permission-enable", types: []string{"admin", "change"}},
	}
	packages = deeds{
		{word: "uninstall", action: "package-uninstall", types: []string{"deletion"}},
		{word: "install", action: "package-install", types: []string{"installation"}},
		{word: "upgrade", action: "package-upgrade", types: []string{"change"}},
		{word: "validate", action: "package-validate", types: []string{"info"}},
		{word: "export", action: "package-export", types: []string{"info"}},
	}
	changeSets = deeds{
		{word: "deploy", action: "change-set-deploy", types: []string{"change"}},
		{word: "upload", action: "change-set-upload", types: []string{"info"}},
		{word: "validate", action: "change-set-validate", types: []string{"info"}},
		{word: "delete", action: "change-set-delete", types: []string{"deletion"}},
	}
	metadataCalls = deeds{
		{word: "deploy", action: "metadata-deploy", types: []string{"change"}},
		{word: "retrieve", action: "metadata-retrieve", types: []string{"access"}},
		{word: "list", action: "metadata-list", types: []string{"access"}},
		{word: "read", action: "metadata-read", types: []string{"access"}},
		{word: "upsert", action: "metadata-upsert", types: []string{"change"}},
		{word: "update", action: "metadata-update", types: []string{"change"}},
		{word: "delete", action: "metadata-delete", types: []string{"deletion"}},
		{word: "create", action: "metadata-create", types: []string{"creation"}},
	}
	keySteps = deeds{
		{word: "imported", action: "key-import", types: []string{"creation"}},
		{word: "generated", action: "key-generate", types: []string{"creation"}},
		{word: "exported", action: "key-export", types: []string{"access"}},
		{word: "destroyed", action: "key-destroy", types: []string{"deletion"}},
		{word: "stored", action: "key-store", types: []string{"info"}},
		{word: "unwrapped", action: "key-unwrap", types: []string{"access"}},
		{word: "wrapped", action: "key-wrap", types: []string{"info"}},
		{word: "delivered", action: "key-deliver", types: []string{"access"}},
		{word: "derived", action: "key-derive", types: []string{"info"}},
		{word: "read", action: "key-read", types: []string{"access"}},
	}
	policyResults = deeds{
		{word: "notif", action: "policy-triggered", kind: "alert"}, // Notified is no "not"
		{word: "not", action: "policy-not-triggered"},
		{word: "triggered", action: "policy-triggered", kind: "alert"},
		{word: "block", action: "policy-triggered", kind: "alert"},
	}
	violations = deeds{
		{word: "report", action: "csp-violation-report", types: []string{"allowed"}},
		{word: "enforce", action: "csp-violation", types: []string{"denied"}},
	}
	hostRedirects = deeds{
		{word: "blocked", action: "hostname-redirect-blocked"},
		{word: "suppressed", action: "hostname-redirect-suppressed"},
	}
)

// prefixed are deeds with a prefix to their actions and further types.
func prefixed(prefix string, list deeds, types []string) deeds {
	all := make(deeds, len(list))
	for i, d := range list {
		d.action = prefix + d.action
		d.types = union(d.types, types)
		all[i] = d
	}
	return all
}

func union(a, b []string) []string {
	return unique(append(append([]string{}, a...), b...))
}
