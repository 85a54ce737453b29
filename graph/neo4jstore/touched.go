package neo4jstore

import (
	"encoding/json"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// touched says what a commit changed, in ids of the view after it. Commits keep
// it as JSON: it is the change feed that other processes follow.
type touched struct {
	Documents []string   `json:"d,omitempty"`
	Entities  []string   `json:"e,omitempty"` // new, or with another record, kind, name or being named
	Relations identities `json:"r,omitempty"` // new, or with other claims or concerns
	Occurred  []string   `json:"o,omitempty"` // meetings whose attribute "occurred" changed

	// What merges and splits took out of the view.
	GoneEntities  []string   `json:"ge,omitempty"`
	GoneRelations identities `json:"gr,omitempty"`
	GoneOccurred  []string   `json:"go,omitempty"`

	View       bool `json:"v,omitempty"`   // rows of Alias changed
	Everything bool `json:"all,omitempty"` // too much to list: what is kept in memory is made anew
}

// mostTouched things are listed; of a commit with more, Everything is said.
const mostTouched = 50_000

// identities are kept as five words each: from, type, to, role, key.
type identities []topology.Identity

// MarshalJSON implements json.Marshaler.
func (is identities) MarshalJSON() ([]byte, error) {
	rows := make([][5]string, len(is))
	for n, i := range is {
		rows[n] = [5]string{i.From, i.Type.String(), i.To, i.Role.String(), i.Key}
	}
	return json.Marshal(rows)
}

// UnmarshalJSON implements json.Unmarshaler.
func (is *identities) UnmarshalJSON(b []byte) error {
	var rows [][5]string
	if err := json.Unmarshal(b, &rows); err != nil {
		return err
	}
	*is = make(identities, len(rows))
	for n, row := range rows {
		i := &(*is)[n]
		var err error
		if i.Type, err = graph.ParseRelationType(row[1]); err != nil {
			return err
		}
		if i.From, i.To, i.Key = row[0], row[2], row[4]; row[3] == "" {
			continue
		}
		if i.Role, err = graph.ParseRole(row[3]); err != nil {
			return err
		}
	}
	return nil
}
