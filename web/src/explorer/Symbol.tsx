import { corners, stroke } from './marks';
import { lower } from './words';

/** The sign of a kind. */
export function Symbol({ kind, size = 16 }: { kind: string; size?: number }) {
  const points = corners(kind, 8, 8, 7);
  return (
    <svg className={`symbol kind-${kind.toLowerCase()}`} width={`${size / 16}rem`} height={`${size / 16}rem`} viewBox="0 0 16 16" aria-hidden="true">
      {points ? <polygon points={points} /> : <circle cx="8" cy="8" r="6.6" />}
    </svg>
  );
}

/** The line of a status, as the picture draws it. */
export function StatusLine({ status }: { status: string }) {
  const s = stroke(status);
  return (
    <svg className={s.loud ? 'status-line loud' : 'status-line'} width="2.75rem" height="0.75rem" viewBox="0 0 44 12" aria-hidden="true">
      <line x1="1" y1="6" x2="43" y2="6" strokeWidth={s.width} strokeDasharray={s.dash.join(' ')} />
      {s.middle === 'bar' && <line x1="22" y1="1" x2="22" y2="11" strokeWidth="2.4" />}
      {s.middle === 'diamond' && <polygon points="22,1 27,6 22,11 17,6" />}
    </svg>
  );
}

/** A status in words beside its line. */
export function Status({ status }: { status: string }) {
  return (
    <span className={`status ${stroke(status).loud ? 'loud' : ''}`}>
      <StatusLine status={status} />
      {lower(status)}
    </span>
  );
}
