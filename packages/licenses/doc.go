// Package licenses finds out under which licenses the modules are that a program links.
// It reads the license files in the module cache, so that nobody has to keep a list.
//
// It may import the license scanner and the standard library, and runs the go command
// of the repository. It promises that a module whose license it does not recognize is an
// error, never a gap.
package licenses
