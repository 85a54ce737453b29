package graph

import "fmt"

// Keys of the lists, part by part as SortKey compares them. Every store uses
// these functions, so that all give the same bytes and a cursor of one is a
// cursor of the other.

// DayKey is a day as a part of a key: ten digits that compare as the days do,
// DayMin first and DayMax, which stands for an unknown day, last.
func DayKey(d Day) string {
	return fmt.Sprintf("%010d", int64(d)-int64(DayMin))
}

// IDKey is the key of lists in the order of ids: entities and disputes.
func IDKey(id string) SortKey { return SortKey{id} }

// RelationKey is the key of relations; other is the end that is not asked about.
func RelationKey(t RelationType, other, key, id string) SortKey {
	return SortKey{fmt.Sprintf("%02d", t), other, key, id}
}

// ClaimKey is the key of claims; known is DayMax where the day is unknown.
func ClaimKey(known Day, id string) SortKey { return SortKey{DayKey(known), id} }

// DocumentKey is the key of documents.
func DocumentKey(d *Document) SortKey { return SortKey{DayKey(DocumentSortDay(d)), d.ID} }

// AttributeSortKey is the key of attributes: the parts of their identity.
func AttributeSortKey(k AttributeKey) SortKey { return k.parts() }

// TimelineKey is the key of rows of a timeline: earliest, latest, id; without
// bounds last.
func TimelineKey(w When, id string) SortKey {
	earliest, latest := DayMax, DayMax
	if w.Dated {
		earliest, latest = w.Span.Earliest(), w.Span.Latest()
	}
	return SortKey{DayKey(earliest), DayKey(latest), id}
}

// SearchKey is the key of hits: greatest score first, then greatest degree, id.
func SearchKey(score, degree int, id string) SortKey {
	return SortKey{fmt.Sprint(9 - score), fmt.Sprintf("%010d", 9_999_999_999-degree), id}
}
