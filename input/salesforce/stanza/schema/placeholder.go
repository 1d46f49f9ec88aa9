package schema

import (
	"os"
	"regexp"
	"slices"
	"strings"
)

// placeholders are the values that stand in examples, ours, Elastic's, and the defaults
// of its integration, by the end of the option's name. None of them can be a real one,
// but for those of secrets, which nobody should keep.
var placeholders = []struct {
	option string
	values []string
}{
	{"client.id", []string{"client-id", "my-client-id", "your-client-id", "your-consumer-key"}},
	{"client.secret", []string{"client-secret", "client_secret", "my-client-secret"}},
	{"username", []string{"username", "user", "your-username", "salesforce-instance@user.in"}},
	{"password", []string{"password", "salesforce-instance-password"}},
	{"security_token", []string{"security-token", "security_token"}},
	{"key_passphrase", []string{"passphrase", "key-passphrase"}},
	{"url", []string{
		"my.salesforce.com", "instance-url.salesforce.com", "instance_id.develop.my.salesforce.com",
		"instance-id.develop.my.salesforce.com", "yourdomain.my.salesforce.com", "your-domain.my.salesforce.com",
		"yourorg.my.salesforce.com", "your-org.my.salesforce.com", "your-company.my.salesforce.com", "your-instance.my.salesforce.com",
		"mydomainname.my.salesforce.com", "changeme",
	}},
}

// keyFiles are placeholders too, unless there is such a file.
var keyFiles = []string{"client-key.pem", "server_client.key"}

var (
	// bracketed is <your client id> and the like. No id, name or address of Salesforce
	// has angle brackets; a path may, in a part of it.
	bracketed     = regexp.MustCompile(`<[^<>]+>`)
	bracketedPath = regexp.MustCompile(`^<[^<>]+>$`)
	// bracketedWords is what stands for a secret between brackets: a secret may have
	// brackets too.
	bracketedWords = regexp.MustCompile(`(?i)^\s*<((your|my|the|client|consumer|secret|password|security|token|key|passphrase|private|salesforce|user|app|value|here)([-_ ']|s\b)*)+>\s*$`)
	// variable is a reference that nothing resolved, of Beats, Elastic Agent, Fleet,
	// Kubernetes or Windows.
	variable      = regexp.MustCompile(`\$\{[^{}]+\}|\{\{[^{}]+\}\}|\$co\.elastic\.secret\{[^{}]*\}|\$\([A-Za-z_][\w.-]*\)|%[A-Za-z_]\w{2,}%`)
	wholeVariable = regexp.MustCompile(`^\s*(\$\{[\w.:@/-]+\}|\{\{[\w. #/]+\}\}|\$co\.elastic\.secret\{[^{}]*\}|\$\([A-Za-z_][\w.-]*\)|%[A-Za-z_]\w*%)\s*$`)
)

// placeholder says which placeholder was left in as a value, or nothing. The value of a
// secret is not repeated.
func placeholder(o Option, value any) string {
	text, ok := value.(string)
	if !ok {
		return ""
	}
	text = strings.TrimSpace(text)
	switch o.Type {
	case "secret":
		switch {
		case wholeVariable.MatchString(text):
			return "contains a variable that was not resolved"
		case text == "changeme", bracketedWords.MatchString(text), documented(o.Name, text, true):
			return "is a placeholder from an example: replace it with the real value"
		}
	case "string", "URL", "path":
		switch {
		case variable.MatchString(text):
			return quoted(text) + " contains a variable that was not resolved"
		case strings.EqualFold(text, "changeme"), documented(o.Name, text, false), missingKey(o, text),
			bracketedPath.MatchString(text), o.Type != "path" && bracketed.MatchString(text):
			return quoted(text) + " is a placeholder from an example: replace it with the real value"
		}
	}
	return ""
}

// documented reports whether a value is that of an example. In ids, names and URLs upper
// case, and what is between words, make no difference; in secrets it does.
func documented(option, text string, secret bool) bool {
	if strings.HasSuffix(option, "url") {
		text = strings.ToLower(text)
		text, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimPrefix(text, "https://"), "http://"), "/")
		if text == "" {
			return false
		}
	}
	for _, row := range placeholders {
		if strings.HasSuffix("."+option, "."+row.option) || row.option == "url" && strings.HasSuffix(option, "_url") {
			return slices.ContainsFunc(row.values, func(value string) bool {
				return value == text || !secret && fold(value) == fold(text)
			})
		}
	}
	return false
}

func missingKey(o Option, path string) bool {
	if o.Type != "path" || !slices.Contains(keyFiles, path) {
		return false
	}
	_, err := os.Stat(path)
	return err != nil
}
