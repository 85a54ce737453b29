package exchange

import (
	"slices"
	"strings"

	"dragoman/graph"
)

// FollowTheMoney writes things and connections as entities of a schema with lists
// of texts as properties. What becomes what, both ways:
//
//	thing      ⇄ entity; its names ⇄ names; every other property ⇄ attribute
//	connection ⇄ relation, with its id as key; every other property ⇄ attribute of it
//	datasets   ⇄ the document that all of it rests on (several: one based on theirs)
//	document   ⇄ document; proof ⇄ the document of a claim

// ftmPrefix is before the ids that are made for what has none in FtM: datasets,
// authorities, and ids of signs that ours cannot have.
const ftmPrefix = "ftm:"

// ftmThing is a schema of things and the kind and type of entity that it is.
type ftmThing struct {
	schema string
	kind   graph.EntityKind
	word   string // Entity.Type
}

// ftmThings: the first of a kind is the one that is written for any other type.
var ftmThings = []ftmThing{
	{"Person", graph.KindPerson, ""},
	{"Organization", graph.KindOrganization, ""},
	{"LegalEntity", graph.KindOrganization, "legal-entity"},
	{"Company", graph.KindOrganization, "company"},
	{"PublicBody", graph.KindOrganization, "public-body"},
	{"Position", graph.KindOffice, ""},
	{"Address", graph.KindPlace, "address"},
	{"Event", graph.KindIncident, "event"},
	// Only written:
	{"PublicBody", graph.KindGovernment, ""},
	{"Organization", graph.KindGroup, ""},
	{"Organization", graph.KindMission, ""},
	{"Organization", graph.KindDelegation, ""},
	{"Event", graph.KindMeeting, ""},
}

// thingOf gives what a schema is read as.
func thingOf(schema string) (ftmThing, bool) {
	i := slices.IndexFunc(ftmThings, func(t ftmThing) bool { return t.schema == schema })
	if i < 0 {
		return ftmThing{}, false
	}
	return ftmThings[i], true
}

// schemaOf gives what an entity is written as; "" for a kind that FtM has no word for.
func schemaOf(e *graph.Entity) string {
	schema := ""
	for _, t := range ftmThings {
		if t.kind != e.Kind {
			continue
		}
		if t.word == e.Type {
			return t.schema
		}
		if schema == "" {
			schema = t.schema
		}
	}
	return schema
}

// ftmLink is a schema of connections and the relation that it is. Its key is the
// FtM id, behind the word and a colon where there is a word.
type ftmLink struct {
	schema, source, target string
	relation               graph.RelationType
	word                   string
	swap                   bool // the target is the relation's from
}

var ftmLinks = []ftmLink{
	{"Occupancy", "holder", "post", graph.Holds, "", false},
	{"Employment", "employee", "employer", graph.EmployedBy, "", false},
	{"Membership", "member", "organization", graph.MemberOf, "", false},
	{"Directorship", "director", "organization", graph.MemberOf, "directorship", false},
	{"Representation", "agent", "client", graph.Represents, "", false},
	{"Succession", "predecessor", "successor", graph.Succeeded, "", true},
	{"Family", "person", "relative", graph.RelatedTo, "", false},
	{"Associate", "person", "associate", graph.HasTies, "associate", false},
	{"Ownership", "owner", "asset", graph.HasTies, "ownership", false},
	{"Debt", "debtor", "creditor", graph.HasTies, "debt", false},
	{"UnknownLink", "subject", "object", graph.HasTies, "link", false},
	{"Payment", "payer", "beneficiary", graph.Supplies, "payment", false},
	{ftmSanction, "authority", "entity", graph.Sanction, "sanction", false},
}

// ftmSanction names its source in words: an entity is made of them.
const (
	ftmSanction  = "Sanction"
	ftmAuthority = ftmPrefix + "authority-"
)

func linkOf(schema string) (ftmLink, bool) {
	i := slices.IndexFunc(ftmLinks, func(l ftmLink) bool { return l.schema == schema })
	if i < 0 {
		return ftmLink{}, false
	}
	return ftmLinks[i], true
}

// linkFor gives what a relation is written as, and the id that its key holds, ""
// for none. apt is false where the schema says less than the type of the relation.
func linkFor(r *graph.Relation) (l ftmLink, id string, apt bool) {
	word, rest, worded := strings.Cut(r.Key, ":")
	if worded {
		for _, l := range ftmLinks {
			if l.relation == r.Type && l.word == word && (l.schema != ftmSanction || strings.HasPrefix(r.From, ftmAuthority)) {
				return l, rest, true
			}
		}
	}
	for _, l := range ftmLinks {
		if l.relation == r.Type && l.word == "" {
			return l, r.Key, true
		}
	}
	schema := "UnknownLink"
	if r.Type == graph.Heads {
		schema = "Directorship"
	}
	l, _ = linkOf(schema)
	return l, "", false
}

// ftmBond is a property of a thing that is a relation without more.
type ftmBond struct {
	schema, property string // schema is one of thing, or all that may have it
	relation         graph.RelationType
	role             graph.Role
	in               bool // the relation points at the thing that has the property
}

var ftmBonds = []ftmBond{
	{"", "addressEntity", graph.LocatedIn, 0, false},
	{"", "parent", graph.PartOf, 0, false},
	{"Position", "organization", graph.Of, 0, false},
	{"Event", "organizer", graph.ParticipatedIn, graph.Organizer, true},
	{"Event", "involved", graph.ParticipatedIn, 0, true},
}

