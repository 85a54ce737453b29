import { useState } from 'react';
import type { Change, Line, Page, Turn, Turns } from './answers';
import { useAnswer, useExplorer } from './context';
import { WALKED, type Picture } from './draw';
import { Fold, Paper, uniqueBy } from './Parts';
import { variable, type Filter } from './state';
import { Status } from './Symbol';
import { count, detail, lower, paper, subject, told, valueOf } from './words';

const MOST = 1000; // entities whose relations are compared

/** What became known since the day asked about, and what leaving documents or sources out changes. */
export function Changes({ picture, plain }: { picture: Picture; plain: Picture | null }) {
  const { able, state } = useExplorer();
  const { asOf, excludeDocuments, excludeSources } = state.where;
  const told = asOf !== '' && able.has('Query.changes');
  const compared = excludeDocuments.length + excludeSources.length > 0 || (asOf !== '' && !told);
  if (!plain) {
    return null;
  }
  const ids = [...new Set([...picture.nodes.keys(), ...plain.nodes.keys()])].sort().slice(0, MOST);
  return (
    <>
      {told && <Since key={asOf} ids={ids} />}
      {compared && <Difference ids={ids} keepDay={told} />}
    </>
  );
}

/** What changed since the day, as the server tells it: a row for each relation and attribute of these entities. */
function Since({ ids }: { ids: readonly string[] }) {
  const { api, state, asked, learn } = useExplorer();
  const [pages, setPages] = useState(1);
  const since = state.where.asOf;
  const where = variable({ ...state.where, asOf: '', statuses: state.where.statuses.length ? state.where.statuses : WALKED });
  const answer = useAnswer(ids.length > 0 ? `${asked} ${pages} ${JSON.stringify([ids, state.lens, since, where])}` : '', async (signal) => {
    const rows: Change[] = [];
    let page: Page<Change> | undefined;
    for (let i = 0; i < pages && (!page || page.pageInfo.hasNextPage); i++) {
      const { changes }: { changes: { rows: Page<Change> } } = await api.ask('changes', { of: ids, since, lens: state.lens, where, after: page?.pageInfo.endCursor ?? undefined }, signal);
      page = changes.rows;
      rows.push(...page.nodes);
    }
    learn(rows.flatMap((r) => (r.relation ? [r.relation.from, r.relation.to] : [])));
    return { rows, total: page?.totalCount ?? null, more: page?.pageInfo.hasNextPage ?? false };
  });
  if (answer.error && !answer.value) {
    return <p className="warn">{answer.error.message}</p>;
  }
  // The fold is there before its rows are, so that what is opened early stays open.
  return (
    <Fold title={<>What changed since {since}<span className="tag">{answer.value ? (answer.value.total ?? answer.value.rows.length).toLocaleString('en') : 'fetching…'}</span></>}>
      {answer.value && <Rows {...answer.value} busy={answer.busy} onMore={() => setPages(pages + 1)} />}
    </Fold>
  );
}

function Rows({ rows, more, busy, onMore }: { rows: readonly Change[]; more: boolean; busy: boolean; onMore(): void }) {
  const { select } = useExplorer();
  const undated = (c: Change) => c.because.length > 0 && c.because.every((b) => b.cause === 'UNDATED');
  const news = rows.filter((c) => !undated(c));
  const maybe = rows.filter(undated);
  return (
    <>
      <p className="soft">
        Of what touches these entities{more && `, the first ${rows.length}`}: {count(news.length, 'row')} by what became known or was withdrawn since{maybe.length > 0 && `, ${count(maybe.length, 'row')} by documents of unknown day`}.
      </p>
      <ul className="plain">
        {news.map((c, i) => (
          <Row key={`${c.relation?.id ?? c.attribute?.of?.id} ${i}`} change={c} onSelect={select} />
        ))}
      </ul>
      {maybe.length > 0 && (
        <>
          <p className="soft">May have been known then: the day of the document is not known.</p>
          <ul className="plain">
            {maybe.map((c, i) => (
              <Row key={`${c.relation?.id ?? c.attribute?.of?.id} ${i}`} change={c} onSelect={select} />
            ))}
          </ul>
        </>
      )}
      {more && (
        <button type="button" className="small" disabled={busy} onClick={onMore}>
          Further rows
        </button>
      )}
    </>
  );
}

