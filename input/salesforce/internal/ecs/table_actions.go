package ecs

// The actions of the columns that say what was done.
var (
	transfers = actions{
		{word: "rendition", action: "file-preview", types: []string{"access"}},
		{word: "preview", action: "file-preview", types: []string{"access"}},
		{word: "download", action: "file-download", types: []string{"access"}},
		{word: "save", action: "file-upload", types: []string{"creation"}},
		{word: "upload", action: "file-upload", types: []string{"creation"}},
		{word: "delete", action: "file-delete", types: []string{"deletion"}},
	}
	deliveries = actions{
		{word: "view", action: "content-delivery-view", types: []string{"access"}},
		{word: "insert", action: "content-delivery-create", types: []string{"creation"}},
		{word: "update", action: "content-delivery-change", types: []string{"change"}},
		{word: "delete", action: "content-delivery-delete", types: []string{"deletion"}},
	}
	fileShares = actions{
		{word: "insert", action: "file-share-add", types: []string{"change"}},
		{word: "update", action: "file-share-change", types: []string{"change"}},
		{word: "delete", action: "file-share-remove", types: []string{"change"}},
	}
	reports = actions{
		{word: "export", action: "report-export"},
		{word: "x", action: "report-export"}, // renderings: Excel and CSV
		{word: "c", action: "report-export"},
	}
	queryTypes = actions{
		{word: "soql", action: "query"},
		{word: "report", action: "report-run"},
		{word: "filter", action: "list-view"},
	}
	// Reading, and all that writes, by the Bulk API, by callouts and in pages.
	statements = actions{
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
	lookups = actions{
		{word: "getdeleted", action: "read", types: []string{"access"}},
		{word: "getupdated", action: "read", types: []string{"access"}},
		{word: "describe", action: "describe", types: []string{"access"}},
	}
	bulkJobs    = prefixed("bulk-", statements, nil)
	savedRows   = prefixed("record-", statements, nil)
	apiCalls    = prefixed("api-", append(lookups, statements...), []string{"access"})
	recordPages = prefixed("record-", statements, []string{"access"})
	callouts    = prefixed("external-", statements, []string{"connection"})

	memberships = actions{
		{word: "delete", action: "group-member-remove"},
		{word: "remove", action: "group-member-remove"},
		{word: "add", action: "group-member-add"},
	}
	permissionSets = actions{
		{word: "unassigned", action: "permission-set-unassign", types: []string{"user", "change"}},
		{word: "assigned", action: "permission-set-assign", types: []string{"user", "change"}},
		{word: "disabled", action: "permission-disable", types: []string{"admin", "change"}},
		{word: "enabled", action: "permission-enable", types: []string{"admin", "change"}},
	}
	packages = actions{
		{word: "uninstall", action: "package-uninstall", types: []string{"deletion"}},
		{word: "install", action: "package-install", types: []string{"installation"}},
		{word: "upgrade", action: "package-upgrade", types: []string{"change"}},
		{word: "validate", action: "package-validate", types: []string{"info"}},
		{word: "export", action: "package-export", types: []string{"info"}},
	}
	changeSets = actions{
		{word: "deploy", action: "change-set-deploy", types: []string{"change"}},
		{word: "upload", action: "change-set-upload", types: []string{"info"}},
		{word: "validate", action: "change-set-validate", types: []string{"info"}},
		{word: "delete", action: "change-set-delete", types: []string{"deletion"}},
	}
	metadataCalls = actions{
		{word: "deploy", action: "metadata-deploy", types: []string{"change"}},
		{word: "retrieve", action: "metadata-retrieve", types: []string{"access"}},
		{word: "list", action: "metadata-list", types: []string{"access"}},
		{word: "read", action: "metadata-read", types: []string{"access"}},
		{word: "upsert", action: "metadata-upsert", types: []string{"change"}},
		{word: "update", action: "metadata-update", types: []string{"change"}},
		{word: "delete", action: "metadata-delete", types: []string{"deletion"}},
		{word: "create", action: "metadata-create", types: []string{"creation"}},
	}
	keySteps = actions{
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
	policyResults = actions{
		{word: "notif", action: "policy-triggered", kind: "alert"}, // Notified is no "not"
		{word: "not", action: "policy-not-triggered"},
		{word: "triggered", action: "policy-triggered", kind: "alert"},
		{word: "block", action: "policy-triggered", kind: "alert"},
	}
	violations = actions{
		{word: "report", action: "csp-violation-report", types: []string{"allowed"}},
		{word: "enforce", action: "csp-violation", types: []string{"denied"}},
	}
	hostRedirects = actions{
		{word: "blocked", action: "hostname-redirect-blocked"},
		{word: "suppressed", action: "hostname-redirect-suppressed"},
	}
)
