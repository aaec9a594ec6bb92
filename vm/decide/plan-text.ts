/**
 * A plan as the text of one JavaScript function from facts to a decision. It reads facts as the walk does, each place is a variable, and
 * blocks are laid out as the second tier's: each behind the end of a label of its own, so that `break` goes to it. Behind a wait that is
 * passed over it goes round to where the next entry begins.
 *
 * INVARIANT: text holds numbers and names of ours, never a script's or a centre's.
 */

import { isWithin } from '../second-tier/emitters.ts';
import type { EntryTexts } from '../second-tier/entry-text.ts';
import { ACTIONS_MAX } from './findings.ts';
import { LEAVES, type Plan, type Step, targetsOf } from './plan.ts';
import { FACT_COLUMNS, READ_WORDS, SKILLSET_COLUMNS } from './told-places.ts';

const at = (place: number): string => `p${place}`;

/** Leaves the decision to the machine. */
const LEAVE = 'return undefined;';

/** The text of the function: `(told)`, with the names of decide-by-plan.ts. */
export function planText(plan: Plan): EntryTexts {
  const body = [
    'let x, n = 0, w = 0, e = 0;',
    ...Array.from({ length: plan.places }, (_, place) => place)
      .filter((place) => isUsed(plan, place))
      .map((place) => `let ${at(place)} = ${plan.variables.find((each) => each.place === place)?.value ?? 0};`),
    ...readFacts(plan),
    ...readSkillsets(plan),
    ...plan.asks.map(({ place, name }) =>
      read(place, 'told', name, `putAsked(places, ${place}, ${JSON.stringify(name)}, x)`),
    ),
    ...(plan.calls.length + plan.tests.length > 0 ? ['begin(told);'] : []),
    ...readVariables(plan),
    ...laidOut(plan),
  ].join('\n');
  const constants = [
    ...plan.skillsets.map((_, nth) => `const k${nth} = skillsets[${nth}];`),
    ...plan.calls.map((_, nth) => `const c${nth} = calls[${nth}];`),
    ...plan.tests.map((_, nth) => `const t${nth} = tests[${nth}];`),
    ...plan.sets.map((_, nth) => `const s${nth} = sets[${nth}];`),
  ].join('\n');
  return { constants, body };
}

/** Columns of facts that are not read have places too. */
function isUsed({ facts }: Plan, place: number): boolean {
  return place >= FACT_COLUMNS.length || facts.includes(place);
}

/** Reads a property into a place; `other` puts it there where it is no number, and is false where the machine must decide. */
function read(place: number, from: string, name: string, other: string): string {
  return [
    `x = ${from}[${JSON.stringify(name)}];`,
    `if (typeof x === 'number') ${at(place)} = x | 0;`,
    `else { if (!${other}) ${LEAVE} ${at(place)} = places[${place}]; }`,
  ].join('\n');
}

function readFacts({ facts }: Plan): readonly string[] {
  return [...facts].map((column) => {
    const name = JSON.stringify(FACT_COLUMNS[column]);
    return `x = told[${name}]; ${at(column)} = typeof x === 'number' ? x | 0 : intOfFact(${name}, x, idOf);`;
  });
}

function readSkillsets({ skillsets, reads }: Plan): readonly string[] {
  if (skillsets.length === 0) return [];
  const lines = ['let f;', 'const of = told.skillsets;'];
  skillsets.forEach((_, nth) => {
    lines.push(`f = of === undefined ? undefined : of[k${nth}];`, 'if (f !== undefined) {');
    const own = reads[nth]!;
    for (let i = 0; i < own.length; i += READ_WORDS) {
      const [place, column] = [own[i]!, own[i + 1]!];
      const other = `putOther(places, ${place}, ${column}, x, f)`;
      lines.push(read(place, 'f', SKILLSET_COLUMNS[column]!, other));
    }
    lines.push('}');
  });
  return lines;
}

function readVariables({ variables }: Plan): readonly string[] {
  return [
    'if (told.variables !== undefined) {',
    ...variables.map(({ place, value }) => `places[${place}] = ${value};`),
    'tell(told.variables);',
    ...variables.map(({ place }) => `${at(place)} = places[${place}];`),
    '}',
  ];
}

