package topology
import ("testing";"unsafe";"dragoman/graph")
func TestZZSize(t *testing.T){ t.Log(unsafe.Sizeof(graph.Relation{}), unsafe.Sizeof(graph.When{}), unsafe.Sizeof(graph.EDTF{}), unsafe.Sizeof(dateRow{})) }
