import 'graphiql/style.css';
import './playground.css';
import './workers';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { createFetcher } from './endpoint';
import favicon from './favicon.svg';
import { OperationName } from './OperationName';
import { QUESTIONS } from './questions';
import { readShared, type Shared } from './share';
import { ShareButton } from './ShareButton';
import { storageWithoutHeaders } from './storage';

const shared = readShared(location.search);
const opening = shared ?? (isFirstVisit() ? { ...QUESTIONS[0], operationName: '' } : undefined);

createRoot(document.getElementById('playground')!).render(
  <GraphiQL
    fetcher={createFetcher(location.href)}
    defaultTabs={tabsAround(opening)}
    initialQuery={opening?.query}
    initialVariables={opening?.variables}
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
    return [...QUESTIONS];
  }
  const others = QUESTIONS.filter((q) => q.query !== opening.query || q.variables !== opening.variables);
  return [{ query: opening.query, variables: opening.variables }, ...others.map(({ query, variables }) => ({ query, variables }))];
}

function isFirstVisit(): boolean {
  try {
    return localStorage.getItem('graphiql:tabState') === null;
  } catch {
    return true; // storage is blocked: every visit is the first
  }
}
