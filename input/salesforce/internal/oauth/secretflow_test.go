package oauth

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func passwordFlow() UserPassword {
	return UserPassword{
		ClientID: "client", ClientSecret: NewSecret("consumer&secret"), Username: "user@acme.example",
		Password: NewSecret("hunter2+"), SecurityToken: NewSecret("12345"), TokenURLBase: testBase,
	}
}

func clientFlow() ClientCredentials {
	return ClientCredentials{ClientID: "client", ClientSecret: NewSecret("consumer&secret"), TokenURLBase: testBase}
}

// allFlows are all flows, by the names of their blocks.
func allFlows() map[string]Flow {
	return map[string]Flow{"jwt_bearer_flow": testFlow(), "user_password_flow": passwordFlow(), "client_credentials_flow": clientFlow()}
}

func TestFormsAreWhatSalesforceWants(t *testing.T) {
	withoutToken := passwordFlow()
	withoutToken.SecurityToken = Secret{}
	for name, test := range map[string]struct {
		flow Flow
		want url.Values
	}{
		"password": {passwordFlow(), url.Values{
			"grant_type": {"password"}, "client_id": {"client"}, "client_secret": {"consumer&secret"},
			"username": {"user@acme.example"}, "password": {"hunter2+12345"},
		}},
		"password without a token": {withoutToken, url.Values{
			"grant_type": {"password"}, "client_id": {"client"}, "client_secret": {"consumer&secret"},
			"username": {"user@acme.example"}, "password": {"hunter2+"},
		}},
		"client credentials": {clientFlow(), url.Values{
			"grant_type": {"client_credentials"}, "client_id": {"client"}, "client_secret": {"consumer&secret"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newTokenServer(t, says(200, goodAnswer))
				if _, err := NewBroker().Session(test.flow, server.client).Token(t.Context()); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, server.last.PostForm); diff != "" {
					t.Error(diff)
				}
				if server.last.URL.String() != "/services/oauth2/token" || server.last.Header.Get("Authorization") != "" {
					t.Errorf("asked %s with %v", server.last.URL, server.last.Header)
				}
			})
		})
	}
}

func TestFlowsNameEveryMistake(t *testing.T) {
	for name, test := range map[string]struct {
		flow interface {
			Flow
			Inspector
			Validate() error
		}
		want []string
	}{
		"password":           {UserPassword{TokenURLBase: "https://acme.lightning.force.com"}, []string{"client.id", "client.secret", "username", "password", "token_url", "https://acme.my.salesforce.com"}},
		"client credentials": {ClientCredentials{}, []string{"client.id", "client.secret", "token_url: the URL is empty"}},
		"client credentials at a host of all orgs": {
			ClientCredentials{ClientID: "client", ClientSecret: NewSecret("x"), TokenURLBase: "Login.salesforce.com/services/oauth2/token"},
			[]string{"request not supported on this domain", "My Domain"},
		},
		"client credentials at that of all sandboxes": {
			ClientCredentials{ClientID: "client", ClientSecret: NewSecret("x"), TokenURLBase: "https://test.salesforce.com/"},
			[]string{"request not supported on this domain", "My Domain"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, formed := test.flow.Form(time.Now())
			_, inspected := test.flow.Inspect(time.Now())
			for _, err := range []error{test.flow.Validate(), formed, inspected} {
				if err == nil {
					t.Fatal("a wrong flow passes")
				}
				for _, want := range test.want {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("error lacks %q: %v", want, err)
					}
				}
			}
		})
	}
	for name, flow := range allFlows() {
		if err := flow.(interface{ Validate() error }).Validate(); err != nil {
			t.Errorf("a good %s is refused: %v", name, err)
		}
	}
}