// ftmPointers are properties whose values are ids of entities, beside the ends of
// connections and bonds.
var ftmPointers = []string{"riskSource", "payerAccount", "beneficiaryAccount", "contract", "project", "startLocation", "endLocation", "vehicle"}

// ftmNames are the properties that hold names.
var ftmNames = []string{"name", "alias", "previousName", "weakAlias", "abbreviation"}

// ftmDocuments are the schemata of documents.
var ftmDocuments = []string{"Document", "Article", "HyperText", "PlainText", "Pages", "Package", "Workbook", "Table", "Image", "Video", "Audio", "Email"}

// ftmMoney are amounts with their unit in their name.
var ftmMoney = map[string]string{"amountEur": "EUR", "amountUsd": "USD"}

// ftmProperties lists what a schema has, besides what its parents have: an
// attribute of another name goes into the notes or the description.
var ftmProperties = map[string][]string{
	"Thing":       strings.Fields("name alias previousName weakAlias country summary notes description sourceUrl publisher publisherUrl alephUrl wikipediaUrl wikidataId keywords topics address program programId riskSource createdAt modifiedAt retrievedAt"),
	"Interval":    strings.Fields("startDate endDate date summary description recordId sourceUrl publisher publisherUrl alephUrl namesMentioned modifiedAt retrievedAt"),
	"Interest":    strings.Fields("role status"),
	"Value":       strings.Fields("amount currency amountUsd amountEur"),
	"LegalEntity": strings.Fields("abbreviation email phone website legalForm incorporationDate dissolutionDate taxStatus status sector classification registrationNumber idNumber taxNumber licenseNumber vatCode jurisdiction mainCountry opencorporatesUrl bvdId sayariId brightQueryId brightQueryOrgId uscCode icijId okpoCode innCode ogrnCode okvedCode leiCode dunsCode uniqueEntityId npiCode swiftBic"),
	"Person":      strings.Fields("title firstName secondName middleName fatherName motherName lastName nameSuffix birthDate birthPlace birthCountry deathDate position biography nationality citizenship passportNumber socialSecurityNumber gender ethnicity height weight eyeColor hairColor appearance religion political profession education spokenLanguage"),
	"Organization": strings.Fields(
		"cageCode permId imoNumber giiNumber"),
	"Company":   strings.Fields("amount currency amountUsd amountEur capital voenCode coatoCode irsCode ipoCode cikCode jibCode mbsCode caemCode kppCode okopfCode fnsCode fssCode bikCode pfrNumber oksmCode isinCode ticker ricCode"),
	"Position":  strings.Fields("inceptionDate dissolutionDate subnationalArea numberOfSeats"),
	"Address":   strings.Fields("full remarks postOfficeBox street street2 city postalCode region state latitude longitude osmId googlePlaceId"),
	"Event":     strings.Fields("startDate endDate date recordId namesMentioned location important"),
	"Occupancy": strings.Fields("declarationDate electionDate periodStart periodEnd constituency politicalGroup status"),
	"Ownership": strings.Fields("percentage sharesCount sharesValue sharesCurrency sharesType legalBasis ownershipType"),
	"Family":    strings.Fields("relationship"),
	"Associate": strings.Fields("relationship"),
	"Directorship": strings.Fields(
		"secretary"),
	"Payment":  strings.Fields("sequenceNumber transactionNumber purpose programme payerAccount beneficiaryAccount contract project"),
	"Sanction": strings.Fields("authority authorityId unscId program programId programUrl provisions status duration reason country listingDate"),
}

// ftmParents are the schemata whose properties another has too.
var ftmParents = map[string][]string{
	"Person": {"LegalEntity", "Thing"}, "LegalEntity": {"Thing"}, "Organization": {"LegalEntity", "Thing"},
	"Company": {"Organization", "LegalEntity", "Thing"}, "PublicBody": {"Organization", "LegalEntity", "Thing"},
	"Position": {"Thing"}, "Address": {"Thing"}, "Event": {"Thing"},
	"Occupancy": {"Interval"}, "Employment": {"Interest", "Interval"}, "Membership": {"Interest", "Interval"},
	"Directorship": {"Interest", "Interval"}, "Representation": {"Interest", "Interval"}, "Succession": {"Interest", "Interval"},
	"Family": {"Interval"}, "Associate": {"Interval"}, "Ownership": {"Interest", "Interval"}, "Debt": {"Value", "Interval"},
	"UnknownLink": {"Interest", "Interval"}, "Payment": {"Value", "Interval"}, "Sanction": {"Interval"},
}

// ftmHas says whether entities of a schema have a property.
func ftmHas(schema, property string) bool {
	return slices.Contains(ftmProperties[schema], property) ||
		slices.ContainsFunc(ftmParents[schema], func(p string) bool { return slices.Contains(ftmProperties[p], property) })
}

// ftmTally counts what could not be held, in words.
type ftmTally map[string]int

func (t ftmTally) add(what string) { t[what]++ }

// tell gives the counts in order.
func (t ftmTally) tell(left func(what string, times int)) {
	if left == nil {
		return
	}
	var words []string
	for w := range t {
		words = append(words, w)
	}
	slices.Sort(words)
	for _, w := range words {
		left(w, t[w])
	}
}
