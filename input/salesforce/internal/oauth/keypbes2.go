package oauth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"hash"

	"golang.org/x/crypto/scrypt"
)

// Encrypted PKCS#8 keys are read here, as RFC 8018 (PBES2) and RFC 7914 (scrypt) say.
// The library that Beats uses for them panics on damaged keys, does not know the
// hashes above SHA-256, and puts no bound on the time and memory that a file asks for.

// What checking a passphrase may cost: a few seconds, and a third of what the whole
// process should need. OpenSSL writes 2,048 iterations, or 16 MiB.
const (
	pbkdf2Iterations = 10_000_000
	scryptMemory     = 64 << 20
)

var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidScrypt = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
)

// pbkdf2Hashes are the pseudorandom functions, each an HMAC with the hash. Those
// that name none mean SHA-1.
var pbkdf2Hashes = map[string]func() hash.Hash{
	"":                    sha1.New,
	"1.2.840.113549.2.7":  sha1.New,
	"1.2.840.113549.2.8":  sha256.New224,
	"1.2.840.113549.2.9":  sha256.New,
	"1.2.840.113549.2.10": sha512.New384,
	"1.2.840.113549.2.11": sha512.New,
	"1.2.840.113549.2.12": sha512.New512_224,
	"1.2.840.113549.2.13": sha512.New512_256,
}

// cbcCiphers are the ciphers, all with cipher block chaining. openssl req writes
// triple DES to this day.
var cbcCiphers = map[string]struct {
	keySize int
	block   func(key []byte) (cipher.Block, error)
}{
	"1.2.840.113549.3.7":      {24, des.NewTripleDESCipher},
	"2.16.840.1.101.3.4.1.2":  {16, aes.NewCipher},
	"2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
	"2.16.840.1.101.3.4.1.42": {32, aes.NewCipher},
}

type encryptedPrivateKeyInfo struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

type pbes2Params struct {
	KeyDerivation pkix.AlgorithmIdentifier
	Cipher        pkix.AlgorithmIdentifier
}

type pbkdf2Params struct {
	Salt       []byte
	Iterations int
	KeyLength  int                      `asn1:"optional"`
	Hash       pkix.AlgorithmIdentifier `asn1:"optional"`
}

type scryptParams struct {
	Salt      []byte
	N, R, P   int
	KeyLength int `asn1:"optional"`
}

func parseEncryptedPKCS8(data []byte, passphrase string) (any, error) {
	const form = "PKCS#8"
	var info encryptedPrivateKeyInfo
	if rest, err := asn1.Unmarshal(data, &info); err != nil || len(rest) > 0 {
		return nil, keyDamaged.with(form)
	}
	if !info.Algorithm.Algorithm.Equal(oidPBES2) {
		return nil, keyOldCipher.with()
	}
	var params pbes2Params
	var iv []byte
	if !read(info.Algorithm.Parameters, &params) || !read(params.Cipher.Parameters, &iv) {
		return nil, keyDamaged.with(form)
	}
	scheme, ok := cbcCiphers[params.Cipher.Algorithm.String()]
	if !ok {
		return nil, keyOldCipher.with()
	}
	if passphrase == "" {
		return nil, keyLocked.with(form)
	}
	symmetric, err := deriveKey(params.KeyDerivation, passphrase, scheme.keySize)
	if err != nil {
		return nil, err
	}
	block, err := scheme.block(symmetric)
	if err != nil {
		return nil, err
	}
	if len(iv) != block.BlockSize() || len(info.Data)%block.BlockSize() != 0 {
		return nil, keyDamaged.with(form)
	}
	plain := make([]byte, len(info.Data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, info.Data)
	// A wrong passphrase gives noise, which is not DER. The padding at the end is no
	// part of the outermost element.
	var element asn1.RawValue
	if _, err := asn1.Unmarshal(plain, &element); err != nil {
		return nil, keyWrongPassphrase.with(form)
	}
	key, err := x509.ParsePKCS8PrivateKey(element.FullBytes)
	if err != nil {
		return nil, keyWrongPassphrase.with(form)
	}
	return key, nil
}

// deriveKey makes the symmetric key from a passphrase.
func deriveKey(by pkix.AlgorithmIdentifier, passphrase string, size int) ([]byte, error) {
	const form = "PKCS#8"
	switch {
	case by.Algorithm.Equal(oidPBKDF2):
		var params pbkdf2Params
		if !read(by.Parameters, &params) || params.Iterations < 1 {
			return nil, keyDamaged.with(form)
		}
		newHash, ok := pbkdf2Hashes[params.Hash.Algorithm.String()]
		switch {
		case !ok:
			return nil, keyOldCipher.with()
		case params.Iterations > pbkdf2Iterations:
			return nil, keyCostly.with()
		}
		return pbkdf2.Key(newHash, passphrase, params.Salt, params.Iterations, size)
	case by.Algorithm.Equal(oidScrypt):
		var params scryptParams
		if !read(by.Parameters, &params) || params.N < 1 || params.R < 1 || params.P < 1 {
			return nil, keyDamaged.with(form)
		}
		const limit = scryptMemory / 128
		if params.P > limit/params.N/params.R {
			return nil, keyCostly.with()
		}
		key, err := scrypt.Key([]byte(passphrase), params.Salt, params.N, params.R, params.P, size)
		if err != nil {
			return nil, keyDamaged.with(form)
		}
		return key, nil
	}
	return nil, keyOldCipher.with()
}

// read decodes the parameters of an algorithm.
func read(from asn1.RawValue, to any) bool {
	_, err := asn1.Unmarshal(from.FullBytes, to)
	return err == nil
}
