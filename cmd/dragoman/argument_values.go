package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"dragoman/graph"
)

// numberValue is an integer.
type numberValue struct{ n int }

func (v *numberValue) Set(s string) (err error) {
	if v.n, err = strconv.Atoi(strings.TrimSpace(s)); err != nil {
		return errors.New("not a whole number")
	}
	return nil
}

func (v *numberValue) String() string {
	if v.n == 0 {
		return ""
	}
	return strconv.Itoa(v.n)
}
func (v *numberValue) Type() string { return "n" }
func (v *numberValue) graphQL() any { return v.n }

// textValue is a text that check, where there is one, does not refuse.
type textValue struct {
	s     string
	check func(string) error
	form  string
}

func (v *textValue) Set(s string) error {
	v.s = s
	if v.check != nil {
		return asFlagError(v.check(s))
	}
	return nil
}
func (v *textValue) String() string { return v.s }
func (v *textValue) Type() string   { return v.form }
func (v *textValue) graphQL() any   { return v.s }

func isDay(s string) error {
	_, err := graph.ParseDay(s)
	return err
}

func isEDTF(s string) error {
	_, err := graph.ParseEDTF(s)
	return err
}

// asFlagError leaves of one of our errors what stands well behind the flag.
func asFlagError(err error) error {
	var e *graph.Error
	if errors.As(err, &e) && e.Message != "" {
		return errors.New(e.Message)
	}
	return err
}

// listValue is a list of ids or names; commas and repetition add to it.
type listValue struct {
	items []string
	form  string
}

func (v *listValue) Set(s string) error {
	if v.items == nil {
		v.items = []string{}
	}
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" {
			v.items = append(v.items, item)
		}
	}
	return nil
}
func (v *listValue) String() string { return strings.Join(v.items, ",") }
func (v *listValue) empty() bool    { return len(v.items) == 0 }
func (v *listValue) Type() string   { return v.form }
func (v *listValue) graphQL() any   { return v.items }

// oneWord is one word of a vocabulary, in any case.
type oneWord[T fmt.Stringer] struct {
	parse func(string) (T, error)
	value T
	form  string
}

func one[T fmt.Stringer](parse func(string) (T, error), def T, form string) argumentValue {
	return &oneWord[T]{parse, def, form}
}

// letters is one word of a vocabulary without a default, with its words as form.
func letters[T fmt.Stringer](parse func(string) (T, error), choices ...string) argumentValue {
	return &oneWord[T]{parse: parse, form: strings.Join(choices, "|")}
}

func (v *oneWord[T]) Set(s string) (err error) {
	v.value, err = v.parse(s)
	return asFlagError(err)
}

func (v *oneWord[T]) String() string {
	if v.parse == nil { // pflag asks the zero value
		return ""
	}
	return strings.ToLower(v.value.String())
}
func (v *oneWord[T]) Type() string { return v.form }
func (v *oneWord[T]) graphQL() any { return v.value.String() }

// someWords are words of a vocabulary; commas and repetition add to them.
type someWords[T fmt.Stringer] struct {
	parse  func(string) (T, error)
	values []T
	form   string
}

func words[T fmt.Stringer](parse func(string) (T, error), form string) argumentValue {
	return &someWords[T]{parse: parse, form: form}
}

func (v *someWords[T]) Set(s string) error {
	if v.values == nil {
		v.values = []T{}
	}
	for word := range strings.SplitSeq(s, ",") {
		if strings.TrimSpace(word) == "" {
			continue
		}
		x, err := v.parse(word)
		if err != nil {
			return asFlagError(err)
		}
		v.values = append(v.values, x)
	}
	return nil
}
func (v *someWords[T]) String() string { return strings.ToLower(joined(v.values)) }
func (v *someWords[T]) empty() bool    { return len(v.values) == 0 }
func (v *someWords[T]) Type() string   { return v.form }
func (v *someWords[T]) graphQL() any {
	out := make([]string, len(v.values))
	for i, x := range v.values {
		out[i] = x.String()
	}
	return out
}

// switchValue is on where the flag is given.
type switchValue struct{ on bool }

func (v *switchValue) Set(s string) (err error) {
	v.on, err = strconv.ParseBool(s)
	if err != nil {
		return errors.New("not true or false")
	}
	return nil
}
func (v *switchValue) String() string { return strconv.FormatBool(v.on) }
func (v *switchValue) Type() string   { return "bool" }
func (v *switchValue) graphQL() any   { return v.on }

// overlapValue is an Overlap, whose zero value is a word of its own.
type overlapValue struct {
	value graph.Overlap
	given bool
}

func (v *overlapValue) Set(s string) (err error) {
	v.value, err = graph.ParseOverlap(s)
	v.given = true
	return asFlagError(err)
}

func (v *overlapValue) String() string {
	if !v.given { // the schema's default
		return ""
	}
	return strings.ToLower(v.value.String())
}
func (v *overlapValue) Type() string { return "overlap" }
func (v *overlapValue) graphQL() any { return v.value.String() }

// sizeValue is an amount of memory: a number of bytes, or one with a unit.
type sizeValue struct{ bytes int64 }

// units of memory, the longest first.
var units = []struct {
	name  string
	bytes int64
}{
	{"KIB", 1 << 10},
	{"MIB", 1 << 20},
	{"GIB", 1 << 30},
	{"TIB", 1 << 40},
	{"KB", 1e3},
	{"MB", 1e6},
	{"GB", 1e9},
	{"TB", 1e12},
	{"K", 1 << 10},
	{"M", 1 << 20},
	{"G", 1 << 30},
	{"T", 1 << 40},
	{"B", 1},
	{"", 1},
}

func (v *sizeValue) Set(s string) error {
	text := strings.ToUpper(strings.TrimSpace(s))
	for _, u := range units {
		digits, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
		if n *= float64(u.bytes); err != nil || !(n >= 1 && n < 1<<62) {
			break
		}
		v.bytes = int64(n)
		return nil
	}
	return errors.New("not a size, which looks like 4GiB or 512MiB")
}

func (v *sizeValue) String() string {
	for _, u := range []int{3, 2, 1, 0} {
		if v.bytes >= units[u].bytes && v.bytes%units[u].bytes == 0 {
			return strconv.FormatInt(v.bytes/units[u].bytes, 10) + strings.Replace(units[u].name, "IB", "iB", 1)
		}
	}
	return strconv.FormatInt(v.bytes, 10)
}
func (v *sizeValue) Type() string { return "size" }
