import { useState } from 'react';
import type { AgentDto, MeDto } from '../../server/schemas/views.ts';
import { inWords, presenceText, timeText } from './words.ts';

interface TopBarProps {
  readonly me: MeDto;
  readonly agent: AgentDto | undefined;
  readonly reasons: readonly string[];
  readonly busy: boolean;
  readonly onState: (ready: boolean, reason?: string) => void;
  readonly onHelp: () => void;
  readonly logOut: () => Promise<void>;
}

export function TopBar({ me, agent, reasons, busy, onState, onHelp, logOut }: TopBarProps) {
  const [failure, setFailure] = useState('');
  return (
    <header className="top">
      <h1>
        <img src="/icon.svg" alt="" width="26" height="26" /> <span>{me.site || 'Agent Desktop'}</span>
      </h1>
      {agent && <Presence agent={agent} reasons={reasons} busy={busy} onState={onState} />}
      <div className="who">
        <span className="name">{agent?.name ?? me.account.login}</span>
        <button
          type="button"
          className="quiet round"
          onClick={onHelp}
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
        >
          ?
        </button>
        <button
          type="button"
          className="quiet"
          onClick={() => logOut().catch((error: unknown) => setFailure(inWords(error)))}
        >
          Log out
        </button>
      </div>
      {failure && (
        <p className="error" role="alert">
          {failure}
        </p>
      )}
    </header>
  );
}

type PresenceProps = Pick<TopBarProps, 'reasons' | 'busy' | 'onState'> & { readonly agent: AgentDto };

function Presence({ agent, reasons, busy, onState }: PresenceProps) {
  const ready = agent.state === 'ready';
  return (
    <div className="presence">
      <span className={`state ${agent.state}`} role="status">
        <strong>{presenceText(agent.state)}</strong>
        {agent.reason && <span className="reason">{agent.reason}</span>}
        <span className="since">since {timeText(agent.sinceAt)}</span>
      </span>
      {ready ? (
        <select
          className="as-button"
          aria-label="Become not ready"
          value=""
          disabled={busy}
          onChange={(event) => onState(false, event.target.value === '-' ? undefined : event.target.value)}
        >
          <option value="" disabled>
            Not ready…
          </option>
          <option value="-">Without a reason</option>
          {reasons.map((reason) => (
            <option key={reason}>{reason}</option>
          ))}
        </select>
      ) : (
        <button type="button" className="primary" disabled={busy} onClick={() => onState(true)}>
          Become ready
        </button>
      )}
    </div>
  );
}
