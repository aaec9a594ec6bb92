/**
 * The tree of one script: plain readonly data, a `span` on every node, unions told apart by `kind`.
 *
 * INVARIANT: a tree always exists. What could not be read stands as an `error` node, or as a name with the text `''`
 * where only a name can stand; its diagnostic has been given, so later stages pass it over in silence.
 * INVARIANT: nothing is written into a tree after parsing; what later stages find out lives in side tables.
 * Names keep the spelling of the script; compare them with `nameKey`.
 */
import type { IntrinsicName } from './intrinsics.ts';
import type { SourceText, Span } from './source.ts';

/** One `.ccs` file. */
export interface ScriptFile {
  readonly kind: 'script-file';
  readonly span: Span;
  /** The file's base name without `.ccs`: the script's name. Whether it is a name by language §1 is the compiler's question. */
  readonly name: string;
  readonly source: SourceText;
  /** The statements before the first SECTION. */
  readonly entry: readonly Statement[];
  readonly sections: readonly Section[];
  /** Every comment in the order of the text, delimiters included in the span. */
  readonly comments: readonly Comment[];
}

/** `SECTION name` and what follows up to the next SECTION or the end of the text. */
export interface Section {
  readonly kind: 'section';
  readonly span: Span;
  /** The word SECTION. */
  readonly keyword: Span;
  readonly name: Name;
  readonly body: readonly Statement[];
}

/** A comment as written, with its delimiters. */
export interface Comment {
  readonly kind: 'comment';
  readonly span: Span;
  readonly text: string;
}

/** A name as written; `''` where the script lacks one. */
export interface Name {
  readonly kind: 'name';
  readonly span: Span;
  readonly text: string;
}

// ---------------------------------------------------------------------------------------------------- expressions

/** Anything that can stand where a value or a condition stands. */
export type Expression =
  | Literal
  | Name
  | IntrinsicExpression
  | UnaryExpression
  | BinaryExpression
  | RangeExpression
  | ListExpression
  | ParenthesizedExpression
  | ErrorExpression;

/** A value written out. */
export type Literal = IntegerLiteral | StringLiteral | TimeLiteral | DayLiteral | MonthLiteral | DateLiteral;

/**
 * Digits. Whether they are an integer, a DN, an agent's id or a voice resource is a question of type, so `digits` keeps
 * them (leading zeros too) and neither the 32-bit range nor the 32 digits of a DN are checked here.
 */
export interface IntegerLiteral {
  readonly kind: 'integer';
  readonly span: Span;
  /** Empty where something stood that is no number, which was reported. */
  readonly digits: string;
  /** `Number(digits)`: exact up to 2^53, and always out of the 32-bit range where it is not exact. */
  readonly value: number;
}

/** `"text"`, doubled quotes already single in `value`. */
export interface StringLiteral {
  readonly kind: 'string';
  readonly span: Span;
  readonly value: string;
}

/** `8:00`: minutes since midnight, 0 to 1439. */
export interface TimeLiteral {
  readonly kind: 'time';
  readonly span: Span;
  readonly minutes: number;
}

/** A day of the week: 0 is Sunday, 6 Saturday. */
export interface DayLiteral {
  readonly kind: 'day';
  readonly span: Span;
  readonly day: number;
}

/** A month: 1 is January, 12 December. */
export interface MonthLiteral {
  readonly kind: 'month';
  readonly span: Span;
  readonly month: number;
}

/** `December 25`, `December 25 2026` or `2026-12-25`; such a day exists (29 February where there is no year). */
export interface DateLiteral {
  readonly kind: 'date';
  readonly span: Span;
  readonly year: number | undefined;
  readonly month: number;
  readonly day: number;
  /** How it was written; both forms mean the same. */
  readonly form: 'words' | 'digits';
}

/** A question about the present: `QUEUED COUNT a_sk, b_sk`. */
export interface IntrinsicExpression {
  readonly kind: 'intrinsic';
  readonly span: Span;
  readonly name: IntrinsicName;
  /** The span of the phrase itself, without THE and without the arguments. */
  readonly keyword: Span;
  /** Skillsets (one or more), one agent, or one string key, by the intrinsic's row; empty where it takes none. */
  readonly args: readonly Operand[];
  /** Whether the noise word THE stands before it. */
  readonly the: boolean;
}

