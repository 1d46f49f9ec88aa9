package oauth

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// tokenPath is where every org, and login.salesforce.com, gives tokens.
const tokenPath = "/services/oauth2/token"

// The hosts that sign in the users of all production orgs, and of all sandboxes.
const (
	loginURL = "https://login.salesforce.com"
	testURL  = "https://test.salesforce.com"
)

// userInterface are the domains that show an org in a browser, and the domain
// that answers the API for the same org.
var userInterface = []struct {
	suffix  string
	instead string
	// packaged hosts name a package after the org: acme--c, acme--dev--c.
	packaged bool
}{
	{suffix: ".lightning.force.com", instead: ".my.salesforce.com"},
	{suffix: ".my.salesforce-setup.com", instead: ".my.salesforce.com"},
	{suffix: ".salesforce-setup.com", instead: ".my.salesforce.com"},
	{suffix: ".file.force.com", instead: ".my.salesforce.com"},
	{suffix: ".vf.force.com", instead: ".my.salesforce.com", packaged: true},
	{suffix: ".visual.force.com", instead: ".my.salesforce.com", packaged: true},
	{suffix: ".visualforce.com", instead: ".my.salesforce.com", packaged: true},
	{suffix: ".documentforce.com", instead: ".my.salesforce.com", packaged: true},
	{suffix: ".content.force.com", instead: ".my.salesforce.com", packaged: true},
	{suffix: ".lightning.crmforce.mil", instead: ".my.salesforce.mil"},
	{suffix: ".lightning.sfcrmapps.cn", instead: ".my.sfcrmproducts.cn"},
}

// instance is the name of a server that hosts orgs, such as na9 or cs10.
var instance = regexp.MustCompile(`^[a-z]{2,4}[0-9]+s?$`)

// TokenEndpoint returns the token endpoint of the host at base. People paste
// what they see, so base may lack the scheme, end in a slash or be the endpoint
// already.
func TokenEndpoint(base string, allowHTTP bool) (string, error) {
	base, err := BaseURL(base, allowHTTP)
	if err != nil {
		return "", err
	}
	return base + tokenPath, nil
}

// BaseURL returns base as scheme, host and path in the spelling that Salesforce
// uses, without the token endpoint's path at its end. It refuses what the API does
// not answer on, and, unless allowed, plain http except to this very host.
func BaseURL(base string, allowHTTP bool) (string, error) {
	base, err := parseBase(base, allowHTTP)
	if err != nil {
		return "", err
	}
	parsed, err := url.Parse(base)
	if err != nil {
		return "", fmt.Errorf("%q is not a URL", base)
	}
	for _, domain := range userInterface {
		org, ok := strings.CutSuffix(parsed.Hostname(), domain.suffix)
		if !ok {
			continue
		}
		if org = myDomain(org, domain.packaged); org == "" {
			return "", fmt.Errorf("%q is a browser URL and does not serve the API: use the org's My Domain URL, https://<name>.my.salesforce.com", base)
		}
		return "", fmt.Errorf("%q is a browser URL and does not serve the API: use %q", base, "https://"+org+domain.instead)
	}
	return base, nil
}

// myDomain returns what stands before .my.salesforce.com, for what stands before
// the domain of a browser's URL; nothing if that does not tell.
func myDomain(org string, packaged bool) string {
	name, partition, _ := strings.Cut(org, ".")
	if packaged {
		end := strings.LastIndex(name, "--")
		if end < 0 {
			return ""
		}
		name = name[:end]
	}
	// Older URLs name the instance, or nothing at all, where a sandbox's has
	// "sandbox" since.
	if instance.MatchString(partition) {
		partition = ""
	}
	if partition == "" && strings.Contains(name, "--") {
		partition = "sandbox"
	}
	if partition == "" {
		return name
	}
	return name + "." + partition
}

