package neo4jstore

import "slices"

// shelf keeps things of one sort by id while batches are applied. What counts is
// what the batch in hand makes of a thing, else what earlier batches of the group
// made of it, else what is stored:
//
//	get ◀── trial ◀── now ◀── stored ◀── database
//	          │ keep    ▲
//	          └─────────┘  or drop
//
// nil is what is not there. An id that the database has not been asked about yet
// is noted, and is nil for the time being: whoever applied a batch on that drops
// the trial, has it looked up, and applies the batch again.
type shelf[T any] struct {
	stored, now, trial map[string]*T
	asked              map[string]struct{}
	virgin             bool // nothing is stored at all
}

func (s *shelf[T]) get(id string) *T {
	if x, ok := s.trial[id]; ok {
		return x
	}
	return s.before(id)
}

// before is what the batch in hand found.
func (s *shelf[T]) before(id string) *T {
	if x, ok := s.now[id]; ok {
		return x
	}
	x, ok := s.stored[id]
	if !ok && !s.virgin {
		if s.asked == nil {
			s.asked = map[string]struct{}{}
		}
		s.asked[id] = struct{}{}
	}
	return x
}

// ask notes an id to be looked up, if it is not known.
func (s *shelf[T]) ask(id string) {
	if _, ok := s.trial[id]; !ok {
		s.before(id)
	}
}

// put changes a thing for the batch in hand.
func (s *shelf[T]) put(id string, x *T) {
	if s.trial == nil {
		s.trial = map[string]*T{}
	}
	s.trial[id] = x
}

// learn keeps what the database says.
func (s *shelf[T]) learn(id string, x *T) {
	if s.stored == nil {
		s.stored = map[string]*T{}
	}
	s.stored[id] = x
}

// wanted gives the ids that are to be looked up, and takes them for absent until
// something is learned of them.
func (s *shelf[T]) wanted() []string {
	if len(s.asked) == 0 {
		return []string{}
	}
	ids := make([]string, 0, len(s.asked))
	for id := range s.asked {
		ids = append(ids, id)
		s.learn(id, nil)
	}
	clear(s.asked)
	slices.Sort(ids) // in the order of the index, look-ups find its pages at hand
	return ids
}

// keep makes the trial count.
func (s *shelf[T]) keep() {
	if s.now == nil {
		s.now, s.trial = s.trial, nil
		return
	}
	for id, x := range s.trial {
		s.now[id] = x
	}
	clear(s.trial)
}

func (s *shelf[T]) drop() { clear(s.trial) }
