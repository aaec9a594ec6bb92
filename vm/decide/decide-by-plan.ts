/** Decides along a plan; what the plan leaves, the machine decides from the start. */
import { setCallVariable } from '../machine-state.ts';
import { functionOf, whyForbidden } from '../second-tier/compile-text.ts';
import { type IdOf, inSet } from '../values.ts';
import type { Decision } from './decision.ts';
import { type Facts, intOfFact, type Plain } from './facts.ts';
import { Findings } from './findings.ts';
import type { Planned } from './make-plan.ts';
import type { Plan } from './plan.ts';
import { planText } from './plan-text.ts';
import { tellVariables } from './tell-variables.ts';
import { putAsked, putFacts, putOther, skillsetsPut } from './told-places.ts';
import { walk, wordsOf } from './walk.ts';

/** Answers undefined when the machine must decide. Throws a FactError for a fact that cannot be so. */
export type DecideByPlan = (facts: Facts) => Decision | undefined;

/** Plans with more steps stay with the walk: such a function would be compiled for long, and never well. */
const TEXT_STEPS_MAX = 5000;
const TEXT_BLOCKS_MAX = 400;

/** With `textAfter`, a plan becomes JavaScript after so many decisions, where code may be made of text. */
export function decideByPlan(plan: Plan, planned: Planned, textAfter?: number): DecideByPlan {
  const parts = partsOf(plan, planned);
  const walked = walking(plan, parts);
  const steps = plan.blocks.reduce((sum, block) => sum + block.steps.length, 0);
  const isTooLong = steps > TEXT_STEPS_MAX || plan.blocks.length > TEXT_BLOCKS_MAX;
  if (textAfter === undefined || isTooLong || whyForbidden() !== undefined) return walked;
  let text: DecideByPlan | undefined;
  let left = textAfter;
  return (told) => {
    if (text !== undefined) return text(told);
    left--;
    if (left <= 0) text = written(plan, parts);
    return walked(told);
  };
}

/** What both ways use. */
interface Parts {
  readonly places: Int32Array;
  readonly findings: Findings;
  readonly idOf: IdOf;
  /** Before steps that call the host; undefined when there are none. */
  readonly begin: ((told: Facts) => void) | undefined;
  /** Gives variables the values that they are told to start with. */
  readonly tell: (values: Readonly<Record<string, Plain>>) => void;
}

function partsOf(plan: Plan, planned: Planned): Parts {
  const places = new Int32Array(plan.places);
  const findings = new Findings(plan, planned.host);
  const begin = beginning(plan, planned, findings);
  return { places, findings, idOf: planned.host.idOf, begin, tell: variablesTold(plan, planned, places) };
}

function walking(plan: Plan, { places, findings, idOf, begin, tell }: Parts): DecideByPlan {
  const words = wordsOf(plan);
  const { facts, asks } = plan;
  /** Variables: a place and the value that it starts with, one after the other. */
  const starts = Int32Array.from(plan.variables.flatMap(({ place, value }) => [place, value]));
  const putSkillsets = skillsetsPut(plan.skillsets, plan.reads, places);
  return (told) => {
    putFacts(places, facts, told, idOf);
    if (!putSkillsets(told.skillsets)) return undefined;
    for (let i = 0; i < asks.length; i++) {
      const { place, name } = asks[i]!;
      if (!putAsked(places, place, name, told[name as keyof Facts] as Plain | undefined)) return undefined;
    }
    for (let i = 0; i < starts.length; i += 2) places[starts[i]!] = starts[i + 1]!;
    begin?.(told);
    if (told.variables !== undefined) tell(told.variables);
    const stop = walk(words, plan, places, findings);
    return stop < 0 ? undefined : findings.decision(stop, places);
  };
}

function written(plan: Plan, { places, findings, idOf, begin, tell }: Parts): DecideByPlan {
  const { actions: acts, waits, counts, said } = findings;
  const { skillsets, calls, tests, sets } = plan;
  const decision = (stop: number): Decision => findings.decision(stop, places);
  const ours = { places, acts, waits, counts, said, decision, idOf, begin, tell, skillsets, calls, tests, sets };
  return functionOf<DecideByPlan>('told', planText(plan), { ...ours, inSet, intOfFact, putAsked, putOther });
}

function beginning(plan: Plan, planned: Planned, findings: Findings): ((told: Facts) => void) | undefined {
  if (plan.calls.length + plan.tests.length === 0) return undefined;
  const { host, slab, record, start } = planned;
  return (told) => {
    findings.begin();
    host.look(told);
    if (plan.asksHost === 'skillsets') host.takeSkillsets(told);
    // Variables of strings stand there.
    slab.restart(record, start);
  };
}

function variablesTold(
  plan: Plan,
  { host, program, machine }: Planned,
  places: Int32Array,
): (values: Readonly<Record<string, Plain>>) => void {
  const placeOf = new Map(plan.variables.map(({ id, place }) => [id, place]));
  return (values) =>
    tellVariables(values, program, host, (id, value) => {
      const place = placeOf.get(id);
      if (typeof value === 'string') setCallVariable(machine, id, value);
      else if (place !== undefined) places[place] = value;
    });
}
