package redact

import "strings"

// Secrets returns what the preset of that name redacts, of the fields that events can
// have: keys of sessions, what users typed into queries, queries of URLs, and headers.
// All other texts are cleaned by their look, because columns and event types that no
// table knows can hold the same.
func Secrets(fields []string) Options {
	options := Options{
		Hash:    []string{"salesforce.session_key", "salesforce.login_key", "salesforce.device_session_id", "salesforce.knowledge_article_view.session_id"},
		Drop:    []string{"url.query", "url.fragment", "salesforce.sites.http_headers", "salesforce.sites.query", "salesforce.visualforce_request.query", "salesforce.additional_info"},
		Queries: []string{"salesforce.query"},
		Looks:   true,
	}
	for _, field := range fields {
		name := field[strings.LastIndexByte(field, '.')+1:]
		switch {
		case name == "filter" || name == "filter_criteria" || name == "search" && strings.HasPrefix(field, "salesforce."):
			options.Drop = append(options.Drop, field)
		case field == "url.original", field == "http.request.referrer", isAddress(name) && strings.HasPrefix(field, "salesforce."):
			options.Addresses = append(options.Addresses, field)
		}
	}
	return options
}

// isAddress knows a field with URLs by its name.
func isAddress(name string) bool {
	for _, suffix := range []string{"uri", "url", "urls", "next_link", "request_path", "source_file"} {
		if name == suffix || strings.HasSuffix(name, "_"+suffix) {
			return true
		}
	}
	return false
}
