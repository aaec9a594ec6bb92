/** Checks every statement of a script: one entry a kind, put together from the families, and the rules of what may stand where. */
import { type Statement, type StatementKind, statements } from '../../dsl/index.ts';
import { blockChecks } from './blocks.ts';
import { type CheckContext, relatedHere, report, reportExtension } from './context.ts';
import { dataChecks } from './data.ts';
import type { StatementChecks, Surroundings } from './family.ts';
import { routingChecks } from './routing.ts';
import { voiceChecks } from './voice.ts';

const checks: StatementChecks<StatementKind> = { ...blockChecks, ...dataChecks, ...routingChecks, ...voiceChecks };

const IN_READVAR: ReadonlySet<StatementKind> = new Set<StatementKind>(['assign', 'if', 'where', 'log']);

/** Checks one script of a set. */
export function checkScript(context: CheckContext): void {
  const { entry, sections } = context.script.file;
  const around: Surroundings = { readvar: false, event: false };
  checkBody(context, entry, around);
  for (const section of sections) checkBody(context, section.body, around);
  if (context.met.handler) checkHandlers(context);
}

function checkBody(context: CheckContext, body: readonly Statement[], around: Surroundings): void {
  for (const statement of body) {
    if (statement.kind !== 'error') checkStatement(context, statement, around);
  }
}

function checkStatement(
  context: CheckContext,
  statement: Exclude<Statement, { kind: 'error' }>,
  around: Surroundings,
): void {
  if (context.strict || around.readvar || around.event) checkPlace(context, statement, around);
  // TypeScript cannot see that the check and the statement are of one kind.
  const checkOne = checks[statement.kind] as StatementChecks<StatementKind>[StatementKind] as (
    context: CheckContext,
    statement: Statement,
    around: Surroundings,
    body: typeof checkBody,
  ) => void;
  checkOne(context, statement, around, checkBody);
}

/** Whether a statement of its kind may stand there at all. */
function checkPlace(
  context: CheckContext,
  { kind, keyword }: Exclude<Statement, { kind: 'error' }>,
  { readvar, event }: Surroundings,
): void {
  const row = statements[kind];
  if (row.ext) reportExtension(context, keyword, row.name);
  if (readvar && !IN_READVAR.has(kind)) report(context, 'CCS4001', keyword, { statement: row.name });
  else if (event && (row.suspends || kind === 'event-handler'))
    report(context, 'CCS4002', keyword, { statement: row.name });
}

/** EVENT HANDLER stands at most once, and first. Inside READVAR or another one it is a fault of its own (see above). */
function checkHandlers(context: CheckContext): void {
  const { entry, sections } = context.script.file;
  const first = entry.find((statement) => statement.kind !== 'error');
  let seen: Statement | undefined;
  const look = (body: readonly Statement[]) => {
    for (const statement of body) {
      if (statement.kind === 'event-handler') {
        if (seen !== undefined) {
          const related = [relatedHere(context, seen.keyword, 'it stands here first')];
          report(context, 'CCS4004', statement.keyword, {}, related);
        } else if (statement !== first) report(context, 'CCS4003', statement.keyword, {});
        seen ??= statement;
      } else if (statement.kind !== 'readvar') {
        for (const inner of bodiesOf(statement)) look(inner);
      }
    }
  };
  look(entry);
  for (const section of sections) look(section.body);
}

function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'if':
      return [statement.then, statement.else ?? []];
    case 'where':
      return [...statement.branches.map((branch) => branch.body), statement.default?.body ?? []];
    case 'open-voice-session':
      return [statement.body];
    default:
      return [];
  }
}
