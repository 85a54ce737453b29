package web

import (
	_ "embed"
	"encoding/json"
)

// Question is a worked question: a tab of the playground.
type Question struct {
	Title     string          `json:"title"`
	About     string          `json:"about"`
	Query     string          `json:"query"`
	Variables json.RawMessage `json:"variables"` // an object, {} when there are none
}

//go:embed src/questions.json
var questionsJSON []byte

// Questions returns the worked questions in the order of the playground's tabs. They come from
// the file that the playground is built from.
func Questions() ([]Question, error) {
	var questions []Question
	if err := json.Unmarshal(questionsJSON, &questions); err != nil {
		return nil, err
	}
	return questions, nil
}
