package orgsim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"time"
)

// The grant types of the token endpoint.
const (
	grantJWTBearer         = "urn:ietf:params:oauth:grant-type:jwt-bearer"
	grantPassword          = "password"
	grantClientCredentials = "client_credentials"
)

// A tokenError is a refusal of the token endpoint.
type tokenError struct {
	Code        string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

func invalidGrant(description string) *tokenError { return &tokenError{"invalid_grant", description} }

// serveToken is the token endpoint.
func (o *Org) serveToken(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
	answer, refusal := o.grant(r)
	if refusal != nil {
		writeJSON(w, r, http.StatusBadRequest, refusal)
		return
	}
	writeJSON(w, r, http.StatusOK, answer)
}

// grant reads a token request and issues a token, or says why not.
func (o *Org) grant(r *http.Request) (map[string]string, *tokenError) {
	if r.Method != http.MethodPost {
		return nil, &tokenError{"invalid_request", "must use HTTP POST"}
	}
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/x-www-form-urlencoded" {
		return nil, &tokenError{"unsupported_grant_type", "grant type not supported"}
	}
	if err := r.ParseForm(); err != nil {
		return nil, &tokenError{"invalid_request", "malformed request"}
	}
	switch r.PostForm.Get("grant_type") {
	case grantJWTBearer:
		return o.grantAssertion(r)
	case grantPassword:
		return o.grantPassword(r)
	case grantClientCredentials:
		return o.grantClientCredentials(r)
	}
	return nil, &tokenError{"unsupported_grant_type", "grant type not supported"}
}

func (o *Org) grantAssertion(r *http.Request) (map[string]string, *tokenError) {
	now := o.now()
	username, refusal := o.verifyAssertion(r.PostForm.Get("assertion"), o.audiences(r), now)
	if refusal != nil {
		return nil, refusal
	}
	if refusal := o.admit(username, now); refusal != nil {
		return nil, refusal
	}
	answer := o.issue(r, username, now)
	answer["scope"] = "id api"
	return answer, nil
}

func (o *Org) grantPassword(r *http.Request) (map[string]string, *tokenError) {
	form, now := r.PostForm, o.now()
	if refusal := o.checkClient(form.Get("client_id"), form.Get("client_secret")); refusal != nil {
		return nil, refusal
	}
	if !o.countSignIn(form.Get("username"), now) {
		return nil, &tokenError{Code: "rate_limit_exceeded"}
	}
	// Salesforce does not tell a wrong password from anything else.
	if form.Get("username") != o.options.Username || o.options.Password == "" || form.Get("password") != o.options.Password {
		return nil, invalidGrant("authentication failure")
	}
	return o.sign(o.issue(r, o.options.Username, now), now), nil
}

func (o *Org) grantClientCredentials(r *http.Request) (map[string]string, *tokenError) {
	now := o.now()
	clientID, secret, basic := r.BasicAuth()
	if !basic {
		clientID, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	if o.isLoginHost(r) {
		return nil, invalidGrant("request not supported on this domain")
	}
	if refusal := o.checkClient(clientID, secret); refusal != nil {
		return nil, refusal
	}
	if refusal := o.admit(o.options.Username, now); refusal != nil {
		return nil, refusal
	}
	answer := o.sign(o.issue(r, o.options.Username, now), now)
	answer["scope"] = "id api"
	return answer, nil
}

func (o *Org) checkClient(clientID, secret string) *tokenError {
	if clientID != o.options.ClientID {
		return &tokenError{"invalid_client_id", "client identifier invalid"}
	}
	if secret != o.options.ClientSecret {
		return &tokenError{"invalid_client", "invalid client credentials"}
	}
	return nil
}

// admit says whether a user may sign in through the app.
func (o *Org) admit(username string, now time.Time) *tokenError {
	if !o.countSignIn(username, now) {
		return &tokenError{Code: "rate_limit_exceeded"}
	}
	state := Unapproved
	if username == o.options.Username {
		state = Approved
	}
	for _, user := range o.options.Users {
		if user.Username == username {
			state = user.State
		}
	}
	switch state {
	case Approved:
		return nil
	case Inactive:
		return invalidGrant("inactive user")
	case NotAssigned:
		return &tokenError{"invalid_app_access", "user is not admin approved to access this app"}
	case Restricted:
		return invalidGrant("ip restricted or invalid login hours")
	}
	return invalidGrant("user hasn't approved this consumer")
}

// issue opens a session and returns the answer that all flows share.
func (o *Org) issue(r *http.Request, username string, now time.Time) map[string]string {
	limit := o.options.MaxTokensPerApp
	if s := o.strike(r, TokenLimit, nil); s != nil {
		limit = s.Number
	}
	session := o.openSession(username, o.options.ClientID, limit, now)
	instance := o.options.InstanceURL
	if moved := o.migratedTo(r); moved != "" {
		instance = moved
	}
	if instance == "" {
		instance = requestURL(r)
	}
	return map[string]string{
		"access_token": session.token,
		"instance_url": instance,
		"id":           "https://login.salesforce.com/id/" + o.orgID + "/" + o.generator.integration.id,
		"token_type":   "Bearer",
	}
}

// sign adds issued_at and signature, which the JWT bearer flow does not have.
func (o *Org) sign(answer map[string]string, now time.Time) map[string]string {
	answer["issued_at"] = strconv.FormatInt(now.UnixMilli(), 10)
	mac := hmac.New(sha256.New, []byte(o.options.ClientSecret))
	mac.Write([]byte(answer["id"] + answer["issued_at"]))
	answer["signature"] = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return answer
}

// requestURL is the URL, without a path, that a request went to.
func requestURL(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// writeJSON answers with a value as JSON.
func writeJSON(w http.ResponseWriter, r *http.Request, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeBody(w, r, status, contentTypeJSON, body)
}