func TestInspectOfAFlowWithASecret(t *testing.T) {
	withoutToken := passwordFlow()
	withoutToken.SecurityToken = Secret{}
	for name, test := range map[string]struct {
		flow Inspector
		want string
	}{
		"password":                 {passwordFlow(), "client secret, and password of user@acme.example with a security token"},
		"password without a token": {withoutToken, "client secret, and password of user@acme.example without a security_token of its own"},
		"client credentials":       {clientFlow(), "client secret; the app's policy names the user"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := test.flow.Inspect(time.Now())
			if diff := cmp.Diff(Credentials{Description: test.want}, got); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
}

func TestSecretsOfFlowsDoNotShow(t *testing.T) {
	secrets := []string{"hunter2", "12345", "consumer&secret", url.QueryEscape("consumer&secret"), url.QueryEscape("hunter2+12345")}
	for name, flow := range allFlows() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				// An endpoint, or a proxy, that repeats what it got, decoded and not.
				server := newTokenServer(t, func(w http.ResponseWriter, r *http.Request) {
					words := fmt.Sprintf("%s %s %s", r.PostForm.Get("password"), r.PostForm.Get("client_secret"), r.PostForm.Encode())
					says(400, fmt.Sprintf(`{"error":"invalid_grant","error_description":%q}`, words))(w, r)
				})
				_, err := NewBroker().Session(flow, server.client).Token(t.Context())
				if err == nil {
					t.Fatal("signed in")
				}
				for _, shown := range []string{sprintAll(flow), sprintAll(err), err.Error()} {
					for _, secret := range secrets {
						if strings.Contains(shown, secret) {
							t.Errorf("%q shows: %s", secret, shown)
						}
					}
				}
			})
		})
	}
}

func TestSessionsOfFlowsAreSharedByIdentity(t *testing.T) {
	broker := NewBroker()
	password := broker.Session(passwordFlow(), nil)
	changed := passwordFlow()
	changed.Password, changed.Username, changed.TokenURLBase = NewSecret("new"), "USER@acme.example", "LOCALHOST/services/oauth2/token/"
	changed.TokenURLBase = "HTTP://LOCALHOST/services/oauth2/token/"
	if broker.Session(changed, nil) != password {
		t.Error("the same user with a new password has a session of its own")
	}
	changed.Username = "other@acme.example"
	if broker.Session(changed, nil) == password {
		t.Error("another user shares the session")
	}
	client := broker.Session(clientFlow(), nil)
	if client == password {
		t.Error("an app shares the session of a user")
	}
	rotated := clientFlow()
	rotated.ClientSecret = NewSecret("rotated")
	if broker.Session(rotated, nil) != client {
		t.Error("the same app with a new secret has a session of its own")
	}
}

// refusals are what each flow's wrong credentials give.
var refusals = map[string]string{
	"jwt_bearer_flow":         notApproved,
	"user_password_flow":      `{"error":"invalid_grant","error_description":"authentication failure"}`,
	"client_credentials_flow": `{"error":"invalid_client","error_description":"invalid client credentials"}`,
}

func TestAnHourOfRefusalsMakesFewAttemptsAndHeals(t *testing.T) {
	for name, flow := range allFlows() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newTokenServer(t, says(400, refusals[name]))
				broker := NewBroker()
				session := broker.Session(flow, server.client)
				for range 3600 {
					if _, err := session.Token(t.Context()); err == nil {
						t.Fatal("signed in")
					}
					// Other inputs, and stanzas that are loaded again as they were, do not
					// make it more.
					if _, err := broker.Session(flow, server.client).Token(t.Context()); err == nil {
						t.Fatal("signed in")
					}
					time.Sleep(time.Second)
				}
				if got := server.count(); got > 60 || got < 2 {
					t.Errorf("%d attempts in an hour, want 2 to 60", got)
				}
				server.answers(says(200, goodAnswer))
				time.Sleep(time.Hour)
				if _, err := session.Token(t.Context()); err != nil {
					t.Errorf("did not heal: %v", err)
				}
			})
		})
	}
}

