package ecs

import (
	"maps"
	"testing"
)

var selfOptions = Options{Self: Self{ClientID: "3MVG9ours", UserAgent: "Elastic-Filebeat/9.9.9 (linux; amd64)", Objects: []string{"Report"}}}

func mapSelf(t *testing.T, eventType, user string, row map[string]string) Event {
	t.Helper()
	org := testOrg
	org.UserID = user
	var header, cells []string
	for name, cell := range row {
		header, cells = append(header, name), append(cells, cell)
	}
	event := NewMapper(selfOptions).Rows(org, LogFile{EventType: eventType}, header).Map(cells, "id", nil)
	conforms(t, event)
	return event
}

func TestWhatTheCollectorDidIsMarked(t *testing.T) {
	const user = "005Qy00000Wz9LmIAJ"
	rest := map[string]string{
		"USER_ID": "005Qy00000Wz9Lm", "USER_AGENT": "Elastic-Filebeat/9.1.0 (linux; amd64; c; 2026)",
		"METHOD": "GET", "STATUS_CODE": "200", "ENTITY_NAME": "EventLogFile",
	}
	login := map[string]string{"USER_ID": "005Qy00000Wz9Lm", "LOGIN_TYPE": "i", "LOGIN_STATUS": "LOGIN_NO_ERROR"}
	for _, tt := range []struct {
		name, eventType, session string
		row                      map[string]string
		change                   map[string]string
		want                     any
	}{
		{"a call", "RestApi", user, rest, nil, true},
		{"a call of an org that says no more", "RestApi", user, map[string]string{"USER_ID_DERIVED": user}, nil, true},
		{"a session known by the short id", "RestApi", "005Qy00000Wz9Lm", rest, nil, true},
		{"an object of an option", "RestApi", user, rest, map[string]string{"ENTITY_NAME": "report"}, true},
		{"a sign-in", "Login", user, login, nil, true},
		{"a call of another user", "RestApi", user, rest, map[string]string{"USER_ID": "005Qy00000Wz9Ln"}, nil},
		{"a session whose user is not known", "RestApi", "", rest, nil, nil},
		{"another program", "RestApi", user, rest, map[string]string{"USER_AGENT": "python-requests/2.32.3"}, nil},
		{"a program with a similar name", "RestApi", user, rest, map[string]string{"USER_AGENT": "Elastic-Filebeater/9"}, nil},
		{"a browser, by its code", "RestApi", user, rest, map[string]string{"USER_AGENT": "13012345"}, nil},
		{"another app", "ApiTotalUsage", user, map[string]string{"USER_ID": "005Qy00000Wz9Lm", "CLIENT_ID": "3MVG9theirs"}, nil, nil},
		{"the same app", "ApiTotalUsage", user, map[string]string{"USER_ID": "005Qy00000Wz9Lm", "CLIENT_ID": "3MVG9ours"}, nil, true},
		{"a client with a name", "RestApi", user, rest, map[string]string{"CLIENT_NAME": "SalesforceInspector"}, nil},
		{"a change", "RestApi", user, rest, map[string]string{"METHOD": "PATCH"}, nil},
		{"data that it does not ask for", "RestApi", user, rest, map[string]string{"ENTITY_NAME": "EventLogFile;Contact"}, nil},
		{"a call that failed", "RestApi", user, rest, map[string]string{"STATUS_CODE": "403"}, nil},
		{"a sign-in by hand", "Login", user, login, map[string]string{"LOGIN_TYPE": "A"}, nil},
		{"a sign-in that failed", "Login", user, login, map[string]string{"LOGIN_STATUS": "LOGIN_ERROR_INVALID_PASSWORD"}, nil},
		{"a sign-in with a browser", "Login", user, login, map[string]string{"BROWSER_TYPE": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"}, nil},
		{"what no collector does", "URI", user, map[string]string{"USER_ID": "005Qy00000Wz9Lm"}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			row := maps.Clone(tt.row)
			maps.Copy(row, tt.change)
			if got := leaf(mapSelf(t, tt.eventType, tt.session, row), selfField); got != tt.want {
				t.Errorf("%s is %v, want %v", selfField, got, tt.want)
			}
		})
	}
}

func TestWhatTheCollectorDidIsMarkedInRecords(t *testing.T) {
	org := testOrg
	org.UserID = "005Qy00000Wz9LmIAJ"
	for _, tt := range []struct {
		object, record string
		want           any
	}{
		{"ApiEvent", `{"UserId":"005Qy00000Wz9LmIAJ","UserAgent":"Elastic-Filebeat/9.4 (linux)","QueriedEntities":"EventLogFile"}`, true},
		{"ApiEvent", `{"UserId":"005Qy00000Wz9LmIAJ","UserAgent":"Elastic-Filebeat/9.4 (linux)","QueriedEntities":"Contact"}`, nil},
		{"LoginEvent", `{"UserId":"005Qy00000Wz9LmIAJ","LoginType":"Remote Access 2.0","HttpMethod":"POST","Browser":"Unknown","Status":"Success"}`, true},
		{"LoginEvent", `{"UserId":"005Qy00000Wz9LmIAJ","LoginType":"Application","Browser":"Chrome 126","Status":"Success"}`, nil},
		{"LoginAsEvent", `{"UserId":"005Qy00000Wz9LmIAJ"}`, nil},
	} {
		event, err := NewMapper(selfOptions).Records(org, tt.object).Map([]byte(tt.record), "id")
		if err != nil {
			t.Fatal(err)
		}
		conforms(t, event)
		if got := leaf(event, selfField); got != tt.want {
			t.Errorf("%s %s: %s is %v, want %v", tt.object, tt.record, selfField, got, tt.want)
		}
	}
}
