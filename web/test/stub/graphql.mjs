// A GraphQL endpoint that answers any query over a schema with made-up values: POST and
// graphql-transport-ws. Usage: node graphql.mjs [schema file]; prints its origin.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buildSchema, execute, getNullableType, graphql, isEnumType, isListType, isScalarType, subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const file = process.argv[2] ?? new URL('schema.graphqls', import.meta.url);
const schema = buildSchema(readFileSync(file, 'utf8'));

const SCALARS = { Int: 2, Float: 0.5, Boolean: true, Date: '2025-11-01', EDTF: '2025-10-25' };

function made(type, name) {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return [made(nullable.ofType, name), made(nullable.ofType, name)];
  }
  if (isEnumType(nullable)) {
    return nullable.getValues()[0].value;
  }
  if (isScalarType(nullable)) {
    return SCALARS[nullable.name] ?? `made-up ${name}`;
  }
  return {};
}

const fieldResolver = (source, _args, _context, info) => source?.[info.fieldName] ?? made(info.returnType, info.fieldName);
const typeResolver = (_value, _context, info, abstract) => info.schema.getPossibleTypes(abstract)[0].name;

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
  }
  const { query, variables, operationName } = JSON.parse(body || '{}');
  const result = await graphql({ schema, source: query ?? '', variableValues: variables, operationName, fieldResolver, typeResolver });
  response.setHeader('Content-Type', 'application/graphql-response+json');
  response.end(JSON.stringify(result));
});

useServer(
  {
    schema,
    execute: (args) => execute({ ...args, fieldResolver, typeResolver }),
    subscribe: (args) => subscribe({ ...args, fieldResolver, typeResolver, subscribeFieldResolver: once }),
  },
  new WebSocketServer({ server, path: '/graphql' }),
);

async function* once() {
  yield {};
}

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
