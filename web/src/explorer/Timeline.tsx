import { useState } from 'react';
import type { Day, Event, Page } from './answers';
import { useAnswer, useExplorer } from './context';
import { TimelineDownloads } from './Downloads';
import { Trouble, When } from './Parts';
import { variable } from './state';
import { Status } from './Symbol';
import { bounds, core, count, day, detail, lower, subject, told, valueOf } from './words';

/** What happened to some entities, with uncertain dates as ranges and unknown order said. */
export function Timeline({ onAgain }: { onAgain(): void }) {
  const { api, state, asked, learn } = useExplorer();
  const [pages, setPages] = useState(1);
  const key = JSON.stringify([state.of, state.where]);
  const answer = useAnswer(state.of.length > 0 ? `${asked} ${pages} ${key}` : '', async (signal) => {
    const rows: Event[] = [];
    let total: number | null = null;
    let more = false;
    let after: string | null = null;
    for (let i = 0; i < pages; i++) {
      const { timeline }: { timeline: Page<Event> } = await api.ask('timeline', { of: state.of, where: variable(state.where), after: after ?? undefined }, signal);
      rows.push(...timeline.nodes);
      total = timeline.totalCount ?? null;
      more = timeline.pageInfo.hasNextPage;
      after = timeline.pageInfo.endCursor ?? null;
      if (!more) {
        break;
      }
    }
    learn(rows.flatMap((r) => (r.relation ? [r.relation.from, r.relation.to] : [])));
    return { rows, total, more };
  });
  if (state.of.length === 0) {
    return <p className="empty">Name one or several entities to see what happened to them, in order of time.</p>;
  }
  if (answer.error && !answer.value) {
    return <Trouble error={answer.error} onRetry={onAgain} />;
  }
  if (!answer.value) {
    return <p className="empty">Fetching…</p>;
  }
  const { rows, total, more } = answer.value;
  const dated = rows.filter((r) => r.when?.earliest || r.when?.latest);
  const span = extent(dated);
  return (
    <div className={answer.busy ? 'timeline busy' : 'timeline'}>
      <div className="head">
        <p className="summary" role="status">
          {count(rows.length, 'row')}
          {total !== null && total > rows.length && ` of ${total.toLocaleString('en')}`}: {dated.length} {total !== null && total > rows.length ? 'of these ' : ''}with a date, {rows.length - dated.length} without.
        </p>
        <TimelineDownloads rows={answer.value} />
      </div>
      <div className="bar-legend soft" aria-hidden="true">
        <span>
          <i className="key day" /> a day
        </span>
        <span>
          <i className="key sometime" /> some day within
        </span>
        <span>
          <i className="key lasting" /> all the while
        </span>
        <span>
          <i className="key inferred" /> inferred
        </span>
        <span>◂ ▸ no bound on this side</span>
        <span>
          <i className="key unknown" /> order to the row above unknown
        </span>
      </div>
      {span && <Axis span={span} />}
      <ol className="events">
        {rows.map((row, i) => (
          <Row key={`${row.relation?.id ?? row.attribute?.of?.id} ${row.attribute?.name ?? ''} ${i}`} row={row} span={span} first={i === 0} again={i > 1 && rows[i - 1].order === 'UNDETERMINED'} undated={i > 0 && !limits(row.when) && Boolean(limits(rows[i - 1].when))} />
        ))}
      </ol>
      {rows.length === 0 && <p className="empty">Nothing passes the filter.</p>}
      {more && (
        <button type="button" onClick={() => setPages(pages + 1)}>
          Further rows
        </button>
      )}
    </div>
  );
}

const limits = (when: Day | null) => when && (when.earliest || when.latest);

type Span = readonly [from: number, to: number];

const ms = (d: string) => Date.parse(`${d}T00:00:00Z`);

function extent(rows: readonly Event[]): Span | null {
  const days = rows.flatMap((r) => [r.when?.earliest, r.when?.latest]).filter((d): d is string => Boolean(d)).map(ms).filter((n) => !Number.isNaN(n));
  if (days.length === 0) {
    return null;
  }
  const [least, most] = [Math.min(...days), Math.max(...days)];
  const margin = Math.max((most - least) * 0.04, 86400e3 * 15);
  return [least - margin, most + margin];
}

