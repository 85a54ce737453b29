import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {children}
    </svg>
  );
}

export const LinkIcon = () => (
  <Icon>
    <path d="M10 14a4.2 4.2 0 0 0 6 0l3.4-3.4a4.2 4.2 0 0 0-6-6L12 6" />
    <path d="M14 10a4.2 4.2 0 0 0-6 0l-3.4 3.4a4.2 4.2 0 0 0 6 6L12 18" />
  </Icon>
);

export const TerminalIcon = () => (
  <Icon>
    <path d="m5 7 5 5-5 5M12.5 18H19" />
  </Icon>
);

export const SaveIcon = ({ children }: { children: string }) => (
  <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
    <path d="M12 2.5v8.5m-3.5-3 3.5 3.5L15.5 8" />
    <text x="12" y="22" textAnchor="middle" fill="currentColor" stroke="none" fontSize="9" fontWeight="700">
      {children}
    </text>
  </svg>
);

export const SamplesIcon = () => (
  <Icon>
    <path d="M4 5.5A2.5 2.5 0 0 1 6.5 3H20v15H6.5A2.5 2.5 0 0 0 4 20.5zM4 20.5A2.5 2.5 0 0 0 6.5 21H20v-3" />
    <path d="M10 7.5a2 2 0 1 1 2.6 1.9c-.5.2-.6.6-.6 1.1m0 2.4v.1" />
  </Icon>
);
