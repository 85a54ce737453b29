import { useState } from 'react';
import type { Card, Page, Told } from './answers';
import { useAnswer, useExplorer } from './context';
import type { Picture } from './draw';
import { Entity, Fold, Paper, Section, Statement, Trouble, uniqueBy, When } from './Parts';
import { around, ask, collapse, expand, hide, toggled, variable } from './state';
import { Status, Symbol } from './Symbol';
import { count, FAMILY_NAMES, lower, STANCE, typesOf, valueOf, verb } from './words';

const STEP = 20; // entities that one expansion brings

/** One entity: what it is, what can be opened, its offices, relations, values, documents. */
export function EntityCard({ id, picture, onPin }: { id: string; picture: Picture; onPin(id: string): void }) {
  const { api, state, asked, learn, change } = useExplorer();
  const answer = useAnswer(`${asked} ${id} ${state.lens} ${JSON.stringify(state.where)}`, async (signal) => {
    const where = variable(state.where);
    const { entity } = await api.ask<{ entity: Card | null }>('entity', { id, lens: state.lens, where, lists: variable({ ...state.where, statuses: [], types: [], kinds: [] }) }, signal);
    if (entity) {
      learn([entity, ...entity.relations.nodes.flatMap((r) => [r.from, r.to])]);
    }
    return entity;
  }, true);
  const card = answer.value;
  if (answer.error) {
    return <Trouble error={answer.error} onRetry={() => change((s) => ({ ...s, selected: '' }))} />;
  }
  if (!card) {
    return <p className="soft wait">{answer.busy ? 'Fetching…' : `There is no entity with the id ${id}.`}</p>;
  }
  const others = uniqueBy(card.names.filter((n) => n.text !== card.name), (n) => n.text);
  return (
    <article className="card" aria-label={card.name}>
      <p className="kicker">
        <Symbol kind={card.kind} /> {lower(card.kind)}
        {card.type && card.type !== lower(card.kind) && ` · ${card.type}`}
        {!card.named && ' · not named by the documents'}
      </p>
      <h2>{card.name}</h2>
      {card.summary && <p>{card.summary}</p>}
      {card.state && (
        <p>
          {lower(card.state)} · <When when={card.when} />
        </p>
      )}
      {others.length > 0 && (
        <p className="soft">
          Also{' '}
          {others.map((n, i) => (
            <span key={n.text}>
              {i > 0 && ' · '}
              <bdi lang={n.lang ?? undefined}>{n.text}</bdi>
            </span>
          ))}
        </p>
      )}
      <Actions card={card} picture={picture} onPin={onPin} />
      <Neighbours card={card} picture={picture} />
      <Offices card={card} />
      <Values card={card} />
      <Families card={card} />
      {card.documents.nodes.length > 0 && (
        <Fold title={`Documents (${card.documents.nodes.length}${card.documents.pageInfo.hasNextPage ? ' or more' : ''})`}>
          <ul className="plain">
            {card.documents.nodes.map((d) => (
              <li key={d.id}>
                <Paper document={d} />
              </li>
            ))}
          </ul>
        </Fold>
      )}
      <p className="soft id">
        {card.id}
        {card.externalIds.map((e) => ` · ${e.scheme}:${e.value}`)}
        {card.formerIds.length > 0 && ` · was ${card.formerIds.join(', ')}`}
      </p>
    </article>
  );
}

