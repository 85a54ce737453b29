import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { Hit, Mark } from './answers';
import { useAnswer, useExplorer } from './context';
import { Symbol } from './Symbol';
import { count, lower } from './words';

const PAUSE_MS = 110;

interface SearchProps {
  label: string;
  placeholder?: string;
  id?: string;
  exclude?: readonly string[];
  onPick(mark: Mark): void;
}

/** A box that suggests entities as one types: an ARIA combobox with a list of options. */
export function Search({ label, placeholder, id, exclude = [], onPick }: SearchProps) {
  const { api, asked, learn } = useExplorer();
  const own = useId();
  const box = id ?? own;
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const timer = useRef(0);
  const taken = useRef(''); // a text confirmed before its suggestions were there
  const answer = useAnswer(text && `${asked} ${text}`, async (signal) => {
    const { search } = await api.ask<{ search: { nodes: Hit[] } }>('search', { text }, signal);
    learn(search.nodes.map((h) => h.entity));
    return { text, hits: search.nodes };
  });
  const hits = text ? (answer.value?.hits ?? []).filter((h) => !exclude.includes(h.entity.id)) : [];
  const shown = open && text !== '';

  useEffect(() => {
    if (taken.current !== '' && answer.value?.text === taken.current && !answer.busy) {
      taken.current = '';
      if (hits[0]) {
        pick(hits[0]);
      }
    }
  }, [answer]);

  function type(value: string) {
    taken.current = '';
    setTyped(value);
    setOpen(true);
    setActive(0);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setText(value.trim()), value.trim() ? PAUSE_MS : 0);
  }

  function pick(hit: Hit) {
    clearTimeout(timer.current);
    setTyped('');
    setText('');
    setOpen(false);
    onPick(hit.entity);
  }

  function key(event: KeyboardEvent) {
    const last = hits.length - 1;
    const move = { ArrowDown: Math.min(active + 1, last), ArrowUp: Math.max(active - 1, 0), PageDown: last, PageUp: 0 }[event.key];
    if (move !== undefined && shown) {
      setActive(Math.max(0, move));
      document.getElementById(`${box}-${Math.max(0, move)}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'ArrowDown') {
      setOpen(true);
    } else if (event.key === 'Enter' && open && typed.trim() !== '') {
      if (answer.value?.text !== typed.trim() || answer.busy) {
        taken.current = typed.trim();
      } else if (hits[active]) {
        pick(hits[active]);
      }
    } else if (event.key === 'Escape' && (shown || typed)) {
      setOpen(false);
      if (!shown) {
        type('');
      }
    } else {
      return;
    }
    event.preventDefault();
  }

  return (
    <div className="search" onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && setOpen(false)}>
      <input
        id={box}
        type="text"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={`${box}-list`}
        aria-activedescendant={shown && hits[active] ? `${box}-${active}` : undefined}
        placeholder={placeholder ?? label}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(e) => type(e.target.value)}
        onFocus={() => setOpen(true)}
        onKeyDown={key}
      />
      <div className="suggestions" hidden={!shown}>
        <ul id={`${box}-list`} role="listbox" aria-label={`Suggestions: ${label}`}>
          {hits.map((hit, i) => (
            <li
              key={hit.entity.id}
              id={`${box}-${i}`}
              role="option"
              aria-selected={i === active}
              onMouseDown={(e) => e.preventDefault()}
              onMouseMove={() => setActive(i)}
              onClick={() => pick(hit)}
            >
              <Symbol kind={hit.entity.kind} />
              <span className="name">{hit.entity.name}</span>
              <span className="soft">
                {hit.matchedName && hit.matchedName !== hit.entity.name ? `“${hit.matchedName}” · ` : ''}
                {hit.entity.type && hit.entity.type !== lower(hit.entity.kind) ? `${hit.entity.type} · ` : ''}
                {lower(hit.entity.kind)} · {count(hit.entity.degree, 'relation')}
              </span>
            </li>
          ))}
        </ul>
        {shown && !answer.busy && hits.length === 0 && (
          <p className="soft">{answer.error ? answer.error.message : 'Nothing is called so. Names are found as they are spelt, by whole words and their beginnings, in any script; where the spelling varies, fewer letters find more: “mut” finds Muttaqi.'}</p>
        )}
        {shown && answer.busy && hits.length === 0 && <p className="soft">Searching…</p>}
      </div>
      <span className="unseen" role="status">
        {shown && !answer.busy ? count(hits.length, 'suggestion') : ''}
      </span>
    </div>
  );
}

interface PickedProps {
  label: string;
  ids: readonly string[];
  most?: number;
  onChange(ids: string[]): void;
}

/** A row of chosen entities with a box for more. */
export function Picked({ label, ids, most = 20, onChange }: PickedProps) {
  const { nameOf, markOf } = useExplorer();
  return (
    <div className="picked" role="group" aria-label={label}>
      <span className="field-label">{label}</span>
      {ids.length > 0 && (
        <ul>
          {ids.map((id) => (
            <li key={id}>
              <Symbol kind={markOf(id)?.kind ?? ''} />
              <span>{nameOf(id)}</span>
              <button type="button" aria-label={`Remove ${nameOf(id)} from ${label}`} onClick={() => onChange(ids.filter((i) => i !== id))}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {ids.length < most && <Search label={`${label}: add an entity`} placeholder={ids.length ? 'and…' : 'Type a name'} exclude={ids} onPick={(m) => onChange([...ids, m.id])} />}
    </div>
  );
}
