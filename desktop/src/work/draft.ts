/** What is being written stays over a change of contact, a lost connection and a reload; never over a log-out. */
import { useState } from 'react';

export interface Draft {
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  readonly text: string;
}

export function useDraft(contact: number, empty: Draft) {
  const key = `ccmm-draft-${contact}`;
  const [draft, setDraft] = useState<Draft>(() => {
    const stored = sessionStorage.getItem(key);
    return stored === null ? empty : { ...empty, ...(JSON.parse(stored) as Partial<Draft>) };
  });
  return {
    draft,
    change(part: Partial<Draft>) {
      setDraft((now) => {
        const next = { ...now, ...part };
        sessionStorage.setItem(key, JSON.stringify(next));
        return next;
      });
    },
    clear() {
      sessionStorage.removeItem(key);
      setDraft(empty);
    },
  };
}
