package oauth

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/golang-jwt/jwt/v5"
)

// claimsOf verifies the assertion of a request and returns its claims.
func claimsOf(t *testing.T, r *http.Request) jwt.MapClaims {
	t.Helper()
	claims := jwt.MapClaims{}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithoutClaimsValidation())
	if _, err := parser.ParseWithClaims(r.PostForm.Get("assertion"), claims, func(*jwt.Token) (any, error) { return &testKey().PublicKey, nil }); err != nil {
		t.Errorf("the assertion is wrong: %v", err)
	}
	return claims
}

func TestRequestIsWhatSalesforceWants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(200, goodAnswer))
		if _, err := server.session().Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		r := server.last
		if r.Method != "POST" || r.URL.Path != "/services/oauth2/token" || r.URL.RawQuery != "" {
			t.Errorf("asked %s %s", r.Method, r.URL)
		}
		if got := r.Header.Get("Content-Type"); got != "application/x-www-form-urlencoded" {
			t.Errorf("the content type is %q", got)
		}
		if got := r.PostForm.Get("grant_type"); got != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
			t.Errorf("the grant type is %q", got)
		}
		if len(r.PostForm) != 2 {
			t.Errorf("the form has %d fields, want grant_type and assertion only", len(r.PostForm))
		}
	})
}

func TestAnswersThatAreNoTokenAreErrorsInWords(t *testing.T) {
	tests := map[string]struct {
		answer http.HandlerFunc
		words  []string
	}{
		"a refusal with its reason":              {says(400, notApproved), []string{"invalid_grant", "user hasn't approved this consumer", "Permitted Users"}},
		"a refusal without description":          {says(400, `{"error":"invalid_client_id"}`), []string{"invalid_client_id", "consumer key"}},
		"a code that nobody knows":               {says(400, `{"error":"new_error","error_description":"something new"}`), []string{"HTTP 400 new_error", "something new", "token_url"}},
		"an app that the org does not have":      {says(400, `{"error":"invalid_client","error_description":"app must be installed into org"}`), []string{"HTTP 400 invalid_client", "app must be installed into org", "(1) the app is not installed"}},
		"an app that an administrator blocked":   {says(400, `{"error":"OAUTH_APP_BLOCKED","error_description":"this app is blocked by admin"}`), []string{"OAUTH_APP_BLOCKED", "blocked by admin", "(1) ask the administrator to unblock"}},
		"a user that is frozen":                  {says(400, `{"error":"invalid_grant","error_description":"inactive user"}`), []string{"inactive user", "(1) an administrator deactivated", "(2) Salesforce froze the user", "VPN"}},
		"a gzip header on a plain answer":        {withHeader("Content-Encoding", "gzip", says(400, notApproved)), []string{"invalid_grant", "user hasn't approved this consumer"}},
		"JSON of a gateway":                      {says(404, `{"message":"no Route matched with those values"}`), []string{"HTTP 404", "no Route matched", "a proxy or gateway answered"}},
		"no JSON and no page":                    {says(404, "not here"), []string{"HTTP 404", "not here", "token_url"}},
		"no access_token":                        {says(200, `{"instance_url":"https://acme.my.salesforce.com"}`), []string{"has no access_token"}},
		"no instance_url":                        {says(200, `{"access_token":"00D000000000001!AQ"}`), []string{"has no instance_url"}},
		"an instance_url without encryption":     {says(200, `{"access_token":"00D000000000001!AQ","instance_url":"http://acme.example"}`), []string{"instance_url", "unencrypted"}},
		"success that is no JSON":                {says(200, "OK"), []string{"not the JSON of a token"}},
		"a redirect, which is not followed":      {redirectTo("https://elsewhere.example/services/oauth2/token?x=hunter2"), []string{"redirect to https://elsewhere.example", "token_url"}},
		"a redirect to nowhere":                  {says(302, ""), []string{"redirect to nowhere"}},
		"a redirect that keeps the POST":         {redirectTo("http://localhost/services/oauth2/token"), []string{"redirect to http://localhost"}},
		"a wrong audience, whatever the wording": {says(400, `{"error":"invalid_grant","error_description":"Audience validation failed"}`), []string{"Audience validation failed", "url (the audience)"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newTokenServer(t, test.answer)
				_, err := server.session().Token(t.Context())
				if err == nil {
					t.Fatal("got a token")
				}
				for _, want := range append(test.words, `"http://localhost/services/oauth2/token"`) {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("error lacks %q: %v", want, err)
					}
				}
				if strings.Contains(err.Error(), "hunter2") {
					t.Errorf("error says too much: %v", err)
				}
				server.wantRequests(t, 1)
			})
		})
	}
}

