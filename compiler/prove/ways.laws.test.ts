/**
 * What the proofs say of ways, compared with every way of small random sets: an explorer over the generated trees, which knows nothing of the graph,
 * takes each contact type through all branches, state by state.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, positionAt } from '../../dsl/index.ts';
import { compileWhole } from '../../spec/compile-text.ts';
import { CONTACT_TYPES } from '../../vm/index.ts';
import { TYPE_CONTACTS } from '../contact-masks.ts';
import { whoIs } from './who.ts';

type Condition =
  | { readonly kind: 'type'; readonly types: readonly number[]; readonly isIn: boolean }
  | { readonly kind: 'queued' | 'other' }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'AND' | 'OR'; readonly a: Condition; readonly b: Condition };

type Step =
  | { readonly kind: 'log' | 'read' | 'assign' | 'queue' | 'close' | 'quit' | 'wait' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'go' | 'script'; readonly to: number }
  | { readonly kind: 'if'; readonly test: Condition; readonly yes: readonly Step[]; readonly no: readonly Step[] }
  | {
      readonly kind: 'where';
      readonly values: readonly { readonly types: readonly number[]; readonly body: readonly Step[] }[];
      readonly rest: readonly Step[];
    };

/** A set: scripts of parts, the first of which is the entry. */
type Scripts = readonly (readonly (readonly Step[])[])[];

const PARTS = 3;
const types = fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 2 });

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('type' as const), types, isIn: fc.boolean() }) },
    { weight: 2, arbitrary: fc.constant<Condition>({ kind: 'other' }) },
    { weight: 2, arbitrary: fc.constant<Condition>({ kind: 'queued' }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), of: tie('condition') }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('AND' as const, 'OR' as const),
        a: tie('condition'),
        b: tie('condition'),
      }),
    },
  ),
}));

const { body } = fc.letrec<{ body: readonly Step[]; step: Step }>((tie) => ({
  body: fc.array(tie('step'), { maxLength: 3 }),
  step: fc.oneof(
    { maxDepth: 2 },
    {
      weight: 8,
      arbitrary: fc.constantFrom<Step>(
        ...(['log', 'read', 'assign', 'queue', 'close', 'quit', 'wait', 'wait', 'busy'] as const).map((kind) => ({
          kind,
        })),
      ),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('go' as const, 'go' as const, 'script' as const),
        to: fc.nat(PARTS - 1),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('if' as const), test: condition, yes: tie('body'), no: tie('body') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('where' as const),
        values: fc
          .uniqueArray(fc.nat(3), { minLength: 1, maxLength: 2 })
          .chain((some) =>
            fc.tuple(...some.map((type) => fc.record({ types: fc.constant([type]), body: tie('body') }))),
          ),
        rest: tie('body'),
      }),
    },
  ),
}));

const sets: fc.Arbitrary<Scripts> = fc.array(fc.array(body, { minLength: PARTS, maxLength: PARTS }), {
  minLength: 2,
  maxLength: 2,
});

const NAMES = ['Master_Script', 'Zone'];

/** The texts, each step on a line of its own, and the line of each step; `WAIT` stands before each jump, so that none spins. */
function printed(scripts: Scripts) {
  const lineOf = new Map<Step, number>();
  const sectionLine = new Map<readonly Step[], number>();
  const texts = scripts.map((parts) => {
    const lines: string[] = [];
    const add = (steps: readonly Step[]) => {
      for (const step of steps) {
        if (step.kind === 'go' || step.kind === 'script') lines.push('WAIT 9');
        lineOf.set(step, lines.length + 1);
        if (step.kind === 'if') {
          lines.push(`IF ${shown(step.test)} THEN`);
          add(step.yes);
          lines.push('ELSE');
          add(step.no);
          lines.push('END IF');
        } else if (step.kind === 'where') {
          lines.push('WHERE CONTACT TYPE EQUALS');
          for (const value of step.values) {
            lines.push(`VALUE ${value.types.map((type) => CONTACT_TYPES[type]).join()}:`);
            add(value.body);
          }
          lines.push('DEFAULT:');
          add(step.rest);
          lines.push('END WHERE');
        } else lines.push(textOf(step));
      }
    };
    parts.forEach((part, at) => {
      if (at > 0) sectionLine.set(part, lines.push(`SECTION s${at}`));
      add(part);
    });
    return lines;
  });
  return { texts, lineOf, sectionLine };
}

function textOf(step: Step): string {
  switch (step.kind) {
    case 'go':
      return step.to === 0 ? 'EXECUTE s1' : `EXECUTE s${step.to}`;
    case 'script':
      return `EXECUTE SCRIPT ${NAMES[step.to % 2]}`;
    default:
      return {
        log: 'LOG 1',
        read: 'LOG tries_cv',
        assign: 'tries_cv ASSIGNED 1',
        queue: 'QUEUE TO AGENT ana',
        close: 'CLOSE CONTACT',
        quit: 'QUIT',
        wait: 'WAIT 2',
        busy: 'GIVE BUSY',
        if: '',
        where: '',
      }[step.kind];
  }
}

