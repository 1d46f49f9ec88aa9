package enrich

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"
)

func userOf(n int) []byte {
	return fmt.Appendf(nil, `{"attributes":{"type":"User","url":"/services/data/v62.0/sobjects/User/x"},"Id":"005Qy%010dAAA","Username":"firstname.lastname%d@acme.example.com",`+
		`"Name":"Firstname Lastname %d","Email":"firstname.lastname%d@acme.example","UserType":"Standard","IsActive":true,`+
		`"ProfileId":"00eQy%010dAAA","UserRoleId":"00EQy%010dAAA"}`, n, n, n, n, n%50, n%300)
}

func newOnlyUsers() *Directory { return New(Options{Users: true}, nil, nil) }

// TestUsersAreBounded holds users to a price at which MaxUsers of them take 64 MiB.
func TestUsersAreBounded(t *testing.T) {
	const limit, price = MaxUsers / 4, 64 << 20 / MaxUsers
	heap := func() int64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return int64(stats.HeapAlloc)
	}
	before := heap()
	u := newUsers(limit)
	for n := range limit {
		u.take(userOf(n))
		u.takeGroup(fmt.Appendf(nil, `{"AssigneeId":"005Qy%010dAAA","PermissionSetGroupId":"0PGQy%010dAAA"}`, n, n%20))
	}
	full := heap() - before
	t.Logf("%d users with a group each take %.1f MiB, %d bytes a user", limit, float64(full)/(1<<20), full/limit)
	if full/limit > price {
		t.Errorf("a user takes %d bytes, more than %d", full/limit, price)
	}
	for n := range limit / 4 {
		u.take(userOf(limit + n))
	}
	if got := u.count(); got != limit {
		t.Errorf("%d users are known, want %d", got, limit)
	}
	if more := heap() - before; more > full*5/4 {
		t.Errorf("with newcomers it is %d bytes, before %d", more, full)
	}
	const last = limit + limit/4 - 1
	if p, ok := u.find(fmt.Sprintf("005Qy%010dAAA", last)); !ok || p.email != fmt.Sprintf("firstname.lastname%d@acme.example", last) {
		t.Errorf("the last newcomer is %+v", p)
	}
}

func TestLongTextsAreCut(t *testing.T) {
	d := newOnlyUsers()
	long := strings.Repeat("é", 1000)
	record, _ := json.Marshal(userRecord{ID: firstUser, Username: long, Name: "x" + long, Email: long, UserType: long})
	d.users.take(record)
	p, ok := d.users.find(firstUser)
	for _, text := range []string{p.name, p.fullName, p.email, p.kind} {
		if !ok || len(text) > longestText || !utf8.ValidString(text) || text == "" {
			t.Errorf("%q is kept", text)
		}
	}
}

func FuzzTake(f *testing.F) {
	f.Add([]byte(`{"Id":"0055j0000000001AAA","Username":"a@b.example","Name":null,"Email":"c","IsActive":true,"ProfileId":"00e5j0000000001AAA"}`))
	f.Add([]byte(`{"AssigneeId":"0055j0000000001AAA","PermissionSetGroupId":"0PG5j0000000001AAA"}`))
	f.Add([]byte(`{"Id":5}`))
	f.Fuzz(func(t *testing.T, record []byte) {
		d := New(Options{Users: true, Names: true}, nil, nil)
		for range 2 {
			for _, table := range d.tables {
				table.take(record)
			}
		}
		fields := map[string]any{"user": map[string]any{"id": firstUser}, "salesforce": map[string]any{"report_id": firstUser}}
		d.Apply(fields)
		for _, value := range fields["user"].(map[string]any) {
			if text, ok := value.(string); ok && !utf8.ValidString(text) {
				t.Errorf("%q is no text", text)
			}
		}
	})
}

func BenchmarkApply(b *testing.B) {
	d := newOnlyUsers()
	d.users.take(userOf(1))
	d.users.takeName([]byte(`{"Id":"00eQy0000000001AAA","Name":"Standard User"}`))
	b.ReportAllocs()
	for b.Loop() {
		d.Apply(map[string]any{
			"user": map[string]any{"id": "005Qy0000000001AAA"}, "related": map[string]any{"user": []string{"005Qy0000000001AAA"}}, "salesforce": map[string]any{},
		})
	}
}

func TestApplyAndReadingsAtTheSameTime(t *testing.T) {
	d := newOnlyUsers()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := range 2000 {
			d.users.take(userOf(n % 20))
			d.users.takeGroup(fmt.Appendf(nil, `{"AssigneeId":"005Qy%010dAAA","PermissionSetGroupId":"0PGQy%010dAAA"}`, n%20, n%7))
		}
	}()
	for n := range 2000 {
		d.Apply(map[string]any{"user": map[string]any{"id": fmt.Sprintf("005Qy%010dAAA", n%20)}})
	}
	<-done
}
