package record

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// drain takes everything and keeps nothing.
type drain struct{ events int }

func (d *drain) Publish(ecs.Event, state.Cursor) error { d.events++; return nil }
func (d *drain) Advance(state.Cursor) error            { return nil }

func TestAllocationsOfARecord(t *testing.T) {
	const records, bound = 2000, 62
	org := polltest.NewOrg(t, orgsim.Options{Empty: true})
	var page strings.Builder
	fmt.Fprintf(&page, `{"totalSize":%d,"done":true,"records":[`, records)
	at := time.Now().Add(-10 * time.Minute).UTC().Format("2006-01-02T15:04:05.000-0700")
	for n := range records {
		if n > 0 {
			page.WriteByte(',')
		}
		fmt.Fprintf(&page, `{"attributes":{"type":"LoginEvent"},"Id":"000000000000000AAA","CreatedDate":%q,"EventDate":%q,"EventIdentifier":"e-%d",`+
			`"UserId":"0055j0000000001AAA","Username":"ana.diaz@acme.example","UserType":"Standard","Status":"Success","SourceIp":"203.0.113.27",`+
			`"LoginType":"Remote Access 2.0","LoginUrl":"acme-dev.my.example.com","Application":"Nightly sync","Browser":"Chrome 131","Platform":"Windows 11",`+
			`"HttpMethod":"POST","ApiType":"N/A","CipherSuite":"ECDHE-RSA-AES256-GCM-SHA384","TlsProtocol":"TLS 1.3","CountryIso":"PT","City":"Porto",`+
			`"LoginLatitude":41.1496,"LoginLongitude":-8.611,"LoginKey":"pR4xInventedKey1","SessionLevel":"STANDARD","EvaluationTime":0.0,"PolicyId":null}`, at, at, n)
	}
	page.WriteString("]}")
	org.Hook(func(request *http.Request) *http.Response {
		if orgsim.RequestKind(request) != orgsim.RequestQuery {
			return nil
		}
		return polltest.Answer(http.StatusOK, page.String())
	})
	mapper := ecs.NewMapper(ecs.Options{})
	polltest.Allocations(t, records, bound, func() {
		out := &drain{}
		collector := New(Config{Object: "LoginEvent", InitialInterval: 30 * time.Minute, Delay: time.Minute}, org, mapper, state.Records{}, &polltest.Log{})
		if _, err := collector.Poll(context.Background(), out); err != nil {
			t.Fatal(err)
		}
		if out.events != records {
			t.Fatalf("%d events of %d records", out.events, records)
		}
	})
}
