/** Routing decisions without a centre: facts in, what the script does out. Published as `ccmm/decide`. */
export { createDecider, type Decider, type DeciderOptions } from './decide.ts';
export type { Action, Decision } from './decision.ts';
export { type AgentFacts, FactError, type Facts, type Plain, type SkillsetFacts } from './facts.ts';
