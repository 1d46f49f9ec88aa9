package oauth

import (
	"fmt"
	"slices"
)

// KeyProblem is a row of the table of what can be wrong with a private key or its
// certificate.
type KeyProblem struct {
	Found  string // what was found; a verb of package fmt stands for a detail
	Remedy string
}

// KeyProblems returns the table.
func KeyProblems() []KeyProblem { return slices.Clone(keyProblems[:]) }

type keyProblem int

const (
	keyEmpty keyProblem = iota
	keyLocked
	keyWrongPassphrase
	keyOldCipher
	keyCostly
	keyShort
	keyNotRSA
	keyIsCertificate
	keyIsRequest
	keyIsPublic
	keyDamaged
	keyCutOff
	keyOtherBlock
	keyPuTTY
	keyJSON
	keyBinary
	keyNoPEM
	certificateMissing
	certificateIsKey
	certificateDamaged
	certificateOfOther
)

const wantKey = "an RSA private key in PEM (PKCS#1, PKCS#8 or OpenSSH) is needed"

var keyProblems = [...]KeyProblem{
	keyEmpty:           {"the key is empty", "give the private key that belongs to the app's certificate"},
	keyLocked:          {"found an encrypted %s private key, and no passphrase", "set client.key_passphrase"},
	keyWrongPassphrase: {"the passphrase does not open the encrypted %s private key", "correct client.key_passphrase; if it is right, the key is damaged"},
	keyOldCipher:       {"found a private key that is encrypted in a way that is not supported", "encrypt it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.key -out new.key"},
	keyCostly:          {"found a private key whose passphrase takes unreasonably much time or memory to check", "encrypt it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.key -out new.key"},
	keyShort:           {"found an RSA private key of %d bits, and Salesforce takes 2048 or more", "make a new key and certificate, and give the app the certificate"},
	keyNotRSA:          {"found an %s private key, which Salesforce does not accept", wantKey},
	keyIsCertificate:   {"found a certificate, which is what Salesforce gets", "give the private key that belongs to it"},
	keyIsRequest:       {"found a certificate request", "give the private key it was made with"},
	keyIsPublic:        {"found a public key", "give the private key that belongs to it"},
	keyDamaged:         {"found a %s private key that is damaged or of an unknown kind", wantKey},
	keyCutOff:          {"found PEM that is damaged or cut off", wantKey + ", from its BEGIN line to its END line"},
	keyOtherBlock:      {"found a PEM block of type %q", wantKey},
	keyPuTTY:           {"found a PuTTY private key, which is not supported", "export it with PuTTYgen as an OpenSSH key"},
	keyJSON:            {"found JSON, perhaps a JWK, which is not supported", wantKey},
	keyBinary:          {"found binary data, perhaps DER or PKCS#12", wantKey + "; openssl pkcs12 -nodes -nocerts, or openssl rsa -inform DER, make one"},
	keyNoPEM:           {"found no PEM block", wantKey},
	certificateMissing: {"found no certificate", "give the certificate that the app has, in PEM or DER"},
	certificateIsKey:   {"found a private key where the certificate is wanted", "give the certificate that the app has"},
	certificateDamaged: {"found a certificate that is damaged", "give the certificate that the app has, in PEM or DER"},
	certificateOfOther: {"the certificate belongs to another private key", "give key and certificate that were made together, and upload that certificate to the app"},
}

// notKeys are the PEM blocks that hold no key this package reads.
var notKeys = map[string]keyProblem{
	"CERTIFICATE":             keyIsCertificate,
	"X509 CERTIFICATE":        keyIsCertificate,
	"TRUSTED CERTIFICATE":     keyIsCertificate,
	"CERTIFICATE REQUEST":     keyIsRequest,
	"NEW CERTIFICATE REQUEST": keyIsRequest,
	"PUBLIC KEY":              keyIsPublic,
	"RSA PUBLIC KEY":          keyIsPublic,
	"SSH2 PUBLIC KEY":         keyIsPublic,
}

// notRSA are the PEM blocks of private keys of other kinds.
var notRSA = map[string]string{"EC PRIVATE KEY": "EC", "DSA PRIVATE KEY": "DSA"}

// with returns the problem as an error.
func (p keyProblem) with(details ...any) error {
	row := keyProblems[p]
	return fmt.Errorf("%s: %s", fmt.Sprintf(row.Found, details...), row.Remedy)
}
