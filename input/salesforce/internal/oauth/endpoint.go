package oauth

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// tokenPath is where every org, and login.salesforce.com, gives tokens.
const tokenPath = "/services/oauth2/token"

// userInterface are the domains that show an org in a browser, and the domain
// that answers the API for the same org.
var userInterface = []struct{ suffix, instead string }{
	{".lightning.force.com", ".my.salesforce.com"},
	{".my.salesforce-setup.com", ".my.salesforce.com"},
	{".salesforce-setup.com", ".my.salesforce.com"},
}

// TokenEndpoint returns the token endpoint of the host at base. People paste
// what they see, so base may lack the scheme, end in a slash or be the endpoint
// already.
func TokenEndpoint(base string) (string, error) {
	base, err := BaseURL(base)
	if err != nil {
		return "", err
	}
	return base + tokenPath, nil
}

// BaseURL returns base as scheme, host and path, without a slash and without the
// token endpoint's path at its end. It refuses what the API does not answer on,
// and plain http except to this very host.
func BaseURL(base string) (string, error) {
	base, err := parseBase(base)
	if err != nil {
		return "", err
	}
	parsed, err := url.Parse(base)
	if err != nil {
		return "", fmt.Errorf("%q is not a URL", base)
	}
	for _, domain := range userInterface {
		if org, found := strings.CutSuffix(strings.ToLower(parsed.Hostname()), domain.suffix); found {
			return "", fmt.Errorf("%q is for browsers, the API does not answer there: use %q", base, "https://"+org+domain.instead)
		}
	}
	return base, nil
}

func parseBase(base string) (string, error) {
	base = strings.TrimSpace(base)
	if base == "" {
		return "", errors.New("the URL is empty")
	}
	if !strings.Contains(base, "://") {
		base = "https://" + base
	}
	parsed, err := url.Parse(base)
	if err != nil {
		// The error of url.Parse repeats its input, which may hold a password.
		return "", errors.New("the URL cannot be read: want the form https://acme.my.salesforce.com")
	}
	switch {
	case parsed.User != nil:
		return "", errors.New("the URL holds a user name or password, which does not belong there")
	case parsed.Hostname() == "":
		return "", fmt.Errorf("%q names no host", base)
	case parsed.RawQuery != "" || parsed.Fragment != "":
		return "", fmt.Errorf("the URL of %q has a query or a fragment: want the form https://acme.my.salesforce.com", parsed.Host)
	case parsed.Scheme == "http" && !loopback(parsed.Hostname()):
		return "", fmt.Errorf("%q would send secrets unencrypted: use https", base)
	case parsed.Scheme != "http" && parsed.Scheme != "https":
		return "", fmt.Errorf("%q has the scheme %q: use https", base, parsed.Scheme)
	}
	path := strings.TrimRight(parsed.EscapedPath(), "/")
	path = strings.TrimRight(strings.TrimSuffix(path, tokenPath), "/")
	return parsed.Scheme + "://" + parsed.Host + path, nil
}

// loopback reports whether host can be nothing but this machine.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address := net.ParseIP(host)
	return address != nil && address.IsLoopback()
}
