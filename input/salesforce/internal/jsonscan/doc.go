// Package jsonscan goes through a JSON document and hands out its parts as they stand
// there, without copying or decoding any of them.
//
// It takes what encoding/json takes and refuses what that refuses, so what has passed
// here once need not be checked again. Pages of records are split with it, and the
// key and the time of a record found, which encoding/json would do at several times
// the cost of everything else that becomes of a record. It imports nothing of this
// project.
package jsonscan
