package topology

// relRows is what the cells of relations do not tell: their keys (0 is none) and
// first claims. One more row than there are relations ends the last. Of first claims
// the rows have how many lie between it and that of the first of some relations.
type relRows struct {
	records
	from []uint32 // first claims of every so-manieth relation
}

const relKey, relFirst, relColumns = 0, 1, 2

// counted is how many relations' first claims are counted from the same one.
const counted = 32

func (r *relRows) key(rel uint32) uint32   { return r.at(rel, relKey) }
func (r *relRows) first(rel uint32) uint32 { return r.from[rel/counted] + r.at(rel, relFirst) }

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

// packRelations makes the rows of relations of their keys and first claims.
func packRelations(keys, first []uint32) relRows {
	var r relRows
	var most, mostKey uint32
	for _, k := range keys {
		mostKey = max(mostKey, k)
	}
	for i, f := range first {
		if i%counted == 0 {
			r.from = append(r.from, f)
		}
		most = max(most, f-r.from[i/counted])
	}
	r.records = newRecords(len(first), mostKey, most)
	for i, f := range first {
		r.put(uint32(i), relFirst, f-r.from[i/counted])
		if i < len(keys) {
			r.put(uint32(i), relKey, keys[i])
		}
	}
	return r
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

// digests writes or reads the ids of relations.
func (f *file) digests(col *[]digest) {
	f.section(len(*col), digestLen, func(hi, n int) { extend(col, hi, n) }, func(lo, hi int, p []byte) {
		for i := lo; i < hi; i++ {
			if q := p[digestLen*(i-lo):][:digestLen]; f.w != nil {
				copy(q, (*col)[i][:])
			} else {
				copy((*col)[i][:], q)
			}
		}
	})
}
