package oauth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.pem")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCertificateThatEndsIsAWarning(t *testing.T) {
	ends := time.Date(2026, 8, 31, 12, 0, 0, 0, time.UTC)
	flow := testFlow()
	flow.CertPath = writeFile(t, certificateOf(t, testKey(), ends))
	for name, test := range map[string]struct {
		before time.Duration
		want   string
	}{
		"long before":            {31 * day, ""},
		"30 days before":         {30 * day, "ends on 2026-08-31, in 30 days or less: make a new key"},
		"15 days before":         {15 * day, "ends on 2026-08-31, in 30 days or less: make a new key"},
		"14 days before":         {14 * day, "ends on 2026-08-31, in 14 days or less: make a new key"},
		"7 days before":          {7 * day, "ends on 2026-08-31, in 7 days or less: make a new key"},
		"a second before":        {time.Second, "ends on 2026-08-31, in 7 days or less: make a new key"},
		"at its end":             {0, "ended on 2026-08-31: make a new key"},
		"a year after":           {-365 * day, "ended on 2026-08-31: make a new key"},
		"before it begins":       {366 * day, "begins only on 2025-08-31: check this host's clock"},
		"when it has just begun": {365 * day, ""},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := flow.Inspect(ends.Add(-test.before))
			if err != nil {
				t.Fatal(err)
			}
			warnings := strings.Join(found.Warnings, "\n")
			if (warnings == "") != (test.want == "") || !strings.Contains(warnings, test.want) || len(found.Warnings) > 1 {
				t.Errorf("got %q, want %q", found.Warnings, test.want)
			}
			if !found.NotAfter.Equal(ends) || found.Description != "RSA key of 2048 bits, PKCS#1" {
				t.Errorf("got %+v", found)
			}
		})
	}
}

func TestCertificateHasToBelongToTheKey(t *testing.T) {
	other, err := ParsePrivateKey(fixture(t, "test-pkcs1"), "")
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ends := time.Now().Add(365 * day)
	good := testCertificate(t)
	binary, _ := pem.Decode([]byte(good))
	for name, test := range map[string]struct{ text, want string }{
		"its own":                       {good, ""},
		"its own in DER":                {string(binary.Bytes), ""},
		"its own after others":          {certificateOf(t, other, ends) + certificateOf(t, curve, ends) + good, ""},
		"its own beside the key":        {pkcs1(testKey()) + good, ""},
		"another's":                     {certificateOf(t, other, ends), "belongs to another private key: give key and certificate that were made together"},
		"one of an EC key":              {certificateOf(t, curve, ends), "belongs to another private key"},
		"the key":                       {pkcs1(testKey()), "a private key where the certificate is wanted"},
		"the key and another's":         {pkcs1(testKey()) + certificateOf(t, other, ends), "belongs to another private key"},
		"damaged":                       {block("CERTIFICATE", []byte("x")), "a certificate that is damaged"},
		"damaged in DER":                {"0x", "a certificate that is damaged"},
		"something else":                {"hunter2", "found no certificate"},
		"nothing":                       {"", "found no certificate"},
		"a request, which comes before": {block("CERTIFICATE REQUEST", []byte("x")), "found no certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			flow := testFlow()
			flow.CertPath = writeFile(t, test.text)
			_, inspected := flow.Inspect(time.Now())
			_, signed := flow.Form(time.Now())
			for _, err := range []error{inspected, signed} {
				switch {
				case (err == nil) != (test.want == ""):
					t.Errorf("got %v, want %q", err, test.want)
				case err != nil && (!strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), flow.CertPath) || strings.Contains(err.Error(), "hunter2")):
					t.Errorf("got %v, want %q and the file", err, test.want)
				}
			}
		})
	}
	flow := testFlow()
	flow.CertPath = filepath.Join(t.TempDir(), "none.crt")
	if _, err := flow.Inspect(time.Now()); err == nil || !strings.Contains(err.Error(), "none.crt") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}
