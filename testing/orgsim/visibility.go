package orgsim

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"time"
)

// A Delay says how long after its CreatedDate something begins to show.
// Salesforce stamps before it commits, and its replicas lag, so what was made
// first need not show first.
type Delay struct {
	// Fixed is the delay of each that is delayed.
	Fixed time.Duration
	// Random is the most that comes on top. It differs from one to the next,
	// so that they show out of order.
	Random time.Duration
	// Share is the part that is delayed, from 0 to 1; 0 stands for all.
	Share float64
}

// of returns the delay of what a number stands for.
func (d Delay) of(luck uint64) time.Duration {
	if d.Share > 0 && portion(luck) >= d.Share {
		return 0
	}
	return d.Fixed + time.Duration(portion(mix(luck+1))*float64(d.Random))
}

// NoDelay stands for none where the default is another.
func NoDelay() Delay { return Delay{Fixed: -1} }

func (d Delay) validate(name string) error {
	if d.Fixed < 0 || d.Random < 0 || d.Share < 0 || d.Share > 1 {
		return fmt.Errorf("option %s is %v, must not be negative or have a Share above 1", name, d)
	}
	return nil
}

// luck is a number that the seed and some words give, always the same. It does
// not depend on what came before, so that requests may come in any order.
func (o *Org) luck(words ...string) uint64 {
	sum := fnv.New64a()
	sum.Write(binary.LittleEndian.AppendUint64(nil, uint64(o.options.Seed)))
	for _, word := range words {
		sum.Write([]byte(word))
		sum.Write([]byte{0})
	}
	return mix(sum.Sum64())
}

// mix spreads a number over all bits, as SplitMix64 does.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// portion turns luck into a number from 0 to 1, without 1.
func portion(luck uint64) float64 { return float64(luck>>11) / (1 << 53) }
