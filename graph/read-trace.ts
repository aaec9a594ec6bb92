/** The steps of a trace in the JSON of `ccmm try`, of `ccmm explain`, or of the web services' trace of a contact. */
import type { Arm } from './picture.ts';
import type { TracedStep } from './way.ts';

/** A trace that can be read, or what is wrong with it. */
export type ReadTrace =
  | { readonly kind: 'steps'; readonly steps: readonly TracedStep[]; readonly folded: number }
  | { readonly kind: 'fault'; readonly message: string };

/** Reads a trace. What it holds besides lines and values is passed over, so that a newer or older one can be read. */
export function readTraceJson(text: string): ReadTrace {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fault('it is no JSON');
  }
  if (isObject(value) && Array.isArray(value.steps)) return stepsOf(value.steps, 0);
  const rows = isObject(value) && Array.isArray(value.traces) ? value.traces : value;
  if (!Array.isArray(rows)) return fault('it holds neither steps nor traces');
  if (rows.some((row) => isObject(row) && Array.isArray(row.steps)))
    return rows.length === 1 && isObject(rows[0])
      ? stepsOf(rows[0].steps as unknown[], 0)
      : fault(`it holds ${rows.length} contacts; a picture shows the way of one`);
  const steps: TracedStep[] = [];
  let folded = 0;
  for (const row of rows) {
    if (!isObject(row) || !Array.isArray(row.lines)) return fault('one of its traces has no lines');
    const times = count(row.count);
    folded += typeof row.folded === 'number' ? row.folded : 0;
    for (const line of row.lines) {
      const step = stepOf(line, times);
      if (step === undefined) return fault('one of its lines has no script and line');
      steps.push(step);
    }
  }
  return { kind: 'steps', steps, folded };
}

/** The steps of `ccmm try`: the last of an activation that ran several times says how often. */
function stepsOf(given: readonly unknown[], folded: number): ReadTrace {
  const steps: TracedStep[] = [];
  /** Where the present activation began: its steps have one time. */
  let began = 0;
  let moment: unknown;
  for (const one of given) {
    const step = stepOf(one, 1);
    if (step === undefined || !isObject(one)) return fault('one of its steps has no script and line');
    if (one.at !== moment) began = steps.length;
    moment = one.at;
    steps.push(step);
    if (one.repeated === undefined) continue;
    for (let index = began; index < steps.length; index += 1)
      steps[index] = { ...(steps[index] as TracedStep), times: count(one.repeated) };
    began = steps.length;
  }
  return { kind: 'steps', steps, folded };
}

function stepOf(value: unknown, times: number): TracedStep | undefined {
  if (!isObject(value) || typeof value.script !== 'string' || typeof value.line !== 'number') return undefined;
  const given = Array.isArray(value.values) ? value.values : [];
  const values = given.flatMap((one) => {
    if (!isObject(one) || typeof one.name !== 'string') return [];
    const read = one.value;
    const isPlain = typeof read === 'string' || typeof read === 'number' || typeof read === 'boolean';
    return isPlain ? [{ name: one.name, value: read }] : [];
  });
  const arm = armOf(value.branch);
  return { script: value.script, line: value.line, values, times, ...(arm === undefined ? {} : { arm }) };
}

/** The way that a branch took; one that a fault took goes by the other side of an IF, and past a WHERE. */
function armOf(branch: unknown): Arm | undefined {
  if (!isObject(branch)) return undefined;
  if (branch.taken === 'value') return `value${count(branch.number)}`;
  if (branch.kind === 'if') return branch.taken === 'then' ? 'then' : 'else';
  return branch.taken === 'default' ? 'default' : 'none';
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 1;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(message: string): ReadTrace {
  return { kind: 'fault', message };
}