func parseBase(base string, allowHTTP bool) (string, error) {
	base = strings.TrimSpace(base)
	if base == "" {
		return "", errors.New("the URL is empty")
	}
	if !strings.Contains(base, "://") {
		if !strings.ContainsAny(base, ".:/") && !loopback(base) {
			return "", fmt.Errorf("%q is not a Salesforce host: use the form https://%s.my.salesforce.com", base, strings.ToLower(base))
		}
		base = "https://" + base
	}
	parsed, err := url.Parse(base)
	if err != nil || !soundPort(parsed.Port()) {
		// The error of url.Parse repeats its input, which may hold a password.
		return "", errors.New("the URL cannot be parsed: use the form https://acme.my.salesforce.com")
	}
	switch {
	case parsed.User != nil:
		return "", errors.New("the URL holds a user name or password, which does not belong there")
	case parsed.Hostname() == "":
		return "", fmt.Errorf("%q names no host", base)
	case parsed.RawQuery != "" || parsed.Fragment != "":
		return "", fmt.Errorf("the URL of %q has a query or a fragment: use the form https://acme.my.salesforce.com", parsed.Host)
	case parsed.Scheme == "http" && !allowHTTP && !loopback(parsed.Hostname()):
		return "", fmt.Errorf("%q would send secrets unencrypted: use https", base)
	case parsed.Scheme != "http" && parsed.Scheme != "https":
		return "", fmt.Errorf("%q has the scheme %q: use https", base, parsed.Scheme)
	}
	host := strings.ToLower(parsed.Host)
	if parsed.Scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	}
	path := strings.TrimRight(parsed.EscapedPath(), "/")
	if start := len(path) - len(tokenPath); start >= 0 && strings.EqualFold(path[start:], tokenPath) {
		path = strings.TrimRight(path[:start], "/")
	}
	if strings.HasSuffix(host, ".salesforce.com") {
		path = "" // a page of the org: no such host has an org below a path, as sites have
	}
	return parsed.Scheme + "://" + host + path, nil
}

// soundPort reports whether a URL's port is left out, or one that there can be.
func soundPort(text string) bool {
	port, err := strconv.ParseUint(text, 10, 16)
	return text == "" || (err == nil && port > 0)
}

// loopback reports whether host can be nothing but this machine.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address := net.ParseIP(host)
	return address != nil && address.IsLoopback()
}

// orgKind is what a URL tells of an org.
type orgKind int

const (
	otherOrg orgKind = iota // government, a scratch org, a proxy, unknown
	productionOrg
	sandboxOrg
)

func kindOf(orgURL string) orgKind {
	parsed, err := url.Parse(orgURL)
	if err != nil {
		return otherOrg
	}
	name, ours := strings.CutSuffix(strings.ToLower(parsed.Hostname()), ".salesforce.com")
	switch {
	case !ours || name == "test":
		return otherOrg
	case strings.Contains(name, "--") || strings.Contains(name, ".sandbox.") || strings.HasPrefix(name, "cs") && instance.MatchString(name):
		return sandboxOrg
	case name == "login" || instance.MatchString(name) && !strings.HasPrefix(name, "gs"):
		return productionOrg // gs0, gs1 are the government's
	}
	name, ours = strings.CutSuffix(name, ".my")
	if ours && (!strings.Contains(name, ".") || strings.HasSuffix(name, ".develop")) {
		return productionOrg
	}
	return otherOrg
}

// DefaultAudience returns the audience of assertions for the org at a URL:
// login.salesforce.com for production orgs, and the org itself for all others.
// That is right for sandboxes too, whose external client apps refuse
// test.salesforce.com.
func DefaultAudience(orgURL string) string {
	if kindOf(orgURL) == productionOrg {
		return loginURL
	}
	return orgURL
}

// DefaultLogin returns where the users of the org at a URL sign in by password.
func DefaultLogin(orgURL string) string {
	switch kindOf(orgURL) {
	case productionOrg:
		return loginURL
	case sandboxOrg:
		return testURL
	}
	return orgURL
}
