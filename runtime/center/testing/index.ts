/** Running the core without a database: the tables as maps, a virtual clock, a small centre, and what must always hold. */
export { agent, smallDirectory } from './directory.ts';
export { invariantFaults } from './invariants.ts';
export { type MailOptions, mailFacts, SCENARIO_START_AT, Scenario } from './scenario.ts';
export { TableModel } from './table-model.ts';
