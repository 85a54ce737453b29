import { useCallback, useEffect, useState } from 'react';

const KEY = 'dragoman:colours';
const ORDER = ['system', 'light', 'dark'] as const;

export type Theme = (typeof ORDER)[number];

/** The colours chosen, kept by the browser, and the way to the next; `system` follows the system. */
export function useTheme(): [string, () => void] {
  const [theme, set] = useState<Theme>(stored);
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setDark(query.matches);
    query.addEventListener('change', follow);
    follow(); // it may have changed since the first drawing
    return () => query.removeEventListener('change', follow);
  }, []);
  // Before the children's effects, which read the colours.
  document.documentElement.dataset.theme = theme === 'system' ? (dark ? 'dark' : 'light') : theme;
  const turn = useCallback(() => {
    set((t) => {
      const next = ORDER[(ORDER.indexOf(t) + 1) % ORDER.length];
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // Storage is blocked: the choice lasts as long as the page.
      }
      return next;
    });
  }, []);
  return [theme === 'system' && dark ? 'system, dark' : theme, turn];
}

function stored(): Theme {
  try {
    return ORDER.find((t) => t === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}
