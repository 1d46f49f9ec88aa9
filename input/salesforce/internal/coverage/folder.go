package coverage

import "path/filepath"

// FolderIn is where the ledgers are of the beat that has its data in a folder.
func FolderIn(data string) string { return filepath.Join(data, Folder) }
