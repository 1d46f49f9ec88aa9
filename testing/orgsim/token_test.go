package orgsim_test

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// tokenOptions make an org whose users are in all kinds of trouble.
func tokenOptions() orgsim.Options {
	return orgsim.Options{
		Empty: true, ClientSecret: "secret", Password: "passwordTOKEN", LoginHosts: []string{"login.salesforce.com"},
		Users: []orgsim.User{
			{Username: "gone@example.com", State: orgsim.Inactive},
			{Username: "new@example.com", State: orgsim.Unapproved},
			{Username: "other@example.com", State: orgsim.NotAssigned},
			{Username: "home@example.com", State: orgsim.Restricted},
			{Username: "second@example.com", State: orgsim.Approved},
		},
	}
}

func TestTokenAnswersAnAssertion(t *testing.T) {
	tests := map[string]func(jwt.MapClaims, *client){
		"as it should be":             func(jwt.MapClaims, *client) {},
		"exp is far ahead":            func(m jwt.MapClaims, c *client) { m["exp"] = c.clock.Now().UnixMilli() },
		"exp is text":                 func(m jwt.MapClaims, _ *client) { m["exp"] = "1900000000" },
		"exp is past within the skew": func(m jwt.MapClaims, c *client) { m["exp"] = c.clock.Now().Unix() - 179 },
		"aud is test":                 func(m jwt.MapClaims, _ *client) { m["aud"] = "https://test.salesforce.com" },
		"aud has a slash":             func(m jwt.MapClaims, _ *client) { m["aud"] = "https://login.salesforce.com/" },
		"aud is the org":              func(m jwt.MapClaims, _ *client) { m["aud"] = "http://" + host },
		"aud is a list":               func(m jwt.MapClaims, _ *client) { m["aud"] = []string{"https://login.salesforce.com"} },
		"another user":                func(m jwt.MapClaims, _ *client) { m["sub"] = "second@example.com" },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, tokenOptions())
			claims := c.claims()
			change(claims, c)
			response := c.post(c.assertion(claims))
			if response.status != http.StatusOK {
				t.Fatalf("status %d, %s", response.status, response.body)
			}
			answer := response.object(t)
			token, _ := answer["access_token"].(string)
			if !strings.HasPrefix(token, c.org.ID()[:15]+"!") || len(token) < 100 {
				t.Errorf("access_token is %q, want one that begins with %s!", token, c.org.ID()[:15])
			}
			delete(answer, "access_token")
			want := map[string]any{
				"scope": "id api", "instance_url": "http://" + host, "token_type": "Bearer",
				"id": "https://login.salesforce.com/id/" + c.org.ID() + "/0055j000000001cAAA",
			}
			if diff := cmp.Diff(want, answer); diff != "" {
				t.Errorf("answer differs (-want +got):\n%s", diff)
			}
			if got := response.header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control is %q, want no-store", got)
			}
		})
	}
}

func TestTokenRefusesAnAssertion(t *testing.T) {
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(t *testing.T, method jwt.SigningMethod, claims jwt.MapClaims, key any) url.Values {
		t.Helper()
		signed, err := jwt.NewWithClaims(method, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {signed}}
	}
	with := func(name string, value any) func(*testing.T, *client) url.Values {
		return func(_ *testing.T, c *client) url.Values {
			claims := c.claims()
			claims[name] = value
			return c.assertion(claims)
		}
	}
	tests := map[string]struct {
		form              func(*testing.T, *client) url.Values
		code, description string
	}{
		"of another key": {
			func(t *testing.T, c *client) url.Values { return sign(t, jwt.SigningMethodRS256, c.claims(), stranger) },
			"invalid_grant", "invalid assertion",
		},
		"by another algorithm": {
			func(t *testing.T, c *client) url.Values { return sign(t, jwt.SigningMethodRS512, c.claims(), newKey()) },
			"invalid_grant", "invalid assertion",
		},
		"without a signature": {
			func(t *testing.T, c *client) url.Values {
				return sign(t, jwt.SigningMethodNone, c.claims(), jwt.UnsafeAllowNoneSignatureType)
			},
			"invalid_grant", "invalid assertion",
		},
		"that is no JWT": {
			func(*testing.T, *client) url.Values {
				return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {"x.y.z"}}
			},
			"invalid_grant", "invalid assertion",
		},
		"that is not there": {
			func(*testing.T, *client) url.Values {
				return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}}
			},
			"invalid_grant", "invalid assertion",
		},
		"of an unknown app":        {with("iss", "3MVGunknown"), "invalid_client_id", "client identifier invalid"},
		"that expired":             {with("exp", newClock().Now().Unix()-181), "invalid_grant", "expired authorization code"},
		"that expired, as text":    {with("exp", "1000"), "invalid_grant", "expired authorization code"},
		"that expires never":       {with("exp", nil), "invalid_grant", "invalid assertion"},
		"for another audience":     {with("aud", "https://login.example.com"), "invalid_grant", "audience is invalid"},
		"for no audience":          {with("aud", nil), "invalid_grant", "audience is invalid"},
		"of nobody":                {with("sub", "nobody@example.com"), "invalid_grant", "user hasn't approved this consumer"},
		"of an unapproved user":    {with("sub", "new@example.com"), "invalid_grant", "user hasn't approved this consumer"},
		"of an inactive user":      {with("sub", "gone@example.com"), "invalid_grant", "inactive user"},
		"of an unassigned user":    {with("sub", "other@example.com"), "invalid_app_access", "user is not admin approved to access this app"},
		"from a forbidden address": {with("sub", "home@example.com"), "invalid_grant", "ip restricted or invalid login hours"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, tokenOptions())
			response := c.post(test.form(t, c))
			want := map[string]any{"error": test.code, "error_description": test.description}
			if diff := cmp.Diff(want, response.object(t)); diff != "" || response.status != http.StatusBadRequest {
				t.Errorf("status %d, answer differs (-want +got):\n%s", response.status, diff)
			}
		})
	}
}

