/**
 * A mailbox's rules (language §9): in order, enabled ones only, the first match wins; a rule whose skillset or groups are gone
 * is invalid and skipped; the mailbox's default rule ends the list, and cannot be lost.
 */
import { containsText, type Directory, type MailboxEntry, type MailRule, matchesText } from '../../vm/index.ts';
import type { RuleOutcome } from '../center/protocol.ts';

/** What a rule looks at. */
export interface RuleFacts {
  readonly from: string;
  readonly subject: string;
  readonly body: string;
}

export interface MailboxRules {
  decide(facts: RuleFacts): RuleOutcome;
  /** Rules that are skipped, with the reason, for status and `doctor`. */
  readonly invalid: readonly { readonly rule: string; readonly reason: string }[];
}

/** The skillset a default rule falls back to, and its priority (language §9). */
const DEFAULT_SKILLSET = 'EM_Default_Skillset';

/** A mailbox's rules, bound to the names of a directory once. */
export function createMailboxRules(directory: Directory, mailbox: MailboxEntry): MailboxRules {
  const names = namesOf(directory);
  const invalid: { rule: string; reason: string }[] = [];
  const valid: BoundRule[] = [];
  for (const rule of mailbox.rules) {
    if (!rule.enabled) continue;
    const bound = bind(rule, names, mailbox);
    if (typeof bound === 'string') invalid.push({ rule: rule.name, reason: bound });
    else valid.push(bound);
  }
  const defaultOutcome: RuleOutcome = {
    rule: 'default',
    skillset: names.skillsets.get(fold(mailbox.defaultRule.skillset)) ?? DEFAULT_SKILLSET,
    priority: mailbox.defaultRule.priority,
    close: false,
  };
  return {
    invalid,
    decide(facts) {
      const found = createSearch(valid, facts);
      return valid.find((rule) => holds(rule, facts, found))?.outcome ?? defaultOutcome;
    },
  };
}

interface BoundRule {
  readonly keywords: readonly (readonly string[])[];
  readonly notKeywords: readonly (readonly string[])[];
  readonly senders?: readonly string[];
  readonly outcome: RuleOutcome;
}

/** Names by their folded form: names are without case (language §5). */
interface Names {
  readonly skillsets: ReadonlyMap<string, string>;
  readonly responses: ReadonlyMap<string, string>;
  readonly keywords: ReadonlyMap<string, readonly string[]>;
  readonly senders: ReadonlyMap<string, readonly string[]>;
}

function namesOf(directory: Directory): Names {
  return {
    skillsets: new Map(directory.skillsets.map(({ name }) => [fold(name), name])),
    responses: new Map(directory.responses.map(({ name }) => [fold(name), name])),
    keywords: new Map(directory.keywordGroups.map(({ name, words }) => [fold(name), words])),
    senders: new Map(directory.senderGroups.map(({ name, addresses }) => [fold(name), addresses])),
  };
}

/** The rule bound, or why it is invalid. A rule without a skillset of its own takes the default rule's. */
function bind(rule: MailRule, names: Names, mailbox: MailboxEntry): BoundRule | string {
  const skillset = names.skillsets.get(fold(rule.skillset ?? mailbox.defaultRule.skillset));
  if (rule.skillset !== undefined && skillset === undefined) return `no skillset ${rule.skillset}`;
  const response = rule.response === undefined ? undefined : names.responses.get(fold(rule.response));
  if (rule.response !== undefined && response === undefined) return `no response ${rule.response}`;
  const senders = rule.senders === undefined ? undefined : names.senders.get(fold(rule.senders));
  if (rule.senders !== undefined && senders === undefined) return `no sender group ${rule.senders}`;
  const keywords: (readonly string[])[] = [];
  const notKeywords: (readonly string[])[] = [];
  for (const [groups, words] of [
    [rule.keywords, keywords],
    [rule.notKeywords, notKeywords],
  ] as const)
    for (const group of groups) {
      const found = names.keywords.get(fold(group));
      if (found === undefined) return `no keyword group ${group}`;
      words.push(found);
    }
  return {
    keywords,
    notKeywords,
    ...(senders === undefined ? {} : { senders }),
    outcome: {
      rule: rule.name,
      skillset: skillset ?? DEFAULT_SKILLSET,
      priority: rule.priority ?? mailbox.defaultRule.priority,
      ...(response === undefined ? {} : { response }),
      close: rule.close,
    },
  };
}

type Words = readonly string[];

/** Cheap questions first: the sender, then the keyword groups. */
function holds(rule: BoundRule, facts: RuleFacts, found: (words: Words) => boolean): boolean {
  if (rule.senders !== undefined && !rule.senders.some((pattern) => matchesText(facts.from, pattern))) return false;
  return rule.keywords.every(found) && !rule.notKeywords.some(found);
}

/**
 * Whether a group is in the subject or the body of one mail. Each group is searched once, and all of them in the subject before any
 * in the body: the machine's matcher keeps the last text folded, and folding a long body is what costs.
 */
function createSearch(rules: readonly BoundRule[], facts: RuleFacts): (words: Words) => boolean {
  const known = new Map<Words, boolean>();
  let started = false;
  const start = () => {
    started = true;
    for (const words of rules.flatMap((rule) => [...rule.keywords, ...rule.notKeywords]))
      if (words.some((word) => containsText(facts.subject, word))) known.set(words, true);
  };
  return (words) => {
    if (!started) start();
    let answer = known.get(words);
    if (answer === undefined) {
      answer = words.some((word) => containsText(facts.body, word));
      known.set(words, answer);
    }
    return answer;
  };
}

function fold(name: string): string {
  return name.toLowerCase();
}
