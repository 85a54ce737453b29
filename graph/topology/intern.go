package topology

import (
	"encoding/binary"
	"strings"

	"dragoman/graph"
)

// tables number what repeats while a base is built: dates, chains of sources,
// their words, keys of relations.
type tables struct {
	dates    []dateRow
	written  []graph.When
	dateNo   map[dateKey]uint32
	chainOff []uint32
	links    []uint32
	chainNo  map[string]uint32
	keys     lexicon
	texts    lexicon
	scratch  []byte
}

func newTables() *tables {
	return &tables{
		dates: []dateRow{rowOf(&graph.When{})}, written: make([]graph.When, 1), dateNo: map[dateKey]uint32{},
		chainOff: []uint32{0, 0}, chainNo: map[string]uint32{"": 0}, keys: newLexicon(), texts: newLexicon(),
	}
}

// lexicon numbers strings; the empty one is 0.
type lexicon struct {
	list []string
	no   map[string]uint32
}

func newLexicon() lexicon { return lexicon{list: []string{""}, no: map[string]uint32{"": 0}} }

func (t *lexicon) number(s string) uint32 {
	if s == "" {
		return 0
	}
	if n, ok := t.no[s]; ok {
		return n
	}
	n := uint32(len(t.list))
	s = strings.Clone(s) // the producer may reuse what s points into
	t.list = append(t.list, s)
	t.no[s] = n
	return n
}

func (t *tables) chain(links []uint32) uint32 {
	if len(links) == 0 {
		return 0
	}
	t.scratch = t.scratch[:0]
	for _, l := range links {
		t.scratch = binary.LittleEndian.AppendUint32(t.scratch, l)
	}
	if n, ok := t.chainNo[string(t.scratch)]; ok {
		return n
	}
	n := uint32(len(t.chainOff) - 1)
	t.links = append(t.links, links...)
	t.chainOff = append(t.chainOff, uint32(len(t.links)))
	t.chainNo[string(t.scratch)] = n
	return n
}