const at = (t: number, [from, to]: Span) => (100 * (t - from)) / (to - from);

function Axis({ span }: { span: Span }) {
  const first = new Date(span[0]).getUTCFullYear();
  const last = new Date(span[1]).getUTCFullYear();
  const every = Math.max(1, Math.ceil((last - first) / 8));
  const months = last - first <= 1;
  const apart = span[1] - span[0] < 250 * 86400e3 ? 1 : 3; // months from tick to tick
  const ticks: [number, string][] = [];
  for (let year = first; year <= last + 1; year += every) {
    for (let month = 0; month < 12; month += months ? apart : 12) {
      ticks.push([Date.UTC(year, month, 1), months ? `${year}-${String(month + 1).padStart(2, '0')}` : String(year)]);
    }
  }
  return (
    <div className="axis" aria-hidden="true">
      <div>
        {ticks.filter(([t]) => t >= span[0] && t <= span[1] && at(t, span) < 94).map(([t, name]) => (
          <span key={name} style={{ left: `${at(t, span)}%` }}>
            {name}
          </span>
        ))}
      </div>
    </div>
  );
}

function Row({ row, span, first, again, undated }: { row: Event; span: Span | null; first: boolean; again: boolean; undated: boolean }) {
  const { state, select } = useExplorer();
  const { relation: r, attribute: a, when } = row;
  const id = r?.id ?? a?.of?.id ?? '';
  const of = a?.of && subject(a.of);
  return (
    <li>
      {undated && <p className="undated-from">Without any date</p>}
      {!first && row.order === 'UNDETERMINED' && !undated && limits(when) && (
        <p className="unordered" title="The dates do not tell which of this row and the one above came first">
          <span className={again ? 'unseen' : undefined}>order to the row above unknown</span>
        </p>
      )}
      <button type="button" className="event" aria-pressed={state.selected === id} onClick={() => select(id)}>
        <span className="date">
          {limits(when) ? <When when={when} /> : <span className="soft">{day(when)}</span>}
          {limits(when) && !day(when).includes(bounds(when)) && <small>{bounds(when)}</small>}
        </span>
        <span className="track" aria-hidden="true">
          {span && <Bar when={when} span={span} />}
        </span>
        <span className="what">
          {r && (
            <span>
              <b>{r.from.name}</b> {told(r, r.from, r.to)} <b>{r.to.name}</b>
              {detail(r, r.when) && <span className="soft"> · {detail(r, r.when)}</span>}
            </span>
          )}
          {a && (
            <span>
              <b>{of}</b>: {lower(a.name)} {valueOf(a)}
            </span>
          )}
          <Status status={(r ?? a)!.status} />
        </span>
      </button>
    </li>
  );
}

/**
 * A day is a dot, a date known to lie in a range an outlined bar, a state that lasted a filled one,
 * outlined where its beginning or end is known to a range only.
 */
function Bar({ when, span }: { when: Day | null; span: Span }) {
  if (!when || (!when.earliest && !when.latest)) {
    return null;
  }
  const from = when.earliest ? at(ms(when.earliest), span) : 0;
  const to = when.latest ? at(ms(when.latest), span) : 100;
  const day = when.earliest && when.earliest === when.latest;
  const sure = day ? null : core(when);
  const [begin, end] = [sure?.from ? at(ms(sure.from), span) : 0, sure?.to ? at(ms(sure.to), span) : 100];
  return (
    <>
      <span className={`bar ${day ? 'day' : 'sometime'} ${when.inferred ? 'inferred' : ''}`} style={{ left: `${from}%`, width: day ? undefined : `max(6px, ${to - from}%)` }} />
      {sure && begin < end && <span className="bar lasting" style={{ left: `${begin}%`, width: `max(6px, ${end - begin}%)` }} />}
      {!when.earliest && <i className="open-left">◂</i>}
      {!when.latest && <i className="open-right">▸</i>}
    </>
  );
}
