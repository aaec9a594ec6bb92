/**
 * A mailbox's rules (language.md §9): in order, enabled ones only, the first match wins; a rule whose skillset or groups are gone
 * is invalid and skipped; the mailbox's default rule ends the list, and cannot be lost.
 */
import type { RuleOutcome } from '../center/protocol.ts';
import type { Directory, MailboxEntry, MailRule } from '../../vm/index.ts';

/** What a rule looks at. */
export interface RuleFacts {
  readonly from: string;
  readonly subject: string;
  readonly body: string;
}

/** CONTAINS and MATCHES of language.md §4, which belong to the machine. */
export interface TextMatch {
  /** Words, phrases or wildcards, any of them, in a text. */
  contains(text: string, words: readonly string[]): boolean;
  /** The whole text against one wildcard pattern, without case. */
  matches(text: string, pattern: string): boolean;
}

export interface MailboxRules {
  decide(facts: RuleFacts): RuleOutcome;
  /** Rules that are skipped, with the reason, for status and `doctor`. */
  readonly invalid: readonly { readonly rule: string; readonly reason: string }[];
}

/** The skillset a default rule falls back to, and its priority (language.md §9). */
const DEFAULT_SKILLSET = 'EM_Default_Skillset';

/** A mailbox's rules, bound to the names of a directory once. */
export function createMailboxRules(directory: Directory, mailbox: MailboxEntry, match: TextMatch): MailboxRules {
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
    decide: (facts) => valid.find((rule) => holds(rule, facts, match))?.outcome ?? defaultOutcome,
  };
}

interface BoundRule {
  readonly keywords: readonly (readonly string[])[];
  readonly notKeywords: readonly (readonly string[])[];
  readonly senders?: readonly string[];
  readonly outcome: RuleOutcome;
}

/** Names by their folded form: names are without case (language.md §5). */
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
  for (const [groups, words] of [[rule.keywords, keywords], [rule.notKeywords, notKeywords]] as const)
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

/** Cheap questions first: the sender, then the subject, then the body. */
function holds(rule: BoundRule, facts: RuleFacts, match: TextMatch): boolean {
  if (rule.senders !== undefined && !rule.senders.some((pattern) => match.matches(facts.from, pattern))) return false;
  const found = (words: readonly string[]) => match.contains(facts.subject, words) || match.contains(facts.body, words);
  return rule.keywords.every(found) && !rule.notKeywords.some(found);
}

function fold(name: string): string {
  return name.toLowerCase();
}
