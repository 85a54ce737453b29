import { useExplorer } from './context';
import { LISTED, WALKED } from './draw';
import { Fold } from './Parts';
import { filter, filtered, NO_FILTER, toggled, type Filter } from './state';
import { StatusLine, Symbol } from './Symbol';
import { KINDS, LENSES, lower, RELIABILITY, STATUSES, TYPES } from './words';

/** What counts as evidence, what passes, and the two clocks. Without `lens` what is filtered is a list. */
export function Filters({ days, lens }: { days: readonly string[]; lens: boolean }) {
  const { state, change } = useExplorer();
  const { where } = state;
  const set = (part: Partial<Filter>) => change((s) => filter(s, part));
  const n = filtered(where);
  const own = filtered({ ...where, asOf: '', excludeDocuments: [], excludeSources: [] }); // those are set elsewhere
  const plain = lens ? WALKED : LISTED;
  const passing = where.statuses.length > 0 ? where.statuses : plain;
  return (
    <div className="filters">
      {lens && (
        <div>
          <label className="field">
            <span className="field-label">Lens</span>
            <select value={state.lens} onChange={(e) => change((s) => ({ ...s, lens: e.target.value, path: 0 }))}>
              {LENSES.map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <small>{LENSES.find(([value]) => value === state.lens)?.[2]}</small>
        </div>
      )}
      <Clock days={days} />
      <Fold title={<>Evidence and time{own > 0 && <span className="tag">{own} set</span>}</>} open={own > 0}>
        <fieldset>
          <legend>Statuses that pass</legend>
          <div className="checks">
            {STATUSES.map((status) => (
              <label key={status}>
                <input
                  type="checkbox"
                  checked={passing.includes(status)}
                  onChange={() => {
                    const next = toggled(passing, status);
                    set({ statuses: next.length === plain.length && plain.every((w) => next.includes(w)) ? [] : STATUSES.filter((s) => next.includes(s)) });
                  }}
                />
                <StatusLine status={status} /> {lower(status)}
              </label>
            ))}
          </div>
        </fieldset>
        <label className="field">
          <span className="field-label">Independent sources, at least</span>
          <input type="number" min={0} max={99} value={where.minIndependentSources} onChange={(e) => set({ minIndependentSources: Math.max(0, Math.min(99, Math.floor(Number(e.target.value)))) })} />
        </label>
        <label className="field">
          <span className="field-label">Reliability of documents, at least</span>
          <select value={where.minReliability} onChange={(e) => set({ minReliability: e.target.value })}>
            <option value="">any, unknown too</option>
            {['A', 'B', 'C', 'D', 'E'].map((r) => (
              <option key={r} value={r}>
                {r}: {RELIABILITY[r]}
              </option>
            ))}
          </select>
        </label>
        <Held where={where} set={set} />
        <fieldset>
          <legend>Through entities of these kinds{where.kinds.length === 0 && ': all'}</legend>
          <div className="checks">
            {KINDS.map((kind) => (
              <label key={kind}>
                <input type="checkbox" checked={where.kinds.includes(kind)} onChange={() => set({ kinds: KINDS.filter((k) => toggled(where.kinds, kind).includes(k)) })} />
                <Symbol kind={kind} size={13} /> {lower(kind)}
              </label>
            ))}
          </div>
        </fieldset>
        <label className="field">
          <span className="field-label">Only relations of type</span>
          <select value="" onChange={(e) => e.target.value && set({ types: toggled(where.types, e.target.value) })}>
            <option value="">{where.types.length === 0 ? 'all types of the lens' : 'add or remove a type'}</option>
            {TYPES.map((t) => (
              <option key={t} value={t}>
                {where.types.includes(t) ? '✓ ' : ''}
                {lower(t)}
              </option>
            ))}
          </select>
        </label>
        {where.types.length > 0 && (
          <ul className="tags">
            {where.types.map((t) => (
              <li key={t}>
                <button type="button" onClick={() => set({ types: toggled(where.types, t) })} aria-label={`Remove type ${lower(t)}`}>
                  {lower(t)} ×
                </button>
              </li>
            ))}
          </ul>
        )}
        {n > 0 && (
          <button type="button" onClick={() => change((s) => ({ ...s, where: NO_FILTER, path: 0 }))}>
            Clear all filters
          </button>
        )}
      </Fold>
    </div>
  );
}

/** The clock of knowledge: the graph as the documents published by a day had it. */
function Clock({ days }: { days: readonly string[] }) {
  const { state, change } = useExplorer();
  const { asOf } = state.where;
  const set = (day: string) => change((s) => filter(s, { asOf: day }));
  const at = asOf === '' ? days.length : days.filter((d) => d <= asOf).length - 1;
  return (
    <div className="clock" role="group" aria-label="As known on">
      <label className="field">
        <span className="field-label">As known on</span>
        <span className="row">
          <input type="date" aria-label="As known on this day" value={asOf} onChange={(e) => set(e.target.value)} />
          {asOf !== '' && (
            <button type="button" aria-label="Clear the day: everything known" onClick={() => set('')}>
              Clear
            </button>
          )}
        </span>
      </label>
      {days.length > 0 && (
        <input
          type="range"
          aria-label="As known on, from document to document"
          aria-valuetext={asOf === '' ? 'everything known' : asOf}
          min={0}
          max={days.length}
          step={1}
          value={Math.max(0, at)}
          onChange={(e) => set(days[Number(e.target.value)] ?? '')}
        />
      )}
      {days.length > 0 && (
        <p className="soft row apart">
          <span>{days[0]}</span>
          <span>everything known</span>
        </p>
      )}
    </div>
  );
}

const DAY = /^(\d{4}(?:-\d{2}){0,2})\/(\d{4}(?:-\d{2}){0,2})$/;

/** The clock of events: when it held. */
function Held({ where, set }: { where: Filter; set(part: Partial<Filter>): void }) {
  const [, from = '', to = ''] = DAY.exec(where.during) ?? [];
  const during = (a: string, b: string) => set({ during: a || b ? `${a || '..'}/${b || '..'}` : '' });
  const [, openFrom = '', openTo = ''] = /^(.*)\/(.*)$/.exec(where.during) ?? [];
  const a = from || openFrom.replace('..', '');
  const b = to || openTo.replace('..', '');
  return (
    <fieldset>
      <legend>When it held</legend>
      <div className="row">
        <input type="date" aria-label="Held from" value={a} onChange={(e) => during(e.target.value, b)} />
        <span>to</span>
        <input type="date" aria-label="Held to" value={b} onChange={(e) => during(a, e.target.value)} />
      </div>
      {where.during !== '' && (
        <label className="check">
          <input type="checkbox" checked={where.overlap === 'CERTAIN'} onChange={(e) => set({ overlap: e.target.checked ? 'CERTAIN' : '' })} /> for certain: leave out undated and inferred
        </label>
      )}
    </fieldset>
  );
}
