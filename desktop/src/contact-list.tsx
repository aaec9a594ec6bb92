import type { AgentDto, ContactSummaryDto } from '../../server/schemas/views.ts';
import { skillsetText, timeText } from './words.ts';

interface ContactListProps {
  readonly contacts: readonly ContactSummaryDto[];
  readonly selected: number | undefined;
  readonly agent: AgentDto | undefined;
  readonly onSelect: (id: number) => void;
}

export function ContactList({ contacts, selected, agent, onSelect }: ContactListProps) {
  if (!agent) return null;
  return (
    <nav className="contacts" aria-labelledby="contacts-title">
      <h2 id="contacts-title">
        Open contacts <span className="count">{contacts.length}</span>
      </h2>
      {contacts.length === 0 && <p className="soft">None at the moment.</p>}
      <ul>
        {contacts.map((contact) => (
          <li key={contact.id}>
            <button
              type="button"
              className="contact-item"
              aria-current={contact.id === selected ? 'true' : undefined}
              onClick={() => onSelect(contact.id)}
            >
              <span className="subject">{contact.subject || '(no subject)'}</span>
              <span className="soft line">{contact.from}</span>
              <span className="soft line">
                {skillsetText(contact.skillset)} · {timeText(contact.arrivedAt)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
