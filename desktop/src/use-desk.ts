/** Joins the desk's state to the live connection and the services. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { type DeskState, EMPTY_DESK, nextDesk } from './desk-state.ts';
import { type Live, openLive } from './live.ts';
import { services } from './services.ts';

export interface Desk {
  readonly state: DeskState;
  readonly tryNow: () => void;
}

export function useDesk(onLoggedOut: () => void): Desk {
  const [state, dispatch] = useReducer(nextDesk, EMPTY_DESK);
  const live = useRef<Live>(undefined);
  useEffect(() => {
    const opened = openLive({
      onMessage: (message) => dispatch({ kind: 'message', message, nowMs: Date.now() }),
      onLine: (line) => dispatch({ kind: 'line', line }),
      onLoggedOut,
    });
    live.current = opened;
    return () => opened.stop();
  }, [onLoggedOut]);

  const connected = state.line.kind === 'connected';
  useEffect(() => {
    if (!connected) return;
    // A centre may be changed while pages are open: the lists are read with every connection.
    services.choices().then(
      (choices) => dispatch({ kind: 'choices', choices }),
      () => {},
    );
  }, [connected]);

  const known = state.agent !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `stale` is the reason to read again
  useEffect(() => {
    if (!known) return;
    let current = true;
    services.myContacts().then(
      ({ contacts }) => current && dispatch({ kind: 'contacts', contacts }),
      // The connection says it, if it is gone.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [known, state.stale]);

  const tryNow = useCallback(() => live.current?.tryNow(), []);
  return { state, tryNow };
}
