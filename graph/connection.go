package graph

// Connection is a page of a list with the cursors of its rows, as the Relay
// specification of connections has it.
type Connection[T any] struct {
	nodes  []T
	keys   []SortKey // aligned with nodes
	digest [8]byte   // of the list, see ListDigest
	info   PageInfo
	total  *int
}

// Edge is a row of a connection and its place.
type Edge[T any] struct {
	Cursor string
	Node   T
}

// PageInfo says where a page lies in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool    // the page was asked for with a cursor
	StartCursor     *string // nil of an empty page
	EndCursor       *string
}

// Connect makes a connection of a page. digest is that of the list, after says
// whether the page was asked for with a cursor, and show turns a row into what
// is shown of it; it is called once for each row.
func Connect[T, N any](page Page[T], digest [8]byte, after bool, show func(T) N) *Connection[N] {
	c := &Connection[N]{nodes: make([]N, len(page.Items)), keys: page.Keys, digest: digest, total: page.Total}
	for i, item := range page.Items {
		c.nodes[i] = show(item)
	}
	c.info = PageInfo{HasNextPage: page.More, HasPreviousPage: after}
	if n := len(page.Keys); n > 0 {
		start, end := EncodeCursor(digest, page.Keys[0]), EncodeCursor(digest, page.Keys[n-1])
		c.info.StartCursor, c.info.EndCursor = &start, &end
	}
	return c
}

// Nodes gives the rows.
func (c *Connection[T]) Nodes() []T { return c.nodes }

// Edges gives the rows with their cursors.
func (c *Connection[T]) Edges() []Edge[T] {
	edges := make([]Edge[T], len(c.nodes))
	for i, node := range c.nodes {
		edges[i] = Edge[T]{Cursor: EncodeCursor(c.digest, c.keys[i]), Node: node}
	}
	return edges
}

// PageInfo tells where the page lies.
func (c *Connection[T]) PageInfo() PageInfo { return c.info }

// TotalCount is the number of rows on all pages; nil where it was not asked for
// or is not cheap.
func (c *Connection[T]) TotalCount() *int { return c.total }

// The connections and edges of the contract.
type (
	PersonConnection       = Connection[*Person]
	GovernmentConnection   = Connection[*Government]
	OrganizationConnection = Connection[*Organization]
	GroupConnection        = Connection[*Group]
	MissionConnection      = Connection[*Mission]
	DelegationConnection   = Connection[*Delegation]
	OfficeConnection       = Connection[*Office]
	MeetingConnection      = Connection[*Meeting]
	IncidentConnection     = Connection[*Incident]
	AgreementConnection    = Connection[*Agreement]
	PlaceConnection        = Connection[*Place]
	RelationConnection     = Connection[*Relation]
	ClaimConnection        = Connection[*ClaimAnswer]
	DocumentConnection     = Connection[*Document]
	SearchConnection       = Connection[*SearchHit]
	TimelineConnection     = Connection[*TimelineRow]
	DisputeConnection      = Connection[*Dispute]
	CommonConnection       = Connection[*CommonNode]
	ChangeConnection       = Connection[*Change]

	PersonEdge       = Edge[*Person]
	GovernmentEdge   = Edge[*Government]
	OrganizationEdge = Edge[*Organization]
	GroupEdge        = Edge[*Group]
	MissionEdge      = Edge[*Mission]
	DelegationEdge   = Edge[*Delegation]
	OfficeEdge       = Edge[*Office]
	MeetingEdge      = Edge[*Meeting]
	IncidentEdge     = Edge[*Incident]
	AgreementEdge    = Edge[*Agreement]
	PlaceEdge        = Edge[*Place]
	RelationEdge     = Edge[*Relation]
	ClaimEdge        = Edge[*ClaimAnswer]
	DocumentEdge     = Edge[*Document]
	SearchEdge       = Edge[*SearchHit]
	TimelineEdge     = Edge[*TimelineRow]
	DisputeEdge      = Edge[*Dispute]
	CommonEdge       = Edge[*CommonNode]
	ChangeEdge       = Edge[*Change]
)
