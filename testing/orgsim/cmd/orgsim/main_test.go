package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"go.uber.org/goleak"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs the command until the test ends and returns its ready file.
func start(t *testing.T, arguments ...string) (readiness, func()) {
	t.Helper()
	ready := filepath.Join(t.TempDir(), "ready.json")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	var stderr bytes.Buffer
	go func() { done <- run(ctx, append([]string{"-ready-file", ready}, arguments...), &stderr) }()
	stop := func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the command ends with %v", err)
		}
		if lines := strings.Count(stderr.String(), "\n"); lines != 2 {
			t.Errorf("the command says %d lines, want 2: %s", lines, stderr.String())
		}
	}
	for range 500 {
		text, err := os.ReadFile(ready)
		if err == nil {
			var r readiness
			if err := json.Unmarshal(text, &r); err != nil {
				t.Fatal(err)
			}
			return r, stop
		}
		select {
		case err := <-done:
			t.Fatalf("the command ends with %v: %s", err, stderr.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
	t.Fatal("the command is not ready in ten seconds")
	return readiness{}, nil
}

func TestSignInWithTheKeyThatTheCommandWrote(t *testing.T) {
	directory := t.TempDir()
	key, truth := filepath.Join(directory, "key.pem"), filepath.Join(directory, "truth.json")
	r, stop := start(t, "-key-out", key, "-truth-file", truth, "-days", "1", "-rows-per-hour", "5", "-grow", "10ms", "-file-delay", "0")
	text, err := os.ReadFile(r.KeyPath)
	if err != nil {
		t.Fatal(err)
	}
	private, err := jwt.ParseRSAPrivateKeyFromPEM(text)
	if err != nil {
		t.Fatal(err)
	}
	assertion, err := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"iss": r.ClientID, "sub": r.Username, "aud": r.Audience, "exp": time.Now().Add(time.Minute).Unix(),
	}).SignedString(private)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	response, err := client.PostForm(r.URL+"/services/oauth2/token", url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion},
	})
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]string
	err = json.NewDecoder(response.Body).Decode(&answer)
	response.Body.Close()
	if err != nil || answer["instance_url"] != r.URL || !strings.Contains(answer["id"], r.OrgID) {
		t.Errorf("the token answer is %v (%v), want instance_url %s", answer, err, r.URL)
	}
	time.Sleep(50 * time.Millisecond) // grow a little
	stop()
	var held orgsim.Truth
	text, err = os.ReadFile(truth)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &held); err != nil || len(held.LogFiles) == 0 || len(held.Records) == 0 {
		t.Errorf("the truth file holds %d files and records of %d objects (%v)", len(held.LogFiles), len(held.Records), err)
	}
}

func TestAKeyCanBeGiven(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key.pem")
	_, stop := start(t, "-key-out", key, "-empty")
	stop()
	r, stop := start(t, "-key", key, "-empty")
	stop()
	if r.KeyPath != key {
		t.Errorf("the key is %q, want %q", r.KeyPath, key)
	}
}

func TestRunRefuses(t *testing.T) {
	directory := t.TempDir()
	none := filepath.Join(directory, "none")
	for want, arguments := range map[string][]string{
		"unexpected argument":        {"extra"},
		"exclude each other":         {"-key", "a", "-key-out", "b"},
		"not defined: -nope":         {"-nope"},
		"reading the key":            {"-key", none},
		"reading the key of":         {"-key", "main_test.go"},
		"no such file":               {"-empty", "-key-out", filepath.Join(none, "x")},
		"writing":                    {"-empty", "-ready-file", filepath.Join(none, "x")},
		"starting the org":           {"-empty", "-addr", "256.0.0.1:1"},
		"option Days is -1":          {"-days", "-1"},
		`no kind "flood"`:            {"-fault", "flood"},
		`where is "x"`:               {"-empty", "-fault", "reset:where=x"},
		`no mixture "storm"`:         {"-faults", "storm"},
		"reading -clock":             {"-clock", "noon"},
		"option FileVisibility":      {"-file-visibility", "-1s"},
		`invalid value "x" for flag`: {"-seed", "x"},
	} {
		err := run(t.Context(), arguments, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v ends with %v, want an error with %q", arguments, err, want)
		}
	}
}