/** Where a thing of the centre is named: by name, digits, string, or an intrinsic such as CONTACT SKILLSET. */
export type Operand = Name | IntegerLiteral | StringLiteral | IntrinsicExpression | ErrorExpression;

/** `-x` or `NOT x`. A negative number is `-` before an integer literal: `-2147483648` is this node. */
export interface UnaryExpression {
  readonly kind: 'unary';
  readonly span: Span;
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export type UnaryOperator = '-' | 'NOT';

/** Two operands and an operator. The right side of a comparison may be a range or a list. */
export interface BinaryExpression {
  readonly kind: 'binary';
  readonly span: Span;
  readonly operator: BinaryOperator;
  /** The operator as it stands in the text (`< =` is `<=`). */
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/';
export type ComparisonOperator = '=' | '<>' | '<' | '>' | '<=' | '>=' | 'CONTAINS' | 'MATCHES';
export type LogicalOperator = 'AND' | 'OR';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | LogicalOperator;

/** `low .. high`, on the right of a comparison, in a list and in VALUE. */
export interface RangeExpression {
  readonly kind: 'range';
  readonly span: Span;
  readonly low: ItemExpression;
  readonly high: ItemExpression;
}

/** What may stand in a list, a range or a VALUE: a literal (with a sign) or a name. */
export type ItemExpression = Literal | Name | UnaryExpression | ErrorExpression;

/** `a, b, c .. d`: two or more items, on the right of `=`, `<>` and CONTAINS only. */
export interface ListExpression {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly SetItem[];
}

export type SetItem = ItemExpression | RangeExpression;

/** `( inner )`. Kept, because AND beside OR without parentheses is worth a warning and the formatter keeps them. */
export interface ParenthesizedExpression {
  readonly kind: 'parenthesized';
  readonly span: Span;
  readonly inner: Expression;
}

/** A hole where an expression should stand; its diagnostic has been given. */
export interface ErrorExpression {
  readonly kind: 'error';
  readonly span: Span;
}

// ----------------------------------------------------------------------------------------------------- statements

/** One statement. Every one has `keyword`, the span of its phrase (`QUEUE TO SKILLSET`), for carets. */
export type Statement =
  | AssignStatement
  | IfStatement
  | WhereStatement
  | ExecuteStatement
  | ExecuteScriptStatement
  | QueueToSkillsetStatement
  | QueueToAgentStatement
  | QueueToNetworkSkillsetStatement
  | ChangePriorityStatement
  | RemoveStatement
  | WaitStatement
  | QuitStatement
  | DisconnectStatement
  | LogStatement
  | SendInfoStatement
  | SendRequestStatement
  | GetResponseStatement
  | ReadvarStatement
  | EventHandlerStatement
  | GiveRingbackStatement
  | GiveSilenceStatement
  | GiveMusicStatement
  | GiveRanStatement
  | GiveBusyStatement
  | GiveOverflowStatement
  | GiveIvrStatement
  | GiveBroadcastStatement
  | OpenVoiceSessionStatement
  | PlayPromptStatement
  | CollectDigitsStatement
  | RouteCallStatement
  | RouteCallDefaultStatement
  | QueueToNacdStatement
  | RemoveFromNacdStatement
  | GiveResponseStatement
  | RouteContactStatement
  | CloseContactStatement
  | OfferResponseStatement
  | ErrorStatement;

/** The kinds of statements that a script can hold, holes apart. */
export type StatementKind = Exclude<Statement['kind'], 'error'>;

/** What every statement has. */
export interface StatementBase {
  readonly span: Span;
  /** The statement's phrase; of `x ASSIGNED 5` the word ASSIGNED. */
  readonly keyword: Span;
}

/** `ASSIGN value TO target` or `target ASSIGNED value`. */
export interface AssignStatement extends StatementBase {
  readonly kind: 'assign';
  readonly form: 'assign-to' | 'assigned';
  readonly target: Name;
  readonly value: Expression;
}

/** `IF condition THEN … ELSE … END IF`. */
export interface IfStatement extends StatementBase {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: readonly Statement[];
  /** `undefined` where there is no ELSE. */
  readonly else: readonly Statement[] | undefined;
  /** The word ELSE, where there is one. */
  readonly elseKeyword: Span | undefined;
}

/** `WHERE subject EQUALS … END WHERE`. */
export interface WhereStatement extends StatementBase {
  readonly kind: 'where';
  readonly subject: Expression;
  readonly branches: readonly ValueBranch[];
  readonly default: DefaultBranch | undefined;
}

/** `VALUE v, v: …`. */
export interface ValueBranch {
  readonly kind: 'value-branch';
  readonly span: Span;
  readonly keyword: Span;
  readonly items: readonly SetItem[];
  readonly body: readonly Statement[];
}

/** `DEFAULT: …`. */
export interface DefaultBranch {
  readonly kind: 'default-branch';
  readonly span: Span;
  readonly keyword: Span;
  readonly body: readonly Statement[];
}

/** `EXECUTE section`: a jump. */
export interface ExecuteStatement extends StatementBase {
  readonly kind: 'execute';
  readonly section: Name;
}

/** `EXECUTE SCRIPT script`: a jump to the start of another script. */
export interface ExecuteScriptStatement extends StatementBase {
  readonly kind: 'execute-script';
  readonly script: Name;
}

/** How a QUEUE TO SKILLSET with several skillsets chooses. */
export type QueueOrder = 'longest-idle-agent' | 'most-logged-agents';

export interface QueueToSkillsetStatement extends StatementBase {
  readonly kind: 'queue-to-skillset';
  readonly order: QueueOrder | undefined;
  readonly skillsets: readonly Operand[];
  readonly priority: Operand | undefined;
}

export interface QueueToAgentStatement extends StatementBase {
  readonly kind: 'queue-to-agent';
  readonly agents: readonly Operand[];
  readonly priority: Operand | undefined;
}

export interface QueueToNetworkSkillsetStatement extends StatementBase {
  readonly kind: 'queue-to-network-skillset';
  readonly order: QueueOrder | undefined;
  readonly skillsets: readonly Operand[];
  readonly priority: Operand | undefined;
}

/** The queues that CHANGE PRIORITY and REMOVE name. */
export type QueueKind = 'skillset' | 'agent' | 'network-skillset';

export interface ChangePriorityStatement extends StatementBase {
  readonly kind: 'change-priority';
  readonly queue: QueueKind;
  readonly operands: readonly Operand[];
  readonly priority: Operand;
  /** Whether the optional word PRIORITY stands after TO. */
  readonly priorityWord: boolean;
}

export interface RemoveStatement extends StatementBase {
  readonly kind: 'remove';
  readonly queue: QueueKind;
  readonly operands: readonly Operand[];
}

export interface WaitStatement extends StatementBase {
  readonly kind: 'wait';
  readonly value: Expression;
}

export interface QuitStatement extends StatementBase {
  readonly kind: 'quit';
}

export interface DisconnectStatement extends StatementBase {
  readonly kind: 'disconnect';
}

export interface LogStatement extends StatementBase {
  readonly kind: 'log';
  readonly values: readonly Expression[];
}

export interface SendInfoStatement extends StatementBase {
  readonly kind: 'send-info';
  readonly provider: Operand;
  readonly values: readonly Expression[];
}

export interface SendRequestStatement extends StatementBase {
  readonly kind: 'send-request';
  readonly provider: Operand;
  readonly values: readonly Expression[];
}

export interface GetResponseStatement extends StatementBase {
  readonly kind: 'get-response';
  readonly provider: Operand;
  readonly targets: readonly Name[];
  readonly timeout: Expression | undefined;
}

/** `READVAR variable … SAVEVAR [variable]`. */
export interface ReadvarStatement extends StatementBase {
  readonly kind: 'readvar';
  readonly variable: Name;
  readonly body: readonly Statement[];
  /** The name after SAVEVAR, where it is repeated. */
  readonly saved: Name | undefined;
  /** Its SAVEVAR is missing, so where its body ends is a guess. */
  readonly unclosed?: true;
}

export interface EventHandlerStatement extends StatementBase {
  readonly kind: 'event-handler';
  readonly events: readonly EventBranch[];
  /** Its END HANDLER is missing, so where its last body ends is a guess. */
  readonly unclosed?: true;
}

/** `EVENT name: …`. */
export interface EventBranch {
  readonly kind: 'event-branch';
  readonly span: Span;
  readonly keyword: Span;
  readonly event: Name;
  readonly body: readonly Statement[];
}

export interface GiveRingbackStatement extends StatementBase {
  readonly kind: 'give-ringback';
}

export interface GiveSilenceStatement extends StatementBase {
  readonly kind: 'give-silence';
}

export interface GiveMusicStatement extends StatementBase {
  readonly kind: 'give-music';
  readonly resource: Operand;
}

export interface GiveRanStatement extends StatementBase {
  readonly kind: 'give-ran';
  readonly resource: Operand;
}

export interface GiveBusyStatement extends StatementBase {
  readonly kind: 'give-busy';
  readonly controlled: boolean;
}

export interface GiveOverflowStatement extends StatementBase {
  readonly kind: 'give-overflow';
  readonly controlled: boolean;
}

export interface GiveIvrStatement extends StatementBase {
  readonly kind: 'give-ivr';
  readonly interruptible: boolean;
  readonly dn: Operand;
  readonly treatment: Operand | undefined;
  readonly priority: Operand | undefined;
}

/** `GIVE CONTROLLED BROADCAST ANNOUNCEMENT dn PLAY PROMPT prompt`. */
export interface GiveBroadcastStatement extends StatementBase {
  readonly kind: 'give-broadcast';
  readonly dn: Operand;
  readonly prompt: Operand;
}

/** `OPEN VOICE SESSION [dn] … END VOICE SESSION`. */
export interface OpenVoiceSessionStatement extends StatementBase {
  readonly kind: 'open-voice-session';
  readonly dn: Operand | undefined;
  readonly body: readonly Statement[];
}

export interface PlayPromptStatement extends StatementBase {
  readonly kind: 'play-prompt';
  readonly prompts: readonly Operand[];
}

/** `COLLECT count DIGITS INTO target [INTERDIGIT TIMER value]`. */
export interface CollectDigitsStatement extends StatementBase {
  readonly kind: 'collect-digits';
  readonly count: Operand;
  readonly target: Name;
  readonly interdigitTimer: Expression | undefined;
}

export interface RouteCallStatement extends StatementBase {
  readonly kind: 'route-call';
  readonly dn: Operand;
  readonly controlled: boolean;
}

export interface RouteCallDefaultStatement extends StatementBase {
  readonly kind: 'route-call-default';
}

export interface QueueToNacdStatement extends StatementBase {
  readonly kind: 'queue-to-nacd';
  readonly dn: Operand;
  readonly priority: Operand | undefined;
}

export interface RemoveFromNacdStatement extends StatementBase {
  readonly kind: 'remove-from-nacd';
  readonly dn: Operand;
}

export interface GiveResponseStatement extends StatementBase {
  readonly kind: 'give-response';
  readonly response: Operand;
}

/** `ROUTE CONTACT address`: a string literal or a variable's name. */
export interface RouteContactStatement extends StatementBase {
  readonly kind: 'route-contact';
  readonly address: Operand;
}

/** `CLOSE CONTACT [WITH REASON reason]`: a reason's name, number or string. */
export interface CloseContactStatement extends StatementBase {
  readonly kind: 'close-contact';
  readonly reason: Operand | undefined;
}

export interface OfferResponseStatement extends StatementBase {
  readonly kind: 'offer-response';
  readonly responses: readonly Operand[];
}

/** A statement that could not be read; its diagnostic has been given. */
export interface ErrorStatement extends StatementBase {
  readonly kind: 'error';
}

/** Any node with a `kind` and a `span`. */
export type Node = ScriptFile | Section | Comment | Expression | Statement | ValueBranch | DefaultBranch | EventBranch;

/** The form under which names are compared: names are without case (language §1). */
export function nameKey(name: string): string {
  return name.toLowerCase();
}
