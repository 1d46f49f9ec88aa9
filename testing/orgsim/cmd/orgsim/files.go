package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/golang-jwt/jwt/v5"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// keyBits is the size of a new key, the least that Salesforce takes.
const keyBits = 2048

// A readiness is what the ready file says.
type readiness struct {
	URL      string `json:"url"`
	OrgID    string `json:"org_id"`
	ClientID string `json:"client_id"`
	Username string `json:"username"`
	KeyPath  string `json:"key_path,omitempty"`
	Audience string `json:"audience"`
}

// publicKey reads or makes the private key and returns its public half, or nil
// if the command line asks for neither.
func (s settings) publicKey() (*rsa.PublicKey, error) {
	switch {
	case s.key != "":
		text, err := os.ReadFile(s.key)
		if err != nil {
			return nil, fmt.Errorf("reading the key: %w", err)
		}
		key, err := jwt.ParseRSAPrivateKeyFromPEM(text)
		if err != nil {
			return nil, fmt.Errorf("reading the key of %q: %w", s.key, err)
		}
		return &key.PublicKey, nil
	case s.keyOut != "":
		key, err := rsa.GenerateKey(rand.Reader, keyBits)
		if err != nil {
			return nil, fmt.Errorf("making a key: %w", err)
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return nil, fmt.Errorf("encoding the key: %w", err)
		}
		text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
		return &key.PublicKey, writeFile(s.keyOut, text)
	}
	return nil, nil
}

// announce says how to reach the org.
func (s settings) announce(org *orgsim.Org, server *orgsim.Server, stderr io.Writer) error {
	key := s.key
	if s.keyOut != "" {
		key = s.keyOut
	}
	if key != "" {
		absolute, err := filepath.Abs(key)
		if err != nil {
			return fmt.Errorf("finding the key: %w", err)
		}
		key = absolute
	}
	fmt.Fprintf(stderr, "orgsim: org %s at %s, client_id %s, username %s\n", org.ID(), server.URL, org.ClientID(), org.Username())
	switch {
	case key != "":
		fmt.Fprintf(stderr, "orgsim: sign in with the key in %s; growing every %s\n", key, s.grow)
	default:
		fmt.Fprintln(stderr, "orgsim: no key, so the JWT bearer flow is off; see -key-out")
	}
	if s.readyFile == "" {
		return nil
	}
	return writeJSON(s.readyFile, readiness{
		URL: server.URL, OrgID: org.ID(), ClientID: org.ClientID(), Username: org.Username(),
		KeyPath: key, Audience: server.URL,
	})
}

func writeJSON(path string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding %q: %w", path, err)
	}
	return writeFile(path, append(text, '\n'))
}

// writeFile puts a whole file in its place at once, so that whoever waits for
// it never reads half of it. Only the owner may read it.
func writeFile(path string, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("writing %q: %w", path, err)
	}
	_, err = file.Write(text)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return fmt.Errorf("writing %q: %w", path, err)
	}
	return nil
}
