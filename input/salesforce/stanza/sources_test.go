package stanza

import (
	"testing"

	conf "github.com/elastic/elastic-agent-libs/config"
)

func TestAStatesKeyHasTheNameThatTheStanzaHas(t *testing.T) {
	for kind, want := range map[string]string{
		"": "salesforce::acme::acme.my.salesforce.com::SetupAuditTrail", Name: "salesforce::acme::acme.my.salesforce.com::SetupAuditTrail",
		AgentName: "salesforce-events::acme::acme.my.salesforce.com::SetupAuditTrail",
	} {
		stanza := conf.MustNewConfigFrom(map[string]any{
			"id": "acme", "url": "https://acme.my.salesforce.com",
			"auth.oauth2.client_credentials_flow":  map[string]any{"client.id": "id", "client.secret": "secret"},
			"event_monitoring_method.object.names": []string{"SetupAuditTrail"},
		})
		if kind != "" {
			if err := stanza.SetString("type", -1, kind); err != nil {
				t.Fatal(err)
			}
		}
		sources, err := Sources(stanza)
		if err != nil {
			t.Fatal(err)
		}
		if len(sources) != 1 || sources[0].Key != want {
			t.Errorf("of type %q: %+v, want the key %q", kind, sources, want)
		}
		if rest, ours := CutType(want); !ours || rest != "acme::acme.my.salesforce.com::SetupAuditTrail" {
			t.Errorf("of %q %q is left, ours: %t", want, rest, ours)
		}
	}
	if _, ours := CutType("filestream::acme::x"); ours {
		t.Error("the state of another input is taken as ours")
	}
}
