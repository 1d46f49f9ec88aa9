package reference

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

const generated = "Generated from the table of options and _meta/config; run \"go tool mage update\"."

// schemaPath is where the schema is, for editors that open the configuration in a clone.
const schemaPath = "docs/salesforce.schema.json"

// smallest is the shortest stanza for a real org. The README shows it, and a test
// runs it.
const smallest = `- type: salesforce
  id: acme
  url: https://acme.my.salesforce.com
  auth.oauth2.jwt_bearer_flow:
    client.id: ${SALESFORCE_CLIENT_ID}
    client.username: filebeat@acme.example
    client.key_path: /etc/filebeat/salesforce.key
`

// values are what the reference shows of options that have no default.
var values = map[string]string{
	"id":      "acme",
	"url":     "https://acme.my.salesforce.com",
	"version": "62",
	"profile": "[identity, privilege, exfiltration, threat, api_abuse, availability]",

	"redact_fields.hash":   "[user.name, user.email]",
	"redact_fields.drop":   "[url.query]",
	"redact_fields.preset": "secrets",
	"redact_fields.key":    "${REDACT_KEY}",

	"auth.oauth2.jwt_bearer_flow.client.id":             "${SALESFORCE_CLIENT_ID}",
	"auth.oauth2.jwt_bearer_flow.client.username":       "filebeat@acme.example",
	"auth.oauth2.jwt_bearer_flow.client.key_path":       "/etc/filebeat/salesforce.key",
	"auth.oauth2.jwt_bearer_flow.client.key":            "${SALESFORCE_KEY}",
	"auth.oauth2.jwt_bearer_flow.client.key_passphrase": "${SALESFORCE_KEY_PASSPHRASE}",
	"auth.oauth2.jwt_bearer_flow.client.cert_path":      "/etc/filebeat/salesforce.crt",
	"auth.oauth2.jwt_bearer_flow.url":                   "https://login.salesforce.com",
	"auth.oauth2.jwt_bearer_flow.audience_url":          "https://login.salesforce.com",
	"auth.oauth2.jwt_bearer_flow.token_url":             "https://login.salesforce.com",
	"auth.oauth2.user_password_flow.client.id":          "${SALESFORCE_CLIENT_ID}",
	"auth.oauth2.user_password_flow.client.secret":      "${SALESFORCE_CLIENT_SECRET}",
	"auth.oauth2.user_password_flow.username":           "filebeat@acme.example",
	"auth.oauth2.user_password_flow.password":           "${SALESFORCE_PASSWORD}",
	"auth.oauth2.user_password_flow.security_token":     "${SALESFORCE_SECURITY_TOKEN}",
	"auth.oauth2.user_password_flow.token_url":          "https://login.salesforce.com",
	"auth.oauth2.client_credentials_flow.client.id":     "${SALESFORCE_CLIENT_ID}",
	"auth.oauth2.client_credentials_flow.client.secret": "${SALESFORCE_CLIENT_SECRET}",
	"auth.oauth2.client_credentials_flow.token_url":     "https://acme.my.salesforce.com",
	"event_monitoring_method.event_log_file.batch":      "{}",
	"event_monitoring_method.object.names":              "[LoginEvent, LogoutEvent, SetupAuditTrail]",
	"event_monitoring_method.object.delay":              "1m",
	"event_monitoring_method.object.lookback":           "5m",
	"event_monitoring_method.object.batch.enabled":      "true",
	"event_monitoring_method.object.batch.window":       "1h",
	"resource.ssl":                                        "{verification_mode: full}",
	"resource.proxy_url":                                  "http://proxy.acme.example:3128",
	"resource.proxy_headers":                              "{}",
	"resource.tracer.enabled":                             "true",
	"resource.tracer.filename":                            "http-request-trace-*.ndjson",
	"resource.idle_connection_timeout":                    "90s",
	"advanced":                                            "{}",
	"event_monitoring_method.object.cursor.field":         "EventDate",
	"event_monitoring_method.event_log_file.cursor.field": "CreatedDate",

	"event_monitoring_method.event_log_file.exclude_event_types": "[ApexExecution]",
	"event_monitoring_method.event_log_file.query.default":       "\"SELECT CreatedDate, LogFile FROM EventLogFile WHERE EventType = 'Login' AND Interval = 'Hourly'\"",
	"event_monitoring_method.event_log_file.query.value":         "\"SELECT CreatedDate, LogFile FROM EventLogFile WHERE EventType = 'Login' AND Interval = 'Hourly' AND CreatedDate > [[ .cursor.event_log_file.last_event_time ]]\"",
	"event_monitoring_method.object.query.default":               `"SELECT FIELDS(STANDARD) FROM LoginEvent"`,
	"event_monitoring_method.object.query.value":                 `"SELECT FIELDS(STANDARD) FROM LoginEvent WHERE EventDate > [[ .cursor.object.batch_start_time ]] AND EventDate <= [[ .cursor.object.batch_end_time ]]"`,
	"event_monitoring_method.object.batch.initial_interval":      "7d",
	"event_monitoring_method.object.batch.max_windows_per_run":   "12",

	"tags":               "[salesforce]",
	"fields":             "{team: security}",
	"processors":         "[]",
	"pipeline":           "my-pipeline",
	"index":              "logs-salesforce-default",
	"publisher_pipeline": "{disable_host: false}",
	"service":            "{type: salesforce}",
}

