package orgsim

import (
	"strconv"
	"time"
)

// maxRandom is how often the faults of a random mixture happen to one request
// at most.
const maxRandom = 2

// RandomFaults is a mixture of the faults that pass, and of odd data that stays.
// A request meets one of the faults, and a log file or record has one of the
// oddities, about as often as intensity says, from 0 to 1. No request meets more
// than two faults: who asks for the same again, after signing in or querying anew
// where that is what it takes, gets an answer in the end. The seed says which
// mixture.
//
// What Truth holds is all to be had, whatever its dates, each event under one id.
// Only a body that changes brings more: rows with a [DamagedCell], which are of no
// file, and the rows of that file that came before them, with the ids that they had.
func RandomFaults(seed int64, intensity float64) []Fault {
	passing := append(passingFaults(), falseAnswers()...)
	for i := range passing {
		// A probability of zero would stand for always.
		passing[i].Seed, passing[i].Probability = seed, max(intensity/float64(len(passing)), 1e-12)
		passing[i].Each, passing[i].Group = maxRandom, "random "+strconv.FormatInt(seed, 10)
	}
	odd := oddData()
	for i := range odd {
		odd[i].Seed, odd[i].Probability = seed, max(intensity/float64(len(odd)), 1e-12)
	}
	all := append(passing, odd...)
	if intensity > 0 {
		all = append(all, wrongDates(seed)...)
		// They come and go by the clock, so that all answers agree.
		all = append(all, Fault{Kind: HiddenField, For: 3 * time.Second, Objects: keyedObjects(), Seed: seed})
	}
	return all
}

// keyedObjects are objects whose records have a key. Others are known by all that they say:
// nobody can tell one that comes twice from two that are equal, or one that lacks a field
// from another.
func keyedObjects() []string {
	return []string{"SetupAuditTrail", "LoginEvent", "LogoutEvent", "LoginHistory", "LoginAnomalyEventStore", "ApiAnomalyEventStore"}
}

// passingFaults are those that a request meets a few times.
func passingFaults() []Fault {
	list := []Fault{
		{Kind: SessionExpired},
		{Kind: SessionExpired, Form: "kept"},
		{Kind: ConcurrentLimit},
		{Kind: NotAcceptable},
		{Kind: NoRoute},
		{Kind: TooManyRequests},
		{Kind: TooManyRequests, For: time.Second},
		{Kind: ServerError},
		{Kind: ServerError, Form: "html"},
		{Kind: BadGateway},
		{Kind: Unavailable},
		{Kind: Unavailable, Form: "html"},
		{Kind: HTMLPage},
		{Kind: Reset},
		{Kind: Reset, Form: "body"},
		{Kind: Stall, For: 50 * time.Millisecond},
		{Kind: SlowBody, Number: 1 << 20},
		// Slower than any client should put up with, and fast enough for a file to end.
		{Kind: Drip, Number: 8, For: 20 * time.Millisecond, Requests: []string{RequestLogFile, RequestQueryMore}},
		{Kind: SessionDeath},
		{Kind: LocatorDeath},
		{Kind: ShortPage},
		{Kind: Vanish, Form: "back"},
		{Kind: HalfWritten},
		{Kind: ChangingBody},
		{Kind: LimitInfo},
		{Kind: LimitInfo, Form: "absent"},
		{Kind: CutBody, Form: "clean"},
	}
	for _, framing := range []string{"length", "chunked", "gzip"} {
		list = append(list, Fault{Kind: CutBody, Form: framing, Requests: []string{AnyRequest}})
	}
	return list
}

// falseAnswers are answers that look right.
func falseAnswers() []Fault {
	var list []Fault
	for _, form := range []string{"huge", "tenfold", "zero", "negative"} {
		list = append(list, Fault{Kind: WrongTotal, Form: form})
	}
	for _, form := range []string{"unknown", "nowhere", "done"} {
		list = append(list, Fault{Kind: OddLocator, Form: form})
	}
	return append(list, Fault{Kind: OddLocator, Form: "itself", Objects: append(keyedObjects(), "EventLogFile")})
}

// wrongDates are wrong Date headers: some here and there, and by the seed all from the
// beginning on for a while. They end, because a client that believes no single answer
// needs some that agree before it goes on.
func wrongDates(seed int64) []Fault {
	const year, day = 365 * 24 * time.Hour, 24 * time.Hour
	list := []Fault{
		{Kind: WrongDate, Form: "any", For: 30 * year, Times: 4},
		{Kind: WrongDate, Form: "any", For: day, Times: 4},
		{Kind: WrongDate, Form: "none", Times: 4},
	}
	for i := range list {
		list[i].Seed, list[i].Probability = seed, 0.05
	}
	first := []Fault{
		{Kind: WrongDate, Form: "behind", For: 13 * time.Hour},
		{Kind: WrongDate, Form: "ahead", For: 20 * time.Hour},
		{Kind: WrongDate, Form: "any", For: year},
		{Kind: WrongDate, Form: "none"},
	}[(seed%4+4)%4]
	first.Seed, first.Times = seed, 40
	return append(list, first)
}

// oddData is what log files and records are like. The longest rows are rare, because
// they make tests slow.
func oddData() []Fault {
	records := append(keyedObjects(), "RestApiEventLog")
	return []Fault{
		{Kind: BigCell, Number: 100 << 10},
		{Kind: BigCell, Number: 500 << 10},
		{Kind: BigCell, Number: 3 << 20, Times: 3},
		{Kind: DuplicateColumn, Number: 2},
		{Kind: NewColumn},
		{Kind: RaggedRows},
		{Kind: OddDate, Text: "LogDate"},
		{Kind: FutureFile},
		{Kind: OddDate, Text: "CreatedDate", Objects: records},
		{Kind: OddDate, Text: "EventDate", Objects: records},
		{Kind: OddDate, Text: "LoginTime", Objects: records},
		{Kind: OddDate, Text: "Timestamp", Objects: records},
	}
}
