// Package id makes and checks Salesforce ids.
//
// An id is a three-character key prefix that tells the object and twelve more
// characters, 15 in all, of which upper and lower case differ. Where case may
// get lost Salesforce adds three characters that say which letters are upper
// case: the 18-character form, which the REST API answers with. Columns of log
// files hold the 15-character form, except those named _DERIVED.
package id

import "fmt"

const (
	// Short and Long are the lengths of the two forms of an id.
	Short = 15
	Long  = 18

	digits   = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	checksum = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
)

// New returns the 18-character id number n of a key prefix on an instance pod,
// which is two characters. Ids of one prefix grow with n.
func New(prefix, pod string, n uint64) string {
	var body [Short]byte
	copy(body[:], fmt.Sprintf("%.3s%.2s0", prefix, pod))
	for i := Short - 1; i >= 6; i-- {
		body[i] = digits[n%uint64(len(digits))]
		n /= uint64(len(digits))
	}
	return Extend(string(body[:]))
}

// Extend returns the 18-character form of a 15-character id. Anything else
// comes back as it is.
func Extend(short string) string {
	if len(short) != Short {
		return short
	}
	long := []byte(short)
	for chunk := range 3 {
		bits := 0
		for i := range 5 {
			if c := short[chunk*5+i]; c >= 'A' && c <= 'Z' {
				bits |= 1 << i
			}
		}
		long = append(long, checksum[bits])
	}
	return string(long)
}

// Shorten returns the 15-character form of an id.
func Shorten(long string) string {
	if len(long) != Long {
		return long
	}
	return long[:Short]
}

// Valid reports whether s is an id in one of its forms.
func Valid(s string) bool {
	if len(s) != Short && len(s) != Long {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
