package oauth

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
)

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

func certificate(t *testing.T) string {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	data, err := x509.CreateCertificate(rand.Reader, template, template, &testKey().PublicKey, testKey())
	if err != nil {
		t.Fatal(err)
	}
	return block("CERTIFICATE", data)
}

func TestParsePrivateKeyReads(t *testing.T) {
	one := pkcs1(testKey())
	tests := map[string]string{
		"PKCS#1":                            one,
		"PKCS#8":                            pkcs8(t, testKey()),
		"a key after its certificate":       certificate(t) + one,
		"a key before its certificate":      one + certificate(t),
		"a byte order mark and line breaks": "\xef\xbb\xbf" + strings.ReplaceAll(one, "\n", "\r\n"),
		"white space around":                "\n\n  " + one + "\n\n",
		"words around":                      "Bag Attributes\n  friendlyName: acme\n" + one,
		"line ends of two characters":       strings.ReplaceAll(strings.TrimSpace(one), "\n", `\n`),
		"base64 of the PEM in one line":     base64.StdEncoding.EncodeToString([]byte(one)),
		"base64 of the PEM in many lines":   strings.Join(strings.SplitAfter(base64.StdEncoding.EncodeToString([]byte(one)), "M"), "\n"),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			key, err := ParsePrivateKey([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if !key.Equal(testKey()) {
				t.Error("it is another key")
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
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&testKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	encrypted := string(pem.EncodeToMemory(&pem.Block{
		Type:    "RSA PRIVATE KEY",
		Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00"},
		Bytes:   []byte("x"),
	}))
	tests := map[string]struct{ text, want string }{
		"an EC key in SEC 1":          {block("EC PRIVATE KEY", curveData), "EC private key, which Salesforce does not accept"},
		"an EC key in PKCS#8":         {pkcs8(t, curve), "an EC private key, which Salesforce does not accept"},
		"an Ed25519 key":              {pkcs8(t, edwards), "an ed25519 private key, which Salesforce does not accept"},
		"a certificate":               {certificate(t), "found a certificate"},
		"a certificate request":       {block("CERTIFICATE REQUEST", []byte("x")), "found a certificate request"},
		"a public key":                {block("PUBLIC KEY", public), "found a public key"},
		"a public key in PKCS#1":      {block("RSA PUBLIC KEY", []byte("x")), "found a public key"},
		"an encrypted key in PKCS#8":  {block("ENCRYPTED PRIVATE KEY", []byte("x")), "encrypted PKCS#8 private key, which is not supported yet"},
		"an encrypted key in PKCS#1":  {encrypted, "encrypted PKCS#1 private key, which is not supported yet"},
		"an OpenSSH key":              {block("OPENSSH PRIVATE KEY", []byte("x")), "OpenSSH private key, which is not supported yet"},
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
		"the first of several blocks": {certificate(t) + block("PUBLIC KEY", public), "found a certificate"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := ParsePrivateKey([]byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error repeats what was in the file: %v", err)
			}
		})
	}
}

func FuzzParsePrivateKey(f *testing.F) {
	f.Add([]byte(pkcs1(testKey())))
	f.Add([]byte(block("ENCRYPTED PRIVATE KEY", []byte("x"))))
	f.Add([]byte(block("PRIVATE KEY", []byte{0x30, 0x00})))
	f.Add([]byte("LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ=="))
	f.Add([]byte(`-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----`))
	f.Fuzz(func(t *testing.T, data []byte) {
		key, err := ParsePrivateKey(data)
		if (key == nil) == (err == nil) {
			t.Fatalf("got key %v and error %v, want one of them", key != nil, err)
		}
		if err != nil && len(err.Error()) > 1000 && len(data) < 500 {
			t.Fatalf("the error is %d bytes long", len(err.Error()))
		}
	})
}