func TestPasswordFlowDoesNotLockTheUser(t *testing.T) {
	for name, answer := range map[string]string{
		"a wrong password":               `{"error":"invalid_grant","error_description":"authentication failure"}`,
		"the same in other words":        `{"error":"invalid_grant","error_description":"invalid user credentials"}`,
		"a refusal that nobody explains": `{"error":"invalid_grant"}`,
		"a restricted address":           `{"error":"invalid_grant","error_description":"ip restricted or invalid login hours"}`,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newTokenServer(t, func(w http.ResponseWriter, r *http.Request) {
					// A clock that differs is no reason to send a password twice.
					w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
					says(400, answer)(w, r)
				})
				session := NewBroker().Session(passwordFlow(), server.client)
				start := time.Now()
				var attempts []time.Duration
				for time.Since(start) < 24*time.Hour {
					before := server.count()
					_, err := session.Token(t.Context())
					for range server.count() - before {
						attempts = append(attempts, time.Since(start))
					}
					if failure, ok := err.(*Error); !ok || failure.Class != Lockout {
						t.Fatalf("got %v, want a lockout", err)
					}
					time.Sleep(time.Minute)
				}
				within := func(length time.Duration) (count int) {
					for _, at := range attempts {
						if at < length {
							count++
						}
					}
					return count
				}
				if got := within(time.Minute); got != 1 {
					t.Errorf("%d attempts in the first minute, want 1", got)
				}
				if got := within(time.Hour); got > 7 {
					t.Errorf("%d attempts in the first hour, want 7 at most: %v", got, attempts)
				}
				if got := len(attempts); got < 24 || got > 50 {
					t.Errorf("%d attempts in a day, want one every 30 to 60 minutes", got)
				}
			})
		})
	}
}

func TestCorrectedPasswordIsTriedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newTokenServer(t, says(400, refusals["user_password_flow"]))
		broker := NewBroker()
		if _, err := broker.Session(passwordFlow(), server.client).Token(t.Context()); err == nil {
			t.Fatal("signed in")
		}
		server.answers(says(200, goodAnswer))
		corrected := passwordFlow()
		corrected.Password = NewSecret("right")
		if _, err := broker.Session(corrected, server.client).Token(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// What makes a secret go over the network as it is has to be said, for the token
// endpoint and for the instance that the answer names.
func TestPlainHTTPHasToBeAllowed(t *testing.T) {
	plain := strings.Replace(goodAnswer, "https://acme.my", "http://acme.my", 1)
	const base = "http://rig.example:8080"
	flows := map[string][2]Flow{
		"jwt_bearer_flow": {
			JWTBearer{ClientID: "c", Username: "u", Audience: base, Key: testFlow().Key},
			JWTBearer{ClientID: "c", Username: "u", Audience: base, Key: testFlow().Key, AllowHTTP: true},
		},
		"user_password_flow": {
			UserPassword{ClientID: "c", ClientSecret: NewSecret("s"), Username: "u", Password: NewSecret("p"), TokenURLBase: base},
			UserPassword{ClientID: "c", ClientSecret: NewSecret("s"), Username: "u", Password: NewSecret("p"), TokenURLBase: base, AllowHTTP: true},
		},
		"client_credentials_flow": {
			ClientCredentials{ClientID: "c", ClientSecret: NewSecret("s"), TokenURLBase: base},
			ClientCredentials{ClientID: "c", ClientSecret: NewSecret("s"), TokenURLBase: base, AllowHTTP: true},
		},
	}
	for name, flow := range flows {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newTokenServer(t, says(200, plain))
				if _, err := NewBroker().Session(flow[0], server.client).Token(t.Context()); err == nil || !strings.Contains(err.Error(), "use https") {
					t.Errorf("without leave: %v", err)
				}
				server.wantRequests(t, 0)
				token, err := NewBroker().Session(flow[1], server.client).Token(t.Context())
				if err != nil || token.InstanceURL != "http://acme.my.salesforce.com" {
					t.Errorf("with leave: %q and %v", token.InstanceURL, err)
				}
			})
		})
	}
}
