package web

import (
	_ "embed"
	"encoding/json"
	"net/url"
)

// Question is a worked question: a tab of the playground and a link on the landing page.
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

// ShareLink returns the address, relative to the landing page, that opens the question in the
// playground: what its "Copy share link" button writes.
func (q Question) ShareLink() (string, error) {
	var variables map[string]any
	if err := json.Unmarshal(q.Variables, &variables); err != nil {
		return "", err
	}
	values := url.Values{"query": {q.Query}}
	if len(variables) > 0 {
		compact, err := json.Marshal(q.Variables)
		if err != nil {
			return "", err
		}
		values.Set("variables", string(compact))
	}
	return "./playground?" + values.Encode(), nil
}
