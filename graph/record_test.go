package graph_test

import (
	"bytes"
	"cmp"
	"errors"
	"strings"
	"testing"

	"dragoman/graph"
)

// line wraps the inside of a claim into a relation record.
func withClaim(claim string) string {
	return `{"relation":{"from":"a","type":"BACKS","to":"b","claims":[` + claim + `]}}`
}

func TestBadRecords(t *testing.T) {
	long := strings.Repeat("x", graph.MaxText+1)
	cases := []struct {
		reason string // the rule that the record breaks
		json   string
		field  string
		says   string // part of the message
	}{
		// JSON itself.
		{"a record is an object", `[1]`, "", "is a list; it must be a record in { }"},
		{"an empty object is no record", `{}`, "", "exactly one of"},
		{"nothing follows the record", `{"entity":{"id":"a","kind":"PERSON","name":"A"}} x`, "", `has 'x' where the end of the line`},
		{"a record has one kind", `{"entity":{"id":"a","kind":"PERSON","name":"A"},"document":{"id":"d"}}`, "document", "stands beside another"},
		{"a record is not cut off", `{"entity":{"id":"a"`, "entity.id", "the line ends within the record"},
		{"a text is not cut off", `{"entity":{"id":"a`, "entity.id", "the line ends within the record"},
		{"an escape is not cut off", `{"entity":{"id":"a\`, "entity.id", "the line ends within the record"},
		{"a list is not cut off", `{"document":{"id":"a","basedOn":["b"`, "document.basedOn[0]", "the line ends within the record"},
		{"fields are known", `{"document":{"id":"d","titel":"x"}}`, "document.titel", "there is no such field; a document has id, title,"},
		{"kinds are known", `{"person":{"id":"d"}}`, "person", "there is no such field; a record has document, entity,"},
		{"fields come once", `{"document":{"id":"d","id":"e"}}`, "document.id", "given twice"},
		{"an escaped name is the same name", `{"document":{"id":"d","\u0069d":"e"}}`, "document.id", "given twice"},
		{"a comma needs a field", `{"document":{"id":"d",}}`, "document.id", "something after the comma"},
		{"a comma needs an entry", `{"document":{"id":"d","basedOn":["a",]}}`, "document.basedOn[0]", "something after the comma"},
		{"entries need commas", `{"document":{"id":"d","basedOn":["a" "b"]}}`, "document.basedOn[0]", `has '"' where "," or "]"`},
		{"a name needs a colon", `{"document":{"id" "d"}}`, "document.id", `":" after the field name`},
		{"a name is quoted", `{"document":{id:"d"}}`, "document", "a field name in quotes"},
		{"null is no value", `{"document":{"id":"d","note":null}}`, "document.note", "leave the field out"},
		{"a text is no number", `{"document":{"id":5}}`, "document.id", "is a number; it must be a text"},
		{"a text is no truth value", `{"document":{"id":true}}`, "document.id", "is a truth value; it must be a text"},
		{"a list is no text", `{"document":{"id":"d","basedOn":"e"}}`, "document.basedOn", "is a text; it must be a list"},
		{"a truth value is no text", `{"entity":{"named":"false"}}`, "entity.named", "is a text; it must be true or false"},
		{"an object is no text", `{"relation":[]}`, "relation", "is a list; it must be a relation in { }"},
		{"true is written out", `{"entity":{"named":tru}}`, "entity.named", "has 't' where true or false"},
		{"an escape is whole", `{"document":{"id":"d","note":"\u12"}}`, "document.note", "broken escape"},
		{"an escape is known", `{"document":{"id":"d","note":"\x"}}`, "document.note", "broken escape"},
		{"no escape is left half", `{"document":{"id":"d","note":"\u12G4"}}`, "document.note", "broken escape"},
		{"a number is not cut off", `{"attribute":{"of":"a","number":1e}}`, "attribute.number", "is not a number"},
		{"nor is its sign alone one", `{"attribute":{"of":"a","number":-}}`, "attribute.number", "is not a number"},
		{"a claim is an object", withClaim(`"d"`), "relation.claims[0]", "it must be a claim in { }"},
		{"a url has no control characters", `{"document":{"id":"d","url":"https://x\u0001"}}`, "document.url", "U+0001"},
		{"a source's words are one line", withClaim(`{"document":"d","stance":"REPORTS","sources":[{"text":"a\nb"}]}`), "relation.claims[0].sources[0].text", "line break"},
		{"a date's words are one line", withClaim(`{"document":"d","stance":"REPORTS","date":{"text":"a\nb"}}`), "relation.claims[0].date.text", "line break"},
		{"surrogates come in pairs", `{"document":{"id":"d","note":"\ud83d"}}`, "document.note", "broken escape"},
		{"surrogates come in pairs", `{"document":{"id":"d","note":"\ud83d\u0041"}}`, "document.note", "broken escape"},
		{"control characters are escaped", "{\"document\":{\"id\":\"d\",\"note\":\"a\tb\"}}", "document.note", "raw control character 0x09"},
		{"texts are UTF-8", "{\"document\":{\"id\":\"d\",\"note\":\"a\xffb\"}}", "document.note", "not valid UTF-8"},
		{"bytes are UTF-8", "{\"document\":{\"id\":\"d\"\xff}}", "document.id", "no UTF-8"},
		{"the header is no record", `{"dragoman":1}`, "dragoman", "stands first"},
		{"the header stands alone", `{"dragoman":1,"entity":{"id":"a","kind":"PERSON","name":"A"}}`, "dragoman", "a line of its own"},
		{"a second header has the version", `{"dragoman":2}`, "dragoman", "version 2"},

		// Documents.
		{"an id is needed", `{"document":{}}`, "document.id", "an id is missing"},
		{"ids have a form", `{"document":{"id":"a b"}}`, "document.id", "byte 2"},
		{"r: is reserved", `{"document":{"id":"r:x"}}`, "document.id", "reserved"},
		{"ids are at most 128 bytes", `{"document":{"id":"` + strings.Repeat("a", 129) + `"}}`, "document.id", "129 bytes"},
		{"an outlet is an id, never free text", `{"document":{"id":"d","outlet":"Some Agency"}}`, "document.outlet", "byte 5"},
		{"reliability is a letter", `{"document":{"id":"d","reliability":"G"}}`, "document.reliability", "one of A B C D E F"},
		{"basedOn holds ids", `{"document":{"id":"d","basedOn":["e","f g"]}}`, "document.basedOn[1]", "byte 2"},
		{"a document does not rest on itself", `{"document":{"id":"d","basedOn":["d"]}}`, "document.basedOn[0]", "the document itself"},
		{"a url is a web address", `{"document":{"id":"d","url":"javascript:x"}}`, "document.url", "https://"},
		{"a title is one line", `{"document":{"id":"d","title":"a\nb"}}`, "document.title", "line break"},
		{"texts have no NUL", `{"document":{"id":"d","note":"a\u0000b"}}`, "document.note", "U+0000"},
		{"texts have no C1 controls", `{"document":{"id":"d","note":"a\u0085b"}}`, "document.note", "U+0085"},
		{"texts are bounded", `{"document":{"id":"d","note":"` + long + `"}}`, "document.note", "at most 65536"},
		{"dates are EDTF", `{"document":{"id":"d","published":"2025-13"}}`, "document.published", "(byte "},
		{"dates are EDTF within objects too", `{"document":{"id":"d","published":{"edtf":"soon"}}}`, "document.published.edtf", "not an EDTF date"},
		{"an inferred date says why", `{"document":{"id":"d","published":{"text":"Friday","resolved":"2025-10-10"}}}`, "document.published.basis", "says why"},
		{"a basis is of an inferred date", `{"document":{"id":"d","published":{"text":"Friday","basis":"x"}}}`, "document.published.basis", "no resolved date"},
		{"a resolved date is anchored", `{"document":{"id":"d","published":{"resolved":"XXXX-10","basis":"x"}}}`, "document.published.resolved", "open year"},
		{"a date is a text or an object", `{"document":{"id":"d","published":2025}}`, "document.published", "is a number; it must be an EDTF text"},
		{"retrieved is a text", `{"document":{"id":"d","retrieved":{"edtf":"2025"}}}`, "document.retrieved", "is an object"},

		// Entities.
		{"a kind is needed", `{"entity":{"id":"a","name":"A"}}`, "entity.kind", "is missing: one of PERSON"},
		{"kinds are exact", `{"entity":{"id":"a","kind":"person","name":"A"}}`, "entity.kind", `"person" is not an entity kind`},
		{"a name is needed", `{"entity":{"id":"a","kind":"PERSON","name":" "}}`, "entity.name", "is missing"},
		{"a type is a word", `{"entity":{"id":"a","kind":"PERSON","name":"A","type":"` + long[:129] + `"}}`, "entity.type", "at most 128"},
		{"names have texts", `{"entity":{"id":"a","kind":"PERSON","name":"A","names":[{"lang":"en"}]}}`, "entity.names[0].text", "is missing"},
		{"names cite documents", `{"entity":{"id":"a","kind":"PERSON","name":"A","names":[{"text":"A","documents":[""]}]}}`, "entity.names[0].documents[0]", "missing"},
		{"external ids have a scheme", `{"entity":{"id":"a","kind":"PERSON","name":"A","externalIds":[{"value":"Q1"}]}}`, "entity.externalIds[0].scheme", "is missing"},
		{"external ids have a value", `{"entity":{"id":"a","kind":"PERSON","name":"A","externalIds":[{"scheme":"wd"}]}}`, "entity.externalIds[0].value", "is missing"},

		// Relations.
		{"from is needed", `{"relation":{"type":"BACKS","to":"b","claims":[]}}`, "relation.from", "missing"},
		{"a type is needed", `{"relation":{"from":"a","to":"b"}}`, "relation.type", "is missing"},
		{"types are known", `{"relation":{"from":"a","type":"LIKES","to":"b"}}`, "relation.type", `"LIKES" is not a relation type`},
		{"relations have claims", `{"relation":{"from":"a","type":"BACKS","to":"b"}}`, "relation.claims", "a relation exists only because"},
		{"an empty list is no claim", `{"relation":{"from":"a","type":"BACKS","to":"b","claims":[]}}`, "relation.claims", "state at least one"},
		{"only participation has a role", `{"relation":{"from":"a","type":"BACKS","to":"b","role":"HOST"}}`, "relation.role", "PARTICIPATED_IN"},
		{"roles are known", `{"relation":{"from":"a","type":"PARTICIPATED_IN","to":"b","role":"GUEST"}}`, "relation.role", "one of HOST"},
		{"interactions need a key", `{"relation":{"from":"a","type":"ACCUSE","to":"b"}}`, "relation.key", "is missing: ACCUSE"},
		{"keys are short", `{"relation":{"from":"a","type":"ACCUSE","to":"b","key":"` + long[:129] + `"}}`, "relation.key", "at most 128"},
		{"keys have no control characters", `{"relation":{"from":"a","type":"ACCUSE","to":"b","key":"a\u0007"}}`, "relation.key", "U+0007"},
		{"keys have no space around", `{"relation":{"from":"a","type":"ACCUSE","to":"b","key":"a "}}`, "relation.key", "space"},
		{"relation ids have a form", `{"relation":{"id":"x","from":"a","type":"BACKS","to":"b"}}`, "relation.id", "26 characters"},
		{"relation ids are base32", `{"relation":{"id":"r:0123456789abcdefghijklmnop","from":"a","type":"BACKS","to":"b"}}`, "relation.id", "26 characters"},

		// Claims.
		{"claims have a document", withClaim(`{"stance":"ASSERTS"}`), "relation.claims[0].document", "missing"},
		{"claims have a stance", withClaim(`{"document":"d"}`), "relation.claims[0].stance", "is missing: one of DENIES"},
		{"the second claim is counted", withClaim(`{"document":"d","stance":"ASSERTS"},{"document":"d","stance":"SAYS"}`), "relation.claims[1].stance", "not a stance"},
		{"against turns three stances", withClaim(`{"document":"d","stance":"REPORTS","against":true}`), "relation.claims[0].against", "DENIES"},
		{"locators count from 1", withClaim(`{"document":"d","stance":"REPORTS","locator":-1}`), "relation.claims[0].locator", "from 1"},
		{"there is no line 0", withClaim(`{"document":"d","stance":"REPORTS","locator":0}`), "relation.claims[0].locator", "from 1"},
		{"credibility starts at 1", withClaim(`{"document":"d","stance":"REPORTS","credibility":0}`), "relation.claims[0].credibility", "from 1"},
		{"locators are whole", withClaim(`{"document":"d","stance":"REPORTS","locator":1.5}`), "relation.claims[0].locator", "whole number"},
		{"locators are bounded", withClaim(`{"document":"d","stance":"REPORTS","locator":99999999999}`), "relation.claims[0].locator", "whole number"},
		{"numbers have no leading zero", withClaim(`{"document":"d","stance":"REPORTS","locator":01}`), "relation.claims[0].locator", "not a number"},
		{"credibility ends at 6", withClaim(`{"document":"d","stance":"REPORTS","credibility":7}`), "relation.claims[0].credibility", "6 for unknown"},
		{"a source is an id or a text", withClaim(`{"document":"d","stance":"REPORTS","sources":[{}]}`), "relation.claims[0].sources[0]", "is empty"},
		{"a source has no other field", withClaim(`{"document":"d","stance":"REPORTS","sources":[{"entity":"a"}]}`), "relation.claims[0].sources[0].entity", "there is no such field"},
		{"a mistyped id is no free text", withClaim(`{"document":"d","stance":"REPORTS","sources":["a","Afghan media"]}`), "relation.claims[0].sources[1]", "byte 7"},
		{"a source is no number", withClaim(`{"document":"d","stance":"REPORTS","sources":[1]}`), "relation.claims[0].sources[0]", "must be an entity id, or"},
		{"claim dates are EDTF", withClaim(`{"document":"d","stance":"REPORTS","date":{"edtf":"2025-02-30"}}`), "relation.claims[0].date.edtf", "not an EDTF date"},
		{"recordedAt is a day or time", withClaim(`{"document":"d","stance":"REPORTS","recordedAt":"yesterday, at noon"}`), "relation.claims[0].recordedAt", "RFC 3339"},
		{"recordedAt is a real day", withClaim(`{"document":"d","stance":"REPORTS","recordedAt":"2025-02-30"}`), "relation.claims[0].recordedAt", "no day 30"},
		{"retractions have a kind", withClaim(`{"document":"d","stance":"REPORTS","retracted":{"reason":"x"}}`), "relation.claims[0].retracted.kind", "is missing"},
		{"retractions have a reason", withClaim(`{"document":"d","stance":"REPORTS","retracted":{"kind":"ERROR"}}`), "relation.claims[0].retracted.reason", "is missing"},
		{"retractions have a day", withClaim(`{"document":"d","stance":"REPORTS","retracted":{"kind":"ERROR","reason":"x","at":"2025"}}`), "relation.claims[0].retracted.at", "YYYY-MM-DD"},
		{"retraction kinds are known", withClaim(`{"document":"d","stance":"REPORTS","retracted":{"kind":"OOPS","reason":"x"}}`), "relation.claims[0].retracted.kind", "ERROR WITHDRAWN"},
		{"r: is no claim id", withClaim(`{"id":"r:x","document":"d","stance":"REPORTS"}`), "relation.claims[0].id", "belongs to relations"},
		{"c: ids are computed", withClaim(`{"id":"c:mine","document":"d","stance":"REPORTS"}`), "relation.claims[0].id", "are computed"},
		{"c: ids are the computed one", withClaim(`{"id":"c:aaaaaaaaaaaaaaaaaaaaaaaaaa","document":"d","stance":"REPORTS"}`), "relation.claims[0].id", "computed from the content"},
		{"own claim ids have the form of ids", withClaim(`{"id":"a b","document":"d","stance":"REPORTS"}`), "relation.claims[0].id", "byte 2"},

		// Attributes.
		{"an attribute is of something", `{"attribute":{"name":"size","number":5}}`, "attribute.of", "missing"},
		{"an attribute has a name", `{"attribute":{"of":"a","number":5}}`, "attribute.name", "is missing"},
		{"an attribute has a value", `{"attribute":{"of":"a","name":"size"}}`, "attribute.value", "exactly one"},
		{"an attribute has one value", `{"attribute":{"of":"a","name":"size","value":"x","number":0}}`, "attribute.value", "exactly one"},
		{"a number fits a float", `{"attribute":{"of":"a","name":"size","number":1e999}}`, "attribute.number", "too large"},
		{"a number is one", `{"attribute":{"of":"a","name":"size","number":1.}}`, "attribute.number", "not a number"},
		{"a number is no text", `{"attribute":{"of":"a","name":"size","number":"5"}}`, "attribute.number", "is a text; it must be a number"},
		{"occurred is yes", `{"attribute":{"of":"a","name":"occurred","value":"no"}}`, "attribute.value", "DENIES"},
		{"attributes have claims", `{"attribute":{"of":"a","name":"size","number":5}}`, "attribute.claims", "an attribute exists only"},
		{"an attribute is not of a claim", `{"attribute":{"of":"c:x","name":"size","number":5}}`, "attribute.of", "reserved"},

		// Judgements.
		{"a judgement judges", `{"judgement":{"a":"x","b":"y"}}`, "judgement.same", "is missing"},
		{"a judgement is about two", `{"judgement":{"a":"x","b":"x","same":true}}`, "judgement.b", "two ids"},
		{"of one sort", `{"judgement":{"a":"x","b":"r:aaaaaaaaaaaaaaaaaaaaaaaaaa","same":true}}`, "judgement.b", "of one sort"},
		{"on a day", `{"judgement":{"a":"x","b":"y","same":true,"at":"now"}}`, "judgement.at", "not a date"},
	}
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			_, err := graph.DecodeRecord([]byte(c.json))
			var bad *graph.RecordError
			if !errors.As(err, &bad) {
				t.Fatalf("%s\n%.200s\ngives %v, want a *RecordError", c.reason, c.json, err)
			}
			if bad.Field != c.field || !strings.Contains(bad.Reason, c.says) {
				t.Errorf("%s\n%.200s\ngives %q, want field %q and a reason with %q", c.reason, c.json, bad, c.field, c.says)
			}
			if code := graph.CodeOf(err); code != graph.Invalid && code != graph.Limit {
				t.Errorf("code %s", code)
			}
		})
	}
}

func TestColumns(t *testing.T) {
	cases := []struct{ reason, json, at string }{
		{"an unknown field is shown where its name starts", `{"document":{"id":"d","titel":"x"}}`, `"titel"`},
		{"a wrong type where the value starts", `{"document":{"id":"d","note":5}}`, `5`},
		{"an EDTF error at the byte within the text", `{"document":{"id":"d","retrieved":"2025-99"}}`, `99`},
		{"a rule about one field at its value", withClaim(`{"document":"d","stance":"REPORTS","credibility":9}`), `9`},
		{"a rule about a missing field at its object", withClaim(`{"document":"d"}`), `{"document"`},
		{"of a second claim at that claim", withClaim(`{"document":"d","stance":"REPORTS"}, {"stance":"REPORTS"}`), `{"stance"`},
		{"past texts with brackets and escapes", withClaim(`{"document":"d","label":"}]\"{","stance":"REPORTS","locator":-4}`), `-4`},
		{"in a nested list", withClaim(`{"document":"d","sources":["a",{"text":" "}],"stance":"REPORTS"}`), `{"text"`},
	}
	for _, c := range cases {
		_, err := graph.DecodeRecord([]byte(c.json))
		var bad *graph.RecordError
		if !errors.As(err, &bad) {
			t.Fatalf("%s: %v", c.reason, err)
		}
		if want := strings.Index(c.json, c.at) + 1; bad.Column != want {
			t.Errorf("%s: %s\ncolumn %d, want %d (%v)", c.reason, c.json, bad.Column, want, bad)
		}
	}
}

// canonical is a file in canonical form with every field of the format.
const canonical = `{"dragoman": 1}
{"document":{"id":"d1","title":"A <title> & \"more\" – ü","outlet":"agency","published":"2025-10-12","retrieved":"2025-10-13","url":"https://example.org/a?b=c&d=e","reliability":"B","basedOn":["d0","d2"],"note":"two\nlines\\"}}
{"document":{"id":"d2","published":{"text":"Sunday","edtf":"2025-10","resolved":"2025-10-12","basis":"the talks began on Friday"}}}
{"entity":{"id":"agency","kind":"ORGANIZATION","type":"outlet","name":"Agency"}}
{"entity":{"id":"media","kind":"GROUP","name":"unnamed media","named":false,"names":[{"text":"media"},{"text":"رسانه","lang":"fa","script":"Arab","documents":["d1","d2"]}],"summary":"several","externalIds":[{"scheme":"ofac","value":"12"},{"scheme":"wd","value":"Q1"}]}}
{"relation":{"id":"%R","from":"a","type":"PARTICIPATED_IN","to":"m","role":"VISITOR","key":"first","concerns":["x","y"],"claims":[{"id":"%C","document":"d9","locator":4,"stance":"SUGGESTS","against":true,"sources":["spokesman",{"text":"an official"}],"date":{"text":"in autumn","edtf":"2025-23"},"spokenAt":"2025-10-11","acting":true,"mode":"by telephone","label":"talks","credibility":3,"note":"perhaps not","recordedAt":"2025-11-01","retracted":{"at":"2025-11-02","by":"editor","kind":"ERROR","reason":"misread"}},{"id":"z1","document":"d1","stance":"REPORTS"}]}}
{"attribute":{"of":"m","name":"size","number":12.5,"unit":"people","claims":[{"id":"z2","document":"d1","stance":"ASSERTS"}]}}
{"attribute":{"of":"m","name":"topic","entity":"x","claims":[{"id":"z3","document":"d1","stance":"NO_COMMENT"}]}}
{"judgement":{"a":"a","b":"b","same":false,"by":"editor","reason":"other birthday","at":"2025-11-03"}}
`

// canonicalFile fills in the computed ids.
func canonicalFile(t testing.TB) string {
	relation := graph.RelationID("a", graph.ParticipatedIn, "m", graph.Visitor, "first")
	edtf, err := graph.ParseEDTF("2025-23")
	if err != nil {
		t.Fatal(err)
	}
	claim := graph.RelationClaimID(relation, &graph.Claim{
		Document: "d9", Locator: 4, Stance: graph.Suggests, Against: true,
		Sources: []graph.Source{{Entity: "spokesman"}, {Text: "an official"}}, Date: graph.Date{Text: "in autumn", EDTF: edtf}, Note: "perhaps not",
	})
	return strings.NewReplacer("%R", relation, "%C", claim).Replace(canonical)
}

// transcode decodes and encodes, with the errors on the way.
func transcode(t *testing.T, in string, o graph.EncodeOptions) string {
	t.Helper()
	var out bytes.Buffer
	if err := graph.EncodeRecords(&out, graph.DecodeRecords("in", strings.NewReader(in)), o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestCanonicalComesBack(t *testing.T) {
	in := canonicalFile(t)
	if out := transcode(t, in, graph.EncodeOptions{}); out != in {
		t.Errorf("canonical records come back as they were\ngot  %s\nwant %s", out, in)
	}
}

func TestTolerated(t *testing.T) {
	const want = `{"dragoman": 1}
{"entity":{"id":"a","kind":"PERSON","name":"A/😀"}}
{"document":{"id":"d","published":"2025"}}
`
	cases := []struct{ reason, in string }{
		{"CRLF", "{\"dragoman\": 1}\r\n{\"entity\":{\"id\":\"a\",\"kind\":\"PERSON\",\"name\":\"A/😀\"}}\r\n{\"document\":{\"id\":\"d\",\"published\":\"2025\"}}\r\n"},
		{"a byte order mark", "\xef\xbb\xbf" + want},
		{"empty lines", "\n  \n" + strings.ReplaceAll(want, "\n", "\n\n")},
		{"no last line feed", strings.TrimSuffix(want, "\n")},
		{"the header again", strings.Replace(want, "\n{\"doc", "\n{\"dragoman\":1}\n{\"doc", 1)},
		{"white space", `{ "dragoman" : 1 }` + "\n" + `{ "entity" : { "id" : "a" , "kind":"PERSON", "name" : "A/😀" } }` + "\n\t" + `{"document":{"id":"d", "published" : { "edtf" : "2025" } } }`},
		{"escapes", `{"dragoman":1}` + "\n" + `{"entity":{"\u0069d":"\u0061","kind":"PERSON","name":"A\/\ud83d\ude00"}}` + "\n" + `{"document":{"id":"d","published":"2025"}}`},
		{"any order of fields", `{"dragoman":1}` + "\n" + `{"entity":{"name":"A/😀","kind":"PERSON","id":"a"}}` + "\n" + `{"document":{"published":"2025","id":"d"}}`},
		{"empty lists, empty texts, named true", `{"dragoman":1}` + "\n" + `{"entity":{"id":"a","kind":"PERSON","name":"A/😀","named":true,"names":[],"summary":""}}` + "\n" + `{"document":{"id":"d","published":"2025","basedOn":[ ]}}`},
	}
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			if out := transcode(t, c.in, graph.EncodeOptions{}); out != want {
				t.Errorf("%s is tolerated; got\n%s", c.reason, out)
			}
		})
	}
}

func TestHeader(t *testing.T) {
	cases := []struct{ reason, in, says string }{
		{"an empty file has no header", "", "the header is missing"},
		{"nor has one of empty lines", "\n\n", "the header is missing"},
		{"a record is no header", `{"entity":{"id":"a","kind":"PERSON","name":"A"}}`, "in:1: the header is missing: the first record must be {\"dragoman\": 1}"},
		{"nor is a text", "hello", "the header is missing"},
		{"nor is an empty object", "{}", "the header is missing"},
		{"another version is named", `{"dragoman": 2}`, "this is version 2 of the record format; this program reads version 1"},
		{"a version is a number", `{"dragoman": "1"}`, "the header's version is a text"},
		{"a version is a whole number", `{"dragoman": 1.5}`, "the header's version"},
		{"the header has one field", `{"dragoman": 1, "by": "x"}`, "the header is not"},
		{"UTF-16 is named", "\xff\xfe{\x00", "UTF-16"},
	}
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			n := 0
			for _, err := range graph.DecodeRecords("in", strings.NewReader(c.in+"\n{}\n")) {
				n++
				var bad *graph.RecordError
				if graph.CodeOf(err) != graph.Invalid || errors.As(err, &bad) || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%s: %v, want an *Error with %q", c.reason, err, c.says)
				}
			}
			if n != 1 {
				t.Errorf("%s: %d results, want the one error and no more", c.reason, n)
			}
		})
	}
	if err := graph.DecodeHeader("f", 1, []byte(`{"dragoman":1}`)); err != nil {
		t.Error(err)
	}
	if err := graph.DecodeHeader("f", 1, []byte(`{"dragoman":3}`)); graph.CodeOf(err) != graph.Invalid {
		t.Error(err)
	}
}

func TestReadingGoesOnAfterBadLines(t *testing.T) {
	in := strings.Join([]string{
		`{"dragoman": 1}`,
		`{"entity":{"id":"a","kind":"PERSON","name":"A"}}`,
		`{"entity":{"id":"b","kind":"PERSON"}}`,
		``,
		`nonsense`,
		`{"entity":{"id":"c","kind":"PERSON","name":"C"}}`,
	}, "\n")
	var got []string
	for rec, err := range graph.DecodeRecords("f.jsonl", strings.NewReader(in)) {
		var bad *graph.RecordError
		switch {
		case errors.As(err, &bad):
			got = append(got, bad.Error())
		case err != nil:
			t.Fatal(err)
		default:
			got = append(got, rec.Entity.ID+" "+rec.File+" "+string(rune('0'+rec.Line)))
		}
	}
	want := []string{
		"a f.jsonl 2",
		"f.jsonl:3:11: entity.name: is missing: for somebody whom no document names, describe them and set named to false",
		"f.jsonl:5:1: has 'n' where a record in { } should stand",
		"c f.jsonl 6",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for range graph.DecodeRecords("f", strings.NewReader(in)) {
		break // a reader may stop
	}
}

func TestAuditFields(t *testing.T) {
	head := "{\"dragoman\": 1}\n{\"document\":{\"id\":\"dated\",\"published\":\"2025\"}}\n{\"document\":{\"id\":\"undated\"}}\n"
	claim := func(id, document, rest string) string {
		return `{"relation":{"id":"` + graph.RelationID("a", graph.Backs, "b", 0, "") + `","from":"a","type":"BACKS","to":"b","claims":[{"id":"` + id + `","document":"` + document + `","stance":"ASSERTS"` + rest + `}]}}` + "\n"
	}
	const both = `,"recordedAt":"2025-11-01","recordedBy":"me"`
	in := head + claim("x1", "dated", both) + claim("x2", "undated", both) + claim("x3", "elsewhere", both)
	plain := head + claim("x1", "dated", "") + claim("x2", "undated", `,"recordedAt":"2025-11-01"`) + claim("x3", "elsewhere", `,"recordedAt":"2025-11-01"`)
	if out := transcode(t, in, graph.EncodeOptions{}); out != plain {
		t.Errorf("without audit recordedAt stays only where it is the known day\ngot  %s\nwant %s", out, plain)
	}
	if out := transcode(t, in, graph.EncodeOptions{Audit: true}); out != in {
		t.Errorf("with audit both stay\ngot  %s\nwant %s", out, in)
	}
}

func TestEncodeErrors(t *testing.T) {
	bad := func(yield func(graph.Record, error) bool) { yield(graph.Record{}, graph.ErrConflict) }
	if err := graph.EncodeRecords(new(bytes.Buffer), bad, graph.EncodeOptions{}); !errors.Is(err, graph.ErrConflict) {
		t.Errorf("an error of the sequence is passed on, not %v", err)
	}
	one := func(yield func(graph.Record, error) bool) {
		for range 5000 {
			if !yield(graph.Record{Entity: &graph.Entity{ID: "a", Kind: graph.KindPerson, Name: "A\x01\xff\t", Named: true}}, nil) {
				return
			}
		}
	}
	if err := graph.EncodeRecords(failing{}, one, graph.EncodeOptions{}); !errors.Is(err, errDisk) || graph.CodeOf(err) != graph.Internal {
		t.Errorf("a failing writer is an error, not %v", err)
	}
	got := string(graph.AppendRecord(nil, &graph.Record{Entity: &graph.Entity{ID: "a", Name: "A\x01\xff\t"}}, graph.EncodeOptions{}))
	if want := `{"entity":{"id":"a","name":"A\u0001` + "\uFFFD" + `\t","named":false}}`; got != want {
		t.Errorf("what JSON cannot hold is escaped: %s, want %s", got, want)
	}
}

var errDisk = errors.New("disk full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errDisk }

func TestCompletion(t *testing.T) {
	t.Run("symmetric ends are put in order", func(t *testing.T) {
		r := decode(t, `{"relation":{"from":"b","type":"HAS_TIES","to":"a","key":"trade","claims":[{"document":"d","stance":"ASSERTS"}]}}`).Relation
		if r.From != "a" || r.To != "b" || r.ID != graph.RelationID("b", graph.HasTies, "a", 0, "trade") || r.ID != r.Identity() {
			t.Errorf("%+v", r)
		}
		if r.Claims[0].ID != graph.RelationClaimID(r.ID, &r.Claims[0]) {
			t.Errorf("claim id %s", r.Claims[0].ID)
		}
	})
	t.Run("others keep theirs", func(t *testing.T) {
		if r := decode(t, withClaim(`{"document":"d","stance":"ASSERTS"}`)).Relation; r.From != "a" {
			t.Errorf("%+v", r)
		}
		if r := decode(t, strings.NewReplacer(`"a"`, `"z"`).Replace(withClaim(`{"document":"d","stance":"ASSERTS"}`))).Relation; r.From != "z" {
			t.Errorf("%+v", r)
		}
	})
	t.Run("a former relation id is kept, with claims of either", func(t *testing.T) {
		const former = "r:aaaaaaaaaaaaaaaaaaaaaaaaaa"
		old := graph.RelationClaimID(former, &graph.Claim{Document: "d", Stance: graph.Asserts})
		now := graph.RelationClaimID(graph.RelationID("a", graph.Backs, "b", 0, ""), &graph.Claim{Document: "d", Stance: graph.Asserts})
		for _, id := range []string{old, now} {
			r := decode(t, `{"relation":{"id":"`+former+`","from":"a","type":"BACKS","to":"b","claims":[{"id":"`+id+`","document":"d","stance":"ASSERTS"}]}}`).Relation
			if r.ID != former || r.Identity() == former || r.Claims[0].ID != id {
				t.Errorf("%+v", r)
			}
		}
	})
	t.Run("judgements are put in order", func(t *testing.T) {
		if j := decode(t, `{"judgement":{"a":"y","b":"x","same":false}}`).Judgement; j.A != "x" || j.B != "y" || j.Same {
			t.Errorf("%+v", j)
		}
	})
	t.Run("every escape is understood", func(t *testing.T) {
		_, err := graph.DecodeRecord([]byte(`{"document":{"id":"d","note":"\b\f\r"}}`))
		if err == nil || !strings.Contains(err.Error(), "U+0008") {
			t.Errorf("%v", err)
		}
		if d := decode(t, `{"document":{"id":"d","note":"\"\\\/\n\t\u00e9\u20AC"}}`).Document; d.Note != "\"\\/\n\té€" {
			t.Errorf("%q", d.Note)
		}
	})
	t.Run("minus zero is zero", func(t *testing.T) {
		a := decode(t, `{"attribute":{"of":"m","name":"size","number":-0.0,"claims":[{"document":"d","stance":"ASSERTS"}]}}`).Attribute
		if a.Identity().Number != "0" || a.Claims[0].ID != graph.AttributeClaimID(a.Identity(), &a.Claims[0]) {
			t.Errorf("%+v", a.Identity())
		}
	})
	t.Run("checking again changes nothing", func(t *testing.T) {
		for rec, err := range graph.DecodeRecords("in", strings.NewReader(canonicalFile(t))) {
			if err != nil {
				t.Fatal(err)
			}
			before := string(graph.AppendRecord(nil, &rec, graph.EncodeOptions{Audit: true}))
			if err := rec.Check(); err != nil {
				t.Fatal(err)
			}
			if after := string(graph.AppendRecord(nil, &rec, graph.EncodeOptions{Audit: true})); after != before {
				t.Errorf("got %s, want %s", after, before)
			}
		}
	})
}

func decode(t *testing.T, json string) graph.Record {
	t.Helper()
	rec, err := graph.DecodeRecord([]byte(json))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestCheckOfPrograms(t *testing.T) {
	inf := 1 / zero
	one := []graph.Claim{{Document: "d", Stance: graph.Asserts}}
	many := make([]graph.ExternalID, graph.MaxList+1)
	cases := []struct {
		reason string
		rec    graph.Record
		field  string
		code   graph.Code
	}{
		{"nothing", graph.Record{}, "", graph.Invalid},
		{"two things", graph.Record{Entity: &graph.Entity{}, Document: &graph.Document{}}, "", graph.Invalid},
		{"a kind beyond the list", graph.Record{Entity: &graph.Entity{ID: "a", Kind: 99, Name: "A"}}, "entity.kind", graph.Invalid},
		{"a letter beyond the list", graph.Record{Document: &graph.Document{ID: "a", Reliability: 99}}, "document.reliability", graph.Invalid},
		{"a type beyond the list", graph.Record{Relation: &graph.RelationRecord{From: "a", Type: 200, To: "b", Claims: one}}, "relation.type", graph.Invalid},
		{"a role beyond the list", graph.Record{Relation: &graph.RelationRecord{From: "a", Type: graph.ParticipatedIn, Role: 99, To: "b", Claims: one}}, "relation.role", graph.Invalid},
		{"a stance beyond the list", graph.Record{Relation: &graph.RelationRecord{From: "a", Type: graph.Backs, To: "b", Claims: []graph.Claim{{Document: "d", Stance: 77}}}}, "relation.claims[0].stance", graph.Invalid},
		{"a source of both sorts", graph.Record{Relation: &graph.RelationRecord{From: "a", Type: graph.Backs, To: "b", Claims: []graph.Claim{{Document: "d", Stance: graph.Reports, Sources: []graph.Source{{Entity: "a", Text: "b"}}}}}}, "relation.claims[0].sources[0]", graph.Invalid},
		{"an infinite number", graph.Record{Attribute: &graph.AttributeRecord{Of: "a", Name: "size", Number: &inf, Claims: one}}, "attribute.number", graph.Invalid},
		{"bytes that are no UTF-8", graph.Record{Entity: &graph.Entity{ID: "a", Kind: graph.KindPerson, Name: "A\xff"}}, "entity.name", graph.Invalid},
		{"too many entries", graph.Record{Entity: &graph.Entity{ID: "a", Kind: graph.KindPerson, Name: "A", ExternalIDs: many}}, "entity.externalIds", graph.Limit},
		{"too many ids", graph.Record{Document: &graph.Document{ID: "a", BasedOn: make([]string, graph.MaxList+1)}}, "document.basedOn", graph.Limit},
	}
	for _, c := range cases {
		c.rec.File, c.rec.Line = "f", 7
		err := c.rec.Check()
		var bad *graph.RecordError
		if !errors.As(err, &bad) || bad.Field != c.field || bad.Code != c.code || bad.File != "f" || bad.Line != 7 {
			t.Errorf("%s: %v, want field %q and %s", c.reason, err, c.field, c.code)
		}
		if !errors.Is(err, &graph.Error{Code: c.code}) {
			t.Errorf("%s: errors.Is does not see %s", c.reason, cmp.Or(c.code, "nothing"))
		}
	}
}

var zero float64
