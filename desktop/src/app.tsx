/** Who sits here: nobody yet, an agent, or somebody who is no agent. */
import { useCallback, useEffect, useState } from 'react';
import type { MeDto } from '../../server/schemas/views.ts';
import { DeskPage } from './desk-page.tsx';
import { LogIn } from './log-in.tsx';
import { Refused, services } from './services.ts';
import { inWords } from './words.ts';

type Session =
  | { readonly kind: 'asking'; readonly why: string }
  | { readonly kind: 'nobody'; readonly why: string }
  | { readonly kind: 'here'; readonly me: MeDto };

const ASK_AGAIN_MS = 3_000;

export function App() {
  const [session, setSession] = useState<Session>({ kind: 'asking', why: '' });

  useEffect(() => {
    if (session.kind !== 'asking') return;
    let timer: number | undefined;
    let current = true;
    const ask = () =>
      services.me().then(
        (me) => current && setSession({ kind: 'here', me }),
        (failure: unknown) => {
          if (!current) return;
          if (failure instanceof Refused && failure.passing) {
            setSession((now) => (now.kind === 'asking' ? { ...now, why: inWords(failure) } : now));
            timer = window.setTimeout(ask, ASK_AGAIN_MS);
          } else setSession((now) => ({ kind: 'nobody', why: now.kind === 'asking' ? now.why : '' }));
        },
      );
    void ask();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [session.kind]);

  const loggedOut = useCallback(() => setSession({ kind: 'nobody', why: 'You were logged out.' }), []);
  const logOut = useCallback(async () => {
    await services.logOut();
    sessionStorage.clear();
    setSession({ kind: 'nobody', why: '' });
  }, []);

  switch (session.kind) {
    case 'asking':
      return <Waiting why={session.why} />;
    case 'nobody':
      return <LogIn why={session.why} onLogIn={(me) => setSession({ kind: 'here', me })} />;
    case 'here':
      return <DeskPage me={session.me} onLoggedOut={loggedOut} logOut={logOut} />;
  }
}

function Waiting({ why }: { readonly why: string }) {
  return (
    <main className="middle" aria-busy="true">
      <p className="soft" role="status">
        {why || 'One moment…'}
      </p>
    </main>
  );
}