function shown(test: Condition): string {
  switch (test.kind) {
    case 'type':
      return `(CONTACT TYPE ${test.isIn ? '=' : '<>'} ${test.types.map((type) => CONTACT_TYPES[type]).join()})`;
    case 'queued':
      return 'QUEUED';
    case 'other':
      return '(QUEUED COUNT sales_sk > 3)';
    case 'not':
      return `(NOT ${shown(test.of)})`;
    default:
      return `(${shown(test.a)} ${test.kind} ${shown(test.b)})`;
  }
}

/** The outcomes that a condition can have. `type` undefined: every part goes both ways. */
function outcomes(test: Condition, type: number | undefined, isCared: boolean): readonly boolean[] {
  switch (test.kind) {
    case 'type':
      return type === undefined ? [true, false] : [test.types.includes(type) === test.isIn];
    case 'queued':
      return type === undefined || isCared ? [true, false] : [false];
    case 'other':
      return [true, false];
    case 'not':
      return outcomes(test.of, type, isCared).map((one) => !one);
    default: {
      const all = outcomes(test.a, type, isCared).flatMap((a) =>
        outcomes(test.b, type, isCared).map((b) => (test.kind === 'AND' ? a && b : a || b)),
      );
      return [...new Set(all)];
    }
  }
}

/** What is still to be run: a step list from some index on, and what comes after it. */
interface Rest {
  readonly steps: readonly Step[];
  readonly at: number;
  readonly next: Rest | undefined;
  readonly script: number;
  /** The part that the steps fall into after the last frame. */
  readonly part: number;
}

interface Found {
  /** `script:line` of QUITs and ends of text, with the types that get there uncared for. */
  readonly ends: Map<string, number>;
  /** `script:line` where the variable is read unassigned. */
  readonly reads: Set<string>;
  readonly seenSteps: Set<Step | readonly Step[]>;
  /** Types that wait for ever. */
  stuck: number;
}

/** Takes a type (all ways if undefined) through a set from a script's entry; `knowsQueued`: QUEUED is false of what was never queued. */
function explore(
  scripts: Scripts,
  { texts, lineOf }: ReturnType<typeof printed>,
  entry: number,
  type: number | undefined,
  found: Found,
  knowsQueued = true,
) {
  interface State {
    readonly rest: Rest;
    readonly cared: boolean;
    readonly assigned: boolean;
    readonly successors: State[];
    isEnd: boolean;
  }
  const ids = new Map<readonly Step[], number>();
  const idOf = (steps: readonly Step[]) => ids.get(steps) ?? ids.set(steps, ids.size).size - 1;
  const keyOf = (rest: Rest | undefined): string =>
    rest === undefined ? '' : `${rest.script}.${rest.part}.${idOf(rest.steps)}.${rest.at}/${keyOf(rest.next)}`;
  const states = new Map<string, State>();
  const open: State[] = [];
  const reach = (from: State | undefined, rest: Rest, cared: boolean, assigned: boolean) => {
    const key = `${keyOf(rest)} ${cared} ${assigned}`;
    let state = states.get(key);
    if (state === undefined) {
      state = { rest, cared, assigned, successors: [], isEnd: false };
      states.set(key, state);
      open.push(state);
    }
    from?.successors.push(state);
  };
  const partOf = (script: number, part: number): Rest => ({
    steps: scripts[script]![part]!,
    at: 0,
    next: undefined,
    script,
    part,
  });
  const bit = type === undefined ? 0 : 1 << type;
  const end = (state: State, where: string) => {
    state.isEnd = true;
    if (!state.cared) found.ends.set(where, (found.ends.get(where) ?? 0) | bit);
  };
  reach(undefined, partOf(entry, 0), false, false);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const { rest, cared, assigned } = state;
    const { script, part } = rest;
    if (rest.at === 0 && rest.next === undefined) found.seenSteps.add(rest.steps);
    const step = rest.steps[rest.at];
    if (step === undefined) {
      if (rest.next !== undefined) reach(state, rest.next, cared, assigned);
      else if (part + 1 < scripts[script]!.length) reach(state, partOf(script, part + 1), cared, assigned);
      else end(state, `${NAMES[script]}:${texts[script]!.length || 1}`);
      continue;
    }
    found.seenSteps.add(step);
    const after: Rest = { ...rest, at: rest.at + 1 };
    const into = (steps: readonly Step[]): Rest => ({ steps, at: 0, next: after, script, part });
    const line = `${NAMES[script]}:${lineOf.get(step)}`;
    switch (step.kind) {
      case 'log':
      case 'wait':
        reach(state, after, cared, assigned);
        break;
      case 'read':
        if (!assigned && !knowsQueued) found.reads.add(line);
        reach(state, after, cared, assigned);
        break;
      case 'assign':
        reach(state, after, cared, true);
        break;
      case 'queue':
        reach(state, after, true, assigned);
        break;
      case 'close':
        state.isEnd = true;
        break;
      case 'quit':
        end(state, line);
        break;
      case 'busy':
        if (type === 0) state.isEnd = true;
        else reach(state, after, cared, assigned);
        break;
      case 'go':
        reach(state, partOf(script, step.to === 0 ? 1 : step.to), cared, assigned);
        break;
      case 'script':
        reach(state, partOf(step.to % 2, 0), cared, assigned);
        break;
      case 'if':
        for (const outcome of outcomes(step.test, type, cared || !knowsQueued))
          reach(state, into(outcome ? step.yes : step.no), cared, assigned);
        break;
      case 'where': {
        const matching = step.values.find((value) => type !== undefined && value.types.includes(type));
        const bodies =
          type === undefined ? [...step.values.map((value) => value.body), step.rest] : [matching?.body ?? step.rest];
        for (const one of bodies) reach(state, into(one), cared, assigned);
        break;
      }
    }
  }
  // Stuck is who is in no care and can get neither into it nor to an end.
  const all = [...states.values()];
  const escapes = new Set(all.filter((state) => state.isEnd || state.cared));
  for (let grew = true; grew; ) {
    grew = false;
    for (const state of all) {
      if (escapes.has(state) || !state.successors.some((one) => escapes.has(one))) continue;
      escapes.add(state);
      grew = true;
    }
  }
  if (escapes.size < all.length) found.stuck |= bit;
}

