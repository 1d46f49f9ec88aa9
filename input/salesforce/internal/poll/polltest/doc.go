// Package polltest is what the tests of the collectors have in common: an org that
// is asked through the real REST client, but without a network, so that time can
// stand still in a synctest bubble; and a registry that acknowledges, or crashes,
// when it is told to, and stores cursors the way Filebeat does.
package polltest
