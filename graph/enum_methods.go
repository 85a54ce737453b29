package graph

import "io"

// String gives the name in the contract, "" for the zero value.
func (x EntityKind) String() string { return kindNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x EntityKind) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *EntityKind) UnmarshalText(b []byte) error {
	v, err := kindNames.exact("entity kind", string(b))
	*x = EntityKind(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x EntityKind) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *EntityKind) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(kindNames, "entity kind", v)
	*x = EntityKind(u)
	return err
}

// ParseEntityKind reads a name in any case, with '-' for '_', as typed on a command line.
func ParseEntityKind(s string) (EntityKind, error) {
	v, err := kindNames.parse("entity kind", s)
	return EntityKind(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x RelationType) String() string { return typeNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x RelationType) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *RelationType) UnmarshalText(b []byte) error {
	v, err := typeNames.exact("relation type", string(b))
	*x = RelationType(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x RelationType) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *RelationType) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(typeNames, "relation type", v)
	*x = RelationType(u)
	return err
}

// ParseRelationType reads a name in any case, with '-' for '_', as typed on a command line.
func ParseRelationType(s string) (RelationType, error) {
	v, err := typeNames.parse("relation type", s)
	return RelationType(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x Role) String() string { return roleNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x Role) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *Role) UnmarshalText(b []byte) error {
	v, err := roleNames.exact("role", string(b))
	*x = Role(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x Role) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *Role) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(roleNames, "role", v)
	*x = Role(u)
	return err
}

// ParseRole reads a name in any case, with '-' for '_', as typed on a command line.
func ParseRole(s string) (Role, error) {
	v, err := roleNames.parse("role", s)
	return Role(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x Lens) String() string { return lensNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x Lens) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *Lens) UnmarshalText(b []byte) error {
	v, err := lensNames.exact("lens", string(b))
	*x = Lens(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x Lens) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *Lens) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(lensNames, "lens", v)
	*x = Lens(u)
	return err
}

// ParseLens reads a name in any case, with '-' for '_', as typed on a command line.
func ParseLens(s string) (Lens, error) {
	v, err := lensNames.parse("lens", s)
	return Lens(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x Stance) String() string { return stanceNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x Stance) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *Stance) UnmarshalText(b []byte) error {
	v, err := stanceNames.exact("stance", string(b))
	*x = Stance(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x Stance) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *Stance) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(stanceNames, "stance", v)
	*x = Stance(u)
	return err
}

// ParseStance reads a name in any case, with '-' for '_', as typed on a command line.
func ParseStance(s string) (Stance, error) {
	v, err := stanceNames.parse("stance", s)
	return Stance(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x Status) String() string { return statusNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x Status) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *Status) UnmarshalText(b []byte) error {
	v, err := statusNames.exact("status", string(b))
	*x = Status(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x Status) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *Status) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(statusNames, "status", v)
	*x = Status(u)
	return err
}

// ParseStatus reads a name in any case, with '-' for '_', as typed on a command line.
func ParseStatus(s string) (Status, error) {
	v, err := statusNames.parse("status", s)
	return Status(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x MeetingState) String() string { return stateNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x MeetingState) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *MeetingState) UnmarshalText(b []byte) error {
	v, err := stateNames.exact("meeting state", string(b))
	*x = MeetingState(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x MeetingState) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *MeetingState) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(stateNames, "meeting state", v)
	*x = MeetingState(u)
	return err
}

// ParseMeetingState reads a name in any case, with '-' for '_', as typed on a command line.
func ParseMeetingState(s string) (MeetingState, error) {
	v, err := stateNames.parse("meeting state", s)
	return MeetingState(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x Reliability) String() string { return reliabilityNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x Reliability) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *Reliability) UnmarshalText(b []byte) error {
	v, err := reliabilityNames.exact("reliability", string(b))
	*x = Reliability(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x Reliability) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *Reliability) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(reliabilityNames, "reliability", v)
	*x = Reliability(u)
	return err
}

// ParseReliability reads a name in any case, with '-' for '_', as typed on a command line.
func ParseReliability(s string) (Reliability, error) {
	v, err := reliabilityNames.parse("reliability", s)
	return Reliability(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x RetractionKind) String() string { return retractionNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x RetractionKind) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *RetractionKind) UnmarshalText(b []byte) error {
	v, err := retractionNames.exact("retraction kind", string(b))
	*x = RetractionKind(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x RetractionKind) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *RetractionKind) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(retractionNames, "retraction kind", v)
	*x = RetractionKind(u)
	return err
}

