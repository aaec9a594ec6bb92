/** One contact: what was written, what can be done, and who the customer is. */
import { useEffect, useState } from 'react';
import type { ChoicesDto, ContactDto } from '../../server/schemas/views.ts';
import { Conversation } from './conversation.tsx';
import { CustomerPane } from './customer-pane.tsx';
import { commands, services } from './services.ts';
import { useCommand } from './use-command.ts';
import { contactStateText, inWords, priorityText, skillsetText, timeText } from './words.ts';
import { type Work, WorkPanel } from './work/work-panel.tsx';

interface ContactPageProps {
  readonly id: number;
  /** The agent's log-in. */
  readonly me: string | undefined;
  /** Changes when the contact did. */
  readonly revision: number;
  readonly choices: ChoicesDto | undefined;
  readonly work: Work;
  readonly onWork: (work: Work) => void;
  readonly onSelect: (id: number) => void;
  readonly onBack: () => void;
}

export function ContactPage({ id, me, revision, choices, work, onWork, onSelect, onBack }: ContactPageProps) {
  const [contact, setContact] = useState<ContactDto>();
  const [failure, setFailure] = useState('');
  const [again, setAgain] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` and `again` are the reasons to read again
  useEffect(() => {
    let current = true;
    services.contact(id).then(
      (read) => {
        if (!current) return;
        setContact(read);
        setFailure('');
      },
      (error: unknown) => current && setFailure(inWords(error)),
    );
    return () => {
      current = false;
    };
  }, [id, revision, again]);

  const mine = contact !== undefined && contact.state === 'Open' && contact.agent === me;
  return (
    <>
      <main className="contact" aria-labelledby="contact-subject">
        <button type="button" className="quiet back" onClick={onBack}>
          ← Contacts
        </button>
        {failure && (
          <p className="error" role="alert">
            {failure}{' '}
            <button type="button" className="quiet" onClick={() => setAgain((count) => count + 1)}>
              Try again
            </button>
          </p>
        )}
        {contact && (
          <>
            <ContactHead contact={contact} />
            <Conversation contact={contact} />
            {mine ? (
              <WorkPanel
                contact={contact}
                choices={choices}
                work={work}
                onWork={onWork}
                onDone={() => setAgain((count) => count + 1)}
                onLeft={onBack}
              />
            ) : (
              <NotMine contact={contact} onPulled={() => setAgain((count) => count + 1)} />
            )}
          </>
        )}
      </main>
      {contact && <CustomerPane contact={contact} revision={revision + again} onSelect={onSelect} />}
    </>
  );
}

function ContactHead({ contact }: { readonly contact: ContactDto }) {
  return (
    <div className="contact-head">
      <h2 id="contact-subject">{contact.subject || '(no subject)'}</h2>
      <p className="facts">
        <span className={`badge ${contact.state.toLowerCase()}`}>{contactStateText(contact.state)}</span>
        <span>{skillsetText(contact.skillset)}</span>
        <span>{priorityText(contact.priority)} priority</span>
        <span className="soft">
          No. {contact.id} · came {timeText(contact.arrivedAt)}
        </span>
        {contact.reason && <span className="soft">Reason: {contact.reason}</span>}
        {contact.callbackAt && contact.state === 'Waiting' && (
          <span className="soft">Comes back {timeText(contact.callbackAt)}</span>
        )}
      </p>
    </div>
  );
}

/** Read only; a contact that nobody has can be taken. */
function NotMine({ contact, onPulled }: { readonly contact: ContactDto; readonly onPulled: () => void }) {
  const pull = useCommand();
  const theirs = contact.state === 'Open';
  return (
    <section className="card not-mine">
      <p>
        {theirs
          ? `This contact is open at another desk (${contact.agent}). You can read it.`
          : `This contact is ${contactStateText(contact.state).toLowerCase()}. You can read it.`}
      </p>
      {!theirs && (
        <button
          type="button"
          disabled={pull.busy}
          onClick={async () => {
            if (await pull.run(`pull ${contact.id}`, (id) => commands.pull(id, contact.id))) onPulled();
          }}
        >
          Take this contact
        </button>
      )}
      {pull.error && (
        <p className="error" role="alert">
          {pull.error}
        </p>
      )}
    </section>
  );
}
