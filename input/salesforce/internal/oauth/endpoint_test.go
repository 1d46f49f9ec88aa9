package oauth

import (
	"strings"
	"testing"
)

func TestURLsAreCleaned(t *testing.T) {
	for given, want := range map[string]string{
		"HTTPS://Acme.My.Salesforce.com/":                                "https://acme.my.salesforce.com",
		"acme.my.salesforce.com:443":                                     "https://acme.my.salesforce.com",
		"https://acme.my.salesforce.com/Services/OAuth2/Token/":          "https://acme.my.salesforce.com",
		"https://acme.my.salesforce.com//services/oauth2/token":          "https://acme.my.salesforce.com",
		"https://na9.salesforce.com/home/home.jsp":                       "https://na9.salesforce.com",
		"https://login.salesforce.com/services/oauth2/authorize":         "https://login.salesforce.com",
		"https://Acme.my.site.com/Portal/services/oauth2/token":          "https://acme.my.site.com/Portal",
		"http://LOCALHOST:8080/services/oauth2/token":                    "http://localhost:8080",
		"https://acme--dev.sandbox.my.salesforce.com":                    "https://acme--dev.sandbox.my.salesforce.com",
		"https://proxy.example:8443/salesforce/":                         "https://proxy.example:8443/salesforce",
		"https://acme.my.salesforce.mil":                                 "https://acme.my.salesforce.mil",
		"\thttps://acme.my.salesforce.com/services/oauth2/token///\r\n ": "https://acme.my.salesforce.com",
	} {
		if got, err := BaseURL(given, false); err != nil || got != want {
			t.Errorf("%q became %q, %v; want %q", given, got, err, want)
		}
	}
}

func TestURLsOfTheBrowserAreRefusedWithTheOneThatIsMeant(t *testing.T) {
	for given, want := range map[string]string{
		// Lightning, in production, sandboxes, scratch orgs and all the rest.
		"https://acme.lightning.force.com/lightning/page/home":  "https://acme.my.salesforce.com",
		"ACME.lightning.force.com":                              "https://acme.my.salesforce.com",
		"https://acme--dev.sandbox.lightning.force.com":         "https://acme--dev.sandbox.my.salesforce.com",
		"https://acme--dev.lightning.force.com":                 "https://acme--dev.sandbox.my.salesforce.com",
		"https://acme-dev-ed.develop.lightning.force.com":       "https://acme-dev-ed.develop.my.salesforce.com",
		"https://force-fun-1234.scratch.lightning.force.com":    "https://force-fun-1234.scratch.my.salesforce.com",
		"https://acme.trailblaze.lightning.force.com":           "https://acme.trailblaze.my.salesforce.com",
		"https://acme.demo.lightning.force.com":                 "https://acme.demo.my.salesforce.com",
		"https://acme.patch.lightning.force.com":                "https://acme.patch.my.salesforce.com",
		"https://acme.lightning.crmforce.mil":                   "https://acme.my.salesforce.mil",
		"https://acme.lightning.sfcrmapps.cn":                   "https://acme.my.sfcrmproducts.cn",
		"https://acme.my.salesforce-setup.com/lightning/setup/": "https://acme.my.salesforce.com",
		"https://acme--dev.sandbox.my.salesforce-setup.com":     "https://acme--dev.sandbox.my.salesforce.com",
		"https://acme.develop.my.salesforce-setup.com":          "https://acme.develop.my.salesforce.com",
		"https://acme.salesforce-setup.com":                     "https://acme.my.salesforce.com",
		// Visualforce pages and files, whose hosts name a package or a space too.
		"https://acme--c.vf.force.com/apex/page":        "https://acme.my.salesforce.com",
		"https://acme--c.develop.vf.force.com":          "https://acme.develop.my.salesforce.com",
		"https://acme--dev--c.sandbox.vf.force.com":     "https://acme--dev.sandbox.my.salesforce.com",
		"https://acme--c.visual.force.com":              "https://acme.my.salesforce.com",
		"https://acme--c.na9.visual.force.com":          "https://acme.my.salesforce.com",
		"https://acme--dev--c.cs10.visual.force.com":    "https://acme--dev.sandbox.my.salesforce.com",
		"https://c.na9.visual.force.com":                "https://<name>.my.salesforce.com",
		"https://acme--c.visualforce.com":               "https://acme.my.salesforce.com",
		"https://acme--c.documentforce.com":             "https://acme.my.salesforce.com",
		"https://acme--c.na9.content.force.com":         "https://acme.my.salesforce.com",
		"https://acme.file.force.com":                   "https://acme.my.salesforce.com",
		"https://acme--dev.sandbox.file.force.com/sfc/": "https://acme--dev.sandbox.my.salesforce.com",
	} {
		_, err := BaseURL(given, false)
		if err == nil || !strings.Contains(err.Error(), "is a browser URL") || !strings.HasSuffix(strings.Trim(err.Error(), `"`), want) && !strings.HasSuffix(strings.Trim(err.Error(), `"`), " "+want) {
			t.Errorf("%s: got %v, want %s", given, err, want)
			continue
		}
		if !strings.Contains(want, "<") {
			if again, err := BaseURL(want, false); err != nil || again != want {
				t.Errorf("what is said in place of %s does not serve: %q, %v", given, again, err)
			}
		}
	}
}