func TestTokenOtherFlows(t *testing.T) {
	client := func(form url.Values) url.Values {
		form.Set("client_id", orgsim.DefaultClientID)
		form.Set("client_secret", "secret")
		return form
	}
	password := func(user, password string) url.Values {
		return client(url.Values{"grant_type": {"password"}, "username": {user}, "password": {password}})
	}
	wrongSecret := client(url.Values{"grant_type": {"client_credentials"}})
	wrongSecret.Set("client_secret", "wrong")
	tests := map[string]struct {
		form url.Values
		want string // the error, or nothing
	}{
		"password":                  {password(orgsim.DefaultUsername, "passwordTOKEN"), ""},
		"password without token":    {password(orgsim.DefaultUsername, "password"), "invalid_grant: authentication failure"},
		"password of nobody":        {password("x", "passwordTOKEN"), "invalid_grant: authentication failure"},
		"client credentials":        {client(url.Values{"grant_type": {"client_credentials"}}), ""},
		"a wrong secret":            {wrongSecret, "invalid_client: invalid client credentials"},
		"an unknown app":            {url.Values{"grant_type": {"client_credentials"}, "client_id": {"x"}}, "invalid_client_id: client identifier invalid"},
		"a grant that is not known": {url.Values{"grant_type": {"magic"}}, "unsupported_grant_type: grant type not supported"},
		"no grant":                  {url.Values{}, "unsupported_grant_type: grant type not supported"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, tokenOptions())
			answer := c.post(test.form).object(t)
			if test.want != "" {
				if got, want := answer["error"].(string)+": "+answer["error_description"].(string), test.want; got != want {
					t.Errorf("error is %q, want %q", got, want)
				}
				return
			}
			for _, name := range []string{"access_token", "instance_url", "id", "token_type", "issued_at", "signature"} {
				if answer[name] == nil {
					t.Errorf("answer %v has no %s", answer, name)
				}
			}
		})
	}
}

func TestTokenRefusesOtherRequests(t *testing.T) {
	c := newClient(t, tokenOptions())
	form := c.assertion(c.claims()).Encode()
	request := func(method, host, contentType, body string) *http.Request {
		r := httptest.NewRequest(method, "http://"+host+"/services/oauth2/token", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		return r
	}
	for name, test := range map[string]struct {
		request *http.Request
		want    string
	}{
		"JSON": {request("POST", host, "application/json", form), "grant type not supported"},
		"GET":  {request("GET", host, "application/x-www-form-urlencoded", form), "must use HTTP POST"},
		"client credentials at a login host": {
			request("POST", "login.salesforce.com", "application/x-www-form-urlencoded", "grant_type=client_credentials&client_id="+orgsim.DefaultClientID+"&client_secret=secret"),
			"request not supported on this domain",
		},
	} {
		response := c.do(test.request)
		if got := response.object(t)["error_description"]; got != test.want || response.status != http.StatusBadRequest {
			t.Errorf("%s: status %d, error_description %q; want 400, %q", name, response.status, got, test.want)
		}
	}
}

func TestTokenSignInsAreLimited(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, MaxTokensPerApp: 1})
	form := c.assertion(c.claims())
	for range 3599 {
		c.post(form)
	}
	if got := c.post(form).object(t)["error"]; got != "rate_limit_exceeded" {
		t.Errorf("sign-in 3601 of an hour is answered with %v, want rate_limit_exceeded", got)
	}
}
