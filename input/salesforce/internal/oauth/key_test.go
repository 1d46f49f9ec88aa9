package oauth

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// testPassphrase opens the keys in testdata/keys.
const testPassphrase = "test-passphrase"

func block(kind string, data []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))
}

func pkcs1(key *rsa.PrivateKey) string {
	return block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
}

func pkcs8(t *testing.T, key any) string {
	t.Helper()
	data, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return block("PRIVATE KEY", data)
}

// openSSH is a key as ssh-keygen writes it.
func openSSH(t testing.TB, key crypto.PrivateKey) string {
	t.Helper()
	encoded, err := ssh.MarshalPrivateKey(key, "test")
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(encoded))
}

func certificateOf(t *testing.T, key crypto.Signer, ends time.Time) string {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: ends.Add(-365 * day), NotAfter: ends}
	data, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return block("CERTIFICATE", data)
}

func testCertificate(t *testing.T) string {
	t.Helper()
	return certificateOf(t, testKey(), time.Now().Add(365*day))
}

// fixture is a key of testdata.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "keys", name+".pem"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestParsePrivateKeyReads(t *testing.T) {
	one := pkcs1(testKey())
	packed := base64.StdEncoding.EncodeToString([]byte(one))
	tests := map[string]string{
		"PKCS#1":                            one,
		"PKCS#8":                            pkcs8(t, testKey()),
		"OpenSSH":                           openSSH(t, testKey()),
		"a key after its certificate":       testCertificate(t) + one,
		"a key before its certificate":      one + testCertificate(t),
		"a byte order mark and line breaks": "\xef\xbb\xbf" + strings.ReplaceAll(one, "\n", "\r\n"),
		"white space around":                "\n\n  " + one + "\n\n",
		"words around":                      "Bag Attributes\n  friendlyName: acme\n" + one,
		"line ends of two characters":       strings.ReplaceAll(strings.TrimSpace(one), "\n", `\n`),
		"line ends of four characters":      strings.ReplaceAll(one, "\n", `\r\n`),
		"those and a line end":              strings.ReplaceAll(strings.TrimSpace(one), "\n", `\n`) + "\n",
		"line ends that became spaces":      strings.ReplaceAll(strings.TrimSpace(one), "\n", " "),
		"base64 of the PEM in one line":     packed,
		"one line without separators":       strings.ReplaceAll(one, "\n", ""),
		"one line without any white space":  strings.Join(strings.Fields(one), ""),
		"line ends of \\r":                  strings.ReplaceAll(one, "\n", `\r`),
		"line ends escaped twice":           strings.ReplaceAll(one, "\n", `\\n`),
		"carriage returns only":             strings.ReplaceAll(one, "\n", "\r"),
		"indented lines":                    "  " + strings.ReplaceAll(one, "\n", "\n    "),
		"quotes around":                     `"` + strings.ReplaceAll(one, "\n", `\n`) + `"`,
		"no-break spaces":                   strings.ReplaceAll(one, "\n", "\u00a0\n"),
		"base64 without BEGIN and END":      base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(testKey())),
		"two keys in one line":              strings.ReplaceAll(testCertificate(t)+one, "\n", ""),
		"base64 without its padding":        strings.TrimRight(packed, "="),
		"base64 of the PEM in many lines":   strings.Join(strings.SplitAfter(packed, "M"), "\n"),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			key, err := ParsePrivateKey([]byte(text), "")
			if err != nil {
				t.Fatal(err)
			}
			if !key.Equal(testKey()) {
				t.Error("it is another key")
			}
		})
	}
}

