package rest

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAPlain404IsNotTakenForAMissingVersionOrFile(t *testing.T) {
	for _, body := range []string{"404 page not found\n", `{"message":"no Route matched with those values"}`} {
		synctest.Test(t, func(t *testing.T) {
			org := newOrg(t, saysWith("Content-Type", "text/plain; charset=utf-8", says(404, body)))
			client := org.client()
			failure := wantClass(t, query(t, client), Other)
			if !strings.Contains(failure.Cause, "a proxy or gateway answered") || failure.Message == "" {
				t.Errorf("got %v", failure)
			}
			_, err := client.Open(t.Context(), "/services/data/v62.0/sobjects/EventLogFile/0AT/LogFile")
			wantClass(t, err, Other)
			_, err = client.Describe(t.Context(), "LoginEvent")
			wantClass(t, err, Other)
		})
	}
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, says(404, `[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`))
		wantClass(t, query(t, org.client()), VersionRetired)
	})
}

// A gateway that does not list the versions, and says so in its own way, still passes queries.
func TestAPlain404ForTheVersionsIsNoReasonToStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/services/data/" {
				says(404, "404 page not found")(w, r)
				return
			}
			says(200, lastPage)(w, r)
		})
		org.options.Version = ""
		if err := query(t, org.client()); err != nil {
			t.Error(err)
		}
	})
}

func TestAHeaderThatIsWrongAboutTheEncodingHidesNoCode(t *testing.T) {
	const body = `[{"errorCode":"MALFORMED_QUERY","message":"unexpected token: 'FRM'"}]`
	for _, encoding := range []string{"gzip", "x-gzip", "GZIP", "br", "utf-8", "gzip, gzip"} {
		synctest.Test(t, func(t *testing.T) {
			org := newOrg(t, saysWith("Content-Encoding", encoding, says(400, body)))
			failure := wantClass(t, query(t, org.client()), InvalidQuery)
			if failure.Code != "MALFORMED_QUERY" || failure.StatusCode != 400 {
				t.Errorf("%s: got %v", encoding, failure)
			}
			org.want(t, 1, 1)
		})
	}
}

func TestEncodedAnswersAreDecodedByEitherName(t *testing.T) {
	for _, encoding := range []string{"gzip", "x-gzip", "X-GZIP"} {
		for status, body := range map[int]string{200: lastPage, 400: `[{"errorCode":"MALFORMED_QUERY","message":"x"}]`} {
			synctest.Test(t, func(t *testing.T) {
				org := newOrg(t, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Encoding", encoding)
					w.WriteHeader(status)
					_, _ = w.Write(compress(body))
				})
				org.options.Retry.MaxAttempts = 1
				err := query(t, org.client())
				if status == 200 && err != nil {
					t.Errorf("%s: %v", encoding, err)
				}
				if status != 200 {
					wantClass(t, err, InvalidQuery)
				}
			})
		}
	}
}

// What a new token cannot fix does not sign in, however often it is asked for.
func TestNoAnswerMakesSignInsLoop(t *testing.T) {
	for _, test := range []struct {
		status  int
		body    string
		signIns int
	}{
		{401, `[{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}]`, 1},
		{401, `[{"errorCode":"INVALID_OPERATION_WITH_EXPIRED_PASSWORD","message":"x"}]`, 1},
		{403, `[{"errorCode":"INVALID_OPERATION_WITH_EXPIRED_PASSWORD","message":"x"}]`, 1},
		{401, `[{"errorCode":"OAUTH_APP_BLOCKED","message":"this app is blocked by admin"}]`, 1},
		{401, `[{"errorCode":"OAUTH_APP_ACCESS_DENIED","message":"x"}]`, 1},
		{401, `[{"errorCode":"X","message":"app must be installed into org"}]`, 1},
		{401, `[{"errorCode":"BRAND_NEW","message":"x"}]`, 2}, // one renewal, in case it helps
	} {
		synctest.Test(t, func(t *testing.T) {
			org := newOrg(t, says(test.status, test.body))
			// Other calls accept each token, so that nothing else bounds the sign-ins.
			org.session.Accepted(1000)
			err := query(t, org.client())
			var failure *Error
			if !errors.As(err, &failure) || failure.Class() != SessionUnusable {
				t.Errorf("%s: got %v", test.body, err)
			}
			org.mu.Lock()
			defer org.mu.Unlock()
			if org.signIns != test.signIns {
				t.Errorf("%s: %d sign-ins, want %d", test.body, org.signIns, test.signIns)
			}
		})
	}
}

// A token keeps the scopes that it was given with. After the app was corrected a new one is
// needed, and no restart.
func TestAnUnusableSessionHealsWithoutARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		unusable := says(401, `[{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}]`)
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "Bearer 00D000000000001!token1" {
				unusable(w, r)
				return
			}
			says(200, lastPage)(w, r)
		})
		client := org.client()
		for range 15 {
			wantClass(t, query(t, client), SessionUnusable)
			time.Sleep(time.Minute)
		}
		wantClass(t, query(t, client), SessionUnusable) // the last one of this token
		if err := query(t, client); err != nil {
			t.Error(err)
		}
		org.want(t, 17, 2)
	})
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, says(401, `[{"errorCode":"OAUTH_APP_BLOCKED","message":"x"}]`))
		client := org.client()
		for range 120 {
			wantClass(t, query(t, client), SessionUnusable)
			time.Sleep(time.Minute)
		}
		if org.signIns > 8 {
			t.Errorf("%d sign-ins in two hours", org.signIns)
		}
		// It is no token's fault if other calls can use it.
		before := org.signIns
		org.session.Accepted(1000)
		for range 60 {
			wantClass(t, query(t, client), SessionUnusable)
			time.Sleep(time.Minute)
		}
		if org.signIns != before {
			t.Errorf("%d more sign-ins, though the token serves other calls", org.signIns-before)
		}
	})
}