function Actions({ card, picture, onPin }: { card: Card; picture: Picture; onPin(id: string): void }) {
  const { state, change } = useExplorer();
  const node = picture.nodes.get(card.id);
  const opened = state.expand.some((e) => e.id === card.id);
  const drawn = node && (state.task === 'around' || state.task === 'connect');
  return (
    <div className="actions">
      {drawn && (
        <>
          <button type="button" className="first" disabled={node.hidden === 0} onClick={() => change((s) => expand(s, card.id, STEP))}>
            {node.hidden === 0 ? 'All shown' : opened || node.end ? `Show ${STEP} more` : 'Expand'}
            {node.hidden ? ` (of ${node.hidden.toLocaleString('en')})` : ''}
          </button>
          {opened && (
            <button type="button" onClick={() => change((s) => collapse(s, card.id))}>
              Collapse
            </button>
          )}
          <button type="button" onClick={() => onPin(card.id)} aria-pressed={Boolean(state.pins[card.id])}>
            {state.pins[card.id] ? 'Unpin' : 'Pin'}
          </button>
          <button type="button" onClick={() => change((s) => hide(s, card.id))}>
            Hide
          </button>
        </>
      )}
      <button type="button" onClick={() => change((s) => around(s, [card.id]))}>
        Centre here
      </button>
      <button type="button" onClick={() => change((s) => ask(s, { task: 'connect', from: s.task === 'connect' ? toggled(s.from.filter((i) => i !== card.id), card.id) : [card.id], to: s.to.filter((i) => i !== card.id) }))}>
        Connect from
      </button>
      {state.from.length > 0 && !state.from.includes(card.id) && (
        <button type="button" onClick={() => change((s) => ask(s, { task: 'connect', to: s.task === 'connect' && s.to.length && !s.to.includes(card.id) ? [...s.to, card.id] : [card.id] }))}>
          Connect to
        </button>
      )}
      <button type="button" onClick={() => change((s) => ({ ...s, task: 'time', of: s.task === 'time' && !s.of.includes(card.id) ? [...s.of, card.id] : [card.id], selected: '' }))}>
        Timeline
      </button>
      {state.task === 'connect' && (
        <button type="button" onClick={() => change((s) => ask(s, { avoid: toggled(s.avoid, card.id) }))} aria-pressed={state.avoid.includes(card.id)}>
          {state.avoid.includes(card.id) ? 'Allow again' : 'Avoid'}
        </button>
      )}
    </div>
  );
}

/** Counts per type before anything is opened; each opens a step of its own. */
function Neighbours({ card, picture }: { card: Card; picture: Picture }) {
  const { state, change } = useExplorer();
  const drawn = picture.nodes.has(card.id) && (state.task === 'around' || state.task === 'connect');
  if (card.neighbourCounts.length === 0) {
    return <p className="soft">No relation of it passes the lens and the filter.</p>;
  }
  const sum = card.neighbourCounts.reduce((n, c) => n + c.count, 0);
  return (
    <Fold title={`Around it, by type of relation: ${sum.toLocaleString('en')}`} open={card.neighbourCounts.length <= 6}>
      <ul className="counts">
        {card.neighbourCounts.map((c) => {
          const text = (
            <>
              <span>
                {verb(c.type, c.direction !== 'IN')} <Symbol kind={c.kind} size={12} /> {lower(c.kind)}
              </span>
              <b>
                {c.capped && '≥ '}
                {c.count.toLocaleString('en')}
              </b>
            </>
          );
          return (
            <li key={`${c.type} ${c.direction} ${c.kind}`}>
              {drawn ? (
                <button type="button" title={`Show up to ${STEP} more neighbours of this relation type`} onClick={() => change((s) => expand(s, card.id, STEP, c.type))}>
                  {text}
                </button>
              ) : (
                <span>{text}</span>
              )}
            </li>
          );
        })}
      </ul>
    </Fold>
  );
}

const held = (r: Told) => r.when?.earliest ?? r.when?.latest ?? '9999';