// What openssl and ssh-keygen write, encrypted and not.
func TestKeysOfOtherProgramsAreRead(t *testing.T) {
	want, err := ParsePrivateKey(fixture(t, "test-pkcs1"), "")
	if err != nil {
		t.Fatal(err)
	}
	for name, form := range map[string]string{
		"test-pkcs1-aes256":      "encrypted PKCS#1",
		"test-pkcs1-des3":        "encrypted PKCS#1",
		"test-pkcs8":             "encrypted PKCS#8",
		"test-pkcs8-scrypt":      "encrypted PKCS#8",
		"test-pkcs8-des3":        "encrypted PKCS#8",
		"test-pkcs8-sha512":      "encrypted PKCS#8",
		"test-openssh":           "OpenSSH",
		"test-openssh-encrypted": "encrypted OpenSSH",
	} {
		t.Run(name, func(t *testing.T) {
			encrypted := strings.HasPrefix(form, "encrypted")
			passphrase := ""
			if encrypted {
				passphrase = testPassphrase
			}
			data := fixture(t, name)
			for spelling, data := range map[string][]byte{
				"as it is":                       data,
				"in one line":                    bytes.ReplaceAll(data, []byte("\n"), []byte(`\n`)),
				"in one line without separators": bytes.ReplaceAll(data, []byte("\n"), nil),
				"in one line with spaces":        bytes.ReplaceAll(data, []byte("\n"), []byte(" ")),
				"with \\r":                       bytes.ReplaceAll(data, []byte("\n"), []byte(`\r`)),
				"with carriage returns only":     bytes.ReplaceAll(data, []byte("\n"), []byte("\r")),
				"in base64":                      []byte(base64.StdEncoding.EncodeToString(data)),
				"after another":                  append([]byte(testCertificate(t)), data...),
			} {
				key, err := parsePrivateKey(data, passphrase)
				if err != nil {
					t.Fatalf("%s: %v", spelling, err)
				}
				if !key.private.Equal(want) || key.form != form || len(key.warnings) > 0 {
					t.Errorf("%s: got form %q and warnings %q; the same key: %v", spelling, key.form, key.warnings, key.private.Equal(want))
				}
			}
			if !encrypted {
				return
			}
			_, kind, _ := strings.Cut(form, " ")
			if _, err := ParsePrivateKey(data, ""); err == nil || !strings.Contains(err.Error(), "encrypted "+kind+" private key, and no passphrase: set client.key_passphrase") {
				t.Errorf("without passphrase: %v", err)
			}
			if _, err := ParsePrivateKey(data, "hunter2"); err == nil || !strings.Contains(err.Error(), "the passphrase does not open the encrypted "+kind) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("with a wrong one: %v", err)
			}
		})
	}
}

func TestParsePrivateKeySaysWhatItFound(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	curveData, err := x509.MarshalECPrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	exchange, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&testKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	legacy := func(data string) string {
		return string(pem.EncodeToMemory(&pem.Block{
			Type:    "RSA PRIVATE KEY",
			Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00"},
			Bytes:   []byte(data),
		}))
	}
	sshBlock, _ := pem.Decode([]byte(openSSH(t, testKey())))
	tests := map[string]struct{ text, want string }{
		"an EC key in SEC 1":          {block("EC PRIVATE KEY", curveData), "an EC private key, which Salesforce does not accept"},
		"an EC key in PKCS#8":         {pkcs8(t, curve), "an EC private key, which Salesforce does not accept"},
		"an EC key for key exchange":  {pkcs8(t, exchange), "an EC private key, which Salesforce does not accept"},
		"an EC key of OpenSSH":        {openSSH(t, curve), "an EC private key, which Salesforce does not accept"},
		"a DSA key":                   {block("DSA PRIVATE KEY", []byte("x")), "DSA private key, which Salesforce does not accept"},
		"an Ed25519 key":              {pkcs8(t, edwards), "an Ed25519 private key, which Salesforce does not accept"},
		"an Ed25519 key of OpenSSH":   {openSSH(t, &edwards), "an Ed25519 private key, which Salesforce does not accept"},
		"a short key":                 {pkcs1(short), "found an RSA private key of 1024 bits, and Salesforce takes 2048 or more"},
		"a certificate":               {testCertificate(t), "found a certificate, which is what Salesforce gets: give the private key"},
		"a certificate request":       {block("CERTIFICATE REQUEST", []byte("x")), "found a certificate request"},
		"a public key":                {block("PUBLIC KEY", public), "found a public key"},
		"a public key in PKCS#1":      {block("RSA PUBLIC KEY", []byte("x")), "found a public key"},
		"an old way to encrypt":       {string(fixture(t, "test-pkcs8-pbes1")), "encrypted in a way that is not supported: encrypt it anew"},
		"a damaged encrypted PKCS#8":  {block("ENCRYPTED PRIVATE KEY", []byte("x")), "a PKCS#8 private key that is damaged"},
		"an encrypted key in PKCS#1":  {legacy("x"), "encrypted PKCS#1 private key, and no passphrase"},
		"a damaged OpenSSH key":       {block("OPENSSH PRIVATE KEY", []byte("x")), "OpenSSH private key that is damaged"},
		"one whose end is damaged":    {block("OPENSSH PRIVATE KEY", sshBlock.Bytes[:len(sshBlock.Bytes)-40]), "OpenSSH private key that is damaged"},
		"one whose head is damaged":   {block("OPENSSH PRIVATE KEY", sshBlock.Bytes[:17]), "OpenSSH private key that is damaged"},
		"a PuTTY key":                 {"PuTTY-User-Key-File-3: ssh-rsa", "PuTTY"},
		"a JWK":                       {`{"kty":"RSA"}`, "JWK"},
		"DER":                         {string(x509.MarshalPKCS1PrivateKey(testKey())), "binary data"},
		"something else in PEM":       {block("X509 CRL", []byte("x")), `"X509 CRL"`},
		"nothing":                     {"", "the key is empty"},
		"white space":                 {" \n\t", "the key is empty"},
		"text":                        {"hunter2 is here", "no PEM block"},
		"a key that was cut off":      {pkcs1(testKey())[:500], "damaged or cut off"},
		"damaged PKCS#1":              {block("RSA PRIVATE KEY", []byte("x")), "PKCS#1 private key that is damaged"},
		"damaged PKCS#8":              {block("PRIVATE KEY", []byte("x")), "PKCS#8 private key that is damaged"},
		"the first of several blocks": {testCertificate(t) + block("PUBLIC KEY", public), "found a certificate"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := ParsePrivateKey([]byte(test.text), "")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "%") {
				t.Errorf("the error is not fit to be shown: %v", err)
			}
		})
	}
	// Deprecated, but nothing else makes what a wrong passphrase gives once in 256
	// times: padding that looks right around noise.
	//
	//lint:ignore SA1019 See above.
	noise, err := x509.EncryptPEMBlock(rand.Reader, "RSA PRIVATE KEY", []byte("noise"), []byte(testPassphrase), x509.PEMCipherAES256)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParsePrivateKey(pem.EncodeToMemory(noise), testPassphrase); err == nil || !strings.Contains(err.Error(), "does not open") {
		t.Errorf("an encrypted PKCS#1 key of noise: %v", err)
	}
	if _, err := ParsePrivateKey([]byte(legacy("x")), testPassphrase); err == nil || !strings.Contains(err.Error(), "does not open") {
		t.Errorf("a damaged encrypted PKCS#1 key: %v", err)
	}
}

