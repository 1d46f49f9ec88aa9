package ecs

import (
	"fmt"
	"strings"
	"testing"
)

func TestUserAgents(t *testing.T) {
	for _, tt := range []struct{ agent, name, version, osName, osVersion, device string }{
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", "Chrome", "131.0.0.0", "Windows", "10", ""},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15", "Safari", "17.1", "macOS", "10.15.7", ""},
		{"Mozilla/5.0 (X11; Linux x86_64; rv%3A132.0) Gecko/20100101 Firefox/132.0", "Firefox", "132.0", "Linux", "", ""},
		{"Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer", "11.0", "Windows", "10", ""},
		{"Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.6045.193 Mobile Safari/537.36", "Chrome", "119.0.6045.193", "Android", "13", "Pixel 7"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5)", "", "", "macOS", "14.5", ""},
		{"Mozilla/5.0", "", "", "", "", ""},
		{"python-requests/2.32.3", "python-requests", "2.32.3", "", "", ""},
		{"Jakarta Commons-HttpClient/3.1", "Jakarta Commons-HttpClient", "3.1", "", "", ""},
		{"simple-salesforce", "simple-salesforce", "", "", "", ""},
	} {
		for _, eventType := range []string{"Login", "Logout"} {
			event := mapRow(t, LogFile{EventType: eventType}, map[string]string{"BROWSER_TYPE": tt.agent})
			wantLeaves(t, event, map[string]any{
				"user_agent.original": strings.ReplaceAll(tt.agent, "%3A", ":"),
				"user_agent.name":     orNil(tt.name), "user_agent.version": orNil(tt.version),
				"user_agent.os.name": orNil(tt.osName), "user_agent.os.version": orNil(tt.osVersion),
				"user_agent.device.name": orNil(tt.device),
			})
		}
	}
}

func TestAColumnOfItsOwnSaysItBetterThanTheUserAgent(t *testing.T) {
	for _, header := range [][]string{{"USER_AGENT", "BROWSER_NAME"}, {"BROWSER_NAME", "USER_AGENT"}} {
		cells := map[string]string{"USER_AGENT": "curl/8.4.0", "BROWSER_NAME": "Chrome"}
		event := NewMapper(Options{}).Rows(testOrg, LogFile{EventType: "LightningPageView"}, header).
			Map([]string{cells[header[0]], cells[header[1]]}, "1", nil)
		wantLeaves(t, event, map[string]any{"user_agent.name": "Chrome", "user_agent.version": "8.4.0"})
	}
}

func TestTheMemoryOfUserAgentsIsBounded(t *testing.T) {
	a := &agents{}
	long := strings.Repeat("x", longestAgent+1)
	for i := range 5 * mostAgents {
		a.parse(fmt.Sprintf("tool/%d", i))
		a.parse("often/1.0")
		a.parse(long + fmt.Sprint(i))
	}
	if len(a.recent) > mostAgents || len(a.old) > mostAgents {
		t.Errorf("%d and %d are kept, want at most %d each", len(a.recent), len(a.old), mostAgents)
	}
	kept := a.parse("often/1.0")
	if a.parse("tool/0"); a.parse("often/1.0") != kept {
		t.Error("what is used all the time is parsed again")
	}
	for kept := range a.recent {
		if len(kept) > longestAgent {
			t.Errorf("a user agent of %d bytes is kept", len(kept))
		}
	}
}
