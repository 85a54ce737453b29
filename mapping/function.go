package mapping

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"dragoman/names"
)

// function is a step of a pipe. Apart from those with takesEmpty, a function is
// not asked about an empty text: nothing stays nothing.
type function struct {
	name       string
	use        string // how it is written
	min, max   int    // arguments
	prepare    func(m *Mapping, args []string) (prep any, wrong string)
	text       func(s string, args []string, prep any) (string, error)
	value      func(v any, args []string, prep any) (any, error) // instead of text
	takesEmpty bool
	other      bool // its last argument is a value; scope.combine does it
}

func (f function) arity() string {
	if f.min == f.max {
		return strconv.Itoa(f.min)
	}
	return fmt.Sprintf("%d to %d", f.min, f.max)
}

// maxArguments bounds functions that take as many as one likes.
const maxArguments = 20

var functions = func() map[string]function {
	all := map[string]function{}
	for _, f := range []function{
		{name: "slug", use: "slug or slug(60), the greatest length", max: 1, prepare: optionalCount, text: slug},
		{name: "lower", use: "lower", text: plainly(strings.ToLower)},
		{name: "upper", use: "upper", text: plainly(strings.ToUpper)},
		{name: "fold", use: "fold", text: plainly(names.Fold)},
		{name: "script", use: "script", text: plainly(names.Script)},
		{name: "squeeze", use: "squeeze", text: plainly(func(s string) string { return strings.Join(strings.Fields(s), " ") })},
		{name: "after", use: `after("/")`, min: 1, max: 1, prepare: someText, text: func(s string, args []string, _ any) (string, error) {
			if i := strings.LastIndex(s, args[0]); i >= 0 {
				return s[i+len(args[0]):], nil
			}
			return s, nil
		}},
		{name: "before", use: `before("(")`, min: 1, max: 1, prepare: someText, text: func(s string, args []string, _ any) (string, error) {
			before, _, _ := strings.Cut(s, args[0])
			return strings.TrimSpace(before), nil
		}},
		{name: "first", use: "first(4)", min: 1, max: 1, prepare: optionalCount, text: func(s string, _ []string, prep any) (string, error) {
			for i := range s {
				if utf8.RuneCountInString(s[:i]) == prep.(int) {
					return s[:i], nil
				}
			}
			return s, nil
		}},
		{name: "replace", use: `replace("_", " ")`, min: 2, max: 2, prepare: someText, text: func(s string, args []string, _ any) (string, error) {
			return strings.ReplaceAll(s, args[0], args[1]), nil
		}},
		{name: "match", use: `match("^(.+) \((.+)\)$") or match("…", 2), the number of the bracket`, min: 1, max: 2, prepare: compiled, text: match},
		{name: "date", use: "date(DD-MM-YYYY) or several formats", min: 1, max: maxArguments, prepare: layouts, text: readDate},
		{name: "decimal", use: `decimal(","), the sign before the fraction`, min: 1, max: 1, prepare: decimalSign, text: decimal},
		{name: "lang", use: "lang", text: lang},
		{name: "default", use: `default("unknown")`, min: 1, max: 1, takesEmpty: true, text: func(s string, args []string, _ any) (string, error) {
			if s == "" {
				return args[0], nil
			}
			return s, nil
		}},
		{name: "else", use: "else(other), a name or a text in quotes", min: 1, other: true},
		{name: "and", use: `and(", ", other), what stands between and a name`, min: 2, other: true},
		{name: "lookup", use: "lookup(table) or lookup(table, column)", min: 1, max: 2, prepare: lookupOf, text: lookUp},
		{name: "split", use: `split("|")`, min: 1, max: 1, prepare: someText, value: split},
		{name: "join", use: `join(", ")`, min: 1, max: 1, value: join},
	} {
		all[f.name] = f
	}
	return all
}()

var functionNames = slices.Sorted(maps.Keys(functions))

func plainly(f func(string) string) func(string, []string, any) (string, error) {
	return func(s string, _ []string, _ any) (string, error) { return f(s), nil }
}

func someText(_ *Mapping, args []string) (any, string) {
	if args[0] == "" {
		return nil, "the first argument is empty"
	}
	return nil, ""
}

