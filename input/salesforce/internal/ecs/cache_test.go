package ecs

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheMemoryOfUsersAndAddressesIsBounded(t *testing.T) {
	var memory memory
	for i := range 3 * maxUsers {
		memory.users.get(fmt.Sprint(i), "ana@acme.example")
		memory.users.get(strings.Repeat("x", longestUser), fmt.Sprint(i))
		memory.addresses.get(fmt.Sprint(i), "")
	}
	if n := max(len(memory.users.recent), len(memory.users.old)); n > maxUsers {
		t.Errorf("%d users are kept", n)
	}
	if n := max(len(memory.addresses.recent), len(memory.addresses.old)); n > maxAddresses {
		t.Errorf("%d addresses are kept", n)
	}
	for key := range memory.users.recent {
		if len(key.id)+len(key.name) > longestUser {
			t.Errorf("a user of %d bytes is kept", len(key.id)+len(key.name))
		}
	}
}

// What is remembered of rows, and of the room that they take, must not show in events.
func TestAnEventDoesNotDependOnThoseBeforeIt(t *testing.T) {
	eachType(func(eventType string, header, cells []string) {
		others := make([]string, len(cells))
		for i := range cells {
			if i%3 > 0 {
				others[i] = cells[i] + "7"
			}
		}
		samples := [][]string{cells, others}
		want := make([]Event, len(samples))
		for i, sample := range samples {
			want[i] = NewMapper(Options{}).Rows(testOrg, sampleFile(eventType), header).Map(sample, "id", nil)
		}
		rows := NewMapper(Options{}).Rows(testOrg, sampleFile(eventType), header)
		for n := range 2*firstEvents + 2 {
			i := n % len(samples)
			got := rows.Map(samples[i], "id", nil)
			if diff := cmp.Diff(want[i], got); diff != "" {
				t.Fatalf("row %d of %s (-first +after others):\n%s", n, eventType, diff)
			}
			for key := range got.Fields { // as a processor may
				_ = got.Fields.Delete(key)
			}
		}
	})
}

func TestTheMapsOfAnEventHaveRoomForWhatIsInThem(t *testing.T) {
	rows, cells := loginRow()
	for range firstEvents {
		rows.Map(cells, "id", nil)
	}
	event := rows.Map(cells, "id", nil)
	copies := rows.template.copies.Load()
	if got, want := copies.rooms[0], len(event.Fields)+addedKeys; got != want {
		t.Errorf("room for %d fields, want %d", got, want)
	}
	own, err := event.Fields.GetValue("salesforce")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := copies.rooms[rows.template.layout.index["salesforce"]], len(own.(map[string]any)); got != want {
		t.Errorf("room for %d fields of our own, want %d", got, want)
	}
}
