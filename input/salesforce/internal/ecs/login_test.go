package ecs

import (
	"testing"
	"time"
)

func TestARowOfLogin(t *testing.T) {
	logDate := time.Date(2026, 1, 5, 3, 0, 0, 0, time.UTC)
	file := LogFile{
		ID: "0ATQy000001Vb7COAS", EventType: "Login", Interval: "Hourly", Sequence: 2,
		LogDate: logDate, CreatedDate: logDate.Add(time.Hour), APIVersion: "62.0",
	}
	got := mapRow(t, file, map[string]string{
		"EVENT_TYPE":                      "Login",
		"TIMESTAMP":                       "20260105031020.117",
		"REQUEST_ID":                      "6Qk2vInventedReqId01-",
		"ORGANIZATION_ID":                 "00DQy00000Xk1Tb",
		"USER_ID":                         "005Qy00000Wz9Lm",
		"RUN_TIME":                        "142",
		"CPU_TIME":                        "61",
		"URI":                             "/services/oauth2/token?x=1#top",
		"SESSION_KEY":                     "sK9vInventedSess1",
		"LOGIN_KEY":                       "pR4xInventedKey1",
		"USER_TYPE":                       "Standard",
		"REQUEST_STATUS":                  "S",
		"DB_TOTAL_TIME":                   "48210377",
		"LOGIN_TYPE":                      "i",
		"BROWSER_TYPE":                    "Mozilla/5.0 (X11; Linux x86_64; rv%3A132.0) Gecko/20100101 Firefox/132.0",
		"API_TYPE":                        "f",
		"API_VERSION":                     "9998.0",
		"USER_NAME":                       "ana.diaz@acme.example",
		"TLS_PROTOCOL":                    "TLSv1.3",
		"CIPHER_SUITE":                    "TLS_AES_256_GCM_SHA384",
		"AUTHENTICATION_METHOD_REFERENCE": "pwd",
		"LOGIN_SUB_TYPE":                  "oauthpassword",
		"TIMESTAMP_DERIVED":               "2026-01-05T03:10:20.117Z",
		"USER_ID_DERIVED":                 "005Qy00000Wz9LmIAJ",
		"CLIENT_IP":                       "198.51.100.9",
		"URI_ID_DERIVED":                  "001Qy00000Wz9LmIAJ",
		"LOGIN_STATUS":                    "LOGIN_ERROR_INVALID_PASSWORD",
		"SOURCE_IP":                       "203.0.113.27",
		"AUTHENTICATION_SERVICE_ID":       "0SOQy00000Wz9Lm",
		"FORWARDED_FOR_IP":                "192.0.2.1",
		"LOGIN_URL":                       "acme.my.example.com",
	})
	want := Event{
		Timestamp: time.Date(2026, 1, 5, 3, 10, 20, 117e6, time.UTC),
		ID:        "row-1",
		Fields: map[string]any{
			"event": map[string]any{
				"kind": "event", "module": "salesforce", "provider": "EventLogFile", "dataset": "salesforce.login",
				"action": "login", "code": "Login", "id": "row-1",
				"category": []string{"authentication"}, "type": []string{"start"},
				"outcome": "failure", "reason": "wrong password", "duration": int64(142e6),
			},
			"organization": map[string]any{"id": "00DQy00000Xk1TbMAJ"},
			"user": map[string]any{
				"id": "005Qy00000Wz9LmIAJ", "name": "ana.diaz@acme.example",
				"domain": "acme.example", "email": "ana.diaz@acme.example",
			},
			"http": map[string]any{"request": map[string]any{"id": "6Qk2vInventedReqId01-"}},
			"url": map[string]any{
				"original": "/services/oauth2/token?x=1#top", "path": "/services/oauth2/token",
				"query": "x=1", "fragment": "top", "domain": "acme.my.example.com",
			},
			"source":  map[string]any{"ip": "203.0.113.27"},
			"client":  map[string]any{"ip": "198.51.100.9"},
			"network": map[string]any{"forwarded_ip": "192.0.2.1"},
			"user_agent": map[string]any{
				"original": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
				"name":     "Firefox", "version": "132.0", "os": map[string]any{"name": "Linux", "full": "Linux"},
			},
			"tls": map[string]any{"version": "1.3", "version_protocol": "tls", "cipher": "TLS_AES_256_GCM_SHA384"},
			"related": map[string]any{
				"user":  []string{"ana.diaz@acme.example", "005Qy00000Wz9LmIAJ"},
				"ip":    []string{"192.0.2.1", "203.0.113.27", "198.51.100.9"},
				"hosts": []string{"acme.my.example.com"},
			},
			"salesforce": map[string]any{
				"instance_url": "https://acme.my.example.com",
				"login_key":    "pR4xInventedKey1",
				"session_key":  "sK9vInventedSess1",
				"log_file": map[string]any{
					"id": "0ATQy000001Vb7COAS", "event_type": "Login", "interval": "Hourly", "sequence": int64(2),
					"log_date": isoTime(logDate), "created_date": isoTime(logDate.Add(time.Hour)), "api_version": "62.0",
				},
				"run_time": int64(142), "cpu_time": int64(61), "db_total_time": int64(48210377),
				"user_type": "Standard", "user_type_name": "standard user",
				"request_status": "S", "request_status_name": "success",
				"api_type": "f", "api_type_name": "feed", // 9998.0 says that there is no version
				"uri_id":     "001Qy00000Wz9LmIAJ",
				"login_type": "i", "login_type_name": "Remote Access 2.0",
				"login_sub_type": "oauthpassword", "login_sub_type_name": "OAuth username and password",
				"login": map[string]any{
					"status": "LOGIN_ERROR_INVALID_PASSWORD", "status_name": "wrong password",
					"authentication_method_reference": "pwd",
					"authentication_service_id":       "0SOQy00000Wz9LmOAJ",
				},
			},
		},
	}
	compare(t, want, got)
}

