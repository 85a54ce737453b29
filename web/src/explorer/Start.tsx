import { useAnswer, useExplorer } from './context';
import { Search } from './Search';
import { around, ask, START, type State } from './state';
import { count } from './words';

interface Example {
  title: string;
  about: string;
  needs: string[];
  opens: Partial<State>;
}

// Shown where the store has what they name.
const EXAMPLES: Example[] = [
  { title: 'How is Jaishankar connected to Haqqani?', about: 'A chain of meetings, with the weakest step marked', needs: ['s-jaishankar', 'sirajuddin-haqqani'], opens: { task: 'connect', from: ['s-jaishankar'], to: ['sirajuddin-haqqani'], lens: 'CONTACT' } },
  { title: 'Who is around the National Resistance Front?', about: 'Its network, and what is contested in it', needs: ['nrf'], opens: { task: 'around', of: ['nrf'], selected: 'nrf' } },
  { title: 'What happened between Tajikistan and the Taliban?', about: 'In order of time, and where the order is unknown', needs: ['tajikistan', 'taliban'], opens: { task: 'time', of: ['tajikistan', 'taliban'] } },
  { title: 'What was known of it on 11 October 2025?', about: 'The same network as the documents of that day had it', needs: ['taliban'], opens: { task: 'around', of: ['taliban'], where: { ...START.where, asOf: '2025-10-11' } } },
];

/** What one sees first: a box to type into, and questions to click. */
export function Start() {
  const { api, asked, change, learn } = useExplorer();
  const wanted = [...new Set(EXAMPLES.flatMap((e) => e.needs))];
  const answer = useAnswer(`${asked} start`, (signal) =>
    api.ask<{ stats: { entities: number; relations: number; claims: number; documents: number; disputes: number }; entities: ({ id: string } | null)[] }>('start', { known: wanted }, signal));
  const there = new Set((answer.value?.entities ?? []).flatMap((e) => (e ? [e.id] : [])));
  const examples = EXAMPLES.filter((e) => e.needs.every((id) => there.has(id)));
  const stats = answer.value?.stats;
  return (
    <div className="start">
      <h1>Who is connected to whom, by what, on whose word, and since when is it known?</h1>
      <Search id="start-search" label="Find a person, government, group, embassy, meeting" placeholder="Type a name in any script: Muttaqi, Dushanbe, Талибан…" onPick={(m) => { learn([m]); change((s) => around(s, [m.id])); }} />
      <p className="soft stats" role="status">
        {stats ? (
          stats.entities === 0 ? (
            'The store is empty. Load records with the command "dragoman load", or by the mutation importRecords.'
          ) : (
            <>
              {count(stats.entities, 'entity', 'entities')}, {count(stats.relations, 'relation')} on {count(stats.claims, 'claim')} in {count(stats.documents, 'document')}
            </>
          )
        ) : answer.error ? (
          answer.error.message
        ) : (
          ' '
        )}
      </p>
      <ul className="questions">
        {examples.map((e) => (
          <li key={e.title}>
            <button type="button" onClick={() => change((s) => ask({ ...s, lens: START.lens, where: START.where }, e.opens))}>
              <b>{e.title}</b>
              <span>{e.about}</span>
            </button>
          </li>
        ))}
        <li>
          <button type="button" onClick={() => change((s) => ask(s, { task: 'connect' }))}>
            <b>Connect two</b>
            <span>Pick any two entities, or several on each side</span>
          </button>
        </li>
        <li>
          <button type="button" onClick={() => change((s) => ask(s, { task: 'disputes', of: [] }))}>
            <b>Where do the documents disagree?</b>
            <span>{stats ? count(stats.disputes, 'dispute') : 'Disputes'}, both sides’ claims beside each other</span>
          </button>
        </li>
      </ul>
      <section aria-labelledby="reading">
        <h2 id="reading">Reading an answer</h2>
        <dl className="terms">
          <div>
            <dt>claim</dt>
            <dd>one document saying one thing about one relation</dd>
          </div>
          <div>
            <dt>status</dt>
            <dd>what the claims add up to, from confirmed to denied; computed, never typed in</dd>
          </div>
          <div>
            <dt>independent sources</dt>
            <dd>how many origins stand behind it; a reprint is not a second source</dd>
          </div>
          <div>
            <dt>as known on</dt>
            <dd>the graph as the documents published by that day had it</dd>
          </div>
          <div>
            <dt>lens</dt>
            <dd>which relations may make a step; being named in one article never does</dd>
          </div>
        </dl>
      </section>
      <footer className="soft">
        <p>
          For programs: the <a href="./playground">playground</a>, the endpoint <code>./graphql</code>, its <a href="./schema.graphql">schema</a>, <a href="./healthz">healthz</a>, <a href="./readyz">readyz</a>, <a href="./metrics">metrics</a>.
        </p>
        <p>
          The pages are served by this program alone and ask no other host for anything. <a href="./assets/licenses.md">Licences of what they are built from</a>
        </p>
      </footer>
    </div>
  );
}
