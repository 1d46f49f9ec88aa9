package oauth

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"
)

// KeySource gives the private key that signs an assertion. It is asked for each
// sign-in.
type KeySource interface {
	PrivateKey() (*rsa.PrivateKey, error)
}

// KeyFile returns the source that reads the PEM file at path each time.
func KeyFile(path string) KeySource { return keyFile(path) }

// KeyText returns the source of a key that is in the configuration itself.
func KeyText(text string) KeySource { return keyText{NewSecret(text)} }

type keyFile string

func (f keyFile) PrivateKey() (*rsa.PrivateKey, error) {
	data, err := os.ReadFile(string(f))
	if err != nil {
		return nil, fmt.Errorf("reading the private key: %w", err)
	}
	key, err := ParsePrivateKey(data)
	if err != nil {
		return nil, fmt.Errorf("reading the private key in %q: %w", string(f), err)
	}
	return key, nil
}

type keyText struct{ text Secret }

func (k keyText) PrivateKey() (*rsa.PrivateKey, error) {
	key, err := ParsePrivateKey([]byte(k.text.Reveal()))
	if err != nil {
		return nil, fmt.Errorf("reading the private key: %w", err)
	}
	return key, nil
}

const wantKey = "an RSA private key in PEM (PKCS#1 or PKCS#8) is needed"

// notKeys says, for a PEM block that holds no key this package reads, what it is.
var notKeys = map[string]string{
	"CERTIFICATE":           "a certificate, which is what Salesforce gets: give the private key that belongs to it",
	"TRUSTED CERTIFICATE":   "a certificate, which is what Salesforce gets: give the private key that belongs to it",
	"CERTIFICATE REQUEST":   "a certificate request: give the private key it was made with",
	"PUBLIC KEY":            "a public key: give the private key that belongs to it",
	"RSA PUBLIC KEY":        "a public key: give the private key that belongs to it",
	"EC PRIVATE KEY":        "an EC private key, which Salesforce does not accept: " + wantKey,
	"DSA PRIVATE KEY":       "a DSA private key, which Salesforce does not accept: " + wantKey,
	"ENCRYPTED PRIVATE KEY": "an encrypted PKCS#8 private key, which is not supported yet: give it without a passphrase",
	"OPENSSH PRIVATE KEY":   "an OpenSSH private key, which is not supported yet: convert it with ssh-keygen -p -m PEM",
}

// ParsePrivateKey reads an RSA private key from PEM, in PKCS#1 or PKCS#8. PEM
// that lost its line ends to a \n of two characters, or that is in base64 once
// more, is read as well; both are ways to carry a key in one line. Other blocks
// beside the key are passed over. The errors say what was found instead of a
// key and hold nothing of it.
func ParsePrivateKey(data []byte) (*rsa.PrivateKey, error) {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if len(data) == 0 {
		return nil, errors.New("the key is empty")
	}
	data = unfold(data)
	var found error
	for rest := data; ; {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		key, err := parseBlock(block)
		if err == nil {
			return key, nil
		}
		if found == nil {
			found = err
		}
	}
	if found != nil {
		return nil, found
	}
	return nil, noPEM(data)
}

// unfold gives PEM back its lines.
func unfold(data []byte) []byte {
	if !bytes.Contains(data, []byte("-----BEGIN")) {
		packed := strings.Join(strings.Fields(string(data)), "")
		if decoded, err := base64.StdEncoding.DecodeString(packed); err == nil && bytes.Contains(decoded, []byte("-----BEGIN")) {
			data = decoded
		}
	}
	if !bytes.Contains(data, []byte("\n")) {
		data = bytes.ReplaceAll(data, []byte(`\n`), []byte("\n"))
	}
	return data
}

func parseBlock(block *pem.Block) (*rsa.PrivateKey, error) {
	if what, known := notKeys[block.Type]; known {
		return nil, fmt.Errorf("found %s", what)
	}
	if strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
		return nil, errors.New("found an encrypted PKCS#1 private key, which is not supported yet: give it without a passphrase")
	}
	switch block.Type {
	case "RSA PRIVATE KEY":
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("found a PKCS#1 private key that is damaged")
		}
		return key, nil
	case "PRIVATE KEY":
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("found a PKCS#8 private key that is damaged or of an unknown kind")
		}
		if key, ok := key.(*rsa.PrivateKey); ok {
			return key, nil
		}
		return nil, fmt.Errorf("found %s private key, which Salesforce does not accept: %s", keyKind(key), wantKey)
	}
	return nil, fmt.Errorf("found a PEM block of type %q: %s", block.Type, wantKey)
}

func keyKind(key any) string {
	kind := strings.TrimPrefix(fmt.Sprintf("%T", key), "*")
	name, _, _ := strings.Cut(kind, ".")
	if name == "ecdsa" || name == "ecdh" {
		return "an EC"
	}
	return "an " + name
}

// noPEM says what text is that has no PEM block.
func noPEM(data []byte) error {
	switch {
	case bytes.Contains(data, []byte("-----BEGIN")):
		return errors.New("found PEM that is damaged or cut off: " + wantKey)
	case bytes.HasPrefix(data, []byte("PuTTY-User-Key-File")):
		return errors.New("found a PuTTY private key, which is not supported: export it as PEM")
	case data[0] == '{':
		return errors.New("found JSON, perhaps a JWK, which is not supported: " + wantKey)
	case data[0] == 0x30:
		return errors.New("found binary data, perhaps DER or PKCS#12: " + wantKey)
	}
	return errors.New("found no PEM block: " + wantKey)
}