// withHeader answers with one more header.
func withHeader(name, value string, answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(name, value)
		answer(w, r)
	}
}

func TestAnUnknownCodeIsNotExplained(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(400, `{"error":"brand_new","error_description":"something new"}`))
		_, err := server.session().Token(t.Context())
		var failure *Error
		if !errors.As(err, &failure) || failure.Cause != "" || failure.Class != Permanent {
			t.Errorf("got %#v", err)
		}
	})
}

func TestACompressedTokenIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept-Encoding") != "gzip" {
				t.Errorf("asked for %q", r.Header.Get("Accept-Encoding"))
			}
			w.Header().Set("Content-Encoding", "gzip")
			encoder := gzip.NewWriter(w)
			_, _ = encoder.Write([]byte(goodAnswer))
			_ = encoder.Close()
		})
		if _, err := server.session().Token(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func redirectTo(target string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
}

func TestNoErrorHoldsWhatWasSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var assertion string
		server := newTokenServer(t, func(w http.ResponseWriter, r *http.Request) {
			assertion = r.PostForm.Get("assertion")
			body, _ := json.Marshal(map[string]string{
				"error":             "invalid_grant",
				"error_description": "bad: " + assertion + " and 00D000000000001!AQEAQsecret\nwith\x00lines " + strings.Repeat("long ", 1000),
			})
			says(400, string(body))(w, r)
		})
		_, err := server.session().Token(t.Context())
		for _, form := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
			if strings.Contains(form, assertion) || strings.Contains(form, "AQEAQsecret") {
				t.Errorf("a secret shows: %s", form)
			}
		}
		if len(err.Error()) > 1500 || strings.ContainsAny(err.Error(), "\n\x00") {
			t.Errorf("the error is not a short line: %q", err)
		}
	})
}

func TestHugeAnswerIsNotReadToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written int
		server := newTokenServer(t, func(w http.ResponseWriter, _ *http.Request) {
			chunk := []byte(strings.Repeat(" ", 1<<16))
			for range 1000 {
				n, err := w.Write(chunk)
				written += n
				if err != nil {
					return
				}
			}
		})
		if _, err := server.session().Token(t.Context()); err == nil {
			t.Error("got a token")
		}
		synctest.Wait()
		if written > 4*answerLimit {
			t.Errorf("%d bytes were taken, want not much more than %d", written, answerLimit)
		}
	})
}

func TestUnreadableKeyIsAnErrorInWordsWithoutRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(200, goodAnswer))
		flow := testFlow()
		flow.Key = KeyFile("/nowhere/key.pem", Secret{})
		_, err := NewBroker().Session(flow, server.client).Token(t.Context())
		var failure *Error
		if !errors.As(err, &failure) || !strings.Contains(err.Error(), "/nowhere/key.pem") {
			t.Errorf("got %v, want an *Error that names the file", err)
		}
		server.wantRequests(t, 0)
	})
}

func TestSessionWithoutClientUsesADefault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flow := testFlow()
		flow.TokenURLBase = "http://127.0.0.1:1" // nothing listens there
		flow.Key = KeyText(NewSecret("none"), Secret{})
		if _, err := NewBroker().Session(flow, nil).Token(t.Context()); err == nil || !strings.Contains(err.Error(), "no PEM block") {
			t.Errorf("got %v", err)
		}
	})
}
