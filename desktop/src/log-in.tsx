import { type FormEvent, useState } from 'react';
import type { MeDto } from '../../server/schemas/views.ts';
import { services } from './services.ts';
import { inWords } from './words.ts';

export function LogIn({ why, onLogIn }: { readonly why: string; readonly onLogIn: (me: MeDto) => void }) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError('');
    try {
      onLogIn(await services.logIn(String(form.get('login')).trim(), String(form.get('password'))));
    } catch (failure) {
      setError(inWords(failure));
      setBusy(false);
    }
  }

  return (
    <main className="middle">
      <form className="card log-in" onSubmit={submit} aria-labelledby="log-in-title">
        <img src="/icon.svg" alt="" width="44" height="44" />
        <h1 id="log-in-title">Agent Desktop</h1>
        {why && <p className="soft">{why}</p>}
        <label className="field">
          <span>Log-in</span>
          {/* biome-ignore lint/a11y/noAutofocus: the page has nothing else to do */}
          <input name="login" autoComplete="username" autoCapitalize="none" spellCheck={false} required autoFocus />
        </label>
        <label className="field">
          <span>Password</span>
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        {error && (
          <p className="error" role="alert">
            {error}
          </p>
        )}
        <button type="submit" className="primary wide" disabled={busy}>
          {busy ? 'Logging in…' : 'Log in'}
        </button>
      </form>
    </main>
  );
}
