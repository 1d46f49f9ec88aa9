package orgclient

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
)

// spentRequests keeps in the registry how many requests were made, beside the states of
// the sources. Their keys have other prefixes, so that Beats does not clean it up.
type spentRequests struct {
	store statestore.States
	log   *logp.Logger
}

// NewSpentRequests returns those of a registry.
func NewSpentRequests(store statestore.States, log *logp.Logger) budget.Store {
	return spentRequests{store, log}
}

// spentCounts is the stored form.
type spentCounts struct {
	Version int     `struct:"version"`
	Newest  int64   `struct:"newest"`
	Spans   []int64 `struct:"spans"`
}

const spentVersion = 1

// spentPrefix begins the keys. It is no type of an input, so the counts are always kept in the
// registry on disk.
const spentPrefix = "salesforce-requests"

// spentKey names a session without saying whose it is.
func spentKey(identity string) string {
	sum := sha256.Sum256([]byte(identity))
	return spentPrefix + "::" + hex.EncodeToString(sum[:12])
}

// Load implements the store of budgets.
func (s spentRequests) Load(identity string) budget.Counts {
	var stored spentCounts
	err := s.with(func(states registryStates) error {
		key := spentKey(identity)
		if has, err := states.Has(key); err != nil || !has {
			return err
		}
		return states.Get(key, &stored)
	})
	if err == nil && stored.Version > spentVersion {
		err = fmt.Errorf("unknown version %d, want %d", stored.Version, spentVersion)
	}
	if err != nil {
		s.log.Warnf("cannot read the count of earlier requests, so resource.api_share starts over: %v", err)
		return budget.Counts{}
	}
	return budget.Counts{Newest: stored.Newest, Spans: stored.Spans}
}

// Save implements the store of budgets.
func (s spentRequests) Save(identity string, counts budget.Counts) {
	err := s.with(func(states registryStates) error {
		return states.Set(spentKey(identity), spentCounts{Version: spentVersion, Newest: counts.Newest, Spans: counts.Spans})
	})
	if err != nil {
		s.log.Warnf("cannot store the count of requests, so it starts over after a restart: %v", err)
	}
}

// registryStates is what is used of a registry.
type registryStates interface {
	Has(key string) (bool, error)
	Get(key string, into any) error
	Set(key string, from any) error
}

func (s spentRequests) with(do func(registryStates) error) error {
	states, err := s.store.StoreFor(spentPrefix)
	if err != nil {
		return fmt.Errorf("opening the registry: %w", err)
	}
	defer states.Close()
	return do(states)
}
