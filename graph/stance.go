package graph

// Stance is what a document does with a statement when it claims something.
// When several fit, the first of the list is taken.
type Stance uint8

// The stances, in the order in which the first that fits is taken. 0 is none.
const (
	Denies    Stance = iota + 1 // somebody says, or the document states, that it does not hold
	Opines                      // an analyst's judgement or forecast
	Plans                       // a future act announced or expected of someone able to do it
	Alleges                     // an accusation
	Suggests                    // hedged: likely, may, reportedly without a source
	Confirms                    // a party confirms on the record what somebody else has said, or both say it jointly
	Reports                     // passes on what a source says
	Asserts                     // the document says it in its own voice
	NoComment                   // the named party neither confirms nor denies; shown, never counted
)

var stanceNames = enumNames{"", "DENIES", "OPINES", "PLANS", "ALLEGES", "SUGGESTS", "CONFIRMS", "REPORTS", "ASSERTS", "NO_COMMENT"}

// CanTurn says whether Against may turn a claim of this stance round
// ("recognition is unlikely").
func (x Stance) CanTurn() bool { return x == Opines || x == Plans || x == Suggests }

// Affirms says that the stance is one of those that can stand against a denial:
// CONFIRMS ASSERTS REPORTS ALLEGES.
func (x Stance) Affirms() bool {
	return x == Confirms || x == Asserts || x == Reports || x == Alleges
}

// Vouches says that the stance counts towards independent sources:
// CONFIRMS ASSERTS REPORTS.
func (x Stance) Vouches() bool { return x == Confirms || x == Asserts || x == Reports }

// stanceOrder ranks stances for choosing the claim whose date a relation bears,
// best first: CONFIRMS ASSERTS REPORTS ALLEGES SUGGESTS PLANS OPINES DENIES,
// then NO_COMMENT.
var stanceOrder = [...]uint8{0: 9, Confirms: 0, Asserts: 1, Reports: 2, Alleges: 3, Suggests: 4, Plans: 5, Opines: 6, Denies: 7, NoComment: 8}

// Status is what the claims about a relation or attribute add up to. The values
// are in order of strength, strongest first, so a smaller value is stronger.
type Status uint8

// The statuses in order of strength. 0 is none: no claim is left.
const (
	Confirmed Status = iota + 1
	Corroborated
	Reported
	Alleged
	Disputed
	Unconfirmed
	Planned
	Opinion
	Doubted
	Denied
	Retracted
)

var statusNames = enumNames{"", "CONFIRMED", "CORROBORATED", "REPORTED", "ALLEGED", "DISPUTED", "UNCONFIRMED", "PLANNED", "OPINION", "DOUBTED", "DENIED", "RETRACTED"}

// Statuses lists all statuses, strongest first.
func Statuses() []Status {
	return []Status{Confirmed, Corroborated, Reported, Alleged, Disputed, Unconfirmed, Planned, Opinion, Doubted, Denied, Retracted}
}

// StatusSet is a set of statuses as bits: bit s is status s.
type StatusSet uint16

// StatusesOf makes a set.
func StatusesOf(ss ...Status) (set StatusSet) {
	for _, s := range ss {
		set |= 1 << s
	}
	return set
}

// Has says whether the status is in the set.
func (s StatusSet) Has(x Status) bool { return s>>x&1 == 1 }

// Walked are the statuses that traversals walk when a query names none.
var Walked = StatusesOf(Confirmed, Corroborated, Reported, Alleged, Disputed)

// Listed are the statuses that lists show when a query names none.
var Listed = StatusesOf(Confirmed, Corroborated, Reported, Alleged, Disputed, Unconfirmed, Planned, Opinion, Doubted, Denied)

// MeetingState says whether an occasion took place, as far as the claims tell.
type MeetingState uint8

// The states. 0 is none.
const (
	Held MeetingState = iota + 1
	StatePlanned
	NotHeld
	StateUnconfirmed
)

var stateNames = enumNames{"", "HELD", "PLANNED", "NOT_HELD", "UNCONFIRMED"}

// StateOf reads the state of a meeting off the status of its reserved attribute
// "occurred" or, without one, off its strongest participation other than
// INVITED. 0, no status at all, is UNCONFIRMED.
func StateOf(s Status) MeetingState {
	switch {
	case s >= Confirmed && s <= Disputed:
		return Held
	case s == Planned:
		return StatePlanned
	case s == Denied:
		return NotHeld
	}
	return StateUnconfirmed
}

// Reliability is the Admiralty Code letter of a document (NATO STANAG 2511):
// A completely reliable … E unreliable, F cannot be judged. F means unknown,
// not worst.
type Reliability uint8

// The letters. 0 means not given.
const (
	ReliabilityA Reliability = iota + 1
	ReliabilityB
	ReliabilityC
	ReliabilityD
	ReliabilityE
	ReliabilityF
)

var reliabilityNames = enumNames{"", "A", "B", "C", "D", "E", "F"}

// RetractionKind says since when a retracted claim does not count.
type RetractionKind uint8

// The kinds of retraction. 0 is none.
const (
	RetractedError     RetractionKind = iota + 1 // it never was right: it counts on no day
	RetractedWithdrawn                           // it counts until the day of the retraction
)

var retractionNames = enumNames{"", "ERROR", "WITHDRAWN"}
