import { useState } from 'react';
import { commands } from '../services.ts';
import { useCommand } from '../use-command.ts';
import { timeText } from '../words.ts';
import { Form } from './form.tsx';
import type { WorkProps } from './work-panel.tsx';

interface Preset {
  readonly label: string;
  readonly at: (now: Date) => Date;
}

const PRESETS: readonly Preset[] = [
  { label: 'In 1 hour', at: (now) => new Date(now.getTime() + 3_600_000) },
  { label: 'In 4 hours', at: (now) => new Date(now.getTime() + 4 * 3_600_000) },
  { label: 'Tomorrow 9:00', at: (now) => morning(now, 1) },
  { label: 'Monday 9:00', at: (now) => morning(now, ((8 - now.getDay()) % 7) + (now.getDay() === 1 ? 7 : 0)) },
];

export function PostponeForm({ contact, onLeft }: WorkProps) {
  const command = useCommand();
  const [until, setUntil] = useState(() => fieldText(morning(new Date(), 1)));
  const [note, setNote] = useState('');
  const date = new Date(until);
  const valid = !Number.isNaN(date.getTime());
  async function submit() {
    if (await command.run(`postpone ${until} ${note}`, (id) => commands.postpone(id, contact.id, date, note.trim())))
      onLeft();
  }
  return (
    <Form command={command} submit={submit}>
      <div className="inserts">
        {PRESETS.map(({ label, at }) => (
          <button key={label} type="button" className="small" onClick={() => setUntil(fieldText(at(new Date())))}>
            {label}
          </button>
        ))}
      </div>
      <label className="field">
        <span>Until</span>
        <input
          data-first-field
          type="datetime-local"
          required
          min={fieldText(new Date())}
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      </label>
      <label className="field">
        <span>Note, for colleagues</span>
        <textarea rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <div className="buttons">
        <button type="submit" className="primary" disabled={command.busy || !valid}>
          Postpone
        </button>
        <span className="soft">{valid && `It comes back to you ${timeText(date)}.`}</span>
      </div>
    </Form>
  );
}

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);
}

/** A date as the field writes it: local, without zone. */
function fieldText(date: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
