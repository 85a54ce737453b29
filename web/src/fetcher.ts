import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { endpoint } from './endpoint';

export function createFetcher(page: string): Fetcher {
  const { http, socket } = endpoint(page);
  return createGraphiQLFetcher({
    url: http,
    subscriptionUrl: socket,
    enableIncrementalDelivery: false,
    fetch: fetchJSON,
  });
}

// A proxy or a stopped server answers with a page, not JSON: say that, rather than
// "Unexpected token <".
const fetchJSON: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/([\w.-]+\+)?json\b/.test(type)) {
    const text = (await response.text()).trim().slice(0, 500);
    throw new Error(`The endpoint answered ${response.status} ${response.statusText} without JSON. ${text}`);
  }
  return response;
};
