package ecs

import (
	"strings"
	"sync"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// cache keeps what was made of keys, for all events of a mapper: a file has few users
// and many rows. When it is full it begins anew with what is asked for from then on,
// in two halves, so that what is in use stays.
type cache[K comparable, V any] struct {
	mu          sync.Mutex
	recent, old map[K]cacheEntry[K, V]
}

// cacheEntry has its key, which is no part of a row: that would keep the whole row.
type cacheEntry[K comparable, V any] struct {
	key   K
	value V
}

// get returns what was made of a key, or makes it. Each half keeps as many as limit.
func (c *cache[K, V]) get(key K, limit int, makeOf func(K) cacheEntry[K, V]) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.recent[key]; ok {
		return known.value
	}
	known, ok := c.old[key]
	if !ok {
		known = makeOf(key)
	}
	if c.recent == nil || len(c.recent) >= limit {
		c.recent, c.old = make(map[K]cacheEntry[K, V]), c.recent
	}
	c.recent[known.key] = known
	return known.value
}

const (
	// maxUsers and maxAddresses are how many each half keeps.
	maxUsers, maxAddresses = 2048, 2048
	// longestUser is how long an id and a username may be together to be kept.
	longestUser = 256
)

// users keeps those who acted.
type users struct{ cache[userKey, *user] }

type userKey struct{ id, name string }

// user is who acted, as it is put into events; nil is not known.
type user struct{ id, name, domain, email, related any }

func (u *users) get(id, name string) *user {
	key := userKey{id, name}
	if len(id)+len(name) > longestUser {
		return makeUser(key).value
	}
	return u.cache.get(key, maxUsers, makeUser)
}

func makeUser(key userKey) cacheEntry[userKey, *user] {
	key = userKey{strings.Clone(key.id), strings.Clone(key.name)}
	made := cacheEntry[userKey, *user]{key, &user{name: boxedOrNil(key.name)}}
	u := made.value
	var related []string
	if key.name != "" {
		related = append(related, key.name)
	}
	if domain, ok := mailDomain(key.name); ok {
		u.domain, u.email = domain, u.name
	}
	if id := catalog.ID15To18(key.id); id != "" {
		u.id = id
		if id != key.name {
			related = append(related, id)
		}
	}
	if related != nil {
		u.related = related
	}
	return made
}

// addresses keeps where events came from.
type addresses struct {
	cache[addressKey, *address]
}

// addressKey is SOURCE_IP and CLIENT_IP, each only when it is an address.
type addressKey struct{ source, client string }

// address is where an event came from, as it is put into events; nil is not known.
type address struct{ source, client, related any }

func (a *addresses) get(source, client string) *address {
	return a.cache.get(addressKey{source, client}, maxAddresses, makeAddress)
}

// makeAddress prefers SOURCE_IP, the first hop that reached Salesforce, for source.ip.
// Where only CLIENT_IP is an address it is the source.
func makeAddress(key addressKey) cacheEntry[addressKey, *address] {
	key = addressKey{strings.Clone(key.source), strings.Clone(key.client)}
	switch {
	case key.source == "":
		return cacheEntry[addressKey, *address]{key, &address{source: key.client, related: []string{key.client}}}
	case key.client == "":
		return cacheEntry[addressKey, *address]{key, &address{source: key.source, related: []string{key.source}}}
	case key.client == key.source:
		return cacheEntry[addressKey, *address]{key, &address{source: key.source, client: key.source, related: []string{key.source}}}
	}
	return cacheEntry[addressKey, *address]{key, &address{source: key.source, client: key.client, related: []string{key.source, key.client}}}
}
