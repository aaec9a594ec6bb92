/** The actions of a contact, oldest first; the newest letter of each side is open. */
import { useEffect, useState } from 'react';
import type { ActionDto, ContactDto } from '../../server/schemas/views.ts';
import { services } from './services.ts';
import { actionStateText, inWords, sizeText, timeText } from './words.ts';

const SOURCES = new Set(['EMail_from_Customer', 'EMail_from_Agent_to_Customer', 'Automated_Response']);

/** A mail of ours or theirs; that a contact was opened again by one is a remark. */
function isLetter(action: ActionDto): boolean {
  return SOURCES.has(action.source) && action.state.startsWith('EMail_');
}

export function Conversation({ contact }: { readonly contact: ContactDto }) {
  const letters = contact.actions.filter(isLetter);
  const open = new Set([letters.at(-1)?.id, letters.findLast(({ source }) => source === 'EMail_from_Customer')?.id]);
  return (
    <section className="conversation" aria-label="Conversation">
      {contact.actions.map((action) =>
        isLetter(action) ? (
          <Letter key={action.id} contact={contact} action={action} open={open.has(action.id)} />
        ) : (
          <Remark key={action.id} action={action} />
        ),
      )}
    </section>
  );
}

function Remark({ action }: { readonly action: ActionDto }) {
  const note = action.state === 'Agent_Note';
  const text = action.comment ?? action.text;
  return (
    <div className={note ? 'remark note' : 'remark'}>
      <span className="soft">
        {action.agent && `${action.agent} · `}
        {actionStateText(action.state)} · {timeText(action.at)}
      </span>
      {text && <p className="text">{text}</p>}
    </div>
  );
}

interface LetterProps {
  readonly contact: ContactDto;
  readonly action: ActionDto;
  readonly open: boolean;
}

function Letter({ contact, action, open }: LetterProps) {
  const [shown, setShown] = useState(open);
  const ours = action.source !== 'EMail_from_Customer';
  const who = ours ? (action.agent ?? 'Automatic answer') : contact.fromName || contact.from;
  const bad = ['EMail_Not_Sent', 'EMail_Undeliverable', 'EMail_Uncertain', 'EMail_Address_Not_Provided'].includes(
    action.state,
  );
  return (
    <details
      className={ours ? 'letter ours' : 'letter'}
      open={shown}
      onToggle={(event) => setShown(event.currentTarget.open)}
    >
      <summary>
        <strong>{who}</strong>
        <span className="soft">
          {ours ? `to ${action.mailTo.join(', ') || '…'}` : contact.fromName && contact.from}
          {action.mailCc.length > 0 && `, Cc ${action.mailCc.join(', ')}`}
        </span>
        <span className={bad ? 'when bad' : 'when soft'}>
          {ours && `${actionStateText(action.state)} · `}
          {timeText(action.at)}
        </span>
      </summary>
      {shown && <LetterBody contact={contact.id} action={action} />}
      {bad && action.comment && <p className="error">{action.comment}</p>}
      {action.attachments.length > 0 && <Attachments contact={contact.id} action={action} />}
    </details>
  );
}

function LetterBody({ contact, action }: { readonly contact: number; readonly action: ActionDto }) {
  const [asText, setAsText] = useState(false);
  const [images, setImages] = useState(false);
  if (!action.hasHtml) return <LetterText contact={contact} action={action} />;
  return (
    <>
      <div className="letter-tools">
        <button type="button" className="quiet small" aria-pressed={asText} onClick={() => setAsText(!asText)}>
          {asText ? 'Show as designed' : 'Show as text'}
        </button>
        {!asText && !images && (
          <button
            type="button"
            className="quiet small"
            onClick={() => setImages(true)}
            title="Tells the sender that the mail was opened"
          >
            Load pictures
          </button>
        )}
      </div>
      {asText ? (
        <LetterText contact={contact} action={action} />
      ) : (
        <iframe
          key={String(images)}
          className="letter-frame"
          title={`Message of ${timeText(action.at)}`}
          sandbox="allow-popups"
          referrerPolicy="no-referrer"
          src={services.htmlAddress(contact, action.id, images)}
        />
      )}
    </>
  );
}

function LetterText({ contact, action }: { readonly contact: number; readonly action: ActionDto }) {
  const [text, setText] = useState(action.text);
  const [failure, setFailure] = useState('');
  useEffect(() => {
    if (action.text !== undefined) return;
    services.message(contact, action.id).then(
      (message) => setText(message.text),
      (error: unknown) => setFailure(inWords(error)),
    );
  }, [contact, action.id, action.text]);
  if (failure) return <p className="error">{failure}</p>;
  return <div className="text letter-text">{text ?? '…'}</div>;
}

function Attachments({ contact, action }: { readonly contact: number; readonly action: ActionDto }) {
  return (
    <ul className="attachments" aria-label="Attachments">
      {action.attachments.map((attachment) => (
        <li key={attachment.index}>
          <a href={services.attachmentAddress(contact, action.id, attachment.index)} download>
            ↓ {attachment.name || 'attachment'}
          </a>{' '}
          <span className="soft">{sizeText(attachment.sizeBytes)}</span>
        </li>
      ))}
    </ul>
  );
}
