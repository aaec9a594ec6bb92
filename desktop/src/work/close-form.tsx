import { useState } from 'react';
import { commands } from '../services.ts';
import { useCommand } from '../use-command.ts';
import { Form } from './form.tsx';
import type { WorkProps } from './work-panel.tsx';

export function CloseForm({ contact, choices, onLeft }: WorkProps) {
  const command = useCommand();
  const [reason, setReason] = useState('');
  const [text, setText] = useState('');
  async function submit() {
    if (await command.run(`close ${reason} ${text}`, (id) => commands.close(id, contact.id, reason, text.trim())))
      onLeft();
  }
  return (
    <Form command={command} submit={submit}>
      <label className="field">
        <span>Reason</span>
        <select data-first-field value={reason} onChange={(event) => setReason(event.target.value)}>
          <option value="">No reason</option>
          {choices?.reasons.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>Remark, for colleagues</span>
        <textarea rows={3} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <div className="buttons">
        <button type="submit" className="primary" disabled={command.busy}>
          Close without a reply
        </button>
      </div>
    </Form>
  );
}
