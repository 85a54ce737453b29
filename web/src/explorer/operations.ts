// The queries behind the page. They live in files of their own because a Go test holds each
// against the schema, and because "open as GraphQL" shows them.
import around from './queries/around.graphql?raw';
import basis from './queries/basis.graphql?raw';
import changes from './queries/changes.graphql?raw';
import connect from './queries/connect.graphql?raw';
import disputes from './queries/disputes.graphql?raw';
import entity from './queries/entity.graphql?raw';
import evidence from './queries/evidence.graphql?raw';
import family from './queries/family.graphql?raw';
import fragments from './queries/fragments.graphql?raw';
import join from './queries/join.graphql?raw';
import names from './queries/names.graphql?raw';
import paper from './queries/paper.graphql?raw';
import relations from './queries/relations.graphql?raw';
import search from './queries/search.graphql?raw';
import since from './queries/since.graphql?raw';
import start from './queries/start.graphql?raw';
import timeline from './queries/timeline.graphql?raw';

const FILES = { around, basis, changes, connect, disputes, entity, evidence, family, join, names, paper, relations, search, since, start, timeline };

export type Operation = keyof typeof FILES;

/** What the served schema has beyond what every query needs: "Type.field" and "Type.field(argument)". */
export type Abilities = ReadonlySet<string>;

/**
 * The text of one operation with the fragments it uses. A line that ends in "#if Type.field" or
 * "#if Type.field(argument)" is left out where the served schema lacks that. What a file needs as
 * a whole, by a first line "#needs Type.field", is for the caller to look up.
 */
export function operation(name: Operation, able: Abilities): string {
  const text = FILES[name]
    .replace(/^#needs .*\n/, '')
    .split('\n')
    .filter((line) => {
      const needed = / #if (\S+)$/.exec(line);
      return !needed || able.has(needed[1]);
    })
    .map((line) => line.replace(/ #if \S+$/, ''))
    .join('\n');
  return [text.trimEnd(), ...used(text)].join('\n\n') + '\n';
}

const FRAGMENTS = new Map(fragments.trim().split(/\n\n(?=fragment )/).map((f) => [/^fragment (\w+)/.exec(f)![1], f]));

function used(text: string, found = new Set<string>()): string[] {
  for (const [, name] of text.matchAll(/\.\.\.(\w+)/g)) {
    const fragment = FRAGMENTS.get(name);
    if (fragment && !found.has(name)) {
      found.add(name);
      used(fragment, found);
    }
  }
  return [...FRAGMENTS].filter(([name]) => found.has(name)).map(([, f]) => f);
}

export const ABILITIES = `query Abilities {
  query: __type(name: "Query") { ...Fields }
  result: __type(name: "PathResult") { ...Fields }
  ego: __type(name: "EgoNetwork") { ...Fields }
  node: __type(name: "EgoNode") { ...Fields }
  path: __type(name: "Path") { ...Fields }
  mode: __type(name: "PathMode") { name enumValues { name } }
}
fragment Fields on __Type { name fields { name args { name } } }`;

interface Described {
  name: string;
  fields?: { name: string; args: { name: string }[] }[] | null;
  enumValues?: { name: string }[] | null;
}

export function abilities(answer: Record<string, Described | null>): Abilities {
  const able = new Set<string>();
  for (const type of Object.values(answer)) {
    for (const field of type?.fields ?? []) {
      able.add(`${type!.name}.${field.name}`);
      field.args.forEach((a) => able.add(`${type!.name}.${field.name}(${a.name})`));
    }
    for (const value of type?.enumValues ?? []) {
      able.add(`${type!.name}.${value.name}`);
    }
  }
  return able;
}
