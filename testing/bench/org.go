package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// org is an org on localhost that holds what one case collects. It signs in, lists
// and refuses as orgsim does; the bodies of its log files and its pages are made here
// as they are sent, so that the org takes little of the machine.
type org struct {
	*orgsim.Org
	server *orgsim.Server
	bodies map[string]body // by the id of the file
	pages  *records
}

// body is the content of a log file.
type body struct {
	*table
	zipped []byte // nil for one that is sent as it is
}

func (b *bench) newOrg() (*org, error) {
	simulated, err := orgsim.New(orgsim.Options{Empty: true, PublicKey: &b.key.PublicKey, MaxTokensPerApp: 1000, DailyRequests: 1e9})
	if err != nil {
		return nil, fmt.Errorf("making an org: %w", err)
	}
	o := &org{Org: simulated, bodies: make(map[string]body)}
	simulated.Intercept(o.serve)
	if o.server, err = simulated.Start("127.0.0.1:0"); err != nil {
		return nil, err
	}
	b.orgs = append(b.orgs, o)
	return o, nil
}

// serve answers what the simulated org would hold in memory.
func (o *org) serve(w http.ResponseWriter, r *http.Request) bool {
	if o.pages != nil && o.pages.serve(w, r) {
		return true
	}
	if orgsim.RequestKind(r) != orgsim.RequestLogFile {
		return false
	}
	path := strings.Split(r.URL.Path, "/")
	content, ok := o.bodies[path[len(path)-2]]
	if !ok {
		return false
	}
	w.Header().Set("Content-Type", "text/csv")
	if content.zipped != nil {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(content.zipped) // a client that is gone gets no answer
		return true
	}
	w.Header().Set("Content-Length", strconv.Itoa(content.length()))
	_, _ = content.WriteTo(w)
	return true
}

// addLogFile adds a file of rows that begin with a number.
func (o *org) addLogFile(l rowLength, rows, first int, zip bool) error {
	at := time.Now().UTC().Add(-3 * time.Hour).Truncate(time.Hour)
	content := body{table: newTable(l, at, rows, first)}
	if zip {
		var zipped bytes.Buffer
		compressor := gzip.NewWriter(&zipped)
		if _, err := content.WriteTo(compressor); err != nil {
			return fmt.Errorf("compressing a log file: %w", err)
		}
		if err := compressor.Close(); err != nil {
			return fmt.Errorf("compressing a log file: %w", err)
		}
		content.zipped = zipped.Bytes()
	}
	id, err := o.AddLogFile(orgsim.LogFileSpec{
		EventType: "Login", LogDate: at, CreatedDate: time.Now().UTC().Add(-time.Hour),
		Columns: header, Body: []byte("made as it is sent"), Length: content.length(),
	})
	if err != nil {
		return err
	}
	o.bodies[id] = content
	return nil
}

// logFiles makes an org with log files and returns the stanza that collects it.
func (b *bench) logFiles(l rowLength, files, rows int, zip bool) string {
	o := b.mustOrg()
	for n := range files {
		if err := o.addLogFile(l, rows, n*rows, zip); err != nil {
			panic(err) // the files are all alike and none of them is wrong
		}
	}
	return b.stanza(o, "    event_log_file: {log_interval: hourly, event_types: [Login], interval: 10m, settle: 0s, initial_interval: 24h}\n")
}

// objects makes an org in which each of some objects has records, and returns the stanza
// that collects it.
func (b *bench) objects(objects int, each *records) string {
	o := b.mustOrg()
	o.pages = each
	names := []string{"LoginEvent", "ApiEvent", "ReportEvent", "ListViewEvent"}[:objects]
	return b.stanza(o, fmt.Sprintf("    object: {names: [%s], interval: 10m, initial_interval: %v}\n", strings.Join(names, ", "), each.span()+2*time.Hour))
}

func (b *bench) mustOrg() *org {
	o, err := b.newOrg()
	if err != nil {
		panic(err) // a process that cannot listen cannot measure
	}
	return o
}

// stanza returns an input for an org, with the given methods.
func (b *bench) stanza(o *org, methods string) string {
	return fmt.Sprintf(`- type: salesforce
  id: bench
  url: %[1]s
  auth.oauth2.jwt_bearer_flow:
    client.id: %[2]s
    client.username: %[3]s
    client.key_path: '%[4]s'
    url: https://login.salesforce.com
    token_url: %[1]s
  event_monitoring_method:
%[5]s`, o.server.URL, o.ClientID(), o.Username(), b.keyPath, methods)
}

func (b *bench) makeKey() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	b.key, b.keyPath = key, filepath.Join(b.home, "key.pem")
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	if err := os.WriteFile(b.keyPath, pem.EncodeToMemory(block), 0o600); err != nil {
		return fmt.Errorf("writing the key: %w", err)
	}
	return nil
}

func (b *bench) close() error {
	var errs []error
	for _, o := range slices.Backward(b.orgs) {
		errs = append(errs, o.server.Close())
	}
	return errors.Join(errs...)
}
