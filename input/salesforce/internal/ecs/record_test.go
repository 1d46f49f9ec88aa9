package ecs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestTheTimeOfARecord(t *testing.T) {
	at := func(second int) time.Time { return time.Date(2026, 1, 5, 3, 10, second, 0, time.UTC) }
	for _, tt := range []struct {
		object, record string
		want           time.Time
	}{
		{"LoginEvent", `{"CreatedDate": "2026-01-05T03:10:09Z", "EventDate": "2026-01-05T03:10:01Z"}`, at(1)},
		{"LoginHistory", `{"LoginTime": "2026-01-05T03:10:02Z"}`, at(2)},
		{"VerificationHistory", `{"CreatedDate": "2026-01-05T03:10:09Z", "VerificationTime": "2026-01-05T03:10:03Z"}`, at(3)},
		{"RestApiEventLog", `{"Timestamp": "2026-01-05T03:10:04Z"}`, at(4)},
		{"NewEventLog", `{"Timestamp": "2026-01-05T03:10:05Z"}`, at(5)},
		{"New__c", `{"SystemModstamp": "2026-01-05T03:10:09Z", "CreatedDate": "2026-01-05T03:10:08Z", "EventDate": "2026-01-05T03:10:06Z"}`, at(6)},
		{"New__c", `{"EventDate": "2026-01-05T03:10:06Z", "CreatedDate": "2026-01-05T03:10:08Z"}`, at(6)},
		{"New__c", `{"LastModifiedDate": "2026-01-05T03:10:07Z"}`, at(7)},
		{"New__c", `{"Name": "no time at all"}`, time.Time{}},
	} {
		event := mapNewRecord(t, tt.object, tt.record)
		if !event.Timestamp.Equal(tt.want) {
			t.Errorf("%s %s: %v, want %v", tt.object, tt.record, event.Timestamp, tt.want)
		}
	}
}

func TestTheIDOfARecord(t *testing.T) {
	for _, tt := range []struct {
		object, record string
		eventID, id    any // id: under the dataset
	}{
		{"LoginEvent", `{"EventIdentifier": "e-1", "Id": "000000000000000AAA"}`, "e-1", nil},
		{"LoginEvent", `{"EventIdentifier": "", "Id": "000000000000000AAA"}`, "record-1", nil},
		{"ApiAnomalyEventStore", `{"EventIdentifier": "e-1", "Id": "0HhQy0000000001"}`, "e-1", "0HhQy0000000001"},
		{"SetupAuditTrail", `{"Id": "0YmQy"}`, "0YmQy", nil},
		{"RestApiEventLog", `{"Id": "000000000000000AAA", "RequestIdentifier": "r-1"}`, "record-1", nil},
	} {
		event := mapRecord(t, tt.object, tt.record)
		dataset := leaf(event, "event.dataset").(string)
		wantLeaves(t, event, map[string]any{"event.id": tt.eventID, dataset + ".id": tt.id, "salesforce.object": tt.object})
		if event.ID != "record-1" {
			t.Errorf("%s: ID %q", tt.object, event.ID)
		}
	}
}

func TestAFieldWithAnUnexpectedValueCostsOnlyItself(t *testing.T) {
	event := mapRecord(t, "LoginEvent", `{"Username": {"first": "ana"}, "EvaluationTime": "soon", "LoginLatitude": 91, "LoginLongitude": 1,
		"AdditionalInfo": "none", "SourceIp": ["203.0.113.27"], "Status": "Success"}`)
	wantLeaves(t, event, map[string]any{
		"event.outcome": "success",
		"user":          nil, "source": nil,
		"salesforce.unparsed": map[string]any{
			"username": `{"first": "ana"}`, "evaluation_time": "soon", "login_latitude": "91", "additional_info": "none",
			"source_ip": `["203.0.113.27"]`,
		},
	})
	if messages := leaf(event, "error.message").([]string); len(messages) != 5 {
		t.Errorf("error.message %q", messages)
	}
}

func TestEmptyAdditionalInfoIsLeftOut(t *testing.T) {
	event := mapRecord(t, "LoginEvent", `{"AdditionalInfo": "{}"}`)
	wantLeaves(t, event, map[string]any{"salesforce.additional_info": nil, "error": nil})
}

func TestDeeplyNestedObjectsAreTextFromSomeDepthOn(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 50) + "1" + strings.Repeat("}", 50)
	quoted, err := json.Marshal(deep)
	if err != nil {
		t.Fatal(err)
	}
	event := mapNewRecord(t, "LoginEvent", `{"New": `+deep+`, "AdditionalInfo": `+string(quoted)+`}`)
	for _, path := range []string{"salesforce.login.new", "salesforce.additional_info"} {
		levels, value := 0, leaf(event, path)
		for {
			inner, ok := value.(map[string]any)
			if !ok {
				break
			}
			levels++
			for _, value = range inner {
			}
		}
		if text, _ := value.(string); levels > deepest+1 || !strings.HasPrefix(text, `{"a":`) {
			t.Errorf("%s: %d levels, then %v", path, levels, value)
		}
	}
}

