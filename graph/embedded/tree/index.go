package tree

// Index lays an index, or a table without numbers of rows: rows by their first
// columns.
type Index struct{ b builder }

// NewIndex begins one.
func NewIndex(f *File) *Index { return &Index{newBuilder(f, leafIndex)} }

// Row is the row that is added next, without columns yet.
func (x *Index) Row() *Row { return x.b.row.Reset() }

// Add adds the row, which comes after those before.
func (x *Index) Add() error {
	record := x.b.row.record()
	cell, err := x.b.payload(appendVarint(x.b.cell[:0], uint64(len(record))), record)
	x.b.cell = cell
	if err != nil {
		return err
	}
	if !x.b.fits(len(cell)) {
		if cell, err = x.divide(cell); err != nil {
			return err
		}
	}
	x.b.add(cell, leafHeader)
	return nil
}

// divide ends the leaf. Its last cell divides it from the next, which begins with
// the cell given.
func (x *Index) divide(cell []byte) ([]byte, error) {
	cell = append([]byte{}, cell...)
	divider := append([]byte{}, x.b.drop(leafHeader)...)
	x.b.seal(leafIndex)
	number, err := x.b.f.put(x.b.page)
	x.b.below = append(x.b.below, child{page: number, divider: divider})
	x.b.clear(leafHeader)
	return cell, err
}

// Finish lays the rest, the root at the page that the empty index had.
func (x *Index) Finish(root uint32) error { return x.b.finish(root, child{}) }
