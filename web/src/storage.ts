const PREFIX = 'graphiql:';

/**
 * The browser's storage without request headers, which may hold a token. GraphiQL leaves them
 * out of its tabs, but its history keeps them with every operation that was run; so whatever
 * is written, or was written by an earlier version, loses them here. Null where storage is
 * blocked, which GraphiQL takes for nowhere; its types ask for more of a Storage than it uses.
 */
export function storageWithoutHeaders(): Storage {
  let storage: Storage;
  try {
    storage = localStorage;
    for (const key of ownKeys(storage)) {
      const before = storage.getItem(key) ?? '';
      const after = withoutHeaders(key, before);
      if (after !== before) {
        storage.setItem(key, after);
      }
    }
  } catch {
    return null as unknown as Storage;
  }
  return {
    getItem: (key) => storage.getItem(key),
    setItem: (key, value) => storage.setItem(key, withoutHeaders(key, value)),
    removeItem: (key) => storage.removeItem(key),
    clear: () => ownKeys(storage).forEach((key) => storage.removeItem(key)),
    get length() {
      return ownKeys(storage).length;
    },
  } as Storage;
}

function ownKeys(storage: Storage): string[] {
  return Object.keys(storage).filter((key) => key.startsWith(PREFIX));
}

// Tabs and history are JSON whose `headers` are the editor's text; the editor by itself has
// the key graphiql:headers. Everything else is text without headers.
function withoutHeaders(key: string, text: string): string {
  if (key === `${PREFIX}headers`) {
    return '';
  }
  if (!text.includes('"headers"')) {
    return text;
  }
  try {
    return JSON.stringify(JSON.parse(text, (name, value) => (name === 'headers' ? undefined : value)));
  } catch {
    return text;
  }
}
