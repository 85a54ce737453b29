package web

import (
	_ "embed"
	"encoding/json"
)

// Question is a worked question: a sample of the playground.
type Question struct {
	Task      string          `json:"task"` // the heading it stands under
	Title     string          `json:"title"`
	About     string          `json:"about"`
	Tab       bool            `json:"tab"`   // opened as a tab at the first visit
	Needs     string          `json:"needs"` // "Type.field(argument)" without which it is not shown, "" for none
	Query     string          `json:"query"`
	Variables json.RawMessage `json:"variables"` // an object, {} when there are none
}

//go:embed src/questions.json
var questionsJSON []byte

// Questions returns the worked questions in the order of the playground's samples. They come from
// the file that the playground is built from.
func Questions() ([]Question, error) {
	var questions []Question
	if err := json.Unmarshal(questionsJSON, &questions); err != nil {
		return nil, err
	}
	return questions, nil
}