function nothing(): Found {
  return { ends: new Map(), reads: new Set(), seenSteps: new Set(), stuck: 0 };
}

function lineIn({ source, span }: Diagnostic['place']): string {
  return `${source.fileName.replace('.ccs', '')}:${positionAt(source, span.start).line}`;
}

describe('random sets', () => {
  it('get the findings that walking all their ways gives', () => {
    let [ends, loops, reads, dead] = [0, 0, 0, 0];
    fc.assert(
      fc.property(sets, (generated) => {
        // Steps are told apart by identity.
        const scripts = JSON.parse(JSON.stringify(generated)) as Scripts;
        const text = printed(scripts);
        const found = nothing();
        CONTACT_TYPES.forEach((_type, type) => {
          explore(scripts, text, 0, type, found);
          explore(scripts, text, 0, type, { ...nothing(), reads: found.reads }, false);
        });
        const sources = Object.fromEntries(text.texts.map((lines, index) => [`${NAMES[index]}.ccs`, lines.join('\n')]));
        const { diagnostics } = compileWhole(sources);
        expect(diagnostics.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([]);
        const of = (code: string) => diagnostics.filter((one) => one.code === code);

        const told = of('CCS4101').map(
          ({ place, message }) => `${lineIn(place)} ${message.replace(/ can end .*/, '')}`,
        );
        const expected = [...found.ends].map(([line, mask]) => `${line} here ${whoIs(mask & TYPE_CONTACTS)}`);
        expect(told.sort()).toEqual(expected.sort());
        expect(of('CCS4102').length > 0).toBe(found.stuck !== 0);

        const [read] = of('CCS4105');
        const places = read === undefined ? [] : [read.place, ...read.related.map(({ place }) => place)].map(lineIn);
        const order = (line: string) => (line.startsWith('M') ? 0 : 10_000) + Number(line.split(':')[1]);
        expect(places).toEqual([...found.reads].sort((a, b) => order(a) - order(b)).slice(0, 6));

        const whole = nothing();
        explore(scripts, text, 0, undefined, whole);
        const isUnused = !whole.seenSteps.has(scripts[1]![0]!);
        expect(of('CCS2102').map(({ place }) => place.source.fileName)).toEqual(isUnused ? ['Zone.ccs'] : []);
        explore(scripts, text, 1, undefined, whole);
        const unseen = new Set<string>();
        for (const [step, line] of text.lineOf) {
          const script = scripts[0]!.some((part) => holds(part, step)) ? 0 : 1;
          if (!whole.seenSteps.has(step)) unseen.add(`${NAMES[script]}:${line}`);
          // The WAIT before a jump.
          if (!whole.seenSteps.has(step) && (step.kind === 'go' || step.kind === 'script'))
            unseen.add(`${NAMES[script]}:${line - 1}`);
        }
        for (const [part, line] of text.sectionLine) {
          const script = scripts[0]!.includes(part) ? 0 : 1;
          if (!whole.seenSteps.has(part)) unseen.add(`${NAMES[script]}:${line}`);
        }
        const roots = [...of('CCS2101'), ...of('CCS4103')].map(({ place }) => lineIn(place));
        expect(roots.filter((line) => !unseen.has(line))).toEqual([]);
        expect(roots.length > 0).toBe(unseen.size > 0);

        ends += told.length;
        loops += of('CCS4102').length;
        reads += places.length;
        dead += roots.length;
      }),
      { numRuns: Number(process.env.CCMM_RUNS ?? 120) },
    );
    // The laws are about something.
    expect(Math.min(ends, loops, reads, dead)).toBeGreaterThan(5);
  });
});

function holds(steps: readonly Step[], wanted: Step): boolean {
  return steps.some((step) => {
    if (step === wanted) return true;
    if (step.kind === 'if') return holds(step.yes, wanted) || holds(step.no, wanted);
    return (
      step.kind === 'where' && (holds(step.rest, wanted) || step.values.some((value) => holds(value.body, wanted)))
    );
  });
}
