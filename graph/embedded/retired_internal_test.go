package embedded

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"testing"

	"dragoman/graph"
)

// A reader that took what was kept before a repair, and its state after a later change,
// gets nothing from before the change.
func TestWhatWasKeptBeforeARepairIsGoodForNobody(t *testing.T) {
	s, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	filled(t, s, `{"document":{"id":"d","title":"Talks"}}`+"\n"+`{"entity":{"id":"a","kind":"PERSON","name":"A"}}`)
	lookedUp(t, s, []string{"a"})
	kept, papers := s.kept.Load(), s.papers.Load()
	if _, err := s.Repair(t.Context()); err != nil {
		t.Fatal(err)
	}
	filled(t, s, `{"document":{"id":"d","title":"No talks"}}`+"\n"+`{"entity":{"id":"a","kind":"PERSON","name":"B"}}`)
	v := s.viewOf(nil, s.state.Load(), kept, papers)
	if e, err := v.entity("a"); !errors.Is(err, errNoRows) {
		t.Errorf("entity %+v, %v; want a look into the rows", e, err)
	}
	if d, err := v.document("d"); !errors.Is(err, errNoRows) {
		t.Errorf("document %+v, %v; want a look into the rows", d, err)
	}
}

// A record that cannot be read is told of, however often it is asked for, and after all
// rows were read too.
func TestDamagedRecordsAreToldOfAgain(t *testing.T) {
	s, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	filled(t, s, `{"document":{"id":"d","title":"Talks"}}`+"\n"+`{"entity":{"id":"a","kind":"PERSON","name":"A"}}`)
	for table, id := range map[string]string{"entity": "a", "document": "d"} {
		body := []byte{1, 200}
		table32 := crc32.MakeTable(crc32.Castagnoli)
		body = binary.LittleEndian.AppendUint32(body, crc32.Update(crc32.Checksum([]byte(id+"\x00"), table32), table32, body))
		if err := s.writer.exec("UPDATE "+table+" SET body = ? WHERE id = ?", body, id); err != nil {
			t.Fatal(err)
		}
	}
	for _, again := range []func(){
		func() {},
		func() {},
		func() {
			s.keepAnew()
			s.filling(s.kept.Load(), entityPortion)
			s.filling(s.papers.Load(), documentPortion)
			s.background.Wait()
		},
	} {
		again()
		if _, err := s.Entities(t.Context(), []string{"a"}); !errors.Is(err, graph.ErrDamaged) {
			t.Errorf("entity: %v", err)
		}
		if _, err := s.Documents(t.Context(), []string{"d"}); !errors.Is(err, graph.ErrDamaged) {
			t.Errorf("document: %v", err)
		}
	}
}

func TestShelfIsBoundedAfterRoomWasReserved(t *testing.T) {
	const most = 4 << 20
	s := newShelf(most)
	for round := range 3 {
		for i := 0; s.holds() < most*(round+1)/2-most/8 && i < 10_000; i++ {
			s.put(string(rune('a'+round))+string(rune(i+0x100)), make([]byte, 1000), 1)
		}
		s.reserve(1 << 20)
		if got := s.holds(); got > most {
			t.Fatalf("round %d: %d of %d bytes", round, got, most)
		}
	}
}

// Reading all rows again would not spare these reads their rows.
func TestReadsThatFillingWouldNotSpareAreNotCounted(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	records, ids := "", []string{"a", "b", "c"}
	for _, id := range ids {
		records += `{"entity":{"id":"` + id + `","kind":"PERSON","name":"` + id + `"}}` + "\n"
	}
	filled(t, s, records)
	const merge, split = `{"judgement":{"a":"a","b":"b","same":true,"by":"editor"}}`, `{"judgement":{"a":"a","b":"b","same":false,"by":"editor"}}`
	if err := s.Hold(t.Context(), func(ctx context.Context) error {
		filled(t, s, merge)
		filled(t, s, split)
		before := s.kept.Load().missed.Load()
		_, err := s.Entities(ctx, ids)
		if got := s.kept.Load().missed.Load() - before; got != 0 {
			t.Errorf("%d reads of a state from before a merge were counted", got)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	filled(t, s, merge)
	before := s.kept.Load().missed.Load()
	if _, err := s.Entities(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	if got := s.kept.Load().missed.Load() - before; got != 1 {
		t.Errorf("%d reads were counted, want that of c alone", got)
	}
}

// Close waits for running calls; one that ended in a panic runs no more.
func TestAStoreIsClosedAfterAPanic(t *testing.T) {
	for _, by := range []func(context.Context, *Store, func(*view) (int, error)) (int, error){look[int], read[int]} {
		s, err := OpenMemory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			_, _ = by(t.Context(), s, func(*view) (int, error) { panic("of the test") })
		}()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
