// An answer as a table, by one rule that fits every question (docs/playground.md tells it to readers):
// each outermost list of objects gives a row for each of its objects; what lies in no list is one row
// before them; a list within a row is joined in its cell.
import type { Cell } from './csv';

type JSONValue = null | string | number | boolean | JSONValue[] | { [name: string]: JSONValue };
type Fields = Map<string, Cell[]>; // by dotted path: one value, or those of a list in its order

/** Between the values of a list in one cell. */
export const BETWEEN = ' | ';

/** The header and the rows of an answer: `{"data": …}` or `{"errors": […]}`. */
export function flatten(answer: unknown): Cell[][] {
  const { data, errors } = answer as { data?: JSONValue; errors?: JSONValue };
  const rows: { list: string; fields: Fields }[] = [];
  const single: Fields = new Map();
  outside(data ?? null, [], single, rows);
  if (errors) {
    outside(errors, ['errors'], single, rows);
  }
  if (single.size > 0) {
    rows.unshift({ list: '', fields: single });
  }
  const columns = [...new Set(rows.flatMap((r) => [...r.fields.keys()]))];
  return [['list', ...columns], ...rows.map((r) => [r.list, ...columns.map((c) => joined(r.fields.get(c)))])];
}

// One value keeps its type; several become text. An empty list is an empty cell.
function joined(values: Cell[] | undefined): Cell {
  return !values || values.length === 0 ? null : values.length === 1 ? values[0] : values.map((v) => v ?? '').join(BETWEEN);
}

function outside(value: JSONValue, path: readonly string[], single: Fields, rows: { list: string; fields: Fields }[]) {
  if (Array.isArray(value) && value.some(isObject)) {
    for (const element of value) {
      const fields: Fields = new Map();
      within(element, [], fields);
      rows.push({ list: path.join('.'), fields });
    }
  } else if (isObject(value)) {
    Object.entries(value).forEach(([name, v]) => outside(v, [...path, name], single, rows));
  } else if (path.length > 0 && !(Array.isArray(value) && value.length === 0)) {
    within(value, path, single);
  }
}

function within(value: JSONValue, path: readonly string[], fields: Fields) {
  if (Array.isArray(value)) {
    value.forEach((v) => within(v, path, fields));
  } else if (isObject(value)) {
    Object.entries(value).forEach(([name, v]) => within(v, [...path, name], fields));
  } else {
    const name = path.join('.') || 'value';
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
}

const isObject = (value: JSONValue): value is { [name: string]: JSONValue } => typeof value === 'object' && value !== null && !Array.isArray(value);
