// Package terminal makes text from outside fit for a terminal.
//
// Names come from the org, from the registry and from file names. Control characters in
// them can move the cursor, change the title or forge lines; characters that control the
// direction of text can make a name look like another one. Everything from outside goes
// through this package before a command prints it.
//
// It imports the standard library.
package terminal
