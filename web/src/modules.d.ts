declare module 'graphiql/style.css';
declare module '@graphiql/plugin-explorer/style.css';
declare module '*.js?worker' {
  const create: new () => Worker;
  export default create;
}

// Read by Monaco: https://microsoft.github.io/monaco-editor/typedoc/interfaces/Environment.html
declare var MonacoEnvironment: { getWorker(id: string, label: string): Worker };
