package diagnosis

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// inspectedFlow is a flow whose credentials are as a test has them.
type inspectedFlow struct {
	oauth.JWTBearer
	found oauth.Credentials
	err   error
}

func (f inspectedFlow) Inspect(time.Time) (oauth.Credentials, error) { return f.found, f.err }

// opaque is a flow that cannot be looked at.
type opaque struct{ oauth.Flow }

func TestCredentials(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true})
	good := o.input.Flow.(oauth.JWTBearer)
	end := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	with := func(flow oauth.Flow) checks {
		in := o.input
		in.Flow = flow
		in.use("")
		return diagnose(t, in)
	}

	with(inspectedFlow{good, oauth.Credentials{Description: "RSA key", NotAfter: end}, nil}).
		of(t, Credentials, "").says(t, OK, "RSA key, certificate until 2030-01-02")
	with(opaque{good}).of(t, Credentials, "").says(t, Skipped, "no key to check")

	all := with(inspectedFlow{good, oauth.Credentials{Description: "RSA key", Warnings: []string{"chmod 600 it", "renew it"}}, nil})
	if all.named(Credentials) != 2 || all.count(Failed) != 0 {
		t.Errorf("two warnings give:\n%s", all)
	}
	all[1].says(t, Warning, "RSA key", "chmod 600 it")
	all[2].says(t, Warning, "RSA key", "renew it")
	all.of(t, SignIn, "").says(t, OK)

	all = with(inspectedFlow{good, oauth.Credentials{}, errors.New("no such file")})
	all.of(t, Credentials, "").says(t, Failed, "no such file", "private key")
	all.of(t, SignIn, "").says(t, Skipped, "no credentials")
	all.of(t, LogFiles, "").says(t, Skipped, "no credentials")
}

// A web page in place of a token has neither code nor words; something has to be said.
func TestARefusalWithoutWordsNamesItsStatus(t *testing.T) {
	for status, want := range map[int]string{http.StatusOK: "HTTP 200", http.StatusServiceUnavailable: "HTTP 503"} {
		explain(&oauth.Error{StatusCode: status, Cause: "a web page", Remedy: "check the proxy"}).says(t, Failed, want, "a web page", "check the proxy")
	}
}
