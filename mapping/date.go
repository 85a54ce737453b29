package mapping

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"dragoman/graph"
)

// layout is a date format as a list of fields and signs: DD.MM.YYYY.
type layout struct {
	text  string
	parts []string
}

// The fields of a date format, longest first where one begins another. hh mm ss
// are read and left out, since records go by days.
var dateFields = []string{"YYYY", "MMMM", "MMM", "MM", "DD", "hh", "mm", "ss", "M", "D"}

func layouts(_ *Mapping, args []string) (any, string) {
	var out []layout
	for _, text := range args {
		l := layout{text: text}
		years := 0
		for rest := text; rest != ""; {
			field := rest[:1]
			for _, f := range dateFields {
				if strings.HasPrefix(rest, f) {
					field = f
					break
				}
			}
			if field == "YYYY" {
				years++
			}
			l.parts = append(l.parts, field)
			rest = rest[len(field):]
		}
		if years != 1 {
			return nil, fmt.Sprintf("the format %q needs YYYY once; the fields are YYYY, MM or M, MMM (Jan), MMMM (January), DD or D, hh, mm, ss", text)
		}
		out = append(out, l)
	}
	return out, ""
}

// readDate gives the EDTF form of a date in the first format that fits.
func readDate(s string, args []string, prep any) (string, error) {
	for _, l := range prep.([]layout) {
		out, ok := l.read(s)
		if !ok {
			continue
		}
		if _, err := graph.ParseEDTF(out); err == nil {
			return out, nil
		}
	}
	return "", fmt.Errorf("%q is no date of the form %s", s, strings.Join(args, " or "))
}

func (l layout) read(s string) (edtf string, ok bool) {
	year, month, day := "", "", ""
	for _, part := range l.parts {
		var got string
		switch part {
		case "YYYY":
			got, s, ok = digits(s, 4, 4)
			year = got
		case "MM", "DD", "hh", "mm", "ss":
			got, s, ok = digits(s, 2, 2)
		case "M", "D":
			got, s, ok = digits(s, 1, 2)
		case "MMM", "MMMM":
			got, s, ok = monthOf(s, part == "MMM")
		default:
			s, ok = strings.CutPrefix(s, part)
		}
		if !ok {
			return "", false
		}
		switch part {
		case "MM", "M", "MMM", "MMMM":
			month = "0" + got
			month = "-" + month[len(month)-2:]
		case "DD", "D":
			day = "0" + got
			day = "-" + day[len(day)-2:]
		}
	}
	if s != "" || day != "" && month == "" {
		return "", false
	}
	return year + month + day, true
}

func digits(s string, low, high int) (found, rest string, ok bool) {
	n := 0
	for n < len(s) && n < high && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n], s[n:], n >= low
}

// monthOf reads an English name, in any case.
func monthOf(s string, short bool) (number, rest string, ok bool) {
	n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if n < 0 {
		n = len(s)
	}
	for m := time.January; m <= time.December; m++ {
		name := m.String()
		if short {
			name = name[:3]
		}
		if strings.EqualFold(name, s[:n]) {
			return fmt.Sprint(int(m)), s[n:], true
		}
	}
	return "", s, false
}