func TestOnlyAJSONObjectIsARecord(t *testing.T) {
	records := NewMapper(Options{}).Records(testOrg, "LoginEvent")
	for _, record := range []string{
		``, `null`, `[]`, `"text"`, `{`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1}x`, `{"a":01}`, `{"a":1.}`, `{"a":1e}`, `{"a":-}`,
		`{"a":"\x"}`, `{"a":"\u12g4"}`, `{"a":"`, "{\"a\":\"\n\"}", `{"a":tru}`, `{"a":[1,]}`, `{"a":[1 2]}`, `{"a":{"b":}}`, `{a:1}`,
		`{"a":` + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + `}`,
	} {
		if event, err := records.Map([]byte(record), "1"); err == nil {
			t.Errorf("%.20q: no error, but %v", record, event)
		}
	}
}

func TestStringsAreRead(t *testing.T) {
	event := mapNewRecord(t, "New__c", `{"A": "tab\tquote\"\u00e9\ud83d\ude00\ud83d", "B": "`+"bad \xff"+`"}`)
	wantLeaves(t, event, map[string]any{"salesforce.new__c": map[string]any{"a": "tab\tquote\"é😀\uFFFD", "b": "bad \uFFFD"}})
}

// FuzzJSON compares the reader with encoding/json.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, ` { "a" : [ 1 , -0.5e+3, true, false, null, "x\u00e9\\" ] , "b": {"c": {}} } `, `{"a":1}{`, `{"":""}`, `{"a":1e5,"a":"2"}`, `[1]`, `{"a":"\ud800"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.Count(data, []byte("[")) > 1000 || bytes.Count(data, []byte("{")) > 1000 {
			return // the depth at which both give up is not the same
		}
		got := map[string]string{}
		err := eachMember(data, func(name string, v jsonValue) error {
			got[name] = v.text
			if v.raw != nil {
				got[name] = string(v.raw)
			}
			return nil
		})
		var raw map[string]json.RawMessage
		wantErr := json.Unmarshal(data, &raw)
		if raw == nil && wantErr == nil {
			wantErr = errors.New("it is null")
		}
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: %v, encoding/json says %v", data, err, wantErr)
		}
		if err != nil || !utf8.Valid(data) {
			return // what is not UTF-8 is replaced, but not byte by byte
		}
		want := map[string]string{}
		for name, value := range raw {
			var text string
			switch {
			case string(value) == "null":
				want[name] = ""
			case json.Unmarshal(value, &text) == nil:
				want[name] = text
			default:
				want[name] = string(value)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", data, diff)
		}
	})
}

func FuzzRecords(f *testing.F) {
	f.Add("LoginEvent", []byte(`{"Id": "000000000000000AAA", "EventDate": "2026-01-05T03:10:20.117+0000", "AdditionalInfo": "{\"a\":1}", "X": {"y": [1]}}`))
	f.Add("SetupAuditTrail", []byte(`{"Display": "For user a@b.c, x", "CreatedBy": {"Username": "u"}, "DelegateUser": "d"}`))
	f.Add("LoginEventLog", []byte(`{"Timestamp": "2026-01-05T03:10:20.117Z", "RunTime": 1.5, "SourceIp": "::1"}`))
	f.Add("\xff", []byte("{\"\xff\": \"\xff\"}"))
	f.Add("New", []byte(`{"": "", ".": {".": 1}, "a": [[]]}`))
	f.Fuzz(func(t *testing.T, object string, record []byte) {
		event, err := NewMapper(Options{PreserveOriginal: true}).Records(testOrg, object).Map(record, "id")
		if err != nil {
			return
		}
		conformsWithUnknown(t, event)
	})
}

func FuzzRows(f *testing.F) {
	f.Add("Login", "EVENT_TYPE,TIMESTAMP,USER_ID,RUN_TIME,URI,BROWSER_TYPE,SOURCE_IP,X", "Login,20260105031020.117,005Qy00000Wz9Lm,1e3,https://x:1/,a%zz,::1,\xff", "Number")
	f.Add("\xff", "\xff", "\xff\xff", "\xff")
	f.Add("Nope", ",,A.B", "1,2", "")
	f.Fuzz(func(t *testing.T, eventType, header, row, types string) {
		names := strings.Split(header, ",")
		file := LogFile{EventType: eventType, FieldNames: names, FieldTypes: strings.Split(types, ",")}
		event := NewMapper(Options{PreserveOriginal: true}).Rows(testOrg, file, names).Map(strings.Split(row, ","), "id", []byte(row))
		conformsWithUnknown(t, event)
	})
}

