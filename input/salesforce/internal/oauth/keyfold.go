package oauth

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"regexp"
	"strings"
)

// PEM is read in all the shapes in which people paste it: with line ends of any kind, as
// \n or \r of two characters, as spaces or with none at all, indented, in quotes, in
// base64 once more, or as base64 without its BEGIN and END.

var (
	// escapedEnd is a line end of two or more characters. There is no backslash in PEM.
	escapedEnd = regexp.MustCompile(`\\+r\\+n|\\+[nr]`)
	// pemBlock is a block, whatever stands between its lines. Its label may have lost its
	// spaces.
	pemBlock = regexp.MustCompile(`(?s)-----\s*BEGIN\s*([A-Z0-9 ]+?)\s*-----(.*?)-----\s*END\s*([A-Z0-9 ]+?)\s*-----`)
	// pemHeader is what an encrypted PKCS#1 key has before its data.
	pemHeader = regexp.MustCompile(`^\s*Proc-Type:\s*4\s*,\s*ENCRYPTED\s*DEK-Info:\s*(DES-CBC|DES-EDE3-CBC|AES-(?:128|192|256)-CBC)\s*,\s*([0-9A-Fa-f]+)`)
)

// blankOut takes out what web pages and editors put between letters.
var blankOut = strings.NewReplacer("\u00a0", " ", "\u200b", "", "\ufeff", "", "\r\n", "\n", "\r", "\n")

// unfold gives PEM back its lines.
func unfold(data []byte) []byte {
	if !bytes.Contains(data, []byte("-----")) {
		data = unpack(data)
	}
	text := escapedEnd.ReplaceAllString(blankOut.Replace(string(data)), "\n")
	return pemBlock.ReplaceAllFunc([]byte(text), func(block []byte) []byte {
		parts := pemBlock.FindSubmatch(block)
		label, end := labelOf(parts[1]), labelOf(parts[3])
		header, body := headerOf(parts[2])
		body = bytes.Join(bytes.Fields(body), nil)
		if label != end || len(body) == 0 || bytes.ContainsFunc(body, notBase64) {
			return block // its mistake is told of as it stands
		}
		return []byte("\n-----BEGIN " + label + "-----\n" + header + lines(body) + "-----END " + label + "-----\n")
	})
}

// unpack decodes base64 of PEM, or of what is in it.
func unpack(data []byte) []byte {
	packed := strings.TrimRight(strings.Join(strings.Fields(escapedEnd.ReplaceAllString(string(data), " ")), ""), "=")
	decoded, err := base64.RawStdEncoding.DecodeString(strings.Trim(packed, `"'`))
	if err != nil {
		return data
	}
	if bytes.Contains(decoded, []byte("-----BEGIN")) {
		return decoded
	}
	kind := ""
	if _, err := x509.ParsePKCS1PrivateKey(decoded); err == nil {
		kind = "RSA PRIVATE KEY"
	} else if _, err := x509.ParsePKCS8PrivateKey(decoded); err == nil {
		kind = "PRIVATE KEY"
	}
	if kind == "" {
		return data
	}
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: decoded})
}

// labelOf gives the label of a block its spaces back.
func labelOf(written []byte) string {
	label := strings.Join(strings.Fields(string(written)), " ")
	if before, isKey := strings.CutSuffix(strings.ReplaceAll(label, " ", ""), "PRIVATEKEY"); isKey {
		return strings.TrimSpace(before + " PRIVATE KEY")
	}
	return label
}

// headerOf cuts the header of an encrypted PKCS#1 key from the begin of a block. Without
// a line end after it, the length of the initialization vector says where it ends.
func headerOf(body []byte) (header string, data []byte) {
	found := pemHeader.FindSubmatchIndex(body)
	if found == nil {
		return "", body
	}
	cipher := string(body[found[2]:found[3]])
	size := 32
	if strings.HasPrefix(cipher, "DES") {
		size = 16
	}
	vector := body[found[4]:min(found[5], found[4]+size)]
	return "Proc-Type: 4,ENCRYPTED\nDEK-Info: " + cipher + "," + string(vector) + "\n\n", body[found[4]+len(vector):]
}

func notBase64(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("+/=", r)
}

// lines writes base64 in lines of the usual length.
func lines(body []byte) string {
	const length = 64
	var text strings.Builder
	for len(body) > 0 {
		n := min(length, len(body))
		text.Write(body[:n])
		text.WriteByte('\n')
		body = body[n:]
	}
	return text.String()
}