function Offices({ card }: { card: Card }) {
  const { relations } = card;
  const own = useFamily(relations.pageInfo.hasNextPage ? card.id : '', OFFICES, 100).value?.nodes ?? relations.nodes;
  const offices = own.filter((r) => OFFICES.includes(r.type) && (card.kind === 'PERSON' ? r.from.id : r.to.id) === card.id);
  if (offices.length === 0) {
    return null;
  }
  return (
    <Section title={card.kind === 'PERSON' ? 'Offices over time' : 'Holders over time'}>
      <ol className="plain">
        {offices.sort((a, b) => held(a).localeCompare(held(b))).map((r) => (
          <li key={r.id}>
            <Statement line={r} seen={card.id} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

// Claims for, then against, then of who does not comment.
const side = (c: { stance: string; against: boolean }) => (c.stance === 'NO_COMMENT' ? 2 : c.stance === 'DENIES' || c.against ? 1 : 0);
const OFFICES = ['HOLDS', 'HEADS'];

/** Claims by what they say and the document that says it, those for first. */
export function alike<T extends { stance: string; against: boolean; document: { id: string } }>(claims: readonly T[]): T[][] {
  const out = new Map<string, T[]>();
  for (const c of [...claims].sort((x, y) => side(x) - side(y))) {
    const key = `${side(c) > 0 ? c.stance : ''} ${c.document.id}`;
    out.set(key, [...(out.get(key) ?? []), c]);
  }
  return [...out.values()];
}

// The first relations of some types, asked for by themselves; "" asks nothing.
function useFamily(id: string, types: readonly string[], first: number) {
  const { api, state, asked, learn } = useExplorer();
  const lists = variable({ ...state.where, statuses: [], kinds: [], types: [...types] });
  return useAnswer(id && `${asked} ${JSON.stringify([id, first, lists])}`, async (signal) => {
    const { entity } = await api.ask<{ entity: { relations: Page<Told> } | null }>('family', { id, first, lists }, signal);
    learn(entity?.relations.nodes.flatMap((r) => [r.from, r.to]) ?? []);
    return entity?.relations ?? null;
  });
}

function Values({ card }: { card: Card }) {
  if (card.attributes.length === 0) {
    return null;
  }
  return (
    <Section title="What is said of it">
      <dl className="values">
        {card.attributes.map((a, i) => (
          <div key={`${a.name} ${i}`}>
            <dt>{lower(a.name)}</dt>
            <dd>
              {a.entity ? <Entity mark={a.entity} /> : valueOf(a)}
              <span className="facts">
                <Status status={a.status} />
                {a.when && <When when={a.when} />}
              </span>
              {alike(a.claims ?? []).map(([c, ...others]) => (
                <small key={c.id}>
                  {side(c) > 0 && <b>{side(c) > 1 ? 'no comment' : `${STANCE[c.stance]}${c.stance === 'DENIES' ? '' : ' that it does not hold'}`}: </b>}
                  <Paper document={c.document} locators={[c, ...others].map((o) => o.locator)} />
                </small>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

const SHORT = 8;
const MOST = 1000; // relations of one family

function Families({ card }: { card: Card }) {
  const { nodes, totalCount, pageInfo } = card.relations;
  const title = pageInfo.hasNextPage ? (totalCount ? count(totalCount, 'relation') : `more than ${nodes.length}`) : count(nodes.length, 'relation');
  return (
    <Section title="Relations" aside={title}>
      {FAMILY_NAMES.map((family) => {
        const own = nodes.filter((r) => typesOf(family).includes(r.type));
        return pageInfo.hasNextPage ? <FetchedFamily key={family} name={family} seen={card.id} /> : own.length > 0 && <Family key={family} name={family} relations={own} total={own.length} seen={card.id} />;
      })}
    </Section>
  );
}

// What one list cannot hold is fetched by family, some to begin with.
function FetchedFamily({ name, seen }: { name: string; seen: string }) {
  const [first, setFirst] = useState(SHORT);
  const { value, error, busy } = useFamily(seen, typesOf(name), first);
  if (error && !value) {
    return <p className="warn">{error.message}</p>;
  }
  return value && value.nodes.length > 0 ? (
    <Family name={name} relations={value.nodes} total={value.totalCount ?? null} more={value.pageInfo.hasNextPage && first < MOST ? () => setFirst(Math.min(MOST, first * 4)) : undefined} busy={busy} seen={seen} />
  ) : null;
}

interface FamilyProps {
  name: string;
  relations: Told[];
  total: number | null; // null where it is not known
  more?(): void; // fetches more than these
  busy?: boolean;
  seen: string;
}

function Family({ name, relations, total, more, busy = false, seen }: FamilyProps) {
  const [all, setAll] = useState(false);
  const rest = relations.length - SHORT;
  return (
    <Fold title={`${name} (${total === null ? `${relations.length} or more` : total.toLocaleString('en')})`} open={total !== null && total <= 4}>
      <ul className="plain">
        {(all || more ? relations : relations.slice(0, SHORT)).map((r) => (
          <li key={r.id}>
            <Statement line={r} seen={seen} />
          </li>
        ))}
      </ul>
      {more ? (
        <button type="button" disabled={busy} onClick={() => { setAll(true); more(); }}>
          Show more
        </button>
      ) : (
        !all && rest > 0 && (
          <button type="button" onClick={() => setAll(true)}>
            {rest} more
          </button>
        )
      )}
    </Fold>
  );
}
