package topology

// Tune sets from where on rows are long and searches look for bridges, so that
// small graphs have both.
func Tune(long, few int) { longRow, fewRelations = long, few }
