package graph

import "slices"

// BasisQuery asks what a connection rests on: a path is given, and what is asked
// is how its two ends are connected when some of the claims behind it are left
// out. To leave out is to select the other claims, in the whole store; statuses
// follow from those. A document that denies is left out like one that states, so
// a connection may come about without it:
//
//	a SPOKE_TO b    d1 ASSERTS, d2 DENIES    DISPUTED, walked
//	without d1      d2 DENIES                DENIED, not walked
//	without d2      d1 ASSERTS               REPORTED, walked
//	c CONSULT d     d1 DENIES, d2 SUGGESTS   DENIED; without d1 UNCONFIRMED, without both it does not exist
//
// A relation may thus be walked without d1 and d2 that is not walked without d1
// alone, and the other way round.
type BasisQuery struct {
	Of        []string // ids of the relations of the path, in any order, 1 to MaxHops different ones; see [ArrangePath]
	Lens      Lens     // 0 is RELATIONS
	MaxHops   int      // of the paths that connect the ends, 0 to MaxHops
	DegreeCap int      // as in PathQuery
	Where     *Filter
	Cut       bool // fill Basis.Cut, which takes many searches
}

// Basis is the answer to a BasisQuery. It never fails for want of time: what was
// not searched any more has the outcome STOPPED.
type Basis struct {
	Nodes       []string    // the entities of the path in order; the first is the end nearer to the first of Of
	Steps       []BasisStep // in order
	Stands      bool        // the path is one that Paths gives: every step is walked, no inner entity is a hub or of a kind that is not passed through, and it is no longer than MaxHops
	Independent int         // the smallest of the steps', 0 where one is not there under the filter
	Outcome     Outcome     // FOUND, NO_PATH or STOPPED: whether the ends are connected with everything left in
	Best        *Path       // the first path in tie order; nil without one

	// What live claims about the steps rest on, and live claims about whether the
	// meetings took place of which a step is a participation. Of each at most
	// MaxFirst; cut lists make the answer incomplete.
	Families  []BasisFamily   // by their first document
	Documents []BasisDocument // in the order of documents
	Sources   []BasisSource   // entities by id, then words

	Cut *DocumentCut // nil where it was not asked for

	Complete  bool // no hub was skipped, nothing was cut short or cut off; see DocumentCut for Cut
	StoppedBy StopReason
	Explored  int
	Policy    Policy // HubsSkipped is not filled
}

// BasisStep is a step of the path that was asked about.
type BasisStep struct {
	From, To string
	ID       string
	Relation *Relation // nil where the filter selects none of its claims
	Walked   bool      // a traversal under the lens and the filter walks it
}

// Without is what becomes of a connection when some claims are left out.
type Without struct {
	Claims   int      // live claims that Basis looks at and that are left out
	Lost     []string // relations of the path that were walked and are not any more, in order
	Stands   bool     // the path stands, as Basis.Stands has it
	Outcome  Outcome  // FOUND: the ends are still connected; NO_PATH; STOPPED: not searched, or not to the end
	Next     *Path    // the first path in tie order that is left; nil without one
	Complete bool     // of the search for it
}

// BasisDocument is a document behind a path.
type BasisDocument struct {
	Document  string
	Relations []string // of the path, in order: those that it bears live claims about, or about whose meeting
	Without   Without
}

// BasisSource is a source behind a path: an entity at any link of a live claim's
// chain, the outlet of a document's own voice, or words at any link.
type BasisSource struct {
	Source
	Documents []string // that cite it, in the order of documents
	Relations []string // as in BasisDocument
	Without   Without
}

// BasisFamily is an origin: documents joined by basedOn, counted once.
type BasisFamily struct {
	Documents []string // of the family, those behind the path, in the order of documents
	Members   int      // of the family in the whole store; all are left out
	Relations []string // as in BasisDocument
	Without   Without
}

// DocumentCut is a set of documents without which no path within MaxHops connects
// the ends. Where leaving documents out can also bring relations about, taking one
// back may not tell whether a smaller set does: Minimal means that no proper
// subset does, not only none that lacks one.
type DocumentCut struct {
	Documents []string // by id; of several smallest sets the first, unless the search was stopped. Empty where the ends are not connected anyway
	Found     bool     // false where the search was stopped before it had any
	Smallest  bool     // proved: no set of fewer documents does; so it is minimal too
	Minimal   bool     // proved: no proper subset does
	AtLeast   int      // proved: no set of fewer documents does
	Complete  bool     // no hub was skipped by the search that found no path
	StoppedBy StopReason
}

// Leaving gives the filter that also leaves out these documents.
func (f *Filter) Leaving(documents ...string) *Filter {
	out := f.copied()
	out.ExcludeDocuments = slices.Concat(out.ExcludeDocuments, documents)
	return out
}

// LeavingSource gives the filter that also leaves out what cites a source.
func (f *Filter) LeavingSource(s Source) *Filter {
	out := f.copied()
	if s.Entity != "" {
		out.ExcludeSources = slices.Concat(out.ExcludeSources, []string{s.Entity})
	} else {
		out.ExcludeTexts = slices.Concat(out.ExcludeTexts, []string{s.Text})
	}
	return out
}

// KnownBy gives the filter as of a day.
func (f *Filter) KnownBy(day Day) *Filter {
	out := f.copied()
	out.AsOf = &day
	return out
}

func (f *Filter) copied() *Filter {
	if f == nil {
		return &Filter{}
	}
	out := *f
	return &out
}
