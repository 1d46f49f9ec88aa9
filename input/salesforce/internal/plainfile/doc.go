// Package plainfile opens files, and nothing else that can be behind a path.
//
// Opening a named pipe waits until someone opens its other end, and reading a device may
// never end. A file that the configuration names, or that the input keeps, can be replaced by
// one of these, by mistake or by someone who may write its folder. That must not stop the
// input, so everything that is not a regular file is refused, and no call waits.
//
// # Symbolic links
//
// Files that the configuration names may be symbolic links to regular files, as those of
// mounted secrets and of certificate tools are. Open follows them. Files that the input
// keeps itself must not be links, because whoever may write their folder could make the
// input write to another file. OpenOwn refuses a link as the last part of a path. The
// folders on the way may be links in both cases.
//
// The package imports the standard library.
package plainfile
