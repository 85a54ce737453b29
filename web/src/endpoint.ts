/** The endpoint is the page's sibling: /playground asks /graphql, /x/playground asks /x/graphql. */
export function endpoint(page: string): { http: string; socket: string } {
  const http = new URL('graphql', page);
  http.search = '';
  http.hash = '';
  const socket = new URL(http);
  socket.protocol = http.protocol === 'https:' ? 'wss:' : 'ws:';
  return { http: http.href, socket: socket.href };
}
