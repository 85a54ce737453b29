package embedded

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"dragoman/graph"
	"dragoman/graph/column"
	"dragoman/graph/embedded/pagesum"
	"dragoman/graph/embedded/tree"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// first is a long load into an empty store. Its rows do not go through SQLite: they
// are laid into a file of their own, page by page, which takes the place of the empty
// one when it is whole and on disk.
//
//	records ─▶ session ─┬─ claims ─▶ leaves of the table fact ─▶ dragoman.db.first
//	                    └─ the rest, and the keys of claims, stay in memory
//	at the end           ─▶ other tables, indexes from sorted keys, what is above the leaves
//	                     ─▶ SQLite opens it: judgements, log ─▶ flush ─▶ rename
//
// Until the rename nobody sees anything of it: a load that fails, or is killed, leaves
// the store as it was.
type first struct {
	s     *Store
	path  string
	file  *tree.File
	facts *tree.Table
	roots map[string]uint32 // of tables and indexes
	c     *conn             // to the new file, when all is laid

	entities   []laidEntity
	documents  []laidDocument
	attributes []laidAttribute
	attribute  map[string]int // id: place in attributes
	concerns   map[concern]struct{}
	renamed    map[int64]bool // entities whose words are to be found anew

	// Columns of claims, by number less one, and where to find a row by them.
	ids, abouts, rests column.List[int64] // rests is the other half of shorten(about)
	papers             column.List[uint32]
	known              column.List[int32]
	claims, stated     places
	changed            map[int64]*factChange // rows that SQLite brings up to date at the end

	row  pack.Packer // of a claim
	body pack.Packer // of an entity or document
	kept []byte      // bodies, of which there are more in pieces before

	marks *marks // nil where the load cannot be gone on with
}

type laidEntity struct {
	num  int64
	id   string
	kind graph.EntityKind
	body []byte
}

type laidDocument struct {
	num        int64
	id, outlet string
	day        int64
	body       []byte
	family     int // place of another one of its family, or its own
}

type laidAttribute struct {
	id, target string
	body       []byte
}

type concern struct{ relation, entity string }

// factChange is what a claim became after its row was laid.
type factChange struct {
	fact
	document int64
	known    graph.Day
}

// firstName is the file that a first load lays.
const firstName = fileName + ".first"

// newFirst begins with a copy of the empty store, whose tables have their roots.
func newFirst(ctx context.Context, s *Store) (f *first, err error) {
	f = emptyFirst(s)
	if err := removeFirst(s.set.disk, s.dir); err != nil {
		return nil, unwritten(s.dir, err)
	}
	if err := emptyFile(s.set.disk, f.path); err != nil {
		return nil, unwritten(s.dir, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.drop())
		}
	}()
	c, err := s.readers.take()
	if err != nil {
		return nil, err
	}
	defer s.readers.give(c)
	if err := c.copyTo(ctx, f.path, s.set.vfs); err != nil {
		return nil, err
	}
	if err := f.readRoots(ctx); err != nil {
		return nil, err
	}
	if err := f.open(); err != nil {
		return nil, unusable(s.dir, err)
	}
	f.facts = tree.NewTable(f.file)
	return f, nil
}

func emptyFirst(s *Store) *first {
	return &first{
		s: s, path: filepath.Join(s.dir, firstName), roots: map[string]uint32{},
		attribute: map[string]int{}, concerns: map[concern]struct{}{}, renamed: map[int64]bool{}, changed: map[int64]*factChange{},
	}
}

// readRoots finds where the tables of the empty store have their roots.
func (f *first) readRoots(ctx context.Context) error {
	return f.s.writer.each(ctx, "SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0", func(row []driverValue) error {
		f.roots[str(row[0])] = uint32(num(row[1]))
		return nil
	})
}

// open opens the file for its pages.
func (f *first) open() error {
	file, err := f.s.set.disk.Reuse(f.path)
	if err == nil {
		f.file, err = tree.Open(file, pagesum.Seal)
	}
	return err
}

// removeFirst removes all that a first load has left in a folder, for good: marks that
// came back after a power cut would speak of the pages of another load.
func removeFirst(d disk, dir string) error {
	marks, err := removeEnds(d, filepath.Join(dir, marksName), "")
	pages, failed := removeEnds(d, filepath.Join(dir, firstName), firstEnds...)
	if err = errors.Join(err, failed); err == nil && (marks || pages) {
		err = d.SyncFolder(dir)
	}
	return err
}

// firstEnds are those of the names of a first load's file, and of SQLite's beside it.
var firstEnds = []string{"", "-wal", "-shm", "-journal"}

// drop gives up: the file goes. It is harmless on nil.
func (f *first) drop() error {
	if f == nil {
		return nil
	}
	return errors.Join(f.close(), removeFirst(f.s.set.disk, f.s.dir))
}

// close leaves the files as they are.
func (f *first) close() error {
	errs := []error{f.marks.close()}
	if f.c != nil {
		_ = f.c.wait() // what failed is known
		errs = append(errs, f.c.close())
		f.c = nil
	}
	if f.file != nil {
		errs = append(errs, f.file.Close())
		f.file = nil
	}
	return errors.Join(errs...)
}

// leave gives up after an error: what is marked stays where only time has run out.
func (f *first) leave(err error) error {
	if f != nil && graph.CodeOf(err) == graph.Deadline && f.marks.any() {
		return f.close()
	}
	return f.drop()
}

// packer is one for a body that keep then keeps.
func (f *first) packer() *pack.Packer {
	f.body.B = f.body.B[:0]
	return &f.body
}

// keepAtOnce bytes of bodies lie in one piece of memory.
const keepAtOnce = 1 << 18