// Secrets are sent unencrypted to this very host only: an address that is private is that
// of another host all the same.
func TestPlainHTTPGoesToThisHostOnly(t *testing.T) {
	for _, host := range []string{
		"10.0.0.5", "172.16.3.4", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0", "[fd00::1]", "[fe80::1]", "[::]",
		"128.0.0.1", "localhost.example", "mylocalhost", "127.0.0.1.example", "acme.my.salesforce.com",
	} {
		if got, err := BaseURL("http://"+host+":8080", false); err == nil || !strings.Contains(err.Error(), "unencrypted") {
			t.Errorf("http to %s: got %q and %v", host, got, err)
		}
		if _, err := BaseURL("http://"+host+":8080", true); err != nil {
			t.Errorf("http to %s, though it is allowed: %v", host, err)
		}
	}
	for _, host := range []string{"localhost", "127.0.0.1", "127.8.9.10", "[::1]"} {
		if _, err := BaseURL("http://"+host+":8080", false); err != nil {
			t.Errorf("http to %s: %v", host, err)
		}
	}
}

func TestDefaultsByTheURLOfTheOrg(t *testing.T) {
	const login, test = "https://login.salesforce.com", "https://test.salesforce.com"
	for org, want := range map[string]struct{ audience, password string }{
		"https://acme.my.salesforce.com":                {login, login},
		"https://acme-dev-ed.develop.my.salesforce.com": {login, login},
		"https://na9.salesforce.com":                    {login, login},
		"https://usa2s.salesforce.com":                  {login, login},
		"https://login.salesforce.com":                  {login, login},
		"https://test.salesforce.com":                   {test, test},
		"https://acme--dev.sandbox.my.salesforce.com":   {"https://acme--dev.sandbox.my.salesforce.com", test},
		"https://acme--dev.my.salesforce.com":           {"https://acme--dev.my.salesforce.com", test},
		"https://acme--dev.cs10.my.salesforce.com":      {"https://acme--dev.cs10.my.salesforce.com", test},
		"https://cs10.salesforce.com":                   {"https://cs10.salesforce.com", test},
		// Where it is not certain, the org itself: it always signs in its own users.
		"https://fun.scratch.my.salesforce.com": {"https://fun.scratch.my.salesforce.com", "https://fun.scratch.my.salesforce.com"},
		"https://gs1.salesforce.com":            {"https://gs1.salesforce.com", "https://gs1.salesforce.com"},
		"https://acme.my.salesforce.mil":        {"https://acme.my.salesforce.mil", "https://acme.my.salesforce.mil"},
		"https://acme.my.site.com":              {"https://acme.my.site.com", "https://acme.my.site.com"},
		"http://127.0.0.1:8080":                 {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		"https://salesforce.com.example":        {"https://salesforce.com.example", "https://salesforce.com.example"},
		"https://my.salesforce.com.example":     {"https://my.salesforce.com.example", "https://my.salesforce.com.example"},
		":":                                     {":", ":"},
	} {
		if got := DefaultAudience(org); got != want.audience {
			t.Errorf("the audience of %s is %s, want %s", org, got, want.audience)
		}
		if got := DefaultLogin(org); got != want.password {
			t.Errorf("users of %s sign in at %s, want %s", org, got, want.password)
		}
	}
}
