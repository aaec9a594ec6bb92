/**
 * How many automatic responses a sender may still get today (language §9). The store counts those that were sent; those that intake
 * granted and that are still on their way are remembered here, so that a burst of mails does not pass before the first is sent. The outbox
 * asks the store once more before it sends.
 */
import { budgetSinceAt, foldAddress } from './loop-guard.ts';
import type { MailStore } from './ports.ts';

export interface ResponseBudget {
  /** Whether this address may get one for this mail of the ledger; it then counts as given, once, however often the mail is routed. */
  take(address: string, ledger: number, perDay: number, nowAt: number): Promise<boolean>;
}

/** Addresses remembered at once; beyond, the ones longest without a grant are dropped. */
const ADDRESSES_MAX = 20_000;

export function createResponseBudget(store: Pick<MailStore, 'automaticResponsesTo'>): ResponseBudget {
  /** Grants by folded address. */
  const granted = new Map<string, readonly { readonly ledger: number; readonly at: number }[]>();
  return {
    async take(address, ledger, perDay, nowAt) {
      const key = foldAddress(address);
      const sinceAt = budgetSinceAt(nowAt);
      const sent = await store.automaticResponsesTo(key, sinceAt);
      const recent = (granted.get(key) ?? []).filter(({ at }) => at > sinceAt);
      if (recent.some((grant) => grant.ledger === ledger)) return true;
      if (Math.max(sent, recent.length) >= perDay) return false;
      granted.delete(key);
      granted.set(key, [...recent, { ledger, at: nowAt }]);
      const oldest = granted.size > ADDRESSES_MAX ? granted.keys().next().value : undefined;
      if (oldest !== undefined) granted.delete(oldest);
      return true;
    },
  };
}
