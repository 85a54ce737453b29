package graph

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strconv"
	"strings"
)

// MaxID is the greatest length of an id in bytes.
const MaxID = 128

// CheckID refuses what cannot be the id of an entity or document:
// [A-Za-z0-9][A-Za-z0-9._:-]{0,127}, and the prefixes r: and c: that belong to
// relations and claims. Ids are compared byte by byte.
func CheckID(id string) error {
	if err := checkIDForm(id); err != nil {
		return err
	}
	if strings.HasPrefix(id, "r:") || strings.HasPrefix(id, "c:") {
		return &Error{Code: Invalid, Field: "id", IDs: []string{id}, Message: fmt.Sprintf("id %q: the prefixes r: and c: are reserved for relations and claims", id)}
	}
	return nil
}

func checkIDForm(id string) error {
	if id == "" {
		return &Error{Code: Invalid, Field: "id", Message: "an id is missing"}
	}
	if len(id) > MaxID {
		return &Error{Code: Invalid, Field: "id", Message: fmt.Sprintf("id %.40q… has %d bytes; at most %d are allowed", id, len(id), MaxID)}
	}
	for i := range len(id) {
		c := id[i]
		alnum := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !alnum && (i == 0 || c != '.' && c != '_' && c != ':' && c != '-') {
			return &Error{Code: Invalid, Field: "id", IDs: []string{id}, Message: fmt.Sprintf("id %q: byte %d (%q) is not allowed; ids are made of A-Z a-z 0-9 . _ : - and start with a letter or digit", id, i+1, string(rune(c)))}
		}
	}
	return nil
}

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// digestID is the common form of computed ids: the prefix and the first 26
// characters of lower-case RFC 4648 base32 of SHA-256 over the parts joined by
// NUL (130 bits).
func digestID(prefix string, parts ...string) string {
	var room [512]byte
	b := room[:0]
	for _, p := range parts {
		b = appendPart(b, p)
	}
	return digestParts(prefix, b)
}

// appendPart adds a part and the NUL behind it.
func appendPart(b []byte, part string) []byte { return append(append(b, part...), 0) }

// digestParts is digestID of parts that were appended one by one.
func digestParts(prefix string, b []byte) string {
	sum := sumParts(b)
	id := make([]byte, 0, 2+52)
	id = append(id, prefix...)
	id = base32Lower.AppendEncode(id, sum[:])
	return string(id[:len(prefix)+26])
}

// sumParts is SHA-256 of parts that were appended: NUL joins them, it does not end
// them.
func sumParts(b []byte) [sha256.Size]byte { return sha256.Sum256(b[:max(len(b)-1, 0)]) }

// RelationID computes the id of a relation from its identity. The ends of a
// symmetric type are put in order first.
func RelationID(from string, t RelationType, to string, role Role, key string) string {
	var room [512]byte
	return digestParts("r:", appendRelation(room[:0], from, t, to, role, key))
}

// RelationDigest gives the 130 bits that RelationID spells, and six zeros.
func RelationDigest(from string, t RelationType, to string, role Role, key string) (bits [17]byte) {
	var room [256]byte
	sum := sumParts(appendRelation(room[:0], from, t, to, role, key))
	copy(bits[:], sum[:])
	bits[len(bits)-1] &= 0xc0
	return bits
}

func appendRelation(b []byte, from string, t RelationType, to string, role Role, key string) []byte {
	if t.Symmetric() && to < from {
		from, to = to, from
	}
	b = appendPart(appendPart(appendPart(b, from), t.String()), to)
	return appendPart(appendPart(b, role.String()), key)
}

// AttributeKey is the identity of an attribute: what it is of, its name and its
// value. Exactly one of Value, Entity and Number (in canonical decimal form)
// is set.
type AttributeKey struct {
	Of     string // entity or relation id
	Name   string
	Value  string
	Entity string
	Number string
	Unit   string
}

// parts lists the identity for digests.
func (k AttributeKey) parts() []string {
	return []string{k.Of, k.Name, k.Value, k.Entity, k.Number, k.Unit}
}

// ID computes a short id of the attribute, "a:" and a digest like that of
// relations. It is not part of the record format; cursors and timelines use it.
func (k AttributeKey) ID() string { return digestID("a:", k.parts()...) }

// claimID computes the id of a claim that was given none. about is the relation
// id, or the parts of the attribute's identity.
func claimID(c *Claim, about ...string) string {
	var room [1024]byte
	b := room[:0]
	for _, p := range about {
		b = appendPart(b, p)
	}
	b = appendPart(b, c.Document)
	if c.Locator != 0 {
		b = strconv.AppendInt(b, int64(c.Locator), 10)
	}
	b = append(b, 0)
	b = appendPart(b, c.Stance.String())
	if c.Against {
		b = append(b, "true"...)
	}
	b = append(b, 0)
	for _, s := range c.Sources {
		b = appendPart(appendPart(b, s.Entity), s.Text)
	}
	b = appendPart(appendPart(appendPart(b, c.Date.EDTF.String()), c.Date.Text), c.Note)
	return digestParts("c:", b)
}

// RelationClaimID computes the id of a claim about a relation.
func RelationClaimID(relation string, c *Claim) string { return claimID(c, relation) }

// AttributeClaimID computes the id of a claim about an attribute.
func AttributeClaimID(k AttributeKey, c *Claim) string { return claimID(c, k.parts()...) }
