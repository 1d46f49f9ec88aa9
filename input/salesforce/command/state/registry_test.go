package statecommand

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/statestore/backend"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/paths"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

const (
	filesKey   = "salesforce::acme::acme.my.salesforce.com::event_log_file"
	recordsKey = "salesforce::acme::acme.my.salesforce.com::LoginEvent"
	otherKey   = "filestream::logs::native::1-2"
)

func logFiles() state.LogFiles {
	return state.LogFiles{
		Begin: noon.Add(-240 * time.Hour), Watermark: noon, Selections: []string{"Hourly/*"},
		Collected: []state.CollectedFile{{LogFile: state.LogFile{ID: "0AT1", CreatedDate: noon, Length: 10}, Rows: 5}},
		Partial:   []state.Partial{{LogFile: state.LogFile{ID: "0AT2", CreatedDate: noon.Add(time.Minute), Length: 10}, Rows: 3}},
	}
}

// newRegistry is a registry as Beats writes it.
func newRegistry(t *testing.T, entries map[string]any) registry {
	t.Helper()
	r := registry{root: filepath.Join(t.TempDir(), "registry"), store: "filebeat", mode: 0o600}
	err := r.open(func(store backend.Store) error {
		for key, value := range entries {
			if err := store.Set(key, value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func usualRegistry(t *testing.T) registry {
	return newRegistry(t, map[string]any{
		filesKey:   registryEntry{TTL: time.Hour, Updated: noon, Cursor: logFiles().Cursor()},
		recordsKey: registryEntry{TTL: time.Hour, Updated: noon, Cursor: state.Records{Through: noon, Settled: noon}.Cursor()},
		otherKey:   map[string]any{"ttl": 5, "updated": []int{1, 2}, "cursor": map[string]any{"offset": 17}, "meta": map[string]any{"source": "/var/log/x"}},
	})
}

// content returns the files of a registry.
func content(t *testing.T, r registry) map[string]string {
	t.Helper()
	all := make(map[string]string)
	entries, err := os.ReadDir(r.folder())
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(r.folder(), entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[entry.Name()] = string(text)
	}
	return all
}

func TestReadingChangesNothing(t *testing.T) {
	r := usualRegistry(t)
	before := content(t, r)
	entries, err := r.read()
	if err != nil || len(entries) != 2 {
		t.Fatalf("%d entries, error %v", len(entries), err)
	}
	if diff := cmp.Diff(before, content(t, r)); diff != "" {
		t.Errorf("the registry has changed:\n%s", diff)
	}
}

func TestAChangeIsWrittenAndNothingElse(t *testing.T) {
	r := usualRegistry(t)
	before := content(t, r)
	other := raw(t, r, otherKey)
	rewound := logFiles().Rewind(noon.Add(-24*time.Hour), time.Hour)
	backup, err := r.write(map[string]*registryEntry{
		filesKey:   {TTL: time.Hour, Updated: noon.Add(time.Hour), Cursor: rewound.Cursor()},
		recordsKey: nil,
	}, noon)
	if err != nil {
		t.Fatal(err)
	}
	all, err := r.read()
	if err != nil {
		t.Fatal(err)
	}
	entries := entriesOf(all, nil)
	if len(entries) != 1 {
		t.Fatalf("%d sources are left, want 1", len(entries))
	}
	if diff := cmp.Diff(rewound, entries[0].logFiles, cmpopts.EquateEmpty()); diff != "" || entries[0].err != nil {
		t.Errorf("%v (-want +got):\n%s", entries[0].err, diff)
	}
	if entries[0].stored.TTL != time.Hour || !entries[0].stored.Updated.Equal(noon.Add(time.Hour)) {
		t.Errorf("kept for %v from %v", entries[0].stored.TTL, entries[0].stored.Updated)
	}
	if diff := cmp.Diff(other, raw(t, r, otherKey)); diff != "" {
		t.Errorf("the state of another input has changed:\n%s", diff)
	}
	if diff := cmp.Diff(before, content(t, registry{root: backup, store: r.store})); diff != "" {
		t.Errorf("the copy is not the registry as it was:\n%s", diff)
	}
}

func TestStateThatCannotBeEncodedIsNotWritten(t *testing.T) {
	r := usualRegistry(t)
	before := content(t, r)
	_, err := r.write(map[string]*registryEntry{recordsKey: nil, filesKey: {Cursor: state.Cursor{Version: state.Version}}}, noon)
	if !errors.Is(err, state.ErrUnencoded) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(before, content(t, r)); diff != "" {
		t.Errorf("the registry has changed:\n%s", diff)
	}
}

func raw(t *testing.T, r registry, key string) (value map[string]any) {
	t.Helper()
	if err := r.open(func(store backend.Store) error { return store.Get(key, &value) }); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestADamagedRegistryIsRefused(t *testing.T) {
	for name, damage := range map[string]func(folder string) error{
		"an operation that is none": func(folder string) error {
			return appendTo(filepath.Join(folder, "log.json"), "{\"op\":\"se\x00\n{}\n")
		},
		"a checkpoint that is none": func(folder string) error {
			if err := os.WriteFile(filepath.Join(folder, "active.dat"), []byte("/elsewhere/filebeat/9.json"), 0o600); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(folder, "9.json"), []byte(`[{"_key":"x"`), 0o600)
		},
		"no checkpoint": func(folder string) error {
			return os.WriteFile(filepath.Join(folder, "active.dat"), []byte("9.json"), 0o600)
		},
	} {
		r := usualRegistry(t)
		if err := damage(r.folder()); err != nil {
			t.Fatal(err)
		}
		if _, err := r.read(); err == nil || !strings.Contains(err.Error(), "is damaged") || !strings.Contains(err.Error(), "restore it") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	// What a crash leaves is no damage.
	r := usualRegistry(t)
	if err := appendTo(filepath.Join(r.folder(), "log.json"), `{"op":"set","id":9}`+"\n"+`{"k":"sales`); err != nil {
		t.Fatal(err)
	}
	if entries, err := r.read(); err != nil || len(entries) != 2 {
		t.Errorf("after a crash: %d entries, error %v", len(entries), err)
	}
	if _, err := r.write(map[string]*registryEntry{recordsKey: nil}, noon); err != nil {
		t.Errorf("after a crash: %v", err)
	}
	if entries, err := r.read(); err != nil || len(entries) != 1 {
		t.Errorf("after a crash and a change: %d entries, error %v", len(entries), err)
	}
}

func appendTo(path, text string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := file.WriteString(text); err != nil {
		return err
	}
	return file.Close()
}

func TestNoRegistryIsSaid(t *testing.T) {
	r := registry{root: t.TempDir(), store: "filebeat"}
	if _, err := r.read(); err == nil || !strings.Contains(err.Error(), "has no registry") {
		t.Errorf("error %v", err)
	}
}

func TestTheRegistryOfARunningBeatIsRefused(t *testing.T) {
	before := paths.Paths
	t.Cleanup(func() { paths.Paths = before })
	paths.Paths = paths.New()
	if err := paths.Paths.InitPaths(&paths.Path{Home: t.TempDir(), Data: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	info := beat.Info{Beat: "filebeat", Logger: logp.NewNopLogger()}
	ran := 0
	err := locked(info, func() error {
		ran++
		return locked(info, func() error { ran++; return nil })
	})
	if ran != 1 || err == nil || !strings.Contains(err.Error(), "is running: stop it first") {
		t.Errorf("ran %d times, error %v", ran, err)
	}
	if err := locked(info, func() error { return nil }); err != nil {
		t.Errorf("the lock was not given back: %v", err)
	}
}

func TestKeysAreTakenApart(t *testing.T) {
	for key, want := range map[string][3]string{
		"acme::acme.my.salesforce.com::LoginEvent":             {"acme", "acme.my.salesforce.com", "LoginEvent"},
		"acme.my.salesforce.com::event_log_file":               {"", "acme.my.salesforce.com", "event_log_file"},
		"a::b::127.0.0.1:80::LoginEvent":                       {"a::b", "127.0.0.1:80", "LoginEvent"},
		"acme::acme.my.salesforce.com::Account::query-01ab":    {"acme", "acme.my.salesforce.com", "Account::query-01ab"},
		"acme.my.salesforce.com::event_log_file::query-01ab23": {"", "acme.my.salesforce.com", "event_log_file::query-01ab23"},
		"other": {"", "", "other"},
	} {
		input, host, source := splitKey(key)
		if got := [3]string{input, host, source}; got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	for key, want := range map[string][2]string{
		"salesforce::login::https://acme.my.salesforce.com": {"login", "acme.my.salesforce.com"},
		"salesforce::https://acme.my.salesforce.com/":       {"", "acme.my.salesforce.com"},
		"salesforce::a::b::http://127.0.0.1:80":             {"a::b", "127.0.0.1:80"},
	} {
		id, host := splitXPackKey(key)
		if got := [2]string{id, host}; got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

func configured() []*stanza.Source {
	return []*stanza.Source{
		{Input: "acme", Key: filesKey, LogFiles: &logfile.Config{Lookback: time.Hour, InitialInterval: 24 * time.Hour}},
		{Input: "acme", Key: recordsKey, Records: &record.Config{Object: "LoginEvent", Lookback: 5 * time.Minute, InitialInterval: 24 * time.Hour}},
	}
}