func TestARecordOfLoginEvent(t *testing.T) {
	got := mapRecord(t, "LoginEvent", `{
		"attributes": {"type": "LoginEvent", "url": "/services/data/v62.0/sobjects/LoginEvent/000000000000000AAA"},
		"Id": "000000000000000AAA", "CreatedDate": "2026-01-05T03:10:22.481+0000",
		"EventDate": "2026-01-05T03:10:20.117+0000", "EventIdentifier": "5d0f6c1e-2b7a-4c53-9e0d-7a51c8b3f2d4",
		"RelatedEventIdentifier": "7a51c8b3", "UserId": "005Qy00000Wz9LmIAJ", "Username": "ana.diaz@acme.example",
		"UserType": "Standard", "Status": "Invalid Password", "SourceIp": "203.0.113.27",
		"ForwardedForIp": "192.0.2.1, 192.0.2.2", "LoginType": "Remote Access 2.0", "LoginSubType": "OAuth JWT Bearer",
		"LoginUrl": "acme-dev.my.example.com", "Application": "Nightly sync", "Browser": "Chrome 131",
		"Platform": "Windows 11", "HttpMethod": "POST", "ApiType": "SOAP Partner", "ApiVersion": 62.0, "ClientVersion": "N/A",
		"CipherSuite": "ECDHE-RSA-AES256-GCM-SHA384", "TlsProtocol": "TLS 1.3", "CountryIso": "PT", "Country": "Portugal",
		"City": "Porto", "Subdivision": "Porto", "PostalCode": "4000-001", "LoginLatitude": 41.1496, "LoginLongitude": -8.611,
		"LoginGeoId": "04FQy00000Mn5VeMAJ", "LoginHistoryId": "0YaQy00000Lk2PqKAJ", "LoginKey": "pR4xInventedKey1",
		"SessionKey": "sK9v", "SessionLevel": "HIGH_ASSURANCE", "PolicyId": "0NIQy0000000001", "PolicyOutcome": "Block",
		"EvaluationTime": 1.5, "AdditionalInfo": "{\"a\": {\"b\": 1}, \"c\": [true, null, {\"d\": 2}]}",
		"AuthServiceId": "0SOQy00000Wz9LmOAJ", "AuthMethodReference": "pwd", "AuthContextClassRef": "urn:x",
		"NetworkId": "0DBQy0000004C93KAE", "ProfileId": "00eQy00000Ab1CdIAJ", "RoleId": null
	}`)
	want := Event{
		Timestamp: time.Date(2026, 1, 5, 3, 10, 20, 117e6, time.UTC),
		ID:        "record-1",
		Fields: map[string]any{
			"event": map[string]any{
				"kind": "event", "module": "salesforce", "provider": "Object", "dataset": "salesforce.login",
				"action": "login", "code": "LoginEvent", "id": "5d0f6c1e-2b7a-4c53-9e0d-7a51c8b3f2d4",
				"category": []string{"authentication"}, "type": []string{"start"},
				"outcome": "failure", "reason": "Invalid Password",
			},
			"organization": map[string]any{"id": "00DQy00000Xk1TbMAJ"},
			"user": map[string]any{
				"id": "005Qy00000Wz9LmIAJ", "name": "ana.diaz@acme.example",
				"domain": "acme.example", "email": "ana.diaz@acme.example",
			},
			"http": map[string]any{"request": map[string]any{"method": "POST"}},
			"url":  map[string]any{"domain": "acme-dev.my.example.com"},
			"source": map[string]any{
				"ip": "203.0.113.27",
				"geo": map[string]any{
					"country_iso_code": "PT", "country_name": "Portugal", "city_name": "Porto", "region_name": "Porto",
					"postal_code": "4000-001", "location": map[string]any{"lat": 41.1496, "lon": -8.611},
				},
			},
			"network": map[string]any{"forwarded_ip": "192.0.2.1"},
			"user_agent": map[string]any{
				"name": "Chrome", "version": "131",
				"os": map[string]any{"name": "Windows", "version": "11", "full": "Windows 11"},
			},
			"tls":  map[string]any{"version": "1.3", "version_protocol": "tls", "cipher": "ECDHE-RSA-AES256-GCM-SHA384"},
			"rule": map[string]any{"id": "0NIQy0000000001OAA"},
			"related": map[string]any{
				"user":  []string{"ana.diaz@acme.example", "005Qy00000Wz9LmIAJ"},
				"ip":    []string{"192.0.2.1", "203.0.113.27"},
				"hosts": []string{"acme-dev.my.example.com"},
			},
			"salesforce": map[string]any{
				"instance_url": "https://acme.my.example.com", "object": "LoginEvent",
				"login_key": "pR4xInventedKey1", "session_key": "sK9v",
				"created_date":     time.Date(2026, 1, 5, 3, 10, 22, 481e6, time.UTC),
				"related_event_id": "7a51c8b3",
				"user_type":        "Standard", "user_type_name": "standard user",
				"application": "Nightly sync", "api_type": "SOAP Partner", "api_type_name": "SOAP Partner", "api_version": "62.0",
				"login_type": "Remote Access 2.0", "login_type_name": "Remote Access 2.0",
				"login_sub_type": "OAuth JWT Bearer", "login_sub_type_name": "OAuth JWT Bearer",
				"login_geo_id": "04FQy00000Mn5VeMAJ", "login_history_id": "0YaQy00000Lk2PqKAJ",
				"session_level": "HIGH_ASSURANCE", "session_level_name": "high assurance",
				"policy_outcome": "Block", "evaluation_time": 1.5,
				"additional_info": map[string]any{"a": map[string]any{"b": "1"}, "c": []string{"true", `{"d": 2}`}},
				"network_id":      "0DBQy0000004C93KAE", "profile_id": "00eQy00000Ab1CdIAJ",
				"login": map[string]any{
					"status":                    "Invalid Password",
					"forwarded_for_ip":          "192.0.2.1, 192.0.2.2",
					"authentication_service_id": "0SOQy00000Wz9LmOAJ", "authentication_method_reference": "pwd",
					"authentication_context_class_reference": "urn:x",
				},
			},
		},
	}
	compare(t, want, got)
}

