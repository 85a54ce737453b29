package exchange

import (
	"strconv"

	"dragoman/graph"
)

// object appends JSON, field by field in the order in which they come. What holds
// nothing is left out, but for numbers and truths.
type object struct {
	b    []byte
	some bool // a comma is due
}

func (o *object) open()  { o.begin('{') }
func (o *object) close() { o.end('}') }

// begin starts an object or a list, within a field or as an item of a list.
func (o *object) begin(sign byte) {
	o.b = append(o.b, sign)
	o.some = false
}

func (o *object) end(sign byte) {
	o.b = append(o.b, sign)
	o.some = true
}

// item says that one of a list comes.
func (o *object) item() {
	if o.some {
		o.b = append(o.b, ',')
	}
	o.some = true
}

func (o *object) key(name string) {
	o.item()
	o.b = append(append(append(o.b, '"'), name...), '"', ':')
}

func (o *object) text(name, s string) {
	if s != "" {
		o.key(name)
		o.b = graph.AppendQuoted(o.b, s)
	}
}

// raw writes JSON as it is.
func (o *object) raw(name, json string) {
	if json != "" {
		o.key(name)
		o.b = append(o.b, json...)
	}
}

func (o *object) number(name string, n int) {
	o.key(name)
	o.b = strconv.AppendInt(o.b, int64(n), 10)
}

// positive is number, but for 0.
func (o *object) positive(name string, n int) {
	if n != 0 {
		o.number(name, n)
	}
}

func (o *object) truth(name string, is bool) {
	o.key(name)
	o.b = strconv.AppendBool(o.b, is)
}

func (o *object) texts(name string, list []string) {
	if len(list) > 0 {
		o.key(name)
		o.list(list)
	}
}

// list writes texts, also none.
func (o *object) list(list []string) {
	o.begin('[')
	for _, s := range list {
		o.item()
		o.b = graph.AppendQuoted(o.b, s)
	}
	o.end(']')
}

// items writes a list of objects, whose fields each writes.
func items[T any](o *object, name string, list []T, each func(o *object, x *T)) {
	if len(list) > 0 {
		o.key(name)
		listed(o, list, each)
	}
}

func listed[T any](o *object, list []T, each func(o *object, x *T)) {
	o.begin('[')
	for i := range list {
		o.item()
		o.open()
		each(o, &list[i])
		o.close()
	}
	o.end(']')
}
