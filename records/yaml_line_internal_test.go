package records

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A line is read as what it says, in its order; what is no record is an error.
func TestObjectOf(t *testing.T) {
	got, err := objectOf([]byte(`{"a":{"id":"x \"y\" \\ \n\u0001 ü","n":-1.5e-7,"yes":true,"no":false,"list":["p",{"q":"r"},[]],"none":{}}}` + "\n"))
	want := object{{"a", object{
		{"id", "x \"y\" \\ \n\x01 ü"},
		{"n", json.Number("-1.5e-7")},
		{"yes", true},
		{"no", false},
		{"list", []any{"p", object{{"q", "r"}}, []any{}}},
		{"none", object{}},
	}}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(field{})); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, bad := range []string{``, `{`, `[]`, `"a"`, `{"a"}`, `{"a":}`, `{"a":1`, `{"a":1}}`, `{"a":"b}`, `{"a":"\q"}`, `{"a":1 "b":2}`, `{"a":[1,}`, `{"a":1,"b"`, `{,}`, `{"a":1}x`} {
		if o, err := objectOf([]byte(bad)); err == nil {
			t.Errorf("%s is read as %v", bad, o)
		}
	}
}