// ParseRetractionKind reads a name in any case, with '-' for '_', as typed on a command line.
func ParseRetractionKind(s string) (RetractionKind, error) {
	v, err := retractionNames.parse("retraction kind", s)
	return RetractionKind(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x PathMode) String() string { return modeNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x PathMode) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *PathMode) UnmarshalText(b []byte) error {
	v, err := modeNames.exact("path mode", string(b))
	*x = PathMode(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x PathMode) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *PathMode) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(modeNames, "path mode", v)
	*x = PathMode(u)
	return err
}

// ParsePathMode reads a name in any case, with '-' for '_', as typed on a command line.
func ParsePathMode(s string) (PathMode, error) {
	v, err := modeNames.parse("path mode", s)
	return PathMode(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x Rank) String() string { return rankNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x Rank) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *Rank) UnmarshalText(b []byte) error {
	v, err := rankNames.exact("rank", string(b))
	*x = Rank(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x Rank) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *Rank) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(rankNames, "rank", v)
	*x = Rank(u)
	return err
}

// ParseRank reads a name in any case, with '-' for '_', as typed on a command line.
func ParseRank(s string) (Rank, error) {
	v, err := rankNames.parse("rank", s)
	return Rank(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x Direction) String() string { return directionNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x Direction) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *Direction) UnmarshalText(b []byte) error {
	v, err := directionNames.exact("direction", string(b))
	*x = Direction(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x Direction) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *Direction) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(directionNames, "direction", v)
	*x = Direction(u)
	return err
}

// ParseDirection reads a name in any case, with '-' for '_', as typed on a command line.
func ParseDirection(s string) (Direction, error) {
	v, err := directionNames.parse("direction", s)
	return Direction(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x Outcome) String() string { return outcomeNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x Outcome) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *Outcome) UnmarshalText(b []byte) error {
	v, err := outcomeNames.exact("outcome", string(b))
	*x = Outcome(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x Outcome) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *Outcome) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(outcomeNames, "outcome", v)
	*x = Outcome(u)
	return err
}

// ParseOutcome reads a name in any case, with '-' for '_', as typed on a command line.
func ParseOutcome(s string) (Outcome, error) {
	v, err := outcomeNames.parse("outcome", s)
	return Outcome(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x StopReason) String() string { return stopNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x StopReason) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *StopReason) UnmarshalText(b []byte) error {
	v, err := stopNames.exact("stop reason", string(b))
	*x = StopReason(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x StopReason) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *StopReason) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(stopNames, "stop reason", v)
	*x = StopReason(u)
	return err
}

// ParseStopReason reads a name in any case, with '-' for '_', as typed on a command line.
func ParseStopReason(s string) (StopReason, error) {
	v, err := stopNames.parse("stop reason", s)
	return StopReason(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x OnError) String() string { return onErrorNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x OnError) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *OnError) UnmarshalText(b []byte) error {
	v, err := onErrorNames.exact("onError value", string(b))
	*x = OnError(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x OnError) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *OnError) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(onErrorNames, "onError value", v)
	*x = OnError(u)
	return err
}

// ParseOnError reads a name in any case, with '-' for '_', as typed on a command line.
func ParseOnError(s string) (OnError, error) {
	v, err := onErrorNames.parse("onError value", s)
	return OnError(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x ChangeKind) String() string { return changeNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x ChangeKind) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *ChangeKind) UnmarshalText(b []byte) error {
	v, err := changeNames.exact("kind of change", string(b))
	*x = ChangeKind(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x ChangeKind) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *ChangeKind) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(changeNames, "kind of change", v)
	*x = ChangeKind(u)
	return err
}

// ParseChangeKind reads a name in any case, with '-' for '_', as typed on a command line.
func ParseChangeKind(s string) (ChangeKind, error) {
	v, err := changeNames.parse("kind of change", s)
	return ChangeKind(v), err
}

// String gives the name in the contract, "" for the zero value.
func (x Cause) String() string { return causeNames.name(uint8(x)) }

// MarshalText implements encoding.TextMarshaler with the contract's name.
func (x Cause) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText takes the contract's name, exactly.
func (x *Cause) UnmarshalText(b []byte) error {
	v, err := causeNames.exact("cause", string(b))
	*x = Cause(v)
	return err
}

// MarshalGQL writes the GraphQL enum value.
func (x Cause) MarshalGQL(w io.Writer) { marshalEnum(w, x.String()) }

// UnmarshalGQL reads the GraphQL enum value.
func (x *Cause) UnmarshalGQL(v any) error {
	u, err := unmarshalEnum(causeNames, "cause", v)
	*x = Cause(u)
	return err
}

// ParseCause reads a name in any case, with '-' for '_', as typed on a command line.
func ParseCause(s string) (Cause, error) {
	v, err := causeNames.parse("cause", s)
	return Cause(v), err
}
