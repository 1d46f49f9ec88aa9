package oauth

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"runtime"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/plainfile"
)

const (
	// minBits is the size of the smallest key whose certificate Salesforce takes.
	minBits = 2048
	// keyFileLimit bounds what is read of a file; a key takes a few kilobytes.
	keyFileLimit = 1 << 20
)

// KeySource is where the private key that signs an assertion comes from. It is
// read for each sign-in.
type KeySource struct {
	path       string
	text       Secret
	passphrase Secret
}

// KeyFile is the key in the file at path. The passphrase may be empty.
func KeyFile(path string, passphrase Secret) KeySource {
	return KeySource{path: path, passphrase: passphrase}
}

// KeyText is a key that is in the configuration itself. The passphrase may be empty.
func KeyText(text, passphrase Secret) KeySource {
	return KeySource{text: text, passphrase: passphrase}
}

// privateKey is a key, and what is to be said of it.
type privateKey struct {
	private  *rsa.PrivateKey
	form     string // such as "PKCS#8"
	warnings []string
}

func (s KeySource) read() (privateKey, error) {
	if s.path == "" {
		key, err := parsePrivateKey([]byte(s.text.Reveal()), s.passphrase.Reveal())
		if err != nil {
			return privateKey{}, fmt.Errorf("reading the private key: %w", err)
		}
		return key, nil
	}
	data, mode, err := plainfile.Read(s.path, keyFileLimit)
	if err != nil {
		return privateKey{}, fmt.Errorf("reading the private key: %w", err)
	}
	key, err := parsePrivateKey(data, s.passphrase.Reveal())
	if err != nil {
		return privateKey{}, fmt.Errorf("reading the private key in %q: %w", s.path, err)
	}
	// Windows has no such bits: what Go shows there says nothing of who may read.
	if mode&0o044 != 0 && runtime.GOOS != "windows" {
		key.warnings = append(key.warnings, fmt.Sprintf("the private key in %q can be read by other users of this host (mode %#o): let only the user that the beat runs as read it, mode 0600", s.path, mode))
	}
	return key, nil
}

// ParsePrivateKey reads an RSA private key in PEM: PKCS#1, PKCS#8 or OpenSSH, each
// of them encrypted or not. PEM that lost its line ends, or that is in base64 once more,
// is read as well: see unfold. Other blocks beside the key are passed over. The errors
// are those of KeyProblems, and hold nothing of the key or the passphrase.
func ParsePrivateKey(data []byte, passphrase string) (*rsa.PrivateKey, error) {
	key, err := parsePrivateKey(data, passphrase)
	return key.private, err
}

func parsePrivateKey(data []byte, passphrase string) (privateKey, error) {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if len(data) == 0 {
		return privateKey{}, keyEmpty.with()
	}
	data = unfold(data)
	var found error
	for rest := data; ; {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		key, err := parseBlock(block, passphrase)
		if err == nil {
			return key, nil
		}
		if found == nil {
			found = err
		}
	}
	if found != nil {
		return privateKey{}, found
	}
	return privateKey{}, noPEM(data)
}

func parseBlock(block *pem.Block, passphrase string) (privateKey, error) {
	if problem, ok := notKeys[block.Type]; ok {
		return privateKey{}, problem.with()
	}
	if kind, ok := notRSA[block.Type]; ok {
		return privateKey{}, keyNotRSA.with(kind)
	}
	var parsed any
	var form string
	var err error
	encrypted := false
	switch block.Type {
	case "RSA PRIVATE KEY":
		form = "PKCS#1"
		encrypted = strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED")
		parsed, err = parsePKCS1(block, encrypted, passphrase)
	case "PRIVATE KEY":
		form = "PKCS#8"
		if parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes); err != nil {
			err = keyDamaged.with(form)
		}
	case "ENCRYPTED PRIVATE KEY":
		form, encrypted = "PKCS#8", true
		parsed, err = parseEncryptedPKCS8(block.Bytes, passphrase)
	case "OPENSSH PRIVATE KEY":
		form = "OpenSSH"
		parsed, encrypted, err = parseOpenSSH(block, passphrase)
	default:
		return privateKey{}, keyOtherBlock.with(block.Type)
	}
	if err != nil {
		return privateKey{}, err
	}
	private, isRSA := parsed.(*rsa.PrivateKey)
	if !isRSA {
		return privateKey{}, keyNotRSA.with(keyKind(parsed))
	}
	if bits := private.N.BitLen(); bits < minBits {
		return privateKey{}, keyShort.with(bits)
	}
	key := privateKey{private: private, form: form}
	switch {
	case encrypted:
		key.form = "encrypted " + form
	case passphrase != "":
		key.warnings = []string{"the private key is not encrypted, though there is a client.key_passphrase: encrypt it, or remove the option"}
	}
	return key, nil
}

func parsePKCS1(block *pem.Block, encrypted bool, passphrase string) (*rsa.PrivateKey, error) {
	const form = "PKCS#1"
	data := block.Bytes
	if encrypted {
		if passphrase == "" {
			return nil, keyLocked.with(form)
		}
		var err error
		// Deprecated because it does not tell a wrong passphrase from a damaged
		// file for certain; there is no other way to read what openssl wrote for
		// decades.
		//
		//lint:ignore SA1019 See above.
		data, err = x509.DecryptPEMBlock(block, []byte(passphrase))
		if err != nil {
			return nil, keyWrongPassphrase.with(form)
		}
	}
	key, err := x509.ParsePKCS1PrivateKey(data)
	switch {
	case err == nil:
		return key, nil
	case encrypted:
		return nil, keyWrongPassphrase.with(form)
	}
	return nil, keyDamaged.with(form)
}

func keyKind(key any) string {
	switch key.(type) {
	case *ecdsa.PrivateKey, *ecdh.PrivateKey:
		return "EC"
	case ed25519.PrivateKey, *ed25519.PrivateKey:
		return "Ed25519"
	}
	return "DSA" // the last kind that OpenSSH has
}

// noPEM says what text is that has no PEM block.
func noPEM(data []byte) error {
	switch {
	case bytes.Contains(data, []byte("-----BEGIN")):
		return keyCutOff.with()
	case bytes.HasPrefix(data, []byte("PuTTY-User-Key-File")):
		return keyPuTTY.with()
	case data[0] == '{':
		return keyJSON.with()
	case data[0] == 0x30:
		return keyBinary.with()
	}
	return keyNoPEM.with()
}
