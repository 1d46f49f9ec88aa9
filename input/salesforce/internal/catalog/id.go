package catalog

// suffixAlphabet has the character for each pattern of five letter cases.
const suffixAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

// ID15To18 turns a case-sensitive id of 15 characters into the form of 18
// characters, which is the same for every API and safe where case does not
// count. Anything that is not 15 letters and digits is returned as it is.
func ID15To18(id string) string {
	if len(id) != 15 {
		return id
	}
	var long [18]byte
	for chunk := range 3 {
		pattern := 0
		for i := range 5 {
			c := id[chunk*5+i]
			switch {
			case c >= 'A' && c <= 'Z':
				pattern |= 1 << i
			case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			default:
				return id
			}
			long[chunk*5+i] = c
		}
		long[15+chunk] = suffixAlphabet[pattern]
	}
	return string(long[:])
}

// IsID18 reports whether the last three characters of an id of 18 follow from the
// others.
func IsID18(id string) bool {
	return len(id) == 18 && ID15To18(id[:15]) == id
}
