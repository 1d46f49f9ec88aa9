package coverage

import (
	"cmp"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/plainfile"
)

// Identity is what an audit knows of a record that the output has acknowledged.
type Identity struct {
	// Short is the short identity of the record.
	Short uint64
	// Milli is the time of the record, in milliseconds since 1970.
	Milli int64
}

// IdentityAt returns the identity of a record of a time.
func IdentityAt(short uint64, at time.Time) Identity {
	return Identity{Short: short, Milli: at.UnixMilli()}
}

// Time returns the time of the record.
func (i Identity) Time() time.Time { return time.UnixMilli(i.Milli).UTC() }

const (
	// identitySize is how many bytes an identity takes in a file: the short identity, and
	// the milliseconds of the day.
	identitySize = 12
	// maxUnkept is how many identities are kept that could not be written.
	maxUnkept = maxUnwritten / identitySize
	// identityExtension is that of the files of identities, one for each source and day.
	identityExtension = ".ids"
	dayForm           = "20060102"
)

// dayPath returns where the identities of a day are.
func (l *Ledger) dayPath(day time.Time) string {
	return strings.TrimSuffix(l.path, extension) + "." + day.Format(dayForm) + identityExtension
}

// audited returns those identities that an audit will ask for.
func (l *Ledger) audited(all []Identity) []Identity {
	if len(l.schedule) == 0 {
		return nil
	}
	now, kept := l.now(), make(map[int64]bool)
	return slices.DeleteFunc(all, func(i Identity) bool {
		day := audit.DayOf(i.Time())
		keep, known := kept[day.Unix()]
		if !known {
			// A day of the far future has a wrong date.
			keep = l.schedule.Kept(day, now) && day.Before(now.Add(2*audit.Day))
			kept[day.Unix()] = keep
		}
		return !keep
	})
}

// remember adds the identities of acknowledged lines to the files of their days. What cannot
// be written is tried again with the next ones.
func (l *Ledger) remember(lines []line) {
	for n := range lines {
		l.unkept = append(l.unkept, lines[n].identities...)
	}
	if len(l.unkept) == 0 {
		return
	}
	days := make(map[time.Time][]byte)
	for _, identity := range l.unkept {
		day := audit.DayOf(identity.Time())
		entry := binary.BigEndian.AppendUint64(days[day], identity.Short)
		days[day] = binary.BigEndian.AppendUint32(entry, uint32(identity.Milli-day.UnixMilli()))
	}
	var failed error
	for day, entries := range days {
		err := l.appendDay(day, entries)
		if err == nil {
			l.unkept = slices.DeleteFunc(l.unkept, func(i Identity) bool { return audit.DayOf(i.Time()).Equal(day) })
		}
		failed = errors.Join(failed, err)
	}
	if failed == nil {
		return
	}
	l.warnUnwritten(failed)
	if len(l.unkept) > maxUnkept {
		// What is not known here would be published again.
		l.unkept = nil
		l.startAudits(l.now())
	}
}

// appendDay appends entries to the file of a day. A part of an entry that a crash has left is
// cut off.
func (l *Ledger) appendDay(day time.Time, entries []byte) error {
	if err := os.MkdirAll(filepath.Dir(l.path), 0o750); err != nil {
		return err
	}
	file, err := plainfile.OpenOwn(l.dayPath(day), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil {
		end := info.Size() - info.Size()%identitySize
		if _, err = file.WriteAt(entries, end); err != nil {
			err = errors.Join(err, file.Truncate(end))
		}
	}
	return errors.Join(err, file.Close())
}

// Known are the records of a day that the output has acknowledged, or that wait for that.
type Known struct {
	shorts []uint64 // in order
	millis []int64  // in order
	all    []Identity
	added  map[uint64]bool
}

// Known returns the records of a UTC day that the ledger knows of. It is only complete for
// days that are due; see Due.
func (l *Ledger) Known(day time.Time) (*Known, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	text, err := l.readDay(day)
	if err != nil {
		return nil, err
	}
	known := &Known{all: make([]Identity, 0, len(text)/identitySize)}
	for ; len(text) >= identitySize; text = text[identitySize:] {
		milli := day.UnixMilli() + int64(binary.BigEndian.Uint32(text[8:]))
		known.all = append(known.all, Identity{Short: binary.BigEndian.Uint64(text), Milli: milli})
	}
	add := func(identities []Identity) {
		for _, identity := range identities {
			if audit.DayOf(identity.Time()).Equal(day) {
				known.all = append(known.all, identity)
			}
		}
	}
	add(l.unkept)
	for n := range l.pending {
		add(l.pending[n].identities)
	}
	known.index()
	return known, nil
}

func (l *Ledger) readDay(day time.Time) ([]byte, error) {
	file, err := plainfile.OpenOwn(l.dayPath(day), os.O_RDONLY, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil // a day without records
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	text := make([]byte, info.Size())
	n, err := file.ReadAt(text, 0)
	if n == len(text) {
		err = nil
	}
	return text[:n], err
}

// index sorts the identities and removes those that are listed twice.
func (k *Known) index() {
	slices.SortFunc(k.all, func(a, b Identity) int { return cmp.Or(cmp.Compare(a.Short, b.Short), cmp.Compare(a.Milli, b.Milli)) })
	k.all = slices.CompactFunc(k.all, func(a, b Identity) bool { return a.Short == b.Short })
	k.shorts, k.millis = make([]uint64, len(k.all)), make([]int64, len(k.all))
	for n, identity := range k.all {
		k.shorts[n], k.millis[n] = identity.Short, identity.Milli
	}
	slices.Sort(k.millis)
}

// Len returns how many records were known at first.
func (k *Known) Len() int { return len(k.all) }

// Add adds a record that was found.
func (k *Known) Add(found Identity) {
	if k.added == nil {
		k.added = make(map[uint64]bool)
	}
	k.added[found.Short] = true
}

// Has reports whether a record is known.
func (k *Known) Has(short uint64) bool {
	if k.added[short] {
		return true
	}
	_, found := slices.BinarySearch(k.shorts, short)
	return found
}

// Count returns how many of the records that were known at first are of the time [from, to).
func (k *Known) Count(from, to time.Time) int {
	first, _ := slices.BinarySearch(k.millis, from.UnixMilli())
	end, _ := slices.BinarySearch(k.millis, to.UnixMilli())
	return max(end-first, 0)
}

// Between returns those of the records that were known at first of the time [from, to).
func (k *Known) Between(from, to time.Time) []Identity {
	var found []Identity
	for _, identity := range k.all {
		if identity.Milli >= from.UnixMilli() && identity.Milli < to.UnixMilli() {
			found = append(found, identity)
		}
	}
	return found
}

// removeDays removes the identities of days that no audit asks for any more.
func (l *Ledger) removeDays() {
	prefix := strings.TrimSuffix(filepath.Base(l.path), extension) + "."
	entries, err := os.ReadDir(filepath.Dir(l.path))
	if err != nil {
		return
	}
	for _, entry := range entries {
		rest, ok := strings.CutPrefix(entry.Name(), prefix)
		text, isDay := strings.CutSuffix(rest, identityExtension)
		if !ok || !isDay {
			continue
		}
		if day, err := time.Parse(dayForm, text); err == nil && !l.schedule.Kept(day, l.now()) {
			_ = os.Remove(filepath.Join(filepath.Dir(l.path), entry.Name())) // tried again with the next Tidy
		}
	}
}
