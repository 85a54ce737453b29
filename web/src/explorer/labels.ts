// What the picture writes beside a line.
import type { Line } from './answers';
import { wrapped } from './marks';
import { detail, shortDay, told, type Noun } from './words';

const LINES = 4; // of letters

/**
 * The words of a line, the longest first: where there is no room for them all, the next are as true
 * by themselves. `bundle` are the relations that it stands for; the first is told, the others counted.
 * `weakest` is 0, or of the weakest step of a path how many are as weak.
 */
export function labels(bundle: readonly Line[], from: Noun, to: Noun, weakest: number): string[] {
  const [line] = bundle;
  const words = told(line, from, to);
  const alike = bundle.filter((l) => told(l, from, to) === words).length;
  const others = bundle.length - alike;
  const what = `${words}${alike > 1 ? ` ×${alike}` : ''}${others > 0 ? ` and ${others} other${others > 1 ? 's' : ''}` : ''}`;
  const matter = bundle.length === 1 ? detail(line, line.when) : '';
  const about = words.toLowerCase().includes(matter.toLowerCase().replace(/e$/, '')) ? '' : matter; // "accused" says "accuse"
  const dates = new Set(bundle.map(dated));
  const date = dates.size === 1 ? dated(line) : ''; // of one of several it would seem that of all
  const sign = weakest > 1 ? `weakest,\nwith ${weakest - 1} other${weakest > 2 ? 's' : ''}` : weakest === 1 ? 'weakest step' : '';
  const put = (...texts: string[]) => [sign, ...texts.filter(Boolean).flatMap((text) => wrapped(text, LINES))].filter(Boolean).join('\n');
  return [...new Set([put(what, about, date), put(what, about), put(what, date), put(what), ...(sign ? [sign, 'weakest'] : [])])];
}

function dated({ when }: Line): string {
  const day = shortDay(when);
  return day && when?.inferred ? `${day}, inferred` : day;
}
