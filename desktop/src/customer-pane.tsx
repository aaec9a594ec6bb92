import { useEffect, useState } from 'react';
import type { ContactDto, ContactSummaryDto, CustomerDto } from '../../server/schemas/views.ts';
import { services } from './services.ts';
import { contactStateText, inWords, timeText } from './words.ts';

interface CustomerPaneProps {
  readonly contact: ContactDto;
  readonly revision: number;
  readonly onSelect: (id: number) => void;
}

export function CustomerPane({ contact, revision, onSelect }: CustomerPaneProps) {
  const [customer, setCustomer] = useState<CustomerDto>();
  const [history, setHistory] = useState<readonly ContactSummaryDto[]>([]);
  const [failure, setFailure] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` is the reason to read again
  useEffect(() => {
    let current = true;
    Promise.all([services.customer(contact.customer), services.history(contact.customer)]).then(
      ([who, what]) => {
        if (!current) return;
        setCustomer(who);
        setHistory(what);
        setFailure('');
      },
      (error: unknown) => current && setFailure(inWords(error)),
    );
    return () => {
      current = false;
    };
  }, [contact.customer, revision]);

  const others = history.filter(({ id }) => id !== contact.id);
  return (
    <aside className="customer" aria-label="Customer">
      <h2>{customer?.name || contact.fromName || contact.from}</h2>
      {(customer?.addresses ?? [contact.from]).map((address) => (
        <p key={address} className="address">
          {address}
        </p>
      ))}
      {failure && <p className="error">{failure}</p>}
      <h3>
        History <span className="count">{others.length}</span>
      </h3>
      {others.length === 0 && <p className="soft">This is the first contact.</p>}
      <ul className="history">
        {others.map((other) => (
          <li key={other.id}>
            <button type="button" className="contact-item" onClick={() => onSelect(other.id)}>
              <span className="subject">{other.subject || '(no subject)'}</span>
              <span className="soft line">
                {contactStateText(other.state)}
                {other.reason && `, ${other.reason}`} · {timeText(other.arrivedAt)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {contact.events.length > 0 && (
        <details className="way">
          <summary>The way of this contact</summary>
          <ol>
            {contact.events.map((event, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: events have no id and are only added to
              <li key={index}>
                <span className="soft">{timeText(event.at)}</span> {event.kind.replaceAll('_', ' ')}
                {event.detail && `: ${event.detail}`}
              </li>
            ))}
          </ol>
        </details>
      )}
    </aside>
  );
}
