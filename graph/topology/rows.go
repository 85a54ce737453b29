package topology

// claimRows are claims: document, chain of sources, date, and bits.
type claimRows struct{ records }

const claimDoc, claimChain, claimDate, claimBitsAt, claimColumns = 0, 1, 2, 3, 4

func (r *claimRows) doc(i uint32) uint32   { return r.at(i, claimDoc) }
func (r *claimRows) chain(i uint32) uint32 { return r.at(i, claimChain) }
func (r *claimRows) date(i uint32) uint32  { return r.at(i, claimDate) }
func (r *claimRows) bits8(i uint32) uint8  { return uint8(r.at(i, claimBitsAt)) }

// claimRow is a claim while a base is built.
type claimRow struct {
	doc, chain, date uint32
	bits             uint8
}

func packClaims(cs []claimRow) claimRows {
	var most claimRow
	for i := range cs {
		c := &cs[i]
		most = claimRow{max(most.doc, c.doc), max(most.chain, c.chain), max(most.date, c.date), most.bits | c.bits}
	}
	r := claimRows{newRecords(len(cs), most.doc, most.chain, most.date, uint32(most.bits))}
	for i := range cs {
		c, row := &cs[i], uint32(i)
		r.put(row, claimDoc, c.doc)
		r.put(row, claimChain, c.chain)
		r.put(row, claimDate, c.date)
		r.put(row, claimBitsAt, uint32(c.bits))
	}
	return r
}

// claimsOf gives the range of the claims of a relation.
func (b *base) claimsOf(rel uint32) (lo, hi uint32) {
	return b.rels.first(rel), b.rels.first(rel + 1)
}

// chain gives the links of a chain of sources.
func (b *base) chain(i uint32) []uint32 { return b.links[b.chainOff[i]:b.chainOff[i+1]] }