func TestARecordOfLoginHistoryHasTheFieldsOfALogin(t *testing.T) {
	got := mapRecord(t, "LoginHistory", `{"Id": "0YaQy00000Lk2PqKAJ", "UserId": "005Qy00000Wz9LmIAJ",
		"LoginTime": "2026-01-05T03:10:20.000+0000", "LoginType": "Application", "Status": "Success", "SourceIp": "Salesforce.com IP",
		"Browser": "Unknown", "Platform": "unknown", "TlsProtocol": "Unknown", "CipherSuite": "N/A", "ApiType": "N/A",
		"CountryIso": "PT", "OptionsIsPost": true, "OptionsIsGet": false, "AuthenticationServiceId": "0SOQy00000Wz9Lm"}`)
	want := Event{
		Timestamp: time.Date(2026, 1, 5, 3, 10, 20, 0, time.UTC),
		ID:        "record-1",
		Fields: map[string]any{
			"event": map[string]any{
				"kind": "event", "module": "salesforce", "provider": "Object", "dataset": "salesforce.login",
				"action": "login", "code": "LoginHistory", "id": "0YaQy00000Lk2PqKAJ",
				"category": []string{"authentication"}, "type": []string{"start"}, "outcome": "success",
			},
			"organization": map[string]any{"id": "00DQy00000Xk1TbMAJ"},
			"user":         map[string]any{"id": "005Qy00000Wz9LmIAJ"},
			"source":       map[string]any{"geo": map[string]any{"country_iso_code": "PT"}},
			"related":      map[string]any{"user": []string{"005Qy00000Wz9LmIAJ"}},
			"salesforce": map[string]any{
				"instance_url": "https://acme.my.example.com", "object": "LoginHistory", "source_ip": "Salesforce.com IP",
				"login_history_id": "0YaQy00000Lk2PqKAJ",
				"login_type":       "Application", "login_type_name": "Application",
				"login": map[string]any{
					"status":          "Success",
					"options_is_post": true, "options_is_get": false, "authentication_service_id": "0SOQy00000Wz9LmOAJ",
				},
			},
		},
	}
	compare(t, want, got)
}

