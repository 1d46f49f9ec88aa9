package ecs

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUserAgents(t *testing.T) {
	for _, tt := range []struct{ agent, name, version, osName, osVersion, device string }{
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", "Chrome", "131.0.0.0", "Windows", "10", ""},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15", "Safari", "17.1", "Mac OS X", "10.15.7", "Mac"},
		{"Mozilla/5.0 (X11; Linux x86_64; rv%3A132.0) Gecko/20100101 Firefox/132.0", "Firefox", "132.0", "Linux", "", ""},
		{"Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "IE", "11.0", "Windows", "10", ""},
		{"Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.6045.193 Mobile Safari/537.36", "Chrome", "119.0.6045.193", "Android", "13", "Pixel 7"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5)", "", "", "Mac OS X", "14.5", "Mac"},
		{"Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/IP_ADDRESS_REMOVED Safari/537.36", "Chrome", "", "Windows", "7", ""},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/IP_ADDRESS_REMOVED Safari/537.36", "Chrome", "", "Mac OS X", "10.15.7", "Mac"},
		{"SalesforceMobileSDK/IP_ADDRESS_REMOVED", "SalesforceMobileSDK", "", "", "", ""},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1", "Safari", "17.1", "iOS", "17.1", "iPhone"},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge", "131.0.0.0", "Windows", "10", ""},
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
	for i := range 5 * maxAgents {
		a.parse(fmt.Sprintf("tool/%d", i))
		a.parse("often/1.0")
		a.parse(long + fmt.Sprint(i))
	}
	if len(a.recent) > maxAgents || len(a.old) > maxAgents {
		t.Errorf("%d and %d are kept, want at most %d each", len(a.recent), len(a.old), maxAgents)
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

func TestOneSpellingOfSystemsAndBrowsers(t *testing.T) {
	for _, tt := range []struct {
		object, field, value string
		want                 map[string]any
	}{
		{"LoginEvent", "Platform", "Mac OSX", map[string]any{"name": "Mac OS X", "full": "Mac OS X"}},
		{"LoginEvent", "Platform", "macOS 14.5", map[string]any{"name": "Mac OS X", "version": "14.5", "full": "Mac OS X 14.5"}},
		{"LoginEvent", "Platform", "Windows 10", map[string]any{"name": "Windows", "version": "10", "full": "Windows 10"}},
		{"LoginEvent", "Platform", "iPhone", map[string]any{"name": "iOS", "full": "iOS"}},
		{"LightningUriEvent", "OsName", "WINDOWS", map[string]any{"name": "Windows"}},
		{"LightningUriEvent", "OsName", "OSX", map[string]any{"name": "Mac OS X"}},
		{"LightningUriEvent", "OsName", "MAC_OS_X", map[string]any{"name": "Mac OS X"}},
		{"LightningUriEvent", "OsName", "Haiku", map[string]any{"name": "Haiku"}},
		{"LightningUriEvent", "OsVersion", "IP_ADDRESS_REMOVED", nil},
	} {
		event := mapRecord(t, tt.object, `{"`+tt.field+`": "`+tt.value+`"}`)
		got, _ := leaf(event, "user_agent.os").(map[string]any)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s of %s: -want +got\n%s", tt.value, tt.object, diff)
		}
	}
	for value, want := range map[string]any{"iPhone": "iPhone", "iPad 17": "iPad", "Mac OSX": "Mac", "Windows 10": nil} {
		wantLeaves(t, mapRecord(t, "LoginEvent", `{"Platform": "`+value+`"}`), map[string]any{"user_agent.device.name": want})
	}
	wantLeaves(t, mapRow(t, LogFile{EventType: "LightningPageView"}, map[string]string{"DEVICE_MODEL": "iPad Pro", "OS_NAME": "iPadOS"}), map[string]any{
		"user_agent.device.name": "iPad Pro", "user_agent.os.name": "iOS",
	})
	for value, want := range map[string]string{"CHROME": "Chrome", "Internet Explorer": "IE", "MSIE": "IE", "Microsoft Edge": "Edge", "Firefox": "Firefox", "Konqueror": "Konqueror"} {
		wantLeaves(t, mapRow(t, LogFile{EventType: "LightningPageView"}, map[string]string{"BROWSER_NAME": value}), map[string]any{"user_agent.name": want})
		wantLeaves(t, mapRecord(t, "LoginEvent", `{"Browser": "`+value+` 11"}`), map[string]any{"user_agent.name": want, "user_agent.version": "11"})
	}
	wantLeaves(t, mapRecord(t, "LoginEvent", `{"Browser": "Chrome IP_ADDRESS_REMOVED"}`), map[string]any{"user_agent.name": "Chrome", "user_agent.version": nil})
	wantLeaves(t, mapRow(t, LogFile{EventType: "LightningPageView"}, map[string]string{"BROWSER_VERSION": "IP_ADDRESS_REMOVED"}), map[string]any{"user_agent": nil})
}
