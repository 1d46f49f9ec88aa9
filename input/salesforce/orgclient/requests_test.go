package orgclient

import (
	"strings"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/beats/v7/libbeat/statestore/storetest"
	"github.com/elastic/elastic-agent-libs/logp/logptest"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

func TestWhatIsStoredOfRequestsAndCannotBeReadIsTold(t *testing.T) {
	log, logged := logptest.NewTestingLoggerWithObserver(t, "test")
	for _, stored := range []any{map[string]any{"version": 9}, map[string]any{"version": "x", "spans": 7}} {
		registry := &memoryStore{statestore.NewRegistry(storetest.NewMemoryStoreBackend())}
		states, err := registry.StoreFor(stanza.Name)
		if err != nil {
			t.Fatal(err)
		}
		if err := states.Set(spentKey("session"), stored); err != nil {
			t.Fatal(err)
		}
		_ = states.Close()
		got := spentRequests{registry, log}.Load("session")
		told := logged.TakeAll()
		if got.Newest != 0 || len(got.Spans) != 0 || len(told) != 1 || !strings.Contains(told[0].Message, "starts over") {
			t.Errorf("%v: %+v, told %v", stored, got, told)
		}
	}
}

// memoryStore is a registry in memory.
type memoryStore struct{ registry *statestore.Registry }

func (m *memoryStore) StoreFor(string) (*statestore.Store, error) { return m.registry.Get("filebeat") }
func (m *memoryStore) CleanupInterval() time.Duration             { return time.Hour }
