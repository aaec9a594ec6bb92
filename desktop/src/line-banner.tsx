import { useEffect, useState } from 'react';
import type { Line } from './live.ts';

/** Says when the connection is gone, and when the next attempt comes. */
export function LineBanner({ line, tryNow }: { readonly line: Line; readonly tryNow: () => void }) {
  const [, tick] = useState(0);
  const lost = line.kind === 'lost';
  useEffect(() => {
    if (!lost) return;
    const timer = setInterval(() => tick((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, [lost]);
  if (line.kind !== 'lost') return null;
  const seconds = Math.ceil((line.retryAtMs - Date.now()) / 1000);
  return (
    <div className="banner warn">
      <span role="status">
        {line.why ? `The centre is not ready: ${line.why}.` : 'The connection to the centre is lost.'} What you write
        stays here.
      </span>
      <span className="soft" aria-hidden="true">
        {seconds > 0 ? `Next try in ${seconds} s` : 'Trying…'}
      </span>
      <button type="button" className="quiet" onClick={tryNow}>
        Try now
      </button>
    </div>
  );
}
