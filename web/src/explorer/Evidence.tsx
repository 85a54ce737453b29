import type { Evidence as Answer, Word } from './answers';
import { useAnswer, useExplorer } from './context';
import type { Picture } from './draw';
import { Entity, Paper, Section, Statement, Trouble, When } from './Parts';
import { filter, filtered, toggled, variable } from './state';
import { Status } from './Symbol';
import { bounds, chain, count, day, detail, lower, origin, RELIABILITY, says, sourcesWord, STATUS_MEANING, told, valueOf } from './words';

/** What stands for and against one relation, side by side. */
export function Evidence({ id, picture }: { id: string; picture: Picture }) {
  const { api, state, asked, learn, change } = useExplorer();
  const answer = useAnswer(`${asked} ${id} ${JSON.stringify(state.where)}`, async (signal) => {
    const { relation } = await api.ask<{ relation: Answer | null }>('evidence', { id, where: variable({ ...state.where, statuses: [], types: [], kinds: [] }) }, signal);
    if (relation) {
      learn([relation.from, relation.to]);
    }
    return relation;
  }, true);
  if (answer.error) {
    return <Trouble error={answer.error} onRetry={() => change((s) => ({ ...s, selected: '' }))} />;
  }
  const relation = answer.value;
  if (!relation) {
    return <p className="soft wait">{answer.busy ? 'Fetching…' : filtered(state.where) > 0 ? 'Under this filter no claim states this relation, if there is one.' : 'There is no such relation.'}</p>;
  }
  const pair = new Set([relation.from.id, relation.to.id]);
  const parallel = [...picture.lines.values()].filter((l) => l.id !== id && pair.has(l.from.id) && pair.has(l.to.id) && l.from.id !== l.to.id);
  return (
    <article className="card evidence" aria-label="Evidence">
      <p className="kicker">{lower(relation.type)}</p>
      <h2>
        <Entity mark={relation.from} /> {told(relation, relation.from, relation.to)} <Entity mark={relation.to} />
      </h2>
      {detail(relation, relation.when) && <p>{detail(relation, relation.when)}</p>}
      <p className="verdict">
        <Status status={relation.status} /> <span>{STATUS_MEANING[relation.status]}</span>
      </p>
      <dl className="values short">
        <div>
          <dt>Sources</dt>
          <dd>{sourcesWord(relation.independentSources)}</dd>
        </div>
        <div>
          <dt>Held</dt>
          <dd>
            <When when={relation.when} />
            {bounds(relation.when) && !day(relation.when).includes(bounds(relation.when)) && <small>{bounds(relation.when)}</small>}
            {relation.when?.basis && <small>{relation.when.basis}</small>}
            {relation.dates.length > 1 && <small>{relation.dates.length} different dates in the claims</small>}
          </dd>
        </div>
        <div>
          <dt>Known since</dt>
          <dd>{relation.firstKnown ?? 'day unknown'}</dd>
        </div>
        <div>
          <dt>Reliability</dt>
          <dd>
            {relation.reliability}, {RELIABILITY[relation.reliability]}
          </dd>
        </div>
        {relation.concerns.length > 0 && (
          <div>
            <dt>Concerns</dt>
            <dd>
              {relation.concerns.map((c) => (
                <Entity key={c.id} mark={c} />
              ))}
            </dd>
          </div>
        )}
        {relation.attributes.map((a, i) => (
          <div key={i}>
            <dt>{lower(a.name)}</dt>
            <dd>
              {valueOf(a)} <Status status={a.status} />
            </dd>
          </div>
        ))}
      </dl>
      <Sides claims={relation.claims.nodes} />
      {relation.claims.pageInfo.hasNextPage && <p className="soft">The first {relation.claims.nodes.length} claims of {relation.claims.totalCount ?? 'more'}.</p>}
      {parallel.length > 0 && (
        <Section title="Also between these two">
          <ul className="plain">
            {parallel.map((l) => (
              <li key={l.id}>
                <Statement line={{ ...l, from: l.from.id === relation.from.id ? relation.from : relation.to, to: l.to.id === relation.to.id ? relation.to : relation.from }} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </article>
  );
}

const isLive = (c: Word) => !c.superseded && !c.retracted;
const isAgainst = (c: Word) => c.stance === 'DENIES' || c.against;

/** Claims for and against in two columns; what does not count below them. */
export function Sides({ claims }: { claims: readonly Word[] }) {
  const counting = claims.filter((c) => isLive(c) && c.stance !== 'NO_COMMENT');
  const sides = [
    ['For', counting.filter((c) => !isAgainst(c))],
    ['Against', counting.filter(isAgainst)],
  ] as const;
  const silent = claims.filter((c) => isLive(c) && c.stance === 'NO_COMMENT');
  const past = claims.filter((c) => !isLive(c));
  const contested = sides[0][1].length > 0 && sides[1][1].length > 0;
  return (
    <>
      <div className={contested ? 'sides contested' : 'sides'}>
        {sides.map(([name, own]) => (
          <section key={name} aria-label={`${name}: ${count(own.length, 'claim')}`} className={name === 'For' ? 'for' : 'against'}>
            <h3>
              {name} <small>{own.length === 0 ? 'nobody' : count(own.length, 'claim')}</small>
            </h3>
            {own.map((c) => (
              <Claim key={c.id} claim={c} />
            ))}
          </section>
        ))}
      </div>
      {silent.length > 0 && (
        <Section title="Neither" aside="shown, never counted">
          {silent.map((c) => (
            <Claim key={c.id} claim={c} />
          ))}
        </Section>
      )}
      {past.length > 0 && (
        <Section title="No longer counted">
          {past.map((c) => (
            <Claim key={c.id} claim={c} />
          ))}
        </Section>
      )}
    </>
  );
}

function Claim({ claim: c }: { claim: Word }) {
  const { state, change } = useExplorer();
  const out = state.where.excludeDocuments.includes(c.document.id);
  return (
    <article className={`claim ${isLive(c) ? '' : 'past'}`}>
      <p className="saying">
        <b>{c.sources.length > 0 ? origin(c.sources[c.sources.length - 1]) : 'The document itself'}</b> {c.against && c.stance !== 'DENIES' ? `${says(c)} that it does not hold` : says(c)}
        {c.sources.length > 1 && <span className="soft"> ({chain(c.sources)})</span>}
        {c.sources.some((s) => !s.entity || s.entity.named === false) && <span className="tag">unnamed source</span>}
      </p>
      {(c.note || c.label) && <p>{[c.label && `“${c.label}”`, c.note].filter(Boolean).join(' · ')}</p>}
      <p className="paper-line">
        <Paper document={c.document} locators={[c.locator]} />
      </p>
      <p className="soft">
        {c.date ? (
          <>
            of <When when={c.date} /> ·{' '}
          </>
        ) : (
          'undated · '
        )}
        known {c.known ? `since ${c.known}` : 'from a day unknown'}
        {c.credibility && ` · credibility ${c.credibility} of 6`}
        {c.acting && ' · acting'}
        {c.superseded && ' · superseded by later claims: history, not a dispute'}
        {c.retracted && ` · ${c.retracted.kind === 'ERROR' ? 'retracted as an error' : `withdrawn${c.retracted.at ? ` on ${c.retracted.at}` : ''}`}: ${c.retracted.reason}`}
      </p>
      <button type="button" className="small" aria-pressed={out} onClick={() => change((s) => filter(s, { excludeDocuments: toggled(s.where.excludeDocuments, c.document.id) }))}>
        {out ? 'Count this document again' : 'What without this document?'}
      </button>
    </article>
  );
}
