/**
 * What is known of a script once it was resolved and checked: side tables keyed by the nodes of its tree, never written into it.
 * Lowering reads these tables and resolves nothing again.
 *
 * INVARIANT: when an analysis has no errors, every expression, operand and target that stands in a statement has a row in `expressions`, every name has one in
 * `references`, every comparison one in `comparisons`, every WHERE one in `wheres`, every VALUE and every right side that is a set one in `sets`.
 * (Parenthesized nodes have rows like what they hold; the two ends of a range and the members of a list have rows of their own.)
 * Nothing is lowered from an analysis that has errors.
 */
import type {
  BinaryExpression,
  Expression,
  ItemExpression,
  Name,
  RangeExpression,
  ScriptFile,
  Section,
  SourceText,
  Span,
  TypeName,
  ValueBranch,
  WhereStatement,
} from '../dsl/index.ts';
import type { HandlerEvent, NameKind, VariableEntry } from '../vm/index.ts';
import type { NodeTable } from './node-table.ts';

/** Kinds of names that stand for one thing of the centre. */
export type ThingKind = Exclude<NameKind, 'variable'>;

/** What a name stands for. Names are in the spelling of their definition. */
export type Reference =
  | { readonly kind: ThingKind; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string; readonly variable: VariableEntry }
  /** A value of a contact or queue type, by its number in CONTACT_TYPES or QUEUE_TYPES. */
  | { readonly kind: 'contact_type' | 'queue_type'; readonly name: string; readonly number: number }
  | SectionReference
  | { readonly kind: 'script'; readonly name: string }
  | { readonly kind: 'event'; readonly name: HandlerEvent };

/** A section of the script, by its place among them. */
export interface SectionReference {
  readonly kind: 'section';
  readonly name: string;
  readonly section: Section;
  readonly index: number;
}

/** A value known before the script runs. */
export type Constant =
  /** integer, seconds, priority as they are; time: minutes after midnight; day 0 = Sunday; month 1..12; contact and queue types: their number. */
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'date'; readonly year: number | undefined; readonly month: number; readonly day: number }
  /** string, and the digits of a dn, ran, music, treatment or prompt. */
  | { readonly kind: 'string'; readonly value: string }
  /** One thing of the centre, whether written as name, digits (an agent's id, a reason's code) or string. An agent's name is the log-in. */
  | { readonly kind: 'thing'; readonly of: ThingKind; readonly name: string }
  /** `""` beside a type other than string: the empty value of that type. */
  | { readonly kind: 'empty' };

/** What an expression or operand is, as its place wants it: digits where a DN is needed have the type `dn`. */
export interface ExpressionInfo {
  readonly type: TypeName;
  /** The value, where literals (arithmetic on them included) or the name of a thing decide it. Comparisons are not folded. */
  readonly constant?: Constant;
  /** The variable, where the node is a variable's name. */
  readonly variable?: VariableEntry;
}

/** A member of a set: single values and ranges hold constants or item variables (look them up in `expressions`). */
export type SetMember =
  | { readonly kind: 'item'; readonly node: ItemExpression }
  /** Both ends included; constant times, days, months and dates without year with low > high wrap round. */
  | {
      readonly kind: 'range';
      readonly node: RangeExpression;
      readonly low: ItemExpression;
      readonly high: ItemExpression;
    }
  /** A global of class set: all that is in it. */
  | { readonly kind: 'set-variable'; readonly node: Name; readonly variable: VariableEntry };

/** The right side of `=`, `<>` or CONTAINS where it is a range, a list or a set variable; or the items of a VALUE. */
export interface SetInfo {
  /** The type of the members. */
  readonly type: TypeName;
  readonly members: readonly SetMember[];
}

/** How a comparison compares. */
export interface ComparisonInfo {
  /** What is compared; `integer` also for seconds and priorities. */
  readonly type: TypeName;
  /** `set`: the right side's row is in `sets`. */
  readonly right: 'item' | 'set';
  /** Strings that are compared without case: FROMADDRESS, TOADDRESS or CCADDRESS stands on a side. */
  readonly caseless: boolean;
  /** The side on which CCADDRESS stands, which is several addresses (language §4). */
  readonly ccAddress: 'left' | 'right' | undefined;
}

/** How the subject of a WHERE is compared with its VALUEs. */
export type WhereInfo = Omit<ComparisonInfo, 'right'>;

/** What is known of the nodes of one script. */
export interface ScriptTables {
  readonly references: NodeTable<Name, Reference>;
  readonly expressions: NodeTable<Expression, ExpressionInfo>;
  readonly comparisons: NodeTable<BinaryExpression, ComparisonInfo>;
  /** Keyed by the right side of a comparison (parentheses taken off) or by a VALUE. */
  readonly sets: Map<Expression | ValueBranch, SetInfo>;
  readonly wheres: Map<WhereStatement, WhereInfo>;
  /** Every variable that the script names, in the order in which they were met. */
  readonly variables: Set<VariableEntry>;
}

/** One script of the set. */
export interface AnalysedScript {
  /** Base name of the file, as written. */
  readonly name: string;
  readonly file: ScriptFile;
  /** By `nameKey`; of two with one name the first. */
  readonly sections: ReadonlyMap<string, SectionReference>;
  readonly tables: ScriptTables;
}

/** Where the directory's names are defined, for messages that point there. Offsets into the centre file's text. */
export interface CentrePositions {
  readonly source: SourceText;
  /** By `nameKey` of a name that scripts use. */
  readonly names: ReadonlyMap<string, Span>;
}
