package state

import "time"

// Lifetime is how long the state of an input that does not run is kept. Beats'
// own default of 30 minutes would forget the place while a stanza is being mended.
const Lifetime = 30 * 24 * time.Hour
