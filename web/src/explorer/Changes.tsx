import type { Line, Page, Turn, Turns } from './answers';
import { useAnswer, useExplorer } from './context';
import { WALKED, type Picture } from './draw';
import { Fold, Paper, uniqueBy } from './Parts';
import { variable, type Filter } from './state';
import { Status } from './Symbol';
import { count, detail, lower, verb } from './words';

const MOST = 1000; // entities whose relations are compared

/** What the filter takes away or weighs otherwise, among the entities of the unfiltered picture: "as known on" against now, with a document against without. */
export function Changes({ picture, plain }: { picture: Picture; plain: Picture | null }) {
  const { api, state, asked, nameOf, select } = useExplorer();
  const { asOf, excludeDocuments, excludeSources } = state.where;
  const selecting = asOf !== '' || excludeDocuments.length > 0 || excludeSources.length > 0;
  const ids = [...new Set([...picture.nodes.keys(), ...(plain?.nodes.keys() ?? [])])].sort().slice(0, MOST);
  const without: Filter = { ...state.where, asOf: '', excludeDocuments: [], excludeSources: [] };
  const answer = useAnswer(selecting && plain && ids.length > 0 ? `${asked} ${JSON.stringify([ids, state.lens, state.where])}` : '', async (signal) => {
    const ask = async (where: Filter) => (await api.ask<{ relations: Page<Line> }>('relations', { between: ids, lens: state.lens, where: variable({ ...where, statuses: where.statuses.length ? where.statuses : WALKED }) }, signal)).relations;
    const [then, now] = await Promise.all([ask(state.where), ask(without)]);
    return compare(then, now);
  });
  if (!selecting || !answer.value) {
    return null;
  }
  const { gone, come, other, cut } = answer.value;
  const row = (line: Line, status: JSX) => (
    <li key={line.id}>
      <button type="button" className="statement" onClick={() => select(line.id)}>
        <span>
          {nameOf(line.from.id)} {verb(line.type)} {nameOf(line.to.id)}
          {detail(line) && <span className="soft"> · {detail(line)}</span>}
        </span>
        <span className="facts">{status}</span>
      </button>
    </li>
  );
  const under = asOf ? `then` : 'so';
  return (
    <Fold title={<>What changed{asOf && ` since ${asOf}`}<span className="tag">{gone.length + come.length + other.length}</span></>}>
      <p className="soft">
        Of the relations among these entities: {count(gone.length, 'is', 'are')} there now and not {under}, {count(come.length, 'was', 'were')} there {under} and {come.length === 1 ? 'is' : 'are'} not now, {count(other.length, 'had', 'had')} another status.
        {cut && ' Only the first 1,000 were compared.'}
      </p>
      <ul className="plain">
        {gone.map((l) => row(l, <>not {under}; now <Status status={l.status} /></>))}
        {come.map((l) => row(l, <><Status status={l.status} /> {under}; not now</>))}
        {other.map(([then, now]) => row(now, <><Status status={then.status} /> {under}; now <Status status={now.status} /></>))}
      </ul>
    </Fold>
  );
}

/** Which paths exist now and did not on the day asked about, or the other way round, and why. */
export function PathChanges() {
  const { api, able, state, asked } = useExplorer();
  const since = state.where.asOf;
  const where = variable({ ...state.where, asOf: '' });
  const key = since !== '' && able.has('Query.changes') ? JSON.stringify([state.from, state.to, since, state.lens, state.maxHops, state.degreeCap, where]) : '';
  const answer = useAnswer(key && `${asked} ${key}`, async (signal) =>
    (await api.ask<{ changes: { paths: Turns } }>('since', { of: state.from, between: state.to, since, lens: state.lens, maxHops: state.maxHops, degreeCap: state.degreeCap, where }, signal)).changes.paths, true);
  const turns = answer.value;
  if (key === '' || !turns) {
    return answer.error ? <p className="warn">{answer.error.message}</p> : null;
  }
  return (
    <Fold title={<>Paths since {since}<span className="tag">{turns.appeared.length + turns.ceased.length}</span></>} open>
      <p className="soft">
        Then {lower(turns.then)}, now {lower(turns.now)}. {turns.appeared.length + turns.ceased.length === 0 && 'None came or went.'}
        {!turns.complete && ' A search was cut short.'}
      </p>
      {turns.appeared.map((t) => (
        <PathTurn key={t.path.id} turn={t} word="New" />
      ))}
      {turns.ceased.map((t) => (
        <PathTurn key={t.path.id} turn={t} word="Gone" />
      ))}
    </Fold>
  );
}

function PathTurn({ turn, word }: { turn: Turn; word: string }) {
  const { select } = useExplorer();
  return (
    <article className="claim">
      <p>
        <b>
          {word}: {count(turn.path.hops, 'hop')}
        </b>{' '}
        {turn.path.nodes.map((n) => n.name).join(' – ')}
      </p>
      {turn.because.slice(0, 6).map((b, i) => (
        <div key={i} className="soft">
          {b.relation && (
            <button type="button" className="link" onClick={() => select(b.relation!.id)}>
              {b.relation.from.name} {verb(b.relation.type)} {b.relation.to.name}
            </button>
          )}{' '}
          {b.before ? lower(b.before.status) : 'not known'} → {b.after ? lower(b.after.status) : 'gone'}
          {b.day && `, ${b.day}`}
          {uniqueBy(b.because, (r) => r.claim.document.id).map((r) => (
            <small key={r.claim.id}>
              {lower(r.cause)}: <Paper document={r.claim.document} />
            </small>
          ))}
        </div>
      ))}
    </article>
  );
}

type JSX = React.ReactNode;

function compare(then: Page<Line>, now: Page<Line>) {
  const before = new Map(then.nodes.map((l) => [l.id, l]));
  const after = new Map(now.nodes.map((l) => [l.id, l]));
  return {
    gone: now.nodes.filter((l) => !before.has(l.id)),
    come: then.nodes.filter((l) => !after.has(l.id)),
    other: now.nodes.flatMap((l) => {
      const was = before.get(l.id);
      return was && was.status !== l.status ? [[was, l] as const] : [];
    }),
    cut: then.pageInfo.hasNextPage || now.pageInfo.hasNextPage,
  };
}
