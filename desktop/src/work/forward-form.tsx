import { useState } from 'react';
import { commands, type Target } from '../services.ts';
import { useCommand } from '../use-command.ts';
import { skillsetText } from '../words.ts';
import { Form } from './form.tsx';
import type { WorkProps } from './work-panel.tsx';

const KINDS = { agent: 'An agent', skillset: 'A skillset', address: 'Outside' } as const;
type Kind = keyof typeof KINDS;

export function ForwardForm({ contact, choices, onLeft }: WorkProps) {
  const command = useCommand();
  const [kind, setKind] = useState<Kind>('agent');
  const [names, setNames] = useState<{ readonly [Each in Kind]: string }>({ agent: '', skillset: '', address: '' });
  const [note, setNote] = useState('');
  const name = names[kind];
  const setName = (value: string) => setNames({ ...names, [kind]: value });
  const agents = (choices?.agents ?? []).filter((login) => login !== contact.agent);
  const skillsets = choices?.skillsets ?? [];

  async function submit() {
    const to = { [kind]: name.trim() } as unknown as Target;
    if (await command.run(JSON.stringify([to, note]), (id) => commands.forward(id, contact.id, to, note.trim())))
      onLeft();
  }
  return (
    <Form command={command} submit={submit}>
      <fieldset className="kinds">
        <legend>To</legend>
        {Object.entries(KINDS).map(([each, label]) => (
          <label key={each} className="check">
            <input
              type="radio"
              name="kind"
              data-first-field={each === kind || undefined}
              checked={each === kind}
              onChange={() => setKind(each as Kind)}
            />
            {label}
          </label>
        ))}
      </fieldset>
      {kind === 'address' ? (
        <label className="field">
          <span>E-mail address</span>
          <input
            type="email"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
          />
        </label>
      ) : (
        <label className="field">
          <span>{kind === 'agent' ? 'Agent' : 'Skillset'}</span>
          <select required value={name} onChange={(event) => setName(event.target.value)}>
            <option value="" disabled>
              Choose…
            </option>
            {(kind === 'agent' ? agents : skillsets).map((each) => (
              <option key={each} value={each}>
                {kind === 'agent' ? each : skillsetText(each)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="field">
        <span>Note, for whom it goes to</span>
        <textarea rows={3} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <div className="buttons">
        <button type="submit" className="primary" disabled={command.busy}>
          Forward
        </button>
        {kind === 'address' && <span className="soft">The contact is closed here.</span>}
      </div>
    </Form>
  );
}
