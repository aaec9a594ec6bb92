/** One command at a time, with its id kept while its outcome is unknown: asking again cannot do it twice. */
import { useCallback, useRef, useState } from 'react';
import { Refused } from './services.ts';
import { inWords } from './words.ts';

export interface CommandRun {
  readonly busy: boolean;
  /** What went wrong, in words; empty when nothing did. */
  readonly error: string;
  /** Runs a command for what `subject` says (its content); true when it was done. */
  readonly run: (subject: string, command: (id: string) => Promise<unknown>) => Promise<boolean>;
  readonly clear: () => void;
}

export function useCommand(): CommandRun {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const open = useRef<{ subject: string; id: string }>(undefined);

  const run = useCallback(async (subject: string, command: (id: string) => Promise<unknown>) => {
    const same = open.current?.subject === subject;
    const attempt = same && open.current ? open.current : { subject, id: crypto.randomUUID() };
    open.current = attempt;
    setBusy(true);
    setError('');
    try {
      await command(attempt.id);
      open.current = undefined;
      return true;
    } catch (failure) {
      if (!(failure instanceof Refused && failure.passing)) open.current = undefined;
      setError(inWords(failure));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(''), []);
  return { busy, error, run, clear };
}