func BenchmarkARowOfLogin(b *testing.B) {
	rows, cells := loginRow()
	original := []byte(strings.Join(cells, ","))
	b.ReportAllocs()
	for b.Loop() {
		rows.Map(cells, "9f86d081884c7d659a2feaa0c55ad015", original)
	}
}

func BenchmarkARecordOfLoginEvent(b *testing.B) {
	records := NewMapper(Options{}).Records(testOrg, "LoginEvent")
	record := []byte(`{"attributes":{"type":"LoginEvent","url":"/services/data/v62.0/sobjects/LoginEvent/000000000000000AAA"},"Id":"000000000000000AAA",` +
		`"CreatedDate":"2026-01-05T03:10:22.481+0000","EventDate":"2026-01-05T03:10:20.117+0000","EventIdentifier":"5d0f6c1e-2b7a-4c53-9e0d-7a51c8b3f2d4",` +
		`"RelatedEventIdentifier":null,"UserId":"005Qy00000Wz9LmIAJ","Username":"ana.diaz@acme.example","UserType":"Standard","Status":"Success",` +
		`"SourceIp":"203.0.113.27","LoginType":"Remote Access 2.0","LoginSubType":"OAuth JWT Bearer","LoginUrl":"acme-dev.my.example.com",` +
		`"Application":"Nightly sync","Browser":"Chrome 131","Platform":"Windows 11","HttpMethod":"POST","ApiType":"N/A","ApiVersion":"N/A",` +
		`"CipherSuite":"ECDHE-RSA-AES256-GCM-SHA384","TlsProtocol":"TLS 1.3","CountryIso":"PT","Country":"Portugal","City":"Porto",` +
		`"LoginLatitude":41.1496,"LoginLongitude":-8.611,"LoginGeoId":"04FQy00000Mn5VeMAJ","LoginKey":"pR4xInventedKey1","SessionLevel":"STANDARD","EvaluationTime":0}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := records.Map(record, "9f86d081884c7d659a2feaa0c55ad015"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAHeaderOfLogin(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		loginRow()
	}
}

func loginHeader() (header, cells []string) {
	names := "EVENT_TYPE,TIMESTAMP,REQUEST_ID,ORGANIZATION_ID,USER_ID,RUN_TIME,CPU_TIME,URI,SESSION_KEY,LOGIN_KEY,USER_TYPE,REQUEST_STATUS,DB_TOTAL_TIME,LOGIN_TYPE,BROWSER_TYPE,API_TYPE,API_VERSION,USER_NAME,TLS_PROTOCOL,CIPHER_SUITE,AUTHENTICATION_METHOD_REFERENCE,LOGIN_SUB_TYPE,TIMESTAMP_DERIVED,USER_ID_DERIVED,CLIENT_IP,URI_ID_DERIVED,LOGIN_STATUS,SOURCE_IP"
	row := "Login|20260105031020.117|6Qk2vInventedReqId01-|00DQy00000Xk1Tb|005Qy00000Wz9Lm|142|61|/services/oauth2/token||pR4xInventedKey1|Standard|S|48210377|i|Mozilla/5.0 (X11; Linux x86_64; rv%3A132.0) Gecko/20100101 Firefox/132.0||9998.0|ana.diaz@acme.example|TLSv1.3|TLS_AES_256_GCM_SHA384||oauthcode|2026-01-05T03:10:20.117Z|005Qy00000Wz9LmIAJ|Salesforce.com IP||LOGIN_NO_ERROR|203.0.113.27"
	return strings.Split(names, ","), strings.Split(row, "|")
}

func loginRow() (*RowMapper, []string) {
	at := time.Date(2026, 1, 5, 3, 0, 0, 0, time.UTC)
	file := LogFile{ID: "0ATQy000001Vb7COAS", EventType: "Login", Interval: "Hourly", Sequence: 1, LogDate: at, CreatedDate: at}
	header, cells := loginHeader()
	return NewMapper(Options{}).Rows(testOrg, file, header), cells
}

func ExampleRowMapper_Map() {
	rows, cells := loginRow()
	event := rows.Map(cells, "9f86d081", nil)
	outcome, _ := event.Fields.GetValue("event.outcome")
	user, _ := event.Fields.GetValue("user.name")
	fmt.Println(event.Timestamp.Format(time.RFC3339), user, outcome)
	// Output: 2026-01-05T03:10:20Z ana.diaz@acme.example success
}
