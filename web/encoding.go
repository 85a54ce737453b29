package web

import (
	"strconv"
	"strings"
)

// prefersGzip reads Accept-Encoding as RFC 9110 §12.5.3 has it: q=0 refuses, "*" speaks for
// every coding not named, a tie goes to gzip, and without the header the answer is plain. A
// client that refuses both still gets the plain form.
func prefersGzip(acceptEncoding []string) bool {
	weights := codingWeights(acceptEncoding)
	rest, hasRest := weights["*"]
	gzip, named := weights["gzip"]
	if !named {
		gzip, named = weights["x-gzip"]
	}
	if !named {
		gzip = rest
	}
	identity, named := weights["identity"]
	if !named && hasRest {
		identity = rest
	}
	return gzip > 0 && gzip >= identity
}

func codingWeights(acceptEncoding []string) map[string]float64 {
	weights := map[string]float64{}
	for _, line := range acceptEncoding {
		for entry := range strings.SplitSeq(line, ",") {
			coding, parameters, _ := strings.Cut(entry, ";")
			coding = strings.ToLower(strings.TrimSpace(coding))
			if coding != "" {
				weights[coding] = weight(parameters)
			}
		}
	}
	return weights
}

// weight is 1 without a q parameter, and 0 for one that cannot be read: then the plain form,
// which everybody reads, is the safe one.
func weight(parameters string) float64 {
	name, value, found := strings.Cut(strings.TrimSpace(parameters), "=")
	if !found || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
