package embedded

import (
	"encoding/json"

	"dragoman/graph/topology"
)

// touched says what batches changed, in ids as loaded. The log keeps it, so that
// a topology of an older revision can be brought up to date.
type touched struct {
	Documents set `json:"d,omitempty"`
	Entities  set `json:"e,omitempty"`
	Abouts    set `json:"a,omitempty"` // relations and attributes with changed claims or concerns

	// What merges and splits took out of the view.
	GoneEntities  set                 `json:"ge,omitempty"`
	GoneRelations []topology.Identity `json:"gr,omitempty"`
	GoneOccurred  set                 `json:"go,omitempty"`

	Everything bool `json:"all,omitempty"` // too much to list: the topology is made anew

	limit int
}

type set map[string]bool

// MarshalJSON writes a set as a list.
func (s set) MarshalJSON() ([]byte, error) {
	list := make([]string, 0, len(s))
	for id := range s {
		list = append(list, id)
	}
	return json.Marshal(list)
}

// UnmarshalJSON reads a list.
func (s *set) UnmarshalJSON(b []byte) error {
	var list []string
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	*s = set{}
	for _, id := range list {
		(*s)[id] = true
	}
	return nil
}

func newTouched(limit int) *touched {
	return &touched{Documents: set{}, Entities: set{}, Abouts: set{}, GoneEntities: set{}, GoneOccurred: set{}, limit: limit}
}

// note adds an id, unless there are so many that they are not worth listing.
func (t *touched) note(s set, id string) {
	if t.Everything {
		return
	}
	s[id] = true
	if len(t.Documents)+len(t.Entities)+len(t.Abouts) > t.limit {
		*t = *newTouched(t.limit)
		t.Everything = true
	}
}

func (t *touched) document(id string) { t.note(t.Documents, id) }
func (t *touched) entity(id string)   { t.note(t.Entities, id) }
func (t *touched) about(id string)    { t.note(t.Abouts, id) }

// add joins what a later batch touched.
func (t *touched) add(o *touched) {
	if o.Everything {
		t.Everything = true
	}
	for id := range o.Documents {
		t.document(id)
	}
	for id := range o.Entities {
		t.entity(id)
	}
	for id := range o.Abouts {
		t.about(id)
	}
	for id := range o.GoneEntities {
		t.GoneEntities[id] = true
	}
	for id := range o.GoneOccurred {
		t.GoneOccurred[id] = true
	}
	t.GoneRelations = append(t.GoneRelations, o.GoneRelations...)
}
