package ecs

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestStandingKeysAreInNoEvent(t *testing.T) {
	const record = `{"attributes": {"type": "OauthToken"}, "AppName": "Data Loader", "UseCount": 9007199254740993, "AccessToken": "hidden-1", "requestToken": "hidden-2",
		"DELETETOKEN": "hidden-3", "User": {"Name": "ana", "OauthTokens": {"records": [{"DeleteToken": "hidden-4", "AppName": "other"}]}}}`
	for _, options := range []Options{{}, {PreserveOriginal: true}, {Format: FormatMessage}} {
		event, err := NewMapper(options).Records(Org{ID: "00D"}, "OauthToken").Map(json.RawMessage(record), "id")
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(event.Fields, event.Unknown)
		if strings.Contains(text, "hidden") {
			t.Errorf("%+v: %s", options, text)
		}
		for _, want := range []string{"Data Loader", "other", "9007199254740993"} {
			if !strings.Contains(text, want) && (want != "9007199254740993" || options.Format == FormatMessage) {
				t.Errorf("%+v: %q is not in %s", options, want, text)
			}
		}
	}
}