func TestFaultsAndTheClockCanBeGiven(t *testing.T) {
	ready := filepath.Join(t.TempDir(), "ready.json")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	var stderr bytes.Buffer
	go func() {
		done <- run(ctx, []string{
			"-ready-file", ready, "-empty", "-clock", "2026-03-18T12:00:00Z", "-clock-rate", "0", "-faults", "random:seed=7,intensity=0",
			"-fault", "unavailable:format=html,retry-after=30s,until=1h,times=1", "-fault", "no-route:after=1h",
		}, &stderr)
	}()
	var r readiness
	for range 500 {
		if text, err := os.ReadFile(ready); err == nil && json.Unmarshal(text, &r) == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for _, want := range []int{http.StatusServiceUnavailable, http.StatusOK} {
		response, err := client.Get(r.URL + "/services/data/")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if date := response.Header.Get("Date"); response.StatusCode != want || date != "Wed, 18 Mar 2026 12:00:00 GMT" {
			t.Errorf("the versions have status %d at %s, want %d", response.StatusCode, date, want)
		}
	}
	cancel()
	if err := <-done; err != nil || !strings.Contains(stderr.String(), "orgsim: faults: unavailable 1 times\n") {
		t.Errorf("the command ends with %v and says %s", err, stderr.String())
	}
}

func TestHelpListsTheFaults(t *testing.T) {
	var stderr bytes.Buffer
	if err := run(t.Context(), []string{"-help"}, &stderr); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("help ends with %v", err)
	}
	for _, info := range orgsim.FaultKinds() {
		if !strings.Contains(stderr.String(), string(info.Kind)) {
			t.Errorf("help does not list %s", info.Kind)
		}
	}
}

func TestTheLatenessAndTheLimitsOfAnOrgCanBeGiven(t *testing.T) {
	got, err := parse([]string{
		"-detection-delay", "2m", "-detection-delay-random", "30h", "-event-log-delay", "25m", "-event-log-delay-random", "20m",
		"-no-event-log-objects", "-new-event-log-object", "AEventLog", "-new-event-log-object", "BEventLog", "-no-composite",
		"-not-filterable", "LoginIp.SourceIp", "-not-sortable", "LoginIp.CreatedDate",
	}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	want := orgsim.Options{
		DetectionDelay: orgsim.Delay{Fixed: 2 * time.Minute, Random: 30 * time.Hour}, EventLogDelay: orgsim.EventLogLateness(),
		NoEventLogObjects: true, NewEventLogObjects: []string{"AEventLog", "BEventLog"}, NoComposite: true,
		NotFilterable: []string{"LoginIp.SourceIp"}, NotSortable: []string{"LoginIp.CreatedDate"},
	}
	kept := orgsim.Options{
		DetectionDelay: got.org.DetectionDelay, EventLogDelay: got.org.EventLogDelay, NoEventLogObjects: got.org.NoEventLogObjects,
		NewEventLogObjects: got.org.NewEventLogObjects, NoComposite: got.org.NoComposite, NotFilterable: got.org.NotFilterable, NotSortable: got.org.NotSortable,
	}
	if !reflect.DeepEqual(want, kept) {
		t.Errorf("the options are %+v, want %+v", kept, want)
	}
	if got, err = parse(nil, io.Discard); err != nil || got.org.DetectionDelay != orgsim.NoDelay() || got.org.EventLogDelay != orgsim.NoDelay() {
		t.Errorf("without flags the delays are %v and %v (%v), want none", got.org.DetectionDelay, got.org.EventLogDelay, err)
	}
}