func TestARecordOfLoginEventLogHasTheFieldsOfARow(t *testing.T) {
	got := mapNewRecord(t, "LoginEventLog", `{"Id": "000000000000000AAA", "Timestamp": "2026-01-05T03:10:20.117+0000",
		"RequestIdentifier": "6Qk2v", "UserIdentifier": "005Qy00000Wz9LmIAJ", "UserName": "ana.diaz@acme.example",
		"DatabaseTotalTime": 48210377, "RunTime": 142.0, "LoginStatus": "LOGIN_NO_ERROR", "LoginType": "i",
		"TransportLayerSecurityProtocol": "TLSv1.2", "AuthenticatedMethodReference": "pwd", "ClientIp": "198.51.100.9",
		"NewField": 7}`)
	want := Event{
		Timestamp: time.Date(2026, 1, 5, 3, 10, 20, 117e6, time.UTC),
		ID:        "record-1",
		Unknown:   []string{"NewField"},
		Fields: map[string]any{
			"event": map[string]any{
				"kind": "event", "module": "salesforce", "provider": "Object", "dataset": "salesforce.login",
				"action": "login", "code": "LoginEventLog", "id": "record-1",
				"category": []string{"authentication"}, "type": []string{"start"},
				"outcome": "success", "duration": int64(142e6),
			},
			"organization": map[string]any{"id": "00DQy00000Xk1TbMAJ"},
			"user": map[string]any{
				"id": "005Qy00000Wz9LmIAJ", "name": "ana.diaz@acme.example",
				"domain": "acme.example", "email": "ana.diaz@acme.example",
			},
			"http":   map[string]any{"request": map[string]any{"id": "6Qk2v"}},
			"source": map[string]any{"ip": "198.51.100.9"},
			"tls":    map[string]any{"version": "1.2", "version_protocol": "tls"},
			"related": map[string]any{
				"user": []string{"ana.diaz@acme.example", "005Qy00000Wz9LmIAJ"},
				"ip":   []string{"198.51.100.9"},
			},
			"salesforce": map[string]any{
				"instance_url": "https://acme.my.example.com", "object": "LoginEventLog",
				"run_time": int64(142), "db_total_time": int64(48210377),
				"login_type": "i", "login_type_name": "Remote Access 2.0",
				"login": map[string]any{
					"status": "LOGIN_NO_ERROR", "status_name": "successful login",
					"authentication_method_reference": "pwd",
					"new_field":                       int64(7), // not in a table
				},
			},
		},
	}
	compare(t, want, got)
}

