import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './playground.css';
import './workers';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { AnswerButtons } from './AnswerButtons';
import { CurlButton } from './CurlButton';
import favicon from './favicon.svg';
import { createFetcher } from './fetcher';
import { nameWhatAppears } from './named';
import { OperationName } from './OperationName';
import { QUESTIONS } from './questions';
import { SAMPLES, WIDE } from './Samples';
import { readShared, type Shared } from './share';
import { ShareButton } from './ShareButton';
import { storageWithoutHeaders } from './storage';

const TABS = QUESTIONS.filter((q) => q.tab);
const FIELDS = { ...explorerPlugin({ title: 'Fields to choose' }), title: 'Fields' }; // "Explorer" is our own start page
const PLUGINS = [SAMPLES, FIELDS, HISTORY_PLUGIN];

const first = isFirstVisit();
const shared = readShared(location.href);
const opening = shared ?? (first ? { ...TABS[0], operationName: '' } : undefined);

// A link pasted into the tab of another: the page is the same, what it is to open is not.
addEventListener('hashchange', () => readShared(location.href) && location.reload());

const root = document.getElementById('playground')!;
nameWhatAppears(root);
createRoot(root).render(
  <GraphiQL
    fetcher={createFetcher(location.href)}
    defaultTabs={tabsAround(opening)}
    initialQuery={opening?.query}
    initialVariables={opening?.variables}
    plugins={PLUGINS}
    visiblePlugin={first && !shared && matchMedia(WIDE).matches ? SAMPLES : undefined}
    shouldPersistHeaders={false}
    storage={storageWithoutHeaders()}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      <a className="playground-logo" href="./" title="To the start page">
        <img src={favicon} alt="" />
        Dragoman
      </a>
    </GraphiQL.Logo>
    <GraphiQL.Toolbar>
      {({ prettify, merge, copy }) => (
        <>
          {prettify}
          {merge}
          {copy}
          <ShareButton />
          <CurlButton />
          <AnswerButtons />
          <OperationName wanted={shared?.operationName ?? ''} />
        </>
      )}
    </GraphiQL.Toolbar>
  </GraphiQL>,
);

// GraphiQL takes defaultTabs only while it has no stored ones and then shows the first, so
// what is to be opened goes first. With stored tabs it looks initialQuery up among them and
// adds a tab if it is new.
function tabsAround(opening: Shared | undefined) {
  if (!opening) {
    return TABS.map(({ query, variables }) => ({ query, variables }));
  }
  const others = TABS.filter((q) => q.query !== opening.query || q.variables !== opening.variables);
  return [{ query: opening.query, variables: opening.variables }, ...others.map(({ query, variables }) => ({ query, variables }))];
}

function isFirstVisit(): boolean {
  try {
    return localStorage.getItem('graphiql:tabState') === null;
  } catch {
    return true; // storage is blocked: every visit is the first
  }
}
