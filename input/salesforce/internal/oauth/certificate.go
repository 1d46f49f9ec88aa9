package oauth

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/plainfile"
)

const day = 24 * time.Hour

// certificate is what there is to know of the certificate that an app has. The zero
// value is that of none.
type certificate struct {
	path                string
	notBefore, notAfter time.Time
}

// readCertificate returns the certificate of a key from the file at path, where
// others may stand beside it.
func readCertificate(path string, key *rsa.PublicKey) (certificate, error) {
	data, _, err := plainfile.Read(path, keyFileLimit)
	if err != nil {
		return certificate{}, fmt.Errorf("reading the certificate: %w", err)
	}
	found, err := parseCertificate(data, key)
	if err != nil {
		return certificate{}, fmt.Errorf("reading the certificate in %q: %w", path, err)
	}
	return certificate{path, found.NotBefore, found.NotAfter}, nil
}

// parseCertificate finds the certificate of a key in PEM or DER.
func parseCertificate(data []byte, key *rsa.PublicKey) (*x509.Certificate, error) {
	blocks := blocksOf(data)
	if len(blocks) == 0 && len(data) > 0 && data[0] == 0x30 {
		blocks = []*pem.Block{{Type: "CERTIFICATE", Bytes: data}}
	}
	// What is said is of the block that comes closest to a certificate of the key.
	problem := certificateMissing
	for _, block := range blocks {
		switch {
		case strings.HasSuffix(block.Type, "CERTIFICATE"):
			found, err := x509.ParseCertificate(block.Bytes)
			switch {
			case err != nil:
				problem = max(problem, certificateDamaged)
			case key.Equal(found.PublicKey):
				return found, nil
			default:
				problem = max(problem, certificateOfOther)
			}
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			problem = max(problem, certificateIsKey)
		}
	}
	return nil, problem.with()
}

func blocksOf(data []byte) []*pem.Block {
	var blocks []*pem.Block
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			return blocks
		}
		blocks = append(blocks, block)
	}
}

// urgencies are the times before a certificate ends at which to say so.
var urgencies = []int{7, 14, 30}

// warnings says that the certificate ended, or soon will.
func (c certificate) warnings(now time.Time) []string {
	const renew = "make a new key and certificate, upload the certificate to the app, and give the beat both"
	switch {
	case c.path == "":
		return nil
	case now.Before(c.notBefore):
		return []string{fmt.Sprintf("the certificate in %q begins only on %s: check this host's clock, or wait", c.path, c.notBefore.UTC().Format(time.DateOnly))}
	case !now.Before(c.notAfter):
		return []string{fmt.Sprintf("the certificate in %q ended on %s: %s", c.path, c.notAfter.UTC().Format(time.DateOnly), renew)}
	}
	for _, days := range urgencies {
		if c.notAfter.Sub(now) <= time.Duration(days)*day {
			return []string{fmt.Sprintf("the certificate in %q ends on %s, in %d days or less: %s", c.path, c.notAfter.UTC().Format(time.DateOnly), days, renew)}
		}
	}
	return nil
}
