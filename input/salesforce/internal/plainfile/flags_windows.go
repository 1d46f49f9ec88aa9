package plainfile

// Windows has no such flags. Opening a named pipe there does not wait, and only
// administrators can make symbolic links.
const noWait, noFollow = 0, 0
