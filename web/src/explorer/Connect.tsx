import { useState } from 'react';
import type { Connection, Joined, Path, Relaxation, Step } from './answers';
import { useExplorer } from './context';
import type { Picture } from './draw';
import { Entity, Fold, When } from './Parts';
import { ask, filter, NO_FILTER, START, type State } from './state';
import { Picked } from './Search';
import { Status } from './Symbol';
import { count, detail, hubs, lower, MODES, ranked, rating, sourcesWord, told } from './words';

/** The form of "how are these connected". */
export function ConnectForm() {
  const { state, able, change } = useExplorer();
  const modes = MODES.filter(([value]) => able.has(`PathMode.${value}`));
  return (
    <div className="form">
      <Picked label="From" ids={state.from} onChange={(from) => change((s) => ask(s, { from }))} />
      <Picked label="To" ids={state.to} onChange={(to) => change((s) => ask(s, { to }))} />
      {able.has('Query.connect') && state.to.length === 0 && <p className="soft">With two or more on the one side and none on the other, what joins them all is drawn.</p>}
      {state.from.length > 0 && state.to.length > 0 && (
        <button type="button" className="small self" onClick={() => change((s) => ask(s, { from: s.to, to: s.from }))}>
          Swap
        </button>
      )}
      <div hidden={state.to.length === 0 && state.from.length > 1}>
        <label className="field">
          <span className="field-label">Paths</span>
          <select value={state.mode} onChange={(e) => change((s) => ({ ...s, mode: e.target.value, path: 0 }))}>
            {modes.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <small>{MODES.find(([value]) => value === state.mode)?.[2]}</small>
      </div>
      <Fold title="How far, through whom" open={state.via.length > 0 || state.avoid.length > 0 || state.degreeCap !== START.degreeCap}>
        <label className="field">
          <span className="field-label">At most {count(state.maxHops, 'hop')}</span>
          <input type="range" min={1} max={12} value={state.maxHops} onChange={(e) => change((s) => ({ ...s, maxHops: Number(e.target.value), path: 0 }))} />
        </label>
        <label className="field">
          <span className="field-label">Show up to</span>
          <select value={state.paths} onChange={(e) => change((s) => ({ ...s, paths: Number(e.target.value), path: 0 }))}>
            {[...new Set([1, 3, 5, 10, 20, 50, state.paths])].sort((a, b) => a - b).map((n) => (
              <option key={n} value={n}>
                {count(n, 'path')}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="field-label">Not through entities with more relations than</span>
          <select value={state.degreeCap} onChange={(e) => change((s) => ({ ...s, degreeCap: Number(e.target.value), path: 0 }))}>
            {[...new Set([100, START.degreeCap, 10_000, 100_000, state.degreeCap])].sort((a, b) => a - b).map((n) => (
              <option key={n} value={n}>
                {n.toLocaleString('en')}
              </option>
            ))}
          </select>
        </label>
        {able.has('Query.paths(via)') && <Picked label="Through, in this order" ids={state.via} most={4} onChange={(via) => change((s) => ask(s, { via }))} />}
        <Picked label="Avoiding" ids={state.avoid} onChange={(avoid) => change((s) => ask(s, { avoid }))} />
      </Fold>
    </div>
  );
}

/** What was found, in words; or why nothing was. */
export function Paths({ picture }: { picture: Picture }) {
  const { state } = useExplorer();
  const found = picture.connection;
  if (picture.joined) {
    return <Network joined={picture.joined} picture={picture} />;
  }
  if (!found) {
    return null;
  }
  return (
    <section className="paths" aria-label="Paths">
      <Outcome found={found} />
      <ol className="plain">
        {(found.outcome === 'SAME' ? [] : found.paths).map((path, i) => (
          <li key={path.id}>
            <Told path={path} index={i} chosen={i === state.path} picture={picture} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What joins several entities: one network, or one for each group that nothing joins to the others. */
function Network({ joined, picture }: { joined: Joined; picture: Picture }) {
  const { state, select, nameOf } = useExplorer();
  return (
    <section className="paths" aria-label="Paths">
      <p className="outcome">
        {joined.outcome === 'FOUND' ? `One network joins all ${state.from.length}.` : joined.outcome === 'NO_PATH' ? `Within ${count(state.maxHops, 'hop')} they fall into ${count(joined.groups.length, 'group')}.` : 'The search ended before it knew.'}
      </p>
      {joined.groups.map((group) => (
        <article key={group.members.map((m) => m.id).join()} className="path chosen">
          <p className="path-head">
            <b>{count(group.size, 'step')}</b>
            <span>{group.size === 0 ? nameOf(group.members[0].id) : fewest(group, joined.complete)}</span>
            {group.status && <Status status={group.status} />}
          </p>
          <ol className="steps">
            {group.steps.map((step, i) => {
              const [from, to] = [picture.nodes.get(step.from.id), picture.nodes.get(step.to.id)];
              return (
                <li key={step.relation.id}>
                  {from && group.steps[i - 1]?.to.id !== from.id && <Entity mark={from} />}
                  <button type="button" className="step" aria-pressed={state.selected === step.relation.id} onClick={() => select(step.relation.id)}>
                    <span>
                      {toldIn(picture, step)}
                      {detail(step.relation, step.relation.when) && ` · ${detail(step.relation, step.relation.when)}`}
                    </span>
                    <span className="facts">
                      <Status status={step.status} />
                      <span>{sourcesWord(step.independentSources)}</span>
                      <When when={step.relation.when} />
                      {rating(step.relation) && <span>{rating(step.relation)}</span>}
                    </span>
                  </button>
                  {to && <Entity mark={to} />}
                </li>
              );
            })}
          </ol>
        </article>
      ))}
    </section>
  );
}

function toldIn({ nodes }: Picture, { relation: l, forward }: Step): string {
  const at = (id: string) => nodes.get(id) ?? { name: id };
  return told(l, at(l.from.id), at(l.to.id), forward);
}

function Outcome({ found }: { found: Connection }) {
  const { state, nameOf } = useExplorer();
  switch (found.outcome) {
    case 'SAME':
      return <p className="outcome">The same entity stands on both sides, so there is no path to look for.</p>;
    case 'STOPPED':
      return <p className="outcome">The search ended before it knew: {found.stoppedBy === 'DEADLINE' ? 'the time ran out' : 'it looked at as much as one question may'}. Fewer hops or a narrower filter may help.</p>;
    case 'NO_PATH':
      return <NoPath found={found} />;
  }
  const all = found.total !== null && found.total > found.paths.length ? ` of ${found.total.toLocaleString('en')}` : '';
  return (
    <p className="outcome">
      {count(found.paths.length, 'path')}
      {all} from {state.from.map(nameOf).join(' or ')} to {state.to.map(nameOf).join(' or ')}
      {walked(state.mode, found.policy.lens)}
      {ranked(state.mode)}.
    </p>
  );
}

function NoPath({ found }: { found: Connection }) {
  const { state } = useExplorer();
  const offers = found.relaxations ?? guesses(state);
  return (
    <div className="outcome none">
      <p>
        <b>No path</b> within {count(state.maxHops, 'hop')}
        {walked(state.mode, found.policy.lens)}, over what is {found.policy.statuses.map(lower).join(', ')}.
      </p>
      {found.policy.undatedClaims > 0 && <p className="soft">{count(found.policy.undatedClaims, 'claim')} of unknown day fell out, because a day was asked for.</p>}
      {found.policy.hubsSkipped.length > 0 && <p className="soft">Not walked through, for having too many relations, so that there may be a path all the same: {hubs(found.policy)}.</p>}
      {found.relaxations?.length === 0 && <p>No single thing set otherwise gives a path.</p>}
      {offers.length > 0 && (
        <>
          <p>{found.relaxations ? 'With one thing set otherwise there are paths:' : 'One thing set otherwise may find paths:'}</p>
          <ul className="plain">
            {offers.map((offer) => (
              <li key={offer.field}>
                <Offer offer={offer} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** How sure it is that no smaller network does: through what was not walked one may. */
export function fewest({ exact, atLeast }: { exact: boolean; atLeast: number }, complete: boolean): string {
  return `${exact ? 'none smaller' : `at least ${atLeast}`}${complete ? '' : ', as far as was walked'}`;
}

/** What paths were looked for, as a sentence ends with it. */
export function walked(mode: string, lens: string): string {
  return mode === 'EARLIEST' ? ' by contact in order of time' : { CONTACT: ' by contact', FORMAL: ' by offices, structure and missions', EVERYTHING: ' along relations of any type' }[lens] ?? '';
}

/** How many steps of a path are as weak as its weakest. */
export const asWeak = ({ steps, weakest }: Path) => {
  const worst = steps.find((s) => s.relation.id === weakest?.relation.id);
  return steps.filter((s) => s.status === worst?.status && s.independentSources === worst.independentSources).length;
};

const LABELS: Record<string, string> = {
  maxHops: 'hops', degreeCap: 'relations an entity walked through may have', lens: 'lens', statuses: 'statuses', minIndependentSources: 'independent sources',
  overlap: 'certainty of dates', types: 'relation types', kinds: 'kinds on the way', at: 'day it held', during: 'time it held', asOf: '“as known on”', documents: 'documents',
  excludeDocuments: 'documents left out', sources: 'sources', excludeSources: 'sources left out', minReliability: 'reliability', avoid: 'entities avoided', via: 'entities on the way',
};

function Offer({ offer }: { offer: Relaxation }) {
  const { change } = useExplorer();
  const to = offer.to ? `${LABELS[offer.field] ?? offer.field}: ${lower(offer.to)}` : `without ${LABELS[offer.field] ?? offer.field}`;
  return (
    <button type="button" className="offer" onClick={() => change((s) => relaxed(s, offer))}>
      <b>{to}</b>
      <span className="soft">
        {offer.from && ` instead of ${lower(offer.from)}`}
        {offer.paths !== null && ` · ${count(offer.paths, 'path')}`}
        {offer.example && ` of ${count(offer.example.hops, 'hop')}`}
      </span>
    </button>
  );
}

// What a server without relaxations leaves to be tried, one thing at a time.
function guesses(s: State): Relaxation[] {
  const out: [string, string | null][] = [];
  if (s.maxHops < 12) {
    out.push(['maxHops', '12']);
  }
  if (s.lens !== 'EVERYTHING') {
    out.push(['lens', 'EVERYTHING']);
  }
  for (const [field, value] of Object.entries(s.where)) {
    if (Array.isArray(value) ? value.length > 0 : value) {
      out.push([field, '']);
    }
  }
  if (s.where.statuses.length === 0) {
    out.push(['statuses', 'CONFIRMED, CORROBORATED, REPORTED, ALLEGED, DISPUTED, UNCONFIRMED, PLANNED']);
  }
  (['avoid', 'via'] as const).forEach((field) => s[field].length > 0 && out.push([field, '']));
  return out.map(([field, to]) => ({ field, from: null, to, paths: null, example: null }));
}

/** The state with one condition set to what a relaxation names. */
export function relaxed(s: State, { field, to }: Pick<Relaxation, 'field' | 'to'>): State {
  const value = to ?? '';
  switch (field) {
    case 'maxHops':
    case 'degreeCap':
      return { ...s, [field]: Number(value), path: 0 };
    case 'lens':
      return { ...s, lens: value, path: 0 };
    case 'avoid':
    case 'via':
      return ask(s, { [field]: [] });
    case 'minIndependentSources':
      return filter(s, { minIndependentSources: Number(value) || 0 });
  }
  if (!(field in NO_FILTER)) {
    return s;
  }
  const key = field as keyof typeof NO_FILTER;
  return filter(s, { [key]: Array.isArray(NO_FILTER[key]) ? value.split(/,\s*/).filter(Boolean) : value });
}

function Told({ path, index, chosen, picture }: { path: Path; index: number; chosen: boolean; picture: Picture }) {
  const { state, change, select } = useExplorer();
  const [copied, setCopied] = useState('');
  const alike = asWeak(path);
  async function copy() {
    try {
      await navigator.clipboard.writeText(path.text);
      setCopied('Copied');
    } catch {
      setCopied('The browser refused; the text is in the downloads.');
    }
  }
  return (
    <article className={chosen ? 'path chosen' : 'path'}>
      <button type="button" className="path-head" aria-pressed={chosen} onClick={() => change((s) => ({ ...s, path: index, selected: '' }))}>
        <b>Path {index + 1}</b>
        <span>{count(path.hops, 'hop')}</span>
        <span>{count(path.contacts, 'contact')}</span>
        {path.status && <Status status={path.status} />}
        <span>{sourcesWord(path.independentSources)}</span>
        {path.order && <span className="tag">order {lower(path.order)}</span>}
        {path.order && <span>{path.arrival ? `there by ${path.arrival}` : 'arrival undated'}</span>}
      </button>
      {chosen && (
        <>
          {path.order && (
            <p className="soft">
              {path.order === 'CERTAIN' ? 'The dates prove the order: each contact lies wholly before the next.' : 'The dates leave the order open: no contact lies wholly before an earlier one, but some are undated, inferred or overlap.'}
            </p>
          )}
          <ol className="steps">
            {path.steps.map((step, i) => {
              const from = picture.nodes.get(step.from.id);
              const to = picture.nodes.get(step.to.id);
              const weakest = path.weakest?.relation.id === step.relation.id;
              return (
                <li key={step.relation.id} className={weakest ? 'weakest' : undefined}>
                  {i === 0 && from && <Entity mark={from} />}
                  <button type="button" className="step" aria-pressed={state.selected === step.relation.id} onClick={() => select(step.relation.id)}>
                    <span>
                      {toldIn(picture, step)}
                      {detail(step.relation, step.relation.when) && ` · ${detail(step.relation, step.relation.when)}`}
                      {weakest && <span className="tag loud">weakest step</span>}
                    </span>
                    <span className="facts">
                      <Status status={step.status} />
                      <span>{sourcesWord(step.independentSources)}</span>
                      <When when={step.relation.when} />
                      {rating(step.relation) && <span>{rating(step.relation)}</span>}
                      {weakest && alike > 1 && <span>{alike === path.steps.length ? 'every other step is as weak' : `${count(alike - 1, 'other step is', 'other steps are')} as weak`}</span>}
                      {step.parallelCount > 0 && <span>and {count(step.parallelCount, 'other relation')} between them</span>}
                    </span>
                  </button>
                  {to && <Entity mark={to} />}
                </li>
              );
            })}
          </ol>
          <p className="row">
            <button type="button" className="small" onClick={copy}>
              Copy as text
            </button>
            <span className="soft" role="status">
              {copied}
            </span>
          </p>
        </>
      )}
    </article>
  );
}
