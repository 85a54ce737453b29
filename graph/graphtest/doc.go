// Package graphtest says what every store must do, as tests.
//
// Its one idea: the contract is written twice, as rules in words with an example
// each, and as [Model], a store so plain that it can be read; a random walk holds
// the two and the store under test together.
//
//	rule ─── example on the fixture ──▶ store        "a cursor stands before …"
//	seed ─── operations, queries ──┬──▶ store ─┐
//	                               └──▶ Model ─┴─▶ equal after every step
//
// A store's own test calls [Run] with a function that opens an empty store. A
// failure prints the violated rule, or the seed, the step and the operations that
// lead to the difference; DRAGOMAN_SEED repeats a walk.
package graphtest
