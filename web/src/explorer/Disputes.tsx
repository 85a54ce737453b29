import { useState } from 'react';
import type { Dispute, Page } from './answers';
import { useAnswer, useExplorer } from './context';
import { DisputeDownloads } from './Downloads';
import { Sides } from './Evidence';
import { Entity, Trouble } from './Parts';
import { filtered, variable } from './state';
import { Status } from './Symbol';
import { count, detail, lower, subject, told, valueOf } from './words';

/** Of how many disputes it is certain that both sides speak of the same time. */
export function sameTime(rows: readonly Pick<Dispute, 'overlap'>[]): string {
  const certain = rows.filter((d) => d.overlap === 'CERTAIN').length;
  return certain === rows.length ? 'both sides speak of the same time' : certain === 0 ? 'both sides may speak of the same time' : `both sides speak of the same time in ${certain} of these, and may in ${rows.length - certain}`;
}

/** Where the documents contradict each other. */
export function Disputes({ onAgain }: { onAgain(): void }) {
  const { api, state, asked, select, learn } = useExplorer();
  const [pages, setPages] = useState(1);
  const answer = useAnswer(`${asked} ${pages} ${JSON.stringify([state.of, state.where])}`, async (signal) => {
    const rows: Dispute[] = [];
    let page: Page<Dispute> | undefined;
    for (let i = 0; i < pages && (!page || page.pageInfo.hasNextPage); i++) {
      const { disputes }: { disputes: Page<Dispute> } = await api.ask('disputes', { of: state.of.length ? state.of : undefined, where: variable(state.where), after: page?.pageInfo.endCursor ?? undefined }, signal);
      page = disputes;
      rows.push(...disputes.nodes);
    }
    learn(rows.flatMap((r) => (r.relation ? [r.relation.from, r.relation.to] : [])));
    return { rows, total: page?.totalCount ?? null, more: page?.pageInfo.hasNextPage ?? false };
  });
  if (answer.error && !answer.value) {
    return <Trouble error={answer.error} onRetry={onAgain} />;
  }
  if (!answer.value) {
    return <p className="empty">Fetching…</p>;
  }
  const { rows, total, more } = answer.value;
  return (
    <div className={answer.busy ? 'disputes busy' : 'disputes'}>
      <div className="head">
        <p className="summary" role="status">
          {rows.length === 0
            ? `Nothing ${state.of.length > 0 ? 'about these ' : ''}is disputed${filtered(state.where) > 0 ? ', as far as the filter lets the documents be heard' : ''}.`
            : `${more ? `${rows.length} of ` : ''}${count(total ?? rows.length, 'dispute')}: ${sameTime(rows)}.`}
        </p>
        <DisputeDownloads rows={answer.value} />
      </div>
      {rows.map((d) => (
        <article key={d.relation?.id ?? `${d.attribute?.of?.id} ${d.attribute?.name} ${valueOf(d.attribute!)}`} className="dispute">
          <h3>
            {d.relation && (
              <>
                <Entity mark={d.relation.from} /> {told(d.relation, d.relation.from, d.relation.to)} <Entity mark={d.relation.to} />
                {detail(d.relation) && <small>{detail(d.relation)}</small>}
              </>
            )}
            {d.attribute && (
              <>
                {d.attribute.of && subject(d.attribute.of)}: {lower(d.attribute.name)} {valueOf(d.attribute)}
              </>
            )}
          </h3>
          <p className="facts">
            <Status status={(d.relation ?? d.attribute)!.status} />
            {d.overlap === 'POSSIBLE' && <span>whether they speak of the same time is not certain: a date is open or inferred</span>}
            {d.relation && (
              <button type="button" className="small" onClick={() => select(d.relation!.id)}>
                All evidence
              </button>
            )}
          </p>
          <Sides claims={[...d.for, ...d.against]} />
        </article>
      ))}
      {more && (
        <button type="button" onClick={() => setPages(pages + 1)}>
          Further disputes
        </button>
      )}
    </div>
  );
}
