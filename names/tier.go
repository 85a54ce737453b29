package names

// Tier says how well a name fits a query; it is also the leading part of a
// search score. A higher tier is a better fit.
type Tier uint8

// The tiers, from no match to the same text.
const (
	TierNone   Tier = 0
	TierPrefix Tier = 1 // every query word begins a different word of the name
	TierWords  Tier = 2 // every query word is a word of the name, in any order
	TierFolded Tier = 3 // the folded forms are equal
	TierExact  Tier = 4 // the NFC forms are equal, byte by byte
)

// String returns the tier in the words of the design: NONE, PREFIX, WORDS,
// FOLDED, EXACT.
func (t Tier) String() string {
	if int(t) < len(tierNames) {
		return tierNames[t]
	}
	return "INVALID"
}

var tierNames = [...]string{"NONE", "PREFIX", "WORDS", "FOLDED", "EXACT"}
