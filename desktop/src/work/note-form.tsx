import { useState } from 'react';
import { commands } from '../services.ts';
import { useCommand } from '../use-command.ts';
import { Form, leaveField } from './form.tsx';
import type { WorkProps } from './work-panel.tsx';

export function NoteForm({ contact, onDone }: WorkProps) {
  const command = useCommand();
  const [text, setText] = useState('');
  async function submit() {
    if (!(await command.run(`note ${text}`, (id) => commands.note(id, contact.id, text.trim())))) return;
    setText('');
    leaveField();
    onDone();
  }
  return (
    <Form command={command} submit={submit}>
      <label className="field">
        <span>Note, for colleagues: the customer never sees it</span>
        <textarea data-first-field rows={4} required value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <div className="buttons">
        <button type="submit" className="primary" disabled={command.busy}>
          Add the note
        </button>
      </div>
    </Form>
  );
}