func optionalCount(_ *Mapping, args []string) (any, string) {
	if len(args) == 0 {
		return maxSlug, ""
	}
	n, err := strconv.Atoi(args[0])
	if err != nil || n < 1 || n > 1000 {
		return nil, fmt.Sprintf("%q is no number from 1 to 1000", args[0])
	}
	return n, ""
}

// maxSlug leaves room for a prefix in an id of 128 bytes.
const maxSlug = 96

// slug is the folded form with hyphens. What is too long ends with a part of its
// hash, so that two long texts never become one.
func slug(s string, _ []string, prep any) (string, error) {
	out := strings.ReplaceAll(names.Fold(s), " ", "-")
	if i := strings.IndexFunc(out, func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
		return "", fmt.Errorf("%q has a letter that nobody transcribes, so no id can be made of it; use another column", s)
	}
	if limit := prep.(int); len(out) > limit {
		const tail = 9 // a hyphen and 32 bits
		sum := sha256.Sum256([]byte(out))
		out = strings.TrimRight(out[:max(0, limit-tail)], "-") + "-" + hex.EncodeToString(sum[:4])
		out = strings.TrimLeft(out, "-")
	}
	return out, nil
}

type pattern struct {
	*regexp.Regexp
	group int
}

func compiled(_ *Mapping, args []string) (any, string) {
	re, err := regexp.Compile(args[0])
	if err != nil {
		return nil, err.Error()
	}
	p := pattern{re, min(1, re.NumSubexp())}
	if len(args) == 2 {
		n, err := strconv.Atoi(args[1])
		if err != nil || n < 0 || n > re.NumSubexp() {
			return nil, fmt.Sprintf("%q has %d brackets, so %q is none of them", args[0], re.NumSubexp(), args[1])
		}
		p.group = n
	}
	return p, ""
}

// match gives what the bracket caught, nothing where the text does not match.
func match(s string, _ []string, prep any) (string, error) {
	p := prep.(pattern)
	found := p.FindStringSubmatch(s)
	if found == nil {
		return "", nil
	}
	return strings.TrimSpace(found[p.group]), nil
}

func decimalSign(_ *Mapping, args []string) (any, string) {
	if args[0] != "," && args[0] != "." {
		return nil, `the sign is "," or "."`
	}
	return nil, ""
}

// decimal writes a number as records have it.
func decimal(s string, args []string, _ any) (string, error) {
	thousands := "."
	if args[0] == "." {
		thousands = ","
	}
	s = strings.ReplaceAll(s, thousands, "")
	return strings.Replace(s, args[0], ".", 1), nil
}

// lang turns any ISO 639 code into the one that BCP 47 asks for.
func lang(s string, _ []string, _ any) (string, error) {
	if code := bibliographic[strings.ToLower(s)]; code != "" {
		return code, nil
	}
	base, err := language.ParseBase(s)
	if err != nil {
		return s, nil // codes that are newer than the table stay as they are
	}
	return base.String(), nil
}

// bibliographic are the codes of ISO 639-2/B, which x/text does not know.
var bibliographic = map[string]string{
	"alb": "sq", "arm": "hy", "baq": "eu", "bur": "my", "chi": "zh", "cze": "cs", "dut": "nl", "fre": "fr", "geo": "ka", "ger": "de",
	"gre": "el", "ice": "is", "mac": "mk", "mao": "mi", "may": "ms", "per": "fa", "rum": "ro", "slo": "sk", "tib": "bo", "wel": "cy",
}

func split(v any, args []string, _ any) (any, error) {
	s, err := textOf(v)
	if err != nil || s == "" {
		return nil, err
	}
	var out []any
	for _, item := range strings.Split(s, args[0]) {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		} else {
			out = append(out, nil) // keeps lists that go together in step
		}
	}
	return out, nil
}

func join(v any, args []string, _ any) (any, error) {
	list, ok := v.([]any)
	if !ok {
		return v, nil
	}
	var out []string
	for _, item := range list {
		s, err := textOf(item)
		if err != nil {
			return nil, err
		}
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, args[0]), nil
}
