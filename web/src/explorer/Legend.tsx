import { useState } from 'react';
import type { Picture } from './draw';
import { Status, Symbol } from './Symbol';
import { KINDS, lower, STATUSES } from './words';

/** The signs that this picture uses. */
export function Legend({ picture }: { picture: Picture }) {
  const [open] = useState(() => matchMedia('(min-width: 640px)').matches);
  const kinds = new Set([...picture.nodes.values()].map((n) => n.kind));
  const statuses = new Set([...picture.lines.values()].map((l) => l.status));
  const bundled = new Set([...picture.lines.values()].map((l) => `${l.from.id} ${l.to.id} ${l.status}`)).size < picture.lines.size;
  return (
    <details className="legend" open={open}>
      <summary>Legend</summary>
      <ul>
        {KINDS.filter((k) => kinds.has(k)).map((k) => (
          <li key={k}>
            <Symbol kind={k} size={14} /> {lower(k)}
          </li>
        ))}
        {STATUSES.filter((s) => statuses.has(s)).map((s) => (
          <li key={s}>
            <Status status={s} />
          </li>
        ))}
        {picture.connection?.paths.some((p) => p.steps.length > 0) && (
          <li>
            <span className="weak" aria-hidden="true" /> weakest step
          </li>
        )}
        {[...picture.nodes.values()].some((n) => n.hidden) && <li className="soft">+3: three more neighbours</li>}
        {bundled && <li className="soft">×2, and 2 others: several relations in one line</li>}
        {[...picture.nodes.values()].some((n) => !n.named) && <li className="soft">dashed rim: not named by the documents</li>}
      </ul>
    </details>
  );
}
