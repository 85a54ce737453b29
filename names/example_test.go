package names_test

import (
	"fmt"

	"dragoman/names"
)

func ExampleMatch() {
	for _, pair := range [][2]string{
		{"Amir Muttaqi", "Amir Muttaqi"},
		{"РАХМОН", "Rakhmon"},
		{"jaishankar s", "S. Jaishankar"},
		{"gorno bad", "Gorno-Badakhshan"},
		{"Mottaki", "Muttaqi"},
	} {
		fmt.Println(names.Match(pair[0], pair[1]))
	}
	// Output:
	// EXACT
	// FOLDED
	// WORDS
	// PREFIX
	// NONE
}

func ExampleFold() {
	fmt.Println(names.Fold("Gʻulom  ЎЗБЕК-Zadeh"))
	// Output: gulom uzbek zadeh
}