function Row({ change: { kind, day, relation: r, attribute: a, before, after, because }, onSelect }: { change: Change; onSelect(id: string): void }) {
  const of = a?.of && subject(a.of);
  const documents = uniqueBy(because.map((b) => b.claim.document), (d) => d.id);
  return (
    <li>
      <button type="button" className="statement" onClick={() => onSelect(r?.id ?? a?.of?.id ?? '')}>
        <span>
          {r ? `${r.from.name} ${told(r, r.from, r.to)} ${r.to.name}` : `${of}: ${lower(a!.name)} ${valueOf(a!)}`}
          {r && detail(r) && <span className="soft"> · {detail(r)}</span>}
        </span>
        <span className="facts">
          {kind === 'APPEARED' ? 'not then' : before && <><Status status={before.status} /> then</>}; {kind === 'CEASED' ? 'not now' : after && <>now <Status status={after.status} /></>}
          {day && <span>{day}</span>}
        </span>
      </button>
      {documents.length > 0 && (
        <small>
          {documents.slice(0, 2).map(paper).join('; ')}
          {documents.length > 2 && ` and ${count(documents.length - 2, 'other document')}`}
        </small>
      )}
    </li>
  );
}

/** What leaving out takes away or weighs otherwise: the same question with and without, side by side. */
function Difference({ ids, keepDay }: { ids: readonly string[]; keepDay: boolean }) {
  const { api, state, asked, nameOf, select } = useExplorer();
  const { where } = state;
  const without: Filter = { ...where, asOf: keepDay ? where.asOf : '', excludeDocuments: [], excludeSources: [] };
  const answer = useAnswer(ids.length > 0 ? `${asked} ${keepDay} ${JSON.stringify([ids, state.lens, where])}` : '', async (signal) => {
    const ask = async (w: Filter) => (await api.ask<{ relations: Page<Line> }>('relations', { between: ids, lens: state.lens, where: variable({ ...w, statuses: w.statuses.length ? w.statuses : WALKED }) }, signal)).relations;
    const [then, now] = await Promise.all([ask(where), ask(without)]);
    return compare(then, now);
  });
  if (!answer.value) {
    return null;
  }
  const { gone, come, other, cut } = answer.value;
  const row = (line: Line, status: JSX) => (
    <li key={line.id}>
      <button type="button" className="statement" onClick={() => select(line.id)}>
        <span>
          {nameOf(line.from.id)} {told(line, { name: nameOf(line.from.id) }, { name: nameOf(line.to.id) })} {nameOf(line.to.id)}
          {detail(line) && <span className="soft"> · {detail(line)}</span>}
        </span>
        <span className="facts">{status}</span>
      </button>
    </li>
  );
  return (
    <Fold title={<>What that changes<span className="tag">{gone.length + come.length + other.length}</span></>}>
      <p className="soft">
        Of the relations among these entities: {count(gone.length, 'falls', 'fall')}, {count(come.length, 'comes', 'come')} up, {count(other.length, 'has', 'have')} another status.
        {cut && ' Only the first 1,000 were compared.'}
      </p>
      <ul className="plain">
        {gone.map((l) => row(l, <>falls; with it <Status status={l.status} /></>))}
        {come.map((l) => row(l, <>comes up: <Status status={l.status} /></>))}
        {other.map(([then, now]) => row(now, <><Status status={then.status} />; with it <Status status={now.status} /></>))}
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
              {b.relation.from.name} {told(b.relation, b.relation.from, b.relation.to)} {b.relation.to.name}
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
