package identity

import (
	"fmt"
	"testing"
)

var header = []string{"EVENT_TYPE", "TIMESTAMP", "REQUEST_ID", "USER_ID"}

func TestTheSameRowHasTheSameIdentityInEveryDelivery(t *testing.T) {
	row := []string{"Login", "20260105031020.117", "req-1", ""}
	want := NewRows("00Dxx", "Login", header).Next(row)

	t.Run("with its columns in another order and an empty column more", func(t *testing.T) {
		moved := NewRows("00Dxx", "Login", []string{"NEW", "USER_ID", "REQUEST_ID", "TIMESTAMP", "EVENT_TYPE"})
		if got := moved.Next([]string{"", "", "req-1", "20260105031020.117", "Login"}); got != want {
			t.Errorf("id = %v, want %v", got, want)
		}
	})
	t.Run("after other rows", func(t *testing.T) {
		rows := NewRows("00Dxx", "Login", header)
		rows.Next([]string{"Login", "1", "", ""})
		if got := rows.Next(row); got != want {
			t.Errorf("id = %v, want %v", got, want)
		}
	})
}

func TestDifferentRowsHaveDifferentIdentities(t *testing.T) {
	base := NewRows("00Dxx", "Login", header).Next([]string{"Login", "1", "req", "u"})
	others := map[string]ID{
		"another org":        NewRows("00Dyy", "Login", header).Next([]string{"Login", "1", "req", "u"}),
		"another event type": NewRows("00Dxx", "Logout", header).Next([]string{"Login", "1", "req", "u"}),
		"another cell":       NewRows("00Dxx", "Login", header).Next([]string{"Login", "1", "req", "v"}),
		"a cell too few":     NewRows("00Dxx", "Login", header).Next([]string{"Login", "1", "req"}),
		"a cell too many":    NewRows("00Dxx", "Login", header).Next([]string{"Login", "1", "req", "u", "x"}),
		"a cell that looks like two": NewRows("00Dxx", "Login", header).
			Next([]string{"Login", "1", "req\x01USER_ID=\x01u", ""}),
	}
	for name, id := range others {
		if id == base {
			t.Errorf("%s: same id %v", name, id)
		}
	}
}

// The names are in the order in which their cells come, so that only the mark of an extra
// cell tells the two rows apart.
func TestExtraCellIsNotTheCellOfAColumn(t *testing.T) {
	extra := NewRows("00Dxx", "Login", []string{"!"}).Next([]string{"a", "x"})
	column := NewRows("00Dxx", "Login", []string{"!", "0"}).Next([]string{"a", "x"})
	if extra == column {
		t.Error("a cell beyond the header counts as that of a column")
	}
}

func TestEveryCellOfColumnsOfOneNameCounts(t *testing.T) {
	names := []string{"A", "A", "A"}
	seen := map[ID]bool{}
	for _, cells := range [][]string{{"1", "2", "3"}, {"1", "0", "3"}, {"0", "2", "3"}, {"1", "2", "0"}, {"1", "2", ""}} {
		seen[NewRows("00Dxx", "Login", names).Next(cells)] = true
	}
	if len(seen) != 5 {
		t.Errorf("5 rows have %d ids", len(seen))
	}
}

func TestEqualRowsOfAFileAreNumbered(t *testing.T) {
	row := []string{"Login", "1", "req", "u"}
	first, second := NewRows("00Dxx", "Login", header), NewRows("00Dxx", "Login", header)
	var ids []ID
	seen := map[ID]bool{}
	for range 3 {
		id := first.Next(row)
		ids = append(ids, id)
		seen[id] = true
	}
	if len(seen) != 3 {
		t.Fatalf("3 equal rows have %d ids", len(seen))
	}
	for n, want := range ids {
		if got := second.Next(row); got != want {
			t.Errorf("occurrence %d: id %v in one delivery, %v in another", n, want, got)
		}
	}
}

func TestAnEqualRowIsRecognisedForAsLongAsOneIsRecent(t *testing.T) {
	rows := NewRows("00Dxx", "Login", header)
	row := []string{"Login", "1", "req", "u"}
	ids := map[ID]bool{rows.Next(row): true}
	for n := range 2 * recentRows {
		rows.Next([]string{"Login", fmt.Sprint("other", n)})
		if n%(recentRows-10) == recentRows-11 {
			if id := rows.Next(row); ids[id] {
				t.Fatalf("row %d has the id of an earlier equal row", n)
			} else {
				ids[id] = true
			}
		}
	}
	if len(ids) < 3 {
		t.Fatalf("only %d equal rows were tried", len(ids))
	}
	if len(rows.recent) > recentRows+1 || len(rows.ring) > recentRows {
		t.Errorf("memory grew to %d rows", len(rows.recent))
	}
}

// The identities are document ids in users' Elasticsearch: they must not change.
func TestIdentitiesAreStableAcrossVersions(t *testing.T) {
	for _, tt := range []struct {
		name string
		id   ID
		want string
	}{
		{"record", Record("00Dxx0000000000EAA", "LoginEvent", "5d0f6c1e"), "qYrsebj-XkyLP-QuTgFdoQ"},
		{"row", NewRows("00Dxx0000000000EAA", "Login", header).Next([]string{"Login", "1", "", "u"}), "Cyvtb2w7XvmZTR30G23FEg"},
		{"notice", Notice("00Dxx0000000000EAA", "0AT"), "0DUQ6bD5cPSVmk2H-j5h4w"},
	} {
		if got := tt.id.String(); got != tt.want {
			t.Errorf("%s: id = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func BenchmarkRows(b *testing.B) {
	rows := NewRows("00Dxx", "Login", header)
	cells := []string{"Login", "20260105031020.117", "6Qk2vInventedReqId01-", "005Qy00000Wz9Lm"}
	for n := 0; b.Loop(); n++ {
		cells[1] = fmt.Sprint(n)
		rows.Next(cells)
	}
}
