package resolvers

import (
	"dragoman/graph"
	"dragoman/graph/gen"
)

// Which Go type answers the fields of which GraphQL type.

var _ gen.ResolverRoot = (*Resolver)(nil)

// Person answers the fields of Person.
func (r *Resolver) Person() gen.PersonResolver { return person{entityFields[*graph.Person]{r}} }

// Government answers the fields of Government.
func (r *Resolver) Government() gen.GovernmentResolver {
	return government{entityFields[*graph.Government]{r}}
}

// Organization answers the fields of Organization.
func (r *Resolver) Organization() gen.OrganizationResolver {
	return organization{entityFields[*graph.Organization]{r}}
}

// Group answers the fields of Group.
func (r *Resolver) Group() gen.GroupResolver { return group{entityFields[*graph.Group]{r}} }

// Mission answers the fields of Mission.
func (r *Resolver) Mission() gen.MissionResolver { return mission{entityFields[*graph.Mission]{r}} }

// Delegation answers the fields of Delegation.
func (r *Resolver) Delegation() gen.DelegationResolver {
	return delegation{entityFields[*graph.Delegation]{r}}
}

// Office answers the fields of Office.
func (r *Resolver) Office() gen.OfficeResolver { return office{entityFields[*graph.Office]{r}} }

// Meeting answers the fields of Meeting.
func (r *Resolver) Meeting() gen.MeetingResolver { return meeting{entityFields[*graph.Meeting]{r}} }

// Incident answers the fields of Incident.
func (r *Resolver) Incident() gen.IncidentResolver { return incident{entityFields[*graph.Incident]{r}} }

// Agreement answers the fields of Agreement.
func (r *Resolver) Agreement() gen.AgreementResolver {
	return agreement{entityFields[*graph.Agreement]{r}}
}

// Place answers the fields of Place.
func (r *Resolver) Place() gen.PlaceResolver { return place{entityFields[*graph.Place]{r}} }

// AttributeValue answers the fields of AttributeValue.
func (r *Resolver) AttributeValue() gen.AttributeValueResolver { return attribute{r} }

// Claim answers the fields of Claim.
func (r *Resolver) Claim() gen.ClaimResolver { return claim{r} }

// CommonNeighbour answers the fields of CommonNeighbour.
func (r *Resolver) CommonNeighbour() gen.CommonNeighbourResolver { return commonNeighbour{r} }

// ConnectGroup answers the fields of ConnectGroup.
func (r *Resolver) ConnectGroup() gen.ConnectGroupResolver { return connectGroup{r} }

// ConnectPair answers the fields of ConnectPair.
func (r *Resolver) ConnectPair() gen.ConnectPairResolver { return connectPair{r} }

// ConnectResult answers the fields of ConnectResult.
func (r *Resolver) ConnectResult() gen.ConnectResultResolver { return connectResult{r} }

// Dispute answers the fields of Dispute.
func (r *Resolver) Dispute() gen.DisputeResolver { return dispute{r} }

// Document answers the fields of Document.
func (r *Resolver) Document() gen.DocumentResolver { return document{r} }

// EgoNetwork answers the fields of EgoNetwork.
func (r *Resolver) EgoNetwork() gen.EgoNetworkResolver { return egoNetwork{r} }

// EgoNode answers the fields of EgoNode.
func (r *Resolver) EgoNode() gen.EgoNodeResolver { return egoNode{r} }

// HubSkipped answers the fields of HubSkipped.
func (r *Resolver) HubSkipped() gen.HubSkippedResolver { return hubSkipped{r} }

// Name answers the fields of Name.
func (r *Resolver) Name() gen.NameResolver { return name{r} }

// Participant answers the fields of Participant.
func (r *Resolver) Participant() gen.ParticipantResolver { return participant{r} }

// Path answers the fields of Path.
func (r *Resolver) Path() gen.PathResolver { return path{r} }

// PathResult answers the fields of PathResult.
func (r *Resolver) PathResult() gen.PathResultResolver { return pathResult{r} }

// Policy answers the fields of Policy.
func (r *Resolver) Policy() gen.PolicyResolver { return policy{r} }

// Query answers the fields of Query.
func (r *Resolver) Query() gen.QueryResolver { return query{r} }

// Relaxation answers the fields of Relaxation.
func (r *Resolver) Relaxation() gen.RelaxationResolver { return relaxation{r} }

// Relation answers the fields of Relation.
func (r *Resolver) Relation() gen.RelationResolver { return relation{r} }

// SearchHit answers the fields of SearchHit.
func (r *Resolver) SearchHit() gen.SearchHitResolver { return searchHit{r} }

// Source answers the fields of Source.
func (r *Resolver) Source() gen.SourceResolver { return source{r} }

// Stats answers the fields of Stats.
func (r *Resolver) Stats() gen.StatsResolver { return stats{r} }

// Step answers the fields of Step.
func (r *Resolver) Step() gen.StepResolver { return step{r} }

// Store answers the fields of Store.
func (r *Resolver) Store() gen.StoreResolver { return storeInfo{r} }

// TimelineEntry answers the fields of TimelineEntry.
func (r *Resolver) TimelineEntry() gen.TimelineEntryResolver { return timelineEntry{r} }

// Mutation answers the fields of Mutation.
func (r *Resolver) Mutation() gen.MutationResolver { return mutation{r} }

// Basis answers the fields of Basis.
func (r *Resolver) Basis() gen.BasisResolver { return basis{r} }

// BasisDocument answers the fields of BasisDocument.
func (r *Resolver) BasisDocument() gen.BasisDocumentResolver { return basisDocument{r} }

// BasisFamily answers the fields of BasisFamily.
func (r *Resolver) BasisFamily() gen.BasisFamilyResolver { return basisFamily{r} }

// BasisSource answers the fields of BasisSource.
func (r *Resolver) BasisSource() gen.BasisSourceResolver { return basisSource{r} }

// BasisStep answers the fields of BasisStep.
func (r *Resolver) BasisStep() gen.BasisStepResolver { return basisStep{r} }

// Change answers the fields of Change.
func (r *Resolver) Change() gen.ChangeResolver { return change{r} }

// ChangeReason answers the fields of ChangeReason.
func (r *Resolver) ChangeReason() gen.ChangeReasonResolver { return changeReason{r} }

// DocumentCut answers the fields of DocumentCut.
func (r *Resolver) DocumentCut() gen.DocumentCutResolver { return documentCut{r} }

// PathChange answers the fields of PathChange.
func (r *Resolver) PathChange() gen.PathChangeResolver { return pathChange{r} }

// PathChanges answers the fields of PathChanges.
func (r *Resolver) PathChanges() gen.PathChangesResolver { return pathChanges{r} }

// Without answers the fields of Without.
func (r *Resolver) Without() gen.WithoutResolver { return without{r} }