func TestTheOutcomeOfALoginIsNotThatOfItsRequest(t *testing.T) {
	for _, tt := range []struct{ status, request, outcome, reason string }{
		{"LOGIN_NO_ERROR", "S", "success", ""},
		{"LOGIN_NO_ERROR", "F", "success", ""},
		{"LOGIN_ERROR_INVALID_PASSWORD", "S", "failure", "wrong password"},
		{"LOGIN_CHALLENGE_ISSUED", "S", "unknown", "device activation demanded"},
		{"LOGIN_TWOFACTOR_REQ", "", "unknown", "multi-factor authentication demanded"},
		{"LOGIN_DATA_DOWNLOAD_ONLY", "", "success", ""},
		{"LOGIN_ERROR_OF_NEXT_RELEASE", "S", "failure", "LOGIN_ERROR_OF_NEXT_RELEASE"},
		{"LOGIN_ERROR_SWITCH_SFDC_INSTANCE", "", "unknown", "switch to another instance"},
		{"", "S", "", ""},
		{"", "R", "", ""},
		{"", "F", "failure", ""},
		{"", "A", "failure", ""},
		{"", "N", "failure", ""},
		{"", "U", "unknown", ""},
		{"", "?", "", ""},
		{"", "", "", ""},
	} {
		event := mapRow(t, LogFile{EventType: "Login"}, map[string]string{"LOGIN_STATUS": tt.status, "REQUEST_STATUS": tt.request})
		outcome, reason := leaf(event, "event.outcome"), leaf(event, "event.reason")
		if outcome != orNil(tt.outcome) || reason != orNil(tt.reason) {
			t.Errorf("%+v: outcome %v, reason %v", tt, outcome, reason)
		}
	}
}

func TestTheOutcomeOfALoginRecord(t *testing.T) {
	for status, want := range map[string]string{
		"Success":                              "success",
		"Invalid Password":                     "failure",
		"Failed: API security token required":  "failure",
		"Failed: Computer activation required": "unknown",
		"Failed: Computer activation pending":  "unknown",
		"Failed: Multi-factor required":        "unknown",
		"Failed: InResponseTo Invalid":         "failure",
	} {
		event := mapRecord(t, "LoginHistory", `{"Status": "`+status+`"}`)
		if got := leaf(event, "event.outcome"); got != want {
			t.Errorf("%s: %v, want %s", status, got, want)
		}
		if reason := leaf(event, "event.reason"); want != "success" && reason != status {
			t.Errorf("%s: reason %v", status, reason)
		}
	}
}

func TestSourceAndClientAddress(t *testing.T) {
	for _, tt := range []struct {
		source, client       string
		sourceIP, clientIP   any
		otherSource, otherIP any
	}{
		{"203.0.113.27", "198.51.100.9", "203.0.113.27", "198.51.100.9", nil, nil},
		{"203.0.113.27", "203.0.113.27", "203.0.113.27", "203.0.113.27", nil, nil},
		{"203.0.113.27", "Salesforce.com IP", "203.0.113.27", nil, nil, "Salesforce.com IP"},
		{"Salesforce.com IP", "198.51.100.9", "198.51.100.9", nil, "Salesforce.com IP", nil},
		{"", " 2001:db8::1 ", "2001:db8::1", nil, nil, nil},
		{"", "", nil, nil, nil, nil},
	} {
		event := mapRow(t, LogFile{EventType: "Login"}, map[string]string{"SOURCE_IP": tt.source, "CLIENT_IP": tt.client})
		got := []any{
			leaf(event, "source.ip"), leaf(event, "client.ip"),
			leaf(event, "salesforce.source_ip"), leaf(event, "salesforce.client_ip"),
		}
		for i, want := range []any{tt.sourceIP, tt.clientIP, tt.otherSource, tt.otherIP} {
			if got[i] != want {
				t.Errorf("source %q, client %q: %v", tt.source, tt.client, got)
				break
			}
		}
	}
}

