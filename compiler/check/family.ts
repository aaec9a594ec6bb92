/** What a family of statements is to the checker. */
import type { Statement, StatementKind } from '../../dsl/index.ts';
import type { CheckContext } from './context.ts';

/** Around a statement: what it may not hold there. */
export interface Surroundings {
  /** Between READVAR and SAVEVAR. */
  readonly readvar: boolean;
  /** In the body of an EVENT. */
  readonly event: boolean;
}

/** Checks the statements of a body; given to families so that they need not know one another. */
export type CheckBody = (context: CheckContext, body: readonly Statement[], around: Surroundings) => void;

/** One check a kind of statement. */
export type StatementChecks<Kind extends StatementKind> = {
  readonly [K in Kind]: (
    context: CheckContext,
    statement: Extract<Statement, { readonly kind: K }>,
    around: Surroundings,
    checkBody: CheckBody,
  ) => void;
};
