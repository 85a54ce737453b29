// The shapes of the answers to queries/*.graphql, as far as the pages read them.

export interface Mark {
  id: string;
  kind: string;
  type: string | null;
  name: string;
  named: boolean;
  degree: number;
}

/** A date with its bounds: days as YYYY-MM-DD, null where there is none. */
export interface Day {
  text: string | null;
  edtf: string | null;
  earliest: string | null;
  latest: string | null;
  resolved: string | null;
  inferred: boolean;
  basis: string | null;
}

export interface Paper {
  id: string;
  title: string | null;
  url: string | null;
  reliability: string;
  outlet: { id: string; name: string } | null;
  published: { text: string | null; edtf: string | null; latest: string | null } | null;
  basedOn: { id: string }[];
}

export interface Origin {
  text: string | null;
  entity: { id: string; name: string; kind?: string; named?: boolean } | null;
}

/** A relation, its evidence computed under the filter of the question. */
export interface Line {
  id: string;
  type: string;
  role: string | null;
  key: string | null;
  status: string;
  independentSources: number;
  reliability: string;
  firstKnown: string | null;
  when: Day | null;
  from: { id: string };
  to: { id: string };
  stances: { stance: string; against: boolean; count: number }[];
  documents: Paper[];
  sources: Origin[];
}

/** A relation with both ends. */
export type Told = Line & { from: Mark; to: Mark };

/** A relation as far as a sentence tells it. */
export type Stated = Pick<Line, 'id' | 'type' | 'key' | 'role' | 'status' | 'stances' | 'firstKnown' | 'when'> & { from: Mark; to: Mark };

/** A claim. */
export interface Word {
  id: string;
  stance: string;
  against: boolean;
  locator: number | null;
  note: string | null;
  label: string | null;
  acting: boolean;
  credibility: number | null;
  known: string | null;
  superseded: boolean;
  retracted: { at: string | null; kind: string; reason: string } | null;
  date: Day | null;
  sources: Origin[];
  document: Paper;
}

export interface Rules {
  lens: string;
  statuses: string[];
  degreeCap: number;
  undatedClaims: number;
  hubsSkipped: { degree: number; entity: { id: string; name: string } }[];
}

export interface Around {
  complete: boolean;
  stoppedBy: string | null;
  centers: Mark[];
  centerPositions?: { x: number; y: number }[];
  nodes: { entity: Mark; distance: number; rank: number; hidden: number; x?: number | null; y?: number | null }[];
  relations: Line[];
  omitted: { kind: string | null; type: string; count: number }[];
  policy: Rules;
}

export interface Step {
  forward: boolean;
  status: string;
  independentSources: number;
  parallelCount: number;
  from: { id: string };
  to: { id: string };
  relation: Line;
  parallel: Line[];
}

export interface Path {
  id: string;
  hops: number;
  contacts: number;
  status: string | null;
  independentSources: number;
  order?: 'CERTAIN' | 'POSSIBLE' | null; // of EARLIEST, where the served schema has it
  arrival?: string | null;
  text: string;
  weakest: { relation: { id: string } } | null;
  nodes: Mark[];
  steps: Step[];
}

export interface Connection {
  outcome: 'FOUND' | 'NO_PATH' | 'SAME' | 'STOPPED';
  total: number | null;
  complete: boolean;
  stoppedBy: string | null;
  explored: number;
  policy: Rules;
  paths: Path[];
  relaxations?: Relaxation[] | null; // only where the served schema has them
}

/** One condition that, set otherwise, gives paths. `to` is empty where it is lifted. */
export interface Relaxation {
  field: string;
  from: string | null;
  to: string | null;
  paths: number | null;
  example: { hops: number; text: string } | null;
}

export interface Value {
  name: string;
  value: string | null;
  number: number | null;
  unit: string | null;
  status: string;
  entity: { id: string; name: string } | null;
  when?: Day | null;
  claims?: { id: string; stance: string; against: boolean; locator: number | null; note: string | null; document: Paper }[];
  of?: { id: string; name?: string; from?: Pick<Mark, 'name' | 'kind'>; to?: Pick<Mark, 'name' | 'kind'> } & Partial<Pick<Line, 'type' | 'role' | 'status' | 'stances' | 'firstKnown' | 'when'>>;
}

export interface Page<T> {
  totalCount?: number | null;
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
  nodes: T[];
}

export interface Count {
  type: string;
  direction: string;
  kind: string;
  count: number;
  capped: boolean;
}

export interface Card extends Mark {
  summary: string | null;
  formerIds: string[];
  externalIds: { scheme: string; value: string }[];
  names: { text: string; lang: string | null; script: string | null; documents: { id: string }[] }[];
  neighbourCounts: Count[];
  attributes: Value[];
  relations: Page<Told>;
  documents: Page<Paper>;
  state?: string;
  when?: Day | null;
}

export interface Evidence extends Told {
  dates: Day[];
  concerns: { id: string; name: string }[];
  attributes: Value[];
  claims: Page<Word>;
}

export interface Event {
  order: 'BEFORE' | 'UNDETERMINED';
  when: Day | null;
  relation: Told | null;
  attribute: Value | null;
}

export interface Dispute {
  overlap: string;
  relation: Told | null;
  attribute: Value | null;
  for: Word[];
  against: Word[];
}

export interface Hit {
  matchedName: string | null;
  score: number;
  entity: Mark;
}

/** What becomes of a path when some claims are left out. */
export interface Without {
  stands: boolean;
  outcome: string;
  complete: boolean;
  next: { hops: number; status: string | null } | null;
}

export interface Foundation {
  complete: boolean;
  stoppedBy: string | null;
  documents: { document: { id: string }; without: Without }[];
  sources: { source: { text: string | null; entity: { id: string } | null }; without: Without }[];
  cut: { documents: Paper[] | null; smallest: boolean; atLeast: number; complete: boolean };
}

export interface Turn {
  path: { id: string; hops: number; status: string | null; nodes: { id: string; name: string }[] };
  because: {
    kind: string;
    day: string | null;
    relation: Stated | null;
    before: { status: string } | null;
    after: { status: string } | null;
    because: { cause: string; claim: { id: string; document: Paper } }[];
  }[];
}

export interface Turns {
  then: string;
  now: string;
  complete: boolean;
  stoppedBy: string | null;
  appeared: Turn[];
  ceased: Turn[];
}

/** A row of what changed since a day. */
export interface Change {
  kind: 'APPEARED' | 'CEASED' | 'ALTERED';
  day: string | null;
  relation: Stated | null;
  attribute: Value | null;
  before: { status: string } | null;
  after: { status: string } | null;
  because: { cause: string; claim: { id: string; stance: string; document: Paper } }[];
}

/** The smallest network that joins some entities, one for each group that cannot be joined to the others. */
export interface Joined {
  outcome: 'FOUND' | 'NO_PATH' | 'STOPPED';
  complete: boolean;
  stoppedBy: string | null;
  policy: Rules;
  groups: { size: number; exact: boolean; atLeast: number; status: string | null; independentSources: number; text: string; members: { id: string }[]; nodes: Mark[]; steps: Step[] }[];
}