// keep gives a body in memory of its own.
func (f *first) keep(body []byte) []byte {
	if len(body) > cap(f.kept)-len(f.kept) {
		if len(body) > keepAtOnce/16 {
			return slices.Clone(body)
		}
		f.kept = make([]byte, 0, keepAtOnce)
	}
	at := len(f.kept)
	f.kept = append(f.kept, body...)
	return f.kept[at:len(f.kept):len(f.kept)]
}

func (f *first) putEntity(n *node, e *graph.Entity) {
	p := f.packer()
	defer func() { f.marks.entity(n.at) }()
	if n.at > 0 {
		f.entities[n.at-1].body = f.keep(p.Entity(e))
		f.renamed[n.num] = true
		return
	}
	f.entities = append(f.entities, laidEntity{num: n.num, id: e.ID, kind: e.Kind, body: f.keep(p.Entity(e))})
	n.at = len(f.entities)
}

func (f *first) putDocument(n *node, d *graph.Document) {
	x := laidDocument{num: n.num, id: d.ID, outlet: d.Outlet, day: int64(graph.DocumentSortDay(d)), body: f.keep(f.packer().Document(d)), family: len(f.documents)}
	defer func() { f.marks.document(n.at) }()
	if n.at > 0 {
		x.family = f.documents[n.at-1].family
		f.documents[n.at-1] = x
		return
	}
	f.documents = append(f.documents, x)
	n.at = len(f.documents)
}

func (f *first) putAttribute(id, target string, a *graph.AttributeRecord) {
	var p pack.Packer
	f.attribute[id] = len(f.attributes)
	f.marks.attribute(len(f.attributes) + 1)
	f.attributes = append(f.attributes, laidAttribute{id, target, p.Attribute(id, a)})
}

// family finds who stands for the family of a document, and shortens the way.
func (f *first) family(at int) int {
	for f.documents[at].family != at {
		f.documents[at].family = f.documents[f.documents[at].family].family
		at = f.documents[at].family
	}
	return at
}

func (f *first) joinFamilies(a, b *node) {
	x, y := f.family(a.at-1), f.family(b.at-1)
	if f.documents[y].id < f.documents[x].id {
		x, y = y, x
	}
	f.documents[y].family = x // the smallest id names the family
}

// knows says whether claims about a raw id are there.
func (f *first) knows(about short) bool { return f.statement(about) != 0 }

func (f *first) statement(about short) uint32 {
	return f.stated.find(about[0], func(row uint32) bool { return f.abouts.At(row-1) == about[0] && f.rests.At(row-1) == about[1] })
}

// find gives a claim by the number of its id; nil where there is none.
func (f *first) find(key int64) (*fact, error) {
	row := f.claims.find(key, func(row uint32) bool { return f.ids.At(row-1) == key })
	if row == 0 {
		return nil, nil
	}
	return f.fact(int64(row))
}

func (f *first) fact(number int64) (*fact, error) {
	if x := f.changed[number]; x != nil {
		own := x.fact
		return &own, nil
	}
	columns, err := f.facts.Get(number)
	if err != nil || columns == nil {
		return nil, f.failed(errors.Join(err, errors.New("a claim that was laid is not there")))
	}
	id, about := string(columns[2].Bytes), string(columns[4].Bytes)
	claim, identity, err := pack.OpenClaim(id, about, columns[8].Bytes)
	if err != nil {
		return nil, damaged(f.path, "claim "+id, err)
	}
	return &fact{num: number, about: about, claim: claim, identity: identity}, nil
}

// put lays a new claim.
func (f *first) put(number int64, c *graph.Claim, about string, identity topology.Identity, document int64, known graph.Day) error {
	f.row.B = f.row.B[:0]
	key, stated := keyOf(c.ID), shorten(about)
	f.facts.Row().Null().Int(key).Text(c.ID).Int(stated[0]).Text(about).Int(document).Int(int64(known)).Int(int64(c.Stance)).Blob(f.row.Claim(c, about, identity))
	if err := f.facts.Add(number); err != nil {
		return f.failed(err)
	}
	f.note(uint32(number), key, stated, document, known)
	return nil
}

// note keeps the keys of a claim.
func (f *first) note(number uint32, key int64, stated short, document int64, known graph.Day) {
	isNew := f.statement(stated) == 0
	f.ids.Add(key)
	f.abouts.Add(stated[0])
	f.rests.Add(stated[1])
	f.papers.Add(uint32(document))
	f.known.Add(int32(known))
	f.claims.add(key, number, func(row uint32) int64 { return f.ids.At(row - 1) })
	if isNew {
		f.stated.add(stated[0], number, func(row uint32) int64 { return f.abouts.At(row - 1) })
	}
}

// redate computes anew from when the claims of a document are known.
func (f *first) redate(doc *node) error {
	for i := range uint32(f.papers.Len()) {
		if int64(f.papers.At(i)) != doc.num || f.changed[int64(i+1)] != nil {
			continue
		}
		x, err := f.fact(int64(i + 1))
		if err != nil {
			return err
		}
		f.changed[x.num] = &factChange{fact: *x, document: doc.num}
	}
	for _, x := range f.changed {
		if x.document == doc.num {
			f.marks.change(x.num)
			x.known = knownUnder(&x.claim, doc)
		}
	}
	return nil
}

// knownUnder is the day from which a claim of a document is known.
func knownUnder(c *graph.Claim, doc *node) graph.Day {
	if doc.known == graph.DayMax {
		if day, ok := c.KnownDay(nil); ok {
			return day
		}
	}
	return doc.known
}

func has[K comparable](m map[K]struct{}, k K) bool {
	_, ok := m[k]
	return ok
}
