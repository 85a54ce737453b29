import { useEffect, useState } from 'react';

const SHOWN_MS = 2500;

/** A word beside a button about what it did, and the way to say it. */
export function useSaid(): [React.ReactNode, (word: string) => void] {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!said) {
      return;
    }
    const timer = setTimeout(() => setSaid(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [
    <span key="said" className="said" role="status">
      {said}
    </span>,
    setSaid,
  ];
}

/** Copies a text, and tells whether the browser let it. There is no clipboard outside https and localhost. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
