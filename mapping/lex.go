package mapping

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a quoted text or a sign of an expression.
type token struct {
	kind tokenKind
	text string
}

type tokenKind uint8

const (
	endToken tokenKind = iota
	wordToken
	quotedToken
	signToken // | ( ) , . ? = != { }
)

// lexer cuts an expression into tokens. Nothing is escaped within quotes, so that
// regular expressions stand as they are; a text with one sort of quote is put in
// the other.
type lexer struct {
	rest   string
	broken string // what is wrong, else ""
}

func (l *lexer) next() token {
	l.rest = strings.TrimLeftFunc(l.rest, unicode.IsSpace)
	if l.rest == "" {
		return token{}
	}
	r, size := utf8.DecodeRuneInString(l.rest)
	switch {
	case r == '"' || r == '\'':
		text, rest, ok := strings.Cut(l.rest[1:], string(r))
		if !ok {
			l.broken = "a quote is not closed"
			rest = ""
		}
		l.rest = rest
		return token{quotedToken, text}
	case isWordRune(r):
		i := strings.IndexFunc(l.rest, func(r rune) bool { return !isWordRune(r) })
		if i < 0 {
			i = len(l.rest)
		}
		word := l.rest[:i]
		l.rest = l.rest[i:]
		return token{wordToken, word}
	case strings.HasPrefix(l.rest, "!="):
		size = 2
	}
	sign := l.rest[:size]
	l.rest = l.rest[size:]
	return token{signToken, sign}
}

func (l *lexer) peek() token {
	ahead := *l
	return ahead.next()
}

// take reads the sign if it comes next.
func (l *lexer) take(sign string) bool {
	if t := l.peek(); t.kind == signToken && t.text == sign {
		l.next()
		return true
	}
	return false
}

// takeWord reads the word if it comes next.
func (l *lexer) takeWord(word string) bool {
	if t := l.peek(); t.kind == wordToken && t.text == word {
		l.next()
		return true
	}
	return false
}

// argument reads an argument of a function: a quoted text, or what stands before
// the next comma or bracket.
func (l *lexer) argument() (text string, ok bool) {
	if l.peek().kind == quotedToken {
		t := l.next()
		return t.text, l.broken == ""
	}
	i := strings.IndexAny(l.rest, ",)")
	if i < 0 {
		return "", false
	}
	text = strings.TrimSpace(l.rest[:i])
	l.rest = l.rest[i:]
	return text, text != "" && !strings.ContainsAny(text, `'"`)
}

func isWordRune(r rune) bool {
	return r == '_' || r == '@' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}
