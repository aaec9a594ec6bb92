import { useRef, useState } from 'react';
import type { ContactDto } from '../../../server/schemas/views.ts';
import { commands } from '../services.ts';
import { useCommand } from '../use-command.ts';
import { timeText } from '../words.ts';
import { useDraft } from './draft.ts';
import { Form, leaveField } from './form.tsx';
import type { WorkProps } from './work-panel.tsx';

export function ReplyForm({ contact, choices, onDone, onLeft }: WorkProps) {
  const command = useCommand();
  const subject = /^re:/i.test(contact.subject) ? contact.subject : `Re: ${contact.subject}`;
  const { draft, change, clear } = useDraft(contact.id, { to: contact.replyTo, cc: '', subject, text: '' });
  const [withCc, setWithCc] = useState(draft.cc !== '');
  const [reason, setReason] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);

  function insert(text: string) {
    const field = area.current;
    const at = field?.selectionStart ?? draft.text.length;
    const before = draft.text.slice(0, at);
    const gap = before === '' || before.endsWith('\n') ? '' : '\n\n';
    change({ text: `${before}${gap}${text}${draft.text.slice(field?.selectionEnd ?? at)}` });
    field?.focus();
  }

  async function submit(button: string) {
    const closing = button === 'close';
    const reply = {
      text: draft.text,
      to: addresses(draft.to),
      cc: addresses(draft.cc),
      subject: draft.subject,
      ...(closing ? { close: reason ? { reason } : {} } : {}),
    };
    if (!(await command.run(JSON.stringify(reply), (id) => commands.reply(id, contact.id, reply)))) return;
    clear();
    leaveField();
    if (closing) onLeft();
    else onDone();
  }

  return (
    <Form command={command} submit={submit}>
      <div className="heads">
        <div className="row">
          <label className="field grow">
            <span>To</span>
            <input
              value={draft.to}
              required
              onChange={(event) => change({ to: event.target.value })}
              autoComplete="off"
            />
          </label>
          {!withCc && (
            <button type="button" className="quiet small" onClick={() => setWithCc(true)}>
              Cc
            </button>
          )}
        </div>
        {withCc && (
          <label className="field">
            <span>Cc</span>
            <input value={draft.cc} onChange={(event) => change({ cc: event.target.value })} autoComplete="off" />
          </label>
        )}
        <label className="field">
          <span>Subject</span>
          <input value={draft.subject} onChange={(event) => change({ subject: event.target.value })} />
        </label>
      </div>
      <label className="field">
        <span>Message</span>
        <textarea
          ref={area}
          data-first-field
          rows={8}
          required
          value={draft.text}
          onChange={(event) => change({ text: event.target.value })}
        />
      </label>
      <div className="inserts">
        {contact.suggestions.map((suggestion) => (
          <button
            key={suggestion.name}
            type="button"
            className="small"
            title={suggestion.text}
            onClick={() => insert(suggestion.text)}
          >
            + {suggestion.name.replaceAll('_', ' ')}
          </button>
        ))}
        <button type="button" className="small" onClick={() => insert(quotation(contact))}>
          + Quote the message
        </button>
      </div>
      <div className="buttons">
        <button type="submit" className="primary" value="send" disabled={command.busy}>
          Send
        </button>
        <span className="together">
          <button type="submit" value="close" disabled={command.busy}>
            Send and close
          </button>
          <select aria-label="Reason to close with" value={reason} onChange={(event) => setReason(event.target.value)}>
            <option value="">no reason</option>
            {choices?.reasons.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </span>
      </div>
    </Form>
  );
}

/** Addresses stand between commas, semicolons or spaces. */
function addresses(text: string): string[] {
  return text.split(/[,;\s]+/).filter((part) => part !== '');
}

function quotation(contact: ContactDto): string {
  const letter = contact.actions.findLast(({ state }) => state === 'EMail_Received');
  const lines = (letter?.text ?? '').trimEnd().split('\n');
  return `${contact.fromName || contact.from} wrote, ${timeText(letter?.at ?? contact.arrivedAt)}:\n${lines.map((line) => `> ${line}`).join('\n')}\n`;
}