// blocks are the blocks of the reference, and what is said of each. The stanza of the
// reference signs in by the first one.
var blocks = []struct{ name, text string }{
	{"auth.oauth2.jwt_bearer_flow", "Sign-in by a key, whose certificate the app has. Exactly one of these three is in use."},
	{"auth.oauth2.user_password_flow", "Sign-in by a user's password."},
	{"auth.oauth2.client_credentials_flow", "Sign-in as the user that the app's policy names."},
	{"event_monitoring_method.event_log_file", "Event log files, of hours or days. Or a list of such blocks."},
	{"event_monitoring_method.object", "Records of objects, a minute after what they tell of. Or a list of such blocks."},
	{"resource", "How requests are sent."},
}

// configurationPage fills in a template of the repository.
func configurationPage(root, name string) ([]byte, error) {
	page, err := template.ParseFiles(filepath.Join(root, "_meta", "config", name+".tmpl"))
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	err = page.Execute(&text, map[string]string{
		"Generated": generated,
		"Schema":    schemaPath,
		"Smallest":  smallest,
		"Reference": exampleStanza(schema.Options()),
		"Common":    options(schema.CommonOptions()[1:], "  ", "", false),
	})
	return text.Bytes(), err
}

// exampleStanza writes the options of the input, in their blocks.
func exampleStanza(all []schema.Option) string {
	var text strings.Builder
	for len(all) > 0 {
		block, heading := blockOf(all[0].Name)
		count := 1
		for count < len(all) {
			if next, _ := blockOf(all[count].Name); next != block {
				break
			}
			count++
		}
		used := block == "" || block == blocks[0].name
		if block == "" {
			text.WriteString(options(all[:count], "  ", "", true))
		} else {
			text.WriteString(comment("--- "+heading, "  "))
			fmt.Fprintf(&text, "  %s%s:\n\n%s", mark(used), block, options(all[:count], "    ", block+".", used))
		}
		all = all[count:]
	}
	return text.String()
}

func blockOf(option string) (name, text string) {
	for _, block := range blocks {
		if strings.HasPrefix(option, block.name+".") {
			return block.name, block.text
		}
	}
	return "", ""
}

// options writes options, each with what it does. Those that have to be given are no
// comments, where their block is used.
func options(all []schema.Option, indent, block string, used bool) string {
	var text strings.Builder
	for _, option := range all {
		value := option.Default
		if value == "" {
			value = values[option.Name]
		}
		text.WriteString(comment(plain(option.Description), indent))
		given := used && (option.Required || option.Name == "id" || option.Name == blocks[0].name+".client.key_path")
		fmt.Fprintf(&text, "%s%s%s: %s\n\n", indent, mark(given), strings.TrimPrefix(option.Name, block), value)
	}
	return text.String()
}

func mark(given bool) string {
	if given {
		return ""
	}
	return "#"
}

var link = regexp.MustCompile(`\[([^\]]+)\]\(([^)#]*)(#[^)]*)?\)`)

// plain renders the Markdown of a description as text. A comment cannot be clicked, so a
// link becomes its text and the page to open.
func plain(text string) string {
	text = link.ReplaceAllStringFunc(text, func(found string) string {
		parts := link.FindStringSubmatch(found)
		label, page := parts[1], parts[2]
		switch {
		case strings.Contains(page, "://"):
			return label + ", " + page + parts[3]
		case page == "":
			return label + " in docs/reference.md"
		case label == page:
			return "docs/" + page
		}
		return label + " in docs/" + page
	})
	return strings.ReplaceAll(text, "`", "")
}

// comment breaks a text into the lines of a comment.
func comment(text, indent string) string {
	const width = 88
	var lines strings.Builder
	line := indent + "#"
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > width {
			lines.WriteString(line + "\n")
			line = indent + "#"
		}
		line += " " + word
	}
	return lines.String() + line + "\n"
}
