export type Cell = string | number | boolean | null | undefined;

/** Rows as CSV (RFC 4180): the first row is the header. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

// A text that a spreadsheet would take for a formula gets an apostrophe before it; a number does not,
// for a minus before digits runs nothing.
function cell(value: Cell): string {
  const text = String(value ?? '');
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
