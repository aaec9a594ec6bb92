import { useEffect, useRef, useState } from 'react';
import type { OfferDto } from '../../server/schemas/views.ts';
import { isTyping } from './use-shortcuts.ts';
import { leftText, priorityText, skillsetText } from './words.ts';

interface OfferCardProps {
  readonly offer: OfferDto;
  readonly clockOffsetMs: number;
  readonly busy: boolean;
  readonly onAccept: () => void;
  readonly onDecline: () => void;
}

/** An offer and its time. It takes the focus, unless the agent is writing: then it is only said and seen. */
export function OfferCard({ offer, clockOffsetMs, busy, onAccept, onDecline }: OfferCardProps) {
  const acceptButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isTyping()) acceptButton.current?.focus();
  }, []);
  const endsAtMs = Date.parse(offer.expiresAt);
  const leftMs = useTimeLeft(endsAtMs, clockOffsetMs);
  const [wholeMs, setWholeMs] = useState(leftMs);
  // An offer that is given anew after a restart has its full time again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new end makes a new whole
  useEffect(() => setWholeMs(Math.max(leftMs, 1)), [endsAtMs]);
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));

  return (
    <section className="card offer" aria-labelledby={`offer-${offer.id}`}>
      <div className="offer-head">
        <strong className="tag">New offer</strong>
        <span className={seconds <= 10 ? 'left soon' : 'left'} role="timer" aria-label={`${leftText(seconds)} left`}>
          {leftText(seconds)}
        </span>
      </div>
      <progress value={Math.max(0, leftMs)} max={wholeMs} aria-hidden="true" />
      <h2 id={`offer-${offer.id}`}>{offer.subject || '(no subject)'}</h2>
      <p className="from">{offer.from}</p>
      <p className="soft facts">
        {offer.skillset ? skillsetText(offer.skillset) : 'For you'} · {priorityText(offer.priority)}
        {offer.queueType === 'REPLYMAIL' && ' · Answer to your reply'}
      </p>
      <div className="buttons">
        <button type="button" ref={acceptButton} className="primary" disabled={busy} onClick={onAccept}>
          Accept
        </button>
        <button type="button" disabled={busy} onClick={onDecline}>
          Decline
        </button>
      </div>
    </section>
  );
}

function useTimeLeft(endsAtMs: number, offsetMs: number): number {
  const left = () => endsAtMs - (Date.now() + offsetMs);
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 250);
    return () => clearInterval(timer);
  }, []);
  return left();
}
