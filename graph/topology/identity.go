package topology

import (
	"encoding/json"

	"dragoman/graph"
)

// UnmarshalJSON reads an identity as it is written, without a role too.
func (i *Identity) UnmarshalJSON(b []byte) (err error) {
	var row struct{ From, Type, To, Role, Key string }
	if err := json.Unmarshal(b, &row); err != nil {
		return err
	}
	*i = Identity{From: row.From, To: row.To, Key: row.Key}
	if i.Type, err = graph.ParseRelationType(row.Type); err != nil || row.Role == "" {
		return err
	}
	i.Role, err = graph.ParseRole(row.Role)
	return err
}
