package ecs

import "strings"

// fileName is for the name of a file, with its extension apart.
func fileName(c *compiler, _ source, _ rule) setter {
	name := c.declare(Field{Name: "file.name", Type: typeKeyword})
	extension := c.declare(Field{Name: "file.extension", Type: typeKeyword})
	return func(b *builder, value string) {
		b.put(name, value)
		if i := strings.LastIndexByte(value, '.'); i > 0 && isExtension(value[i+1:]) {
			b.put(extension, strings.ToLower(value[i+1:]))
		}
	}
}

// fileType is for Salesforce's words for the type of a file. Short ones are the
// extension too; the others (WORD_X, POWER_POINT_X) are in extensions.
func fileType(c *compiler, src source, _ rule) setter {
	set := c.compile(src, say("file_type"))
	extension := c.declare(Field{Name: "file.extension", Type: typeKeyword})
	return func(b *builder, value string) {
		set(b, value)
		if b.has(extension) || isUnknown(value) {
			return
		}
		if known, ok := extensions[value]; ok {
			b.put(extension, known)
		} else if len(value) <= 4 && isExtension(value) {
			b.put(extension, strings.ToLower(value))
		}
	}
}

// extensions are for the types of Salesforce that are not the extension itself.
var extensions = map[string]string{
	"EXCEL": "xls", "EXCEL_X": "xlsx", "EXCEL_M": "xlsm",
	"WORD": "doc", "WORD_X": "docx", "WORD_M": "docm",
	"POWER_POINT": "ppt", "POWER_POINT_X": "pptx", "POWER_POINT_M": "pptm",
	"TEXT": "txt", "VISIO": "vsd",
}

func isExtension(s string) bool {
	if s == "" || len(s) > 10 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isUpper(c) && !isLower(c) && !isDigit(c) {
			return false
		}
	}
	return true
}
