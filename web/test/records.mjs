// Writes a made-up graph as JSON Lines: a hub of 5,000 neighbours of all kinds (or as many as the
// argument says), and a chain of three dated contacts with long names, for looking at the explorer
// and measuring it.
//
//   node test/records.mjs [NEIGHBOURS] > FILE; dragoman load FILE --data DIR
const NEIGHBOURS = Number(process.argv[2] ?? 5000);
const KINDS = ['PERSON', 'GOVERNMENT', 'ORGANIZATION', 'GROUP', 'MEETING'];
const FIRST = ['Anahita', 'Bakhrom', 'Chary', 'Davron', 'Elmira', 'Farid', 'Gulnora', 'Hamid', 'Ismat', 'Jamshed', 'Komil', 'Lola', 'Mehr', 'Nozim', 'Olim', 'Parvina'];
const LAST = ['Aminov', 'Boboyeva', 'Davlatzoda', 'Ergashev', 'Fayzullo', 'Ghulomov', 'Hakimi', 'Ibrohimzoda', 'Jalolov', 'Karimi', 'Latifi', 'Mahmadov', 'Nazari'];

const lines = [];
const put = (record) => lines.push(JSON.stringify(record));
const pad = (n) => String(n).padStart(4, '0');
let state = 7; // a linear congruential generator: the same graph at every run
const random = (n) => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return Math.floor((state / 2147483648) * n);
};

put({ dragoman: 1 });
for (let i = 0; i < 12; i++) {
  put({ document: { id: `paper-${pad(i)}`, title: `Dispatch number ${i + 1}`, outlet: 'the-wire', published: `2025-${String(i + 1).padStart(2, '0')}-15`, reliability: 'ABCDEF'[i % 6] } });
}
put({ entity: { id: 'the-wire', kind: 'ORGANIZATION', type: 'outlet', name: 'The Wire' } });
put({ entity: { id: 'hub', kind: 'GOVERNMENT', name: 'Hub Republic' } });
for (let i = 0; i < NEIGHBOURS; i++) {
  const kind = KINDS[i % KINDS.length];
  put({ entity: { id: `n-${pad(i)}`, kind, name: name(kind, i) } });
}
const CHAIN = ['PERSON', 'MEETING', 'PERSON', 'MEETING', 'PERSON', 'MEETING', 'PERSON'];
CHAIN.forEach((kind, i) => put({ entity: { id: `chain-${i}`, kind, name: kind === 'PERSON' ? `Plenipotentiary ${FIRST[i]} ${LAST[i]}-Samarqandi` : `Extraordinary consultations on transboundary waters, round ${i}` } }));

for (let i = 0; i < NEIGHBOURS; i++) {
  const kind = KINDS[i % KINDS.length];
  const id = `n-${pad(i)}`;
  if (kind === 'MEETING') {
    relation('hub', 'PARTICIPATED_IN', id, {}, i);
    relation(`n-${pad((i + 1) % NEIGHBOURS)}`, 'PARTICIPATED_IN', id, {}, i + 1); // n-0001 mod 5 is a PERSON
  } else if (kind === 'PERSON') {
    relation(id, 'REPRESENTS', 'hub', {}, i);
  } else if (kind === 'GOVERNMENT') {
    relation('hub', 'HAS_TIES', id, { key: 'trade' }, i);
  } else if (kind === 'ORGANIZATION') {
    relation(id, 'PART_OF', 'hub', {}, i);
  } else {
    relation(id, 'OPPOSES', 'hub', {}, i);
  }
}
for (let i = 0; i < CHAIN.length - 1; i++) {
  const [person, meeting] = i % 2 === 0 ? [i, i + 1] : [i + 1, i];
  put({ relation: { from: `chain-${person}`, type: 'PARTICIPATED_IN', to: `chain-${meeting}`, claims: [{ document: `paper-${pad(i)}`, locator: 1 + i, stance: 'ASSERTS', date: `2025-0${2 + 2 * Math.floor(i / 2)}-15` }] } });
}
process.stdout.write(lines.join('\n') + '\n');

function name(kind, i) {
  switch (kind) {
    case 'PERSON':
      return `${FIRST[i % FIRST.length]} ${LAST[i % LAST.length]} ${i}`;
    case 'GOVERNMENT':
      return `Principality ${i}`;
    case 'ORGANIZATION':
      return `Directorate for Matters of Concern, section ${i}`;
    case 'GROUP':
      return `Front ${i}`;
    default:
      return `Round of talks number ${i}`;
  }
}

// Most are reported once, some by two papers, some denied as well.
function relation(from, type, to, more, i) {
  if (type === 'HAS_TIES' && from > to) {
    [from, to] = [to, from];
  }
  const day = `2025-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 27)).padStart(2, '0')}`;
  const claims = [{ document: `paper-${pad(random(12))}`, locator: 1 + random(20), stance: i % 7 === 3 ? 'ALLEGES' : 'ASSERTS', date: i % 4 === 0 ? day.slice(0, 7) : day, ...(i % 7 === 3 ? { sources: [{ text: 'unnamed accusers' }] } : {}) }];
  if (i % 11 === 5) {
    claims.push({ document: `paper-${pad(random(12))}`, locator: 21 + random(9), stance: 'DENIES', date: claims[0].date, sources: ['hub'] });
  }
  put({ relation: { from, type, to, ...more, claims } });
}
