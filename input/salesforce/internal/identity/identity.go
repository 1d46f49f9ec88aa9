package identity

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// ID is 128 bits of a SHA-256 sum. The hash is a cryptographic one because what
// is hashed (user names, user agents, URLs) is chosen by those who are watched:
// nobody may make one event hide another by giving both the same id.
type ID [16]byte

// String returns the 22 characters that the ID has as a document id.
func (id ID) String() string { return base64.RawURLEncoding.EncodeToString(id[:]) }

// Short returns 64 bits of the ID, enough to recognize an event among those of
// one window.
func (id ID) Short() uint64 { return binary.BigEndian.Uint64(id[:8]) }

// Record identifies the record of an object by its key: EventIdentifier or Id.
func Record(orgID, object, key string) ID {
	return sum(appendString(appendString(appendString([]byte("record"), orgID), object), key))
}

// Notice identifies something that the input itself has to say about a
// subject, such as a log file that was quarantined.
func Notice(orgID, subject string) ID {
	return sum(appendString(appendString([]byte("notice"), orgID), subject))
}

func sum(content []byte) ID {
	full := sha256.Sum256(content)
	return ID(full[:16])
}

// appendString writes the length before the text, so that no text can be taken
// for the end of one part and the start of the next.
func appendString(to []byte, text string) []byte {
	to = binary.AppendUvarint(to, uint64(len(text)))
	return append(to, text...)
}
