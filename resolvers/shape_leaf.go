package resolvers

import (
	"strconv"

	"dragoman/graph"
	"dragoman/resolvers/emit"
)

// Fields without a selection, written as gqlgen and package scalar write them.

func null(b []byte) []byte { return append(b, "null"...) }

func text[O any](get func(O) string) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte { return emit.AppendString(b, get(o)) })
}

// textOrNull is a nullable String: an empty one is null.
func textOrNull[O any](get func(O) string) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte { return emit.AppendOrNull(b, get(o)) })
}

func boolean[O any](get func(O) bool) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte { return strconv.AppendBool(b, get(o)) })
}

func number[O any](get func(O) int) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte { return emit.AppendInt(b, get(o)) })
}

// numberOrNull is a number that may not be there.
func numberOrNull[O any](get func(O) (int, bool)) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte {
		if n, ok := get(o); ok {
			return emit.AppendInt(b, n)
		}
		return null(b)
	})
}

// measure is a Float; nil is null.
func measure[O any](get func(O) *float64) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte {
		if x := get(o); x != nil {
			return strconv.AppendFloat(b, *x, 'g', -1, 64)
		}
		return null(b)
	})
}

// word is an enum; one without a name is null.
func word[O any, E interface{ String() string }](get func(O) E) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte { return appendWord(b, get(o).String()) })
}

// appendWord writes what needs no escapes.
func appendWord(b []byte, name string) []byte {
	if name == "" {
		return null(b)
	}
	b = append(b, '"')
	b = append(b, name...)
	return append(b, '"')
}

// words is a list of enums.
func words[O any, E interface{ String() string }](get func(O) []E) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte {
		return appendList(b, get(o), func(b []byte, e E) []byte { return appendWord(b, e.String()) })
	})
}

// texts is a list of strings or ids.
func texts[O any](get func(O) []string) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte { return appendList(b, get(o), emit.AppendString) })
}

func numbers[O any](get func(O) []int) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte { return appendList(b, get(o), emit.AppendInt) })
}

func appendList[T any](b []byte, list []T, write func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = write(b, x)
	}
	return append(b, ']')
}

// day is a Date; the ends of time are null.
func day[O any](get func(O) graph.Day) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte {
		if d := get(o); d.Bounded() {
			return appendWord(b, d.String())
		}
		return null(b)
	})
}

// edtf is an EDTF date; none is null.
func edtf[O any](get func(O) graph.EDTF) *emit.Field {
	return emit.Leaf(func(b []byte, o O) []byte {
		if e := get(o); !e.IsZero() {
			return strconv.AppendQuote(b, e.String())
		}
		return null(b)
	})
}
