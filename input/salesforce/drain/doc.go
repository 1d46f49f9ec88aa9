// Package drain lets a Filebeat that is stopped finish what it has sent, and keeps it from
// losing the rest.
//
// Beats closes its pipeline before it stops the inputs. It waits a second for the queue to
// empty, and then cancels the output's requests that are in flight. The output gives back the
// events of a canceled request to be sent again, but by then nothing sends them any more: Beats
// drops them, and reports dropped events to the inputs as acknowledged. Inputs that save their
// progress then would lose these events.
//
// With Creator, the pipeline waits longer before it closes: until the output has acknowledged
// all events, at most for Patience, or for filebeat.shutdown_timeout if that is longer.
// Meanwhile nothing new gets in. Inputs are told of no acknowledgment that comes after that. So
// what was not acknowledged by then is sent again after the next start, with the same ids.
//
// The package imports of Beats what a creator is made of, and nothing of this project.
package drain