func TestARowOfLogout(t *testing.T) {
	got := mapRow(t, LogFile{EventType: "Logout"}, map[string]string{
		"EVENT_TYPE": "Logout", "TIMESTAMP": "20260105081503.004", "REQUEST_ID": "r1", "ORGANIZATION_ID": "00DQy00000Xk1Tb",
		"USER_ID": "005Qy00000Wz9Lm", "USER_TYPE": "S", "SESSION_TYPE": "U", "SESSION_LEVEL": "10",
		"BROWSER_TYPE": "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5)", "PLATFORM_TYPE": "2003", "RESOLUTION_TYPE": "9999",
		"APP_TYPE": "1007", "CLIENT_VERSION": "9998", "API_TYPE": "f", "API_VERSION": "62.0", "USER_INITIATED_LOGOUT": "1",
		"SESSION_KEY": "sK9v", "LOGIN_KEY": "pR4x", "TIMESTAMP_DERIVED": "2026-01-05T08:15:03.004Z",
		"USER_ID_DERIVED": "005Qy00000Wz9LmIAJ", "CLIENT_IP": "198.51.100.8",
	})
	want := Event{
		Timestamp: time.Date(2026, 1, 5, 8, 15, 3, 4e6, time.UTC),
		ID:        "row-1",
		Fields: map[string]any{
			"event": map[string]any{
				"kind": "event", "module": "salesforce", "provider": "EventLogFile", "dataset": "salesforce.logout",
				"action": "logout", "code": "Logout", "id": "row-1",
				"category": []string{"authentication", "session"}, "type": []string{"end"}, "reason": "user logged out",
			},
			"organization": map[string]any{"id": "00DQy00000Xk1TbMAJ"},
			"user":         map[string]any{"id": "005Qy00000Wz9LmIAJ"},
			"http":         map[string]any{"request": map[string]any{"id": "r1"}},
			"source":       map[string]any{"ip": "198.51.100.8"},
			"user_agent": map[string]any{
				"original": "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5)",
				"device":   map[string]any{"name": "Mac"},
				"os":       map[string]any{"name": "Mac OS X", "version": "14.5", "full": "Mac OS X 14.5"},
			},
			"related": map[string]any{"user": []string{"005Qy00000Wz9LmIAJ"}, "ip": []string{"198.51.100.8"}},
			"salesforce": map[string]any{
				"instance_url": "https://acme.my.example.com", "login_key": "pR4x", "session_key": "sK9v",
				"log_file":  map[string]any{"event_type": "Logout", "sequence": int64(0)},
				"user_type": "S", "user_type_name": "standard user", "session_level": "10", "session_level_name": "high assurance",
				"api_type": "f", "api_type_name": "feed", "api_version": "62.0",
				"logout": map[string]any{
					"session_type": "U", "session_type_name": "UI", "platform_type": "2003", "platform_type_name": "Macintosh, macOS",
					"app_type": "1007", "app_type_name": "SFDC Application", "user_initiated_logout": true,
				},
			},
		},
	}
	compare(t, want, got)
}

func TestALogoutThatTheUserDidNotAskFor(t *testing.T) {
	for value, want := range map[string]any{"0": "session timed out or was ended", "1": "user logged out", "": nil, "maybe": nil} {
		event := mapRow(t, LogFile{EventType: "Logout"}, map[string]string{"USER_INITIATED_LOGOUT": value})
		if got := leaf(event, "event.reason"); got != want {
			t.Errorf("%q: reason %v, want %v", value, got, want)
		}
	}
}

func TestARecordOfLogoutEvent(t *testing.T) {
	got := mapRecord(t, "LogoutEvent", `{"Id": "000000000000000AAA", "CreatedDate": "2026-01-05T08:15:04.004+0000",
		"EventDate": "2026-01-05T08:15:03.004+0000", "EventIdentifier": "e-1", "UserId": "005Qy00000Wz9LmIAJ",
		"Username": "ana.diaz@acme.example", "SessionKey": "sK9v", "LoginKey": "pR4x", "SessionLevel": "STANDARD",
		"SourceIp": "198.51.100.8", "ProfileId": "00eQy00000Ab1CdIAJ", "RoleId": "00EQy00000Ab1CdMAJ"}`)
	want := Event{
		Timestamp: time.Date(2026, 1, 5, 8, 15, 3, 4e6, time.UTC),
		ID:        "record-1",
		Fields: map[string]any{
			"event": map[string]any{
				"kind": "event", "module": "salesforce", "provider": "Object", "dataset": "salesforce.logout",
				"action": "logout", "code": "LogoutEvent", "id": "e-1",
				"category": []string{"authentication", "session"}, "type": []string{"end"},
			},
			"organization": map[string]any{"id": "00DQy00000Xk1TbMAJ"},
			"user": map[string]any{
				"id": "005Qy00000Wz9LmIAJ", "name": "ana.diaz@acme.example",
				"domain": "acme.example", "email": "ana.diaz@acme.example",
			},
			"source": map[string]any{"ip": "198.51.100.8"},
			"related": map[string]any{
				"user": []string{"ana.diaz@acme.example", "005Qy00000Wz9LmIAJ"}, "ip": []string{"198.51.100.8"},
			},
			"salesforce": map[string]any{
				"instance_url": "https://acme.my.example.com", "object": "LogoutEvent", "login_key": "pR4x", "session_key": "sK9v",
				"created_date":  time.Date(2026, 1, 5, 8, 15, 4, 4e6, time.UTC),
				"session_level": "STANDARD", "session_level_name": "standard", "profile_id": "00eQy00000Ab1CdIAJ", "role_id": "00EQy00000Ab1CdMAJ",
			},
		},
	}
	compare(t, want, got)
}
