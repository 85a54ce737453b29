package graph

import "strings"

// Words says what the relation is, to stand between its ends: from subject to
// object, read from its start where forward, else from its end. They are no surer
// than the claims: what is alleged, planned, denied is told as that, whatever
// stands beside it. A state that a date bounds, or an office, "is or was"; what was
// over when it became known "was".
//
//	is alleged to have accused       was announced or expected to host
//	are said not to back             may have taken part in
func (r *Relation) Words(subject, object Noun, forward bool) string {
	w := r.wording(object.Kind, subject.Kind)
	p := w.backward
	if forward {
		w = r.wording(subject.Kind, object.Kind)
		p = w.forward
	}
	h, plural := r.hedge(), subject.Plural()
	t := w.tense(r, h)
	if h == stated {
		return p.finite(t, plural)
	}
	is, was := "is", "was"
	if plural {
		is, was = "are", "were"
	}
	return strings.NewReplacer("{is}", is, "{was}", was, "{told}", p.finite(t, plural), "{do}", p.infinitive(t, plural)).Replace(hedges[h].words)
}

// wording is that of the type, the role or, for some types, the kind of an end.
func (r *Relation) wording(from, to EntityKind) *wording {
	switch {
	case r.Type == ParticipatedIn && to == KindIncident && (r.Role == 0 || r.Role == Participant):
		return &incidentWords
	case r.Type == ParticipatedIn && r.Role != 0 && int(r.Role) < len(roleWords):
		return &roleWords[r.Role]
	case r.Type == LocatedIn && (from == KindMeeting || from == KindIncident):
		return &placeWords
	case int(r.Type) < len(typeWords):
		return &typeWords[r.Type]
	}
	return &typeWords[0]
}

// hedge is a way of saying no more than the claims do.
type hedge uint8

const (
	stated hedge = iota
	alleged
	contested
	contestedAllegation
	suggested
	unanswered
	announced
	judged
	doubted
	announcedNot
	judgedNot
	denied
	takenBack
	unclaimed
)

// hedges is indexed by hedge. {told} is the verb with its ending, {do} the verb
// after "to" or "may", {is} and {was} agree with the subject.
var hedges = [...]struct{ name, words string }{
	stated:              {"stated", "{told}"},
	alleged:             {"alleged", "{is} alleged to {do}"},
	contested:           {"contested", "by disputed accounts {told}"},
	contestedAllegation: {"contestedAllegation", "by disputed allegations {told}"},
	suggested:           {"suggested", "may {do}"},
	unanswered:          {"unanswered", "{is} neither confirmed nor denied to {do}"},
	announced:           {"announced", "{was} announced or expected to {do}"},
	judged:              {"judged", "{is} judged or expected by an analyst to {do}"},
	doubted:             {"doubted", "may not {do}"},
	announcedNot:        {"announcedNot", "{was} announced or expected not to {do}"},
	judgedNot:           {"judgedNot", "{is} judged or expected by an analyst not to {do}"},
	denied:              {"denied", "{is} said not to {do}"},
	takenBack:           {"takenBack", "{was} said, in claims since taken back, to {do}"},
	unclaimed:           {"unclaimed", "{is} said by no claim that counts to {do}"},
}

// hedge follows the status and, where that leaves it open, the stances.
func (e *Evidence) hedge() hedge {
	switch e.Status {
	case Confirmed, Corroborated, Reported:
		return stated
	case Alleged:
		return alleged
	case Disputed:
		if e.has(Alleges, false) && !e.has(Confirms, false) && !e.has(Reports, false) && !e.has(Asserts, false) {
			return contestedAllegation
		}
		return contested
	case Unconfirmed:
		if e.has(NoComment, false) && !e.has(Suggests, false) {
			return unanswered
		}
		return suggested
	case Planned:
		return announced
	case Opinion:
		return judged
	case Doubted:
		switch {
		case e.has(Suggests, true):
			return doubted
		case e.has(Plans, true):
			return announcedNot
		case e.has(Opines, true):
			return judgedNot
		}
		return doubted
	case Denied:
		return denied
	case Retracted:
		return takenBack
	}
	return unclaimed
}

// has says whether a live claim has the stance.
func (e *Evidence) has(stance Stance, against bool) bool {
	for _, s := range e.Stances {
		if s.Stance == stance && s.Against == against {
			return true
		}
	}
	return false
}

// tense is when what is told is, seen from the words.
type tense uint8

const (
	present tense = iota
	past
	either // present or past
	future
)

// tense chooses by the nature of the type, the hedge, and the date seen from the
// day on which the relation became known.
func (w *wording) tense(r *Relation, h hedge) tense {
	dated, known := r.When.Dated, r.FirstKnown.Bounded()
	over := dated && known && r.When.Span.Latest() <= r.FirstKnown
	coming := dated && known && r.When.Span.Earliest() > r.FirstKnown
	said := h == stated || h == contested || h == contestedAllegation
	switch {
	case h == announced || h == announcedNot || coming && !said:
		return future
	case w.nature == act && (said || over):
		return past
	case w.nature == act && (h == suggested || h == judged || h == doubted || h == judgedNot):
		return either
	case w.nature == act || over && r.When.Span.Interval:
		return past
	case w.nature == office || dated && r.When.Span.Latest() != DayMax:
		return either
	}
	return present
}