// pbes2 is an encrypted PKCS#8 key with the given parameters.
func pbes2(t testing.TB, derivation, scheme pkix.AlgorithmIdentifier, data []byte) string {
	t.Helper()
	info := encryptedPrivateKeyInfo{Data: data}
	info.Algorithm = algorithm(t, oidPBES2, pbes2Params{derivation, scheme})
	return block("ENCRYPTED PRIVATE KEY", der(t, info))
}

func der(t testing.TB, value any) []byte {
	t.Helper()
	encoded, err := asn1.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func algorithm(t testing.TB, id asn1.ObjectIdentifier, params any) pkix.AlgorithmIdentifier {
	t.Helper()
	return pkix.AlgorithmIdentifier{Algorithm: id, Parameters: asn1.RawValue{FullBytes: der(t, params)}}
}

func TestEncryptedPKCS8IsNotTrusted(t *testing.T) {
	var (
		aes256 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}
		sha256 = pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}}
		cbc    = algorithm(t, aes256, make([]byte, 16))
		salt   = []byte("salt")
		good   = algorithm(t, oidPBKDF2, pbkdf2Params{Salt: salt, Iterations: 1, Hash: sha256})
		data   = make([]byte, 32)
	)
	unknown := asn1.ObjectIdentifier{1, 2, 3}
	for name, test := range map[string]struct {
		derivation, scheme pkix.AlgorithmIdentifier
		data               []byte
		want               string
	}{
		"noise":                    {good, cbc, data, "the passphrase does not open"},
		"no data":                  {good, cbc, nil, "the passphrase does not open"},
		"data that is no block":    {good, cbc, data[:31], "damaged"},
		"an IV of the wrong size":  {good, algorithm(t, aes256, salt), data, "damaged"},
		"no IV":                    {good, algorithm(t, aes256, 1), data, "damaged"},
		"an unknown cipher":        {good, algorithm(t, unknown, data), data, "not supported"},
		"an unknown derivation":    {algorithm(t, unknown, 1), cbc, data, "not supported"},
		"an unknown hash":          {algorithm(t, oidPBKDF2, pbkdf2Params{Salt: salt, Iterations: 1, Hash: pkix.AlgorithmIdentifier{Algorithm: unknown}}), cbc, data, "not supported"},
		"no iterations":            {algorithm(t, oidPBKDF2, pbkdf2Params{Salt: salt, Hash: sha256}), cbc, data, "damaged"},
		"iterations without end":   {algorithm(t, oidPBKDF2, pbkdf2Params{Salt: salt, Iterations: 1 << 40, Hash: sha256}), cbc, data, "unreasonably much"},
		"PBKDF2 without params":    {algorithm(t, oidPBKDF2, 1), cbc, data, "damaged"},
		"scrypt without params":    {algorithm(t, oidScrypt, 1), cbc, data, "damaged"},
		"scrypt with negative N":   {algorithm(t, oidScrypt, scryptParams{Salt: salt, N: -1, R: 8, P: 1}), cbc, data, "damaged"},
		"scrypt with an odd N":     {algorithm(t, oidScrypt, scryptParams{Salt: salt, N: 3, R: 8, P: 1}), cbc, data, "damaged"},
		"scrypt that takes memory": {algorithm(t, oidScrypt, scryptParams{Salt: salt, N: 1 << 30, R: 8, P: 1}), cbc, data, "unreasonably much"},
		"scrypt that takes blocks": {algorithm(t, oidScrypt, scryptParams{Salt: salt, N: 2, R: 1 << 60, P: 1}), cbc, data, "unreasonably much"},
		"scrypt that takes time":   {algorithm(t, oidScrypt, scryptParams{Salt: salt, N: 2, R: 8, P: 1 << 60}), cbc, data, "unreasonably much"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParsePrivateKey([]byte(pbes2(t, test.derivation, test.scheme, test.data)), testPassphrase)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	t.Run("hashes", func(t *testing.T) {
		for id := range pbkdf2Hashes {
			params := pbkdf2Params{Salt: salt, Iterations: 1}
			if id != "" {
				params.Hash = pkix.AlgorithmIdentifier{Algorithm: parseOID(t, id)}
			}
			if key, err := deriveKey(algorithm(t, oidPBKDF2, params), testPassphrase, 32); err != nil || len(key) != 32 {
				t.Errorf("%q: got %d bytes and %v", id, len(key), err)
			}
		}
	})
}

func TestOpenSSHKeyThatWouldTakeLongIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		kdf     string
		options []byte
		want    string
	}{
		"too many rounds": {"bcrypt", ssh.Marshal(struct {
			Salt   string
			Rounds uint32
		}{"salt", 1 << 20}), "unreasonably much"},
		"no rounds": {"bcrypt", ssh.Marshal(struct {
			Salt   string
			Rounds uint32
		}{"salt", 0}), "damaged"},
		"no options": {"bcrypt", nil, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			data := append([]byte(sshMagic), ssh.Marshal(struct{ Cipher, KDF, Options string }{"aes256-ctr", test.kdf, string(test.options)})...)
			_, err := ParsePrivateKey([]byte(block("OPENSSH PRIVATE KEY", data)), testPassphrase)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestKeyFileThatOthersCanReadIsAWarning(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such bits")
	}
	path := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(path, []byte(pkcs1(testKey())), 0o600); err != nil {
		t.Fatal(err)
	}
	flow := testFlow()
	flow.Key = KeyFile(path, Secret{})
	for mode, want := range map[os.FileMode]string{0o600: "", 0o400: "", 0o640: "(mode 0640)", 0o604: "(mode 0604)", 0o644: "(mode 0644)"} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		found, err := flow.Inspect(time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if (want == "") != (len(found.Warnings) == 0) || !strings.Contains(strings.Join(found.Warnings, "\n"), want) {
			t.Errorf("mode %v: warnings %q, want %q", mode, found.Warnings, want)
		}
	}
}

func FuzzParsePrivateKey(f *testing.F) {
	f.Add([]byte(pkcs1(testKey())), "")
	f.Add([]byte(block("ENCRYPTED PRIVATE KEY", []byte("x"))), testPassphrase)
	f.Add([]byte(block("PRIVATE KEY", []byte{0x30, 0x00})), "")
	f.Add([]byte("LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ=="), "")
	f.Add([]byte(`-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----`), "")
	f.Add([]byte(`-----BEGIN PRIVATE KEY----- AAAA AAAA -----END PRIVATE KEY-----`), "")
	for _, name := range []string{"test-pkcs1-aes256", "test-pkcs1-des3", "test-pkcs8", "test-pkcs8-des3", "test-pkcs8-pbes1", "test-pkcs8-sha512", "test-openssh"} {
		f.Add(fixture(f, name), testPassphrase)
		f.Add(fixture(f, name), "")
	}
	f.Fuzz(func(t *testing.T, data []byte, passphrase string) {
		key, err := ParsePrivateKey(data, passphrase)
		if (key == nil) == (err == nil) {
			t.Fatalf("got key %v and error %v, want one of them", key != nil, err)
		}
		if err != nil && len(err.Error()) > 1000 && len(data) < 500 {
			t.Fatalf("the error is %d bytes long", len(err.Error()))
		}
		if err != nil && len(passphrase) > 8 && strings.Contains(err.Error(), passphrase) && !bytes.Contains(data, []byte(passphrase)) {
			for _, row := range KeyProblems() {
				if strings.Contains(row.Found+row.Remedy, passphrase) {
					return
				}
			}
			t.Fatalf("the error repeats the passphrase: %v", err)
		}
	})
}

func parseOID(t *testing.T, text string) asn1.ObjectIdentifier {
	t.Helper()
	var id asn1.ObjectIdentifier
	for part := range strings.SplitSeq(text, ".") {
		number, err := strconv.Atoi(part)
		if err != nil {
			t.Fatal(err)
		}
		id = append(id, number)
	}
	return id
}