function laidOut(plan: Plan): readonly string[] {
  const { blocks, entries } = plan;
  const labels = new Set<number>(entries);
  for (const { steps, runsInto } of blocks) {
    for (const step of steps) for (const target of targetsOf(step)) labels.add(target);
    if (runsInto !== undefined) labels.add(runsInto);
  }
  const bodies = blocks.map(({ steps, runsInto }, i) => {
    const behind = blocks[i + 1]?.pc;
    const lines = steps.map((step) => (step.kind === 'go' && step.target === behind ? '' : textOf(step, plan)));
    if (runsInto !== undefined && runsInto !== behind) lines.push(go(runsInto));
    return lines.join('\n');
  });
  const labelled = blocks.filter(({ pc }) => labels.has(pc));
  return [
    'round: for (;;) {',
    ...labelled.map(({ pc }) => `L${pc}: {`).reverse(),
    `switch (e) { ${entries.map((pc, nth) => `case ${nth}: break L${pc};`).join(' ')} }`,
    ...blocks.map(({ pc }, i) => (labels.has(pc) ? `}\n${bodies[i]}` : bodies[i]!)),
    '}',
  ];
}

function go(target: number): string {
  return target === LEAVES ? LEAVE : `break L${target};`;
}

/** The end of a decision. */
function end(stop: string): string {
  return `if (n > ${ACTIONS_MAX}) ${LEAVE} counts[0] = n; counts[1] = w; return decision(${stop});`;
}

function waited(next: number, { waits, entries }: Plan): string {
  if (waits === 0) return end('0');
  return `if (w > ${waits}) { ${end('0')} } e = ${entries.indexOf(next)}; continue round;`;
}

const OPERATORS = { '=': '===', '<>': '!==', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;

function textOf(step: Step, plan: Plan): string {
  switch (step.kind) {
    case 'within':
    case 'outside':
      return `if (${isWithin(at(step.place), step.low, step.high, step.kind === 'within')}) { ${go(step.target)} }`;
    case 'mask': {
      const bit = `(${at(step.place)} >>> 0 < 32 ? (${step.mask} >>> ${at(step.place)}) & 1 : 0)`;
      return `if (${bit} === ${step.sense ? 1 : 0}) { ${go(step.target)} }`;
    }
    case 'set':
      return `if (inSet(s${step.set}, ${at(step.place)}) === ${step.sense}) { ${go(step.target)} }`;
    case 'switch': {
      const cases = step.targets.slice(0, -1).map((target, nth) => `case ${step.low + nth}: ${go(target)}`);
      return `switch (${at(step.place)}) { ${cases.join(' ')} default: ${go(step.targets.at(-1)!)} }`;
    }
    case 'product':
      return [
        `x = ${at(step.other)} * ${step.factor};`,
        `if (x !== (x | 0)) ${LEAVE}`,
        `if (${at(step.place)} ${step.relation} x) { ${go(step.target)} }`,
      ].join('\n');
    case 'relation':
      return `if (${at(step.a)} ${OPERATORS[step.relation]} ${at(step.b)}) { ${go(step.target)} }`;
    case 'move':
      return `${at(step.to)} = ${at(step.from)};`;
    case 'number':
      return `${at(step.to)} = ${step.value};`;
    case 'add':
      return calculated(step.to, `${at(step.a)} + ${step.value}`);
    case 'calculate': {
      const value = `${at(step.a)} ${step.operator} ${at(step.b)}`;
      return calculated(step.to, step.operator === '/' ? `Math.trunc(${value})` : value);
    }
    case 'act':
      return `acts[n++] = ${step.action};`;
    case 'call':
      return [
        ...step.reads.map((place) => `places[${place}] = ${at(place)};`),
        `c${step.call}(places); n = said(n);`,
        ...step.writes.map((place) => `${at(place)} = places[${place}];`),
      ].join('\n');
    case 'callTest':
      return [
        ...step.reads.map((place) => `places[${place}] = ${at(place)};`),
        `x = t${step.test}(places);`,
        `if (x === undefined) ${LEAVE}`,
        `if (x === ${step.sense}) { ${go(step.target)} }`,
      ].join('\n');
    case 'go':
      return go(step.target);
    case 'wait':
      return `waits[w++] = ${step.seconds}; ${waited(step.next, plan)}`;
    case 'waitOf':
      return `waits[w++] = ${at(step.place)}; ${waited(step.next, plan)}`;
    case 'stop': {
      const { provider } = plan.stops[step.stop]!;
      return `${provider < 0 ? '' : `places[${provider}] = ${at(provider)};`} ${end(String(step.stop))}`;
    }
    case 'leave':
      return LEAVE;
  }
}

/** A result outside the integers, or no number, is a fault: the machine's. Minus zero is zero. */
function calculated(to: number, value: string): string {
  return `x = ${value};\nif (x !== (x | 0)) ${LEAVE}\n${at(to)} = x | 0;`;
}
