/**
 * A centre: one activated directory and its program, with every name replaced by its id. Immutable once made.
 *
 * INVARIANT: an id that the directory does not hold has `undefined` in the tables here; that is what "a name that is gone" means.
 */
import {
  type AgentEntry,
  buildGlobals,
  CONTACT_TYPES,
  type ContactType,
  type Directory,
  encodeDefault,
  type GlobalValues,
  type LinkedProgram,
  type MailboxEntry,
  type NameKind,
  type ProgramSymbol,
  type ProviderEntry,
  type ReasonEntry,
  type ResponseEntry,
  type SkillsetEntry,
  type Value,
} from '../../vm/index.ts';
import type { ActivationRow, NameMapping, NameRow } from './model.ts';
import type { NameTable } from './names.ts';

/** Level of standby in orders: after every real one. */
export const STANDBY_LEVEL = 49;

export interface Skill {
  readonly skillset: number;
  /** 1 (best) to 48; STANDBY_LEVEL for standby. */
  readonly level: number;
  readonly standby: boolean;
}

export interface CentreAgent {
  readonly entry: AgentEntry;
  readonly skills: readonly Skill[];
}

export interface Centre {
  readonly number: number;
  /** Hash of the image as the activation's row has it. A later release compiles an old image again, and its program has another. */
  readonly image: string;
  /** Where EXECUTE SCRIPT of older versions goes for scripts that this one does not have, by name in lower case. */
  readonly targets: ReadonlyMap<string, NameMapping>;
  readonly directory: Directory;
  readonly program: LinkedProgram;
  readonly globals: GlobalValues;
  readonly skillsets: readonly (SkillsetEntry | undefined)[];
  readonly agents: readonly (CentreAgent | undefined)[];
  /** Agents that hold each skillset, best level first. */
  readonly holders: readonly (readonly { readonly agent: number; readonly skill: Skill }[])[];
  readonly responses: readonly (ResponseEntry | undefined)[];
  readonly reasons: readonly (ReasonEntry | undefined)[];
  readonly providers: readonly (ProviderEntry | undefined)[];
  /** Defaults of call variables. */
  readonly callDefaults: readonly (Value | undefined)[];
  readonly mailboxes: ReadonlyMap<string, MailboxEntry>;
  /** The centre's own addresses, in lower case: nothing is ever sent to them. */
  readonly ownAddresses: ReadonlySet<string>;
  readonly defaultSkillset: Readonly<Record<ContactType, number>>;
  /** The id of a name, without regard to case; agents by log-in or number, reasons by name or code; -1 when it is not in this directory. */
  idOf(kind: NameKind, name: string): number;
}

/** Gives ids to the names of a directory that have none yet. */
export function giveNames(names: NameTable, directory: Directory): NameRow[] {
  const rows: NameRow[] = [];
  const give = (kind: NameKind, name: string): void => {
    const row = names.give(kind, name);
    if (row !== undefined) rows.push(row);
  };
  for (const entry of directory.skillsets) give('skillset', entry.name);
  for (const entry of directory.agents) give('agent', entry.login);
  for (const entry of directory.variables) give('variable', entry.name);
  for (const entry of directory.responses) give('response', entry.name);
  for (const entry of directory.reasons) give('reason', entry.name);
  for (const entry of directory.providers) give('provider', entry.name);
  return rows;
}

function byId<T>(
  names: NameTable,
  kind: NameKind,
  entries: readonly T[],
  nameOf: (entry: T) => string,
): (T | undefined)[] {
  const table = new Array<T | undefined>(names.count(kind)).fill(undefined);
  for (const entry of entries) table[names.find(kind, nameOf(entry))] = entry;
  return table;
}

function agentTable(names: NameTable, directory: Directory): (CentreAgent | undefined)[] {
  const bound = directory.agents.map((entry) => ({
    entry,
    skills: entry.skillsets.map(({ skillset, level }) => ({
      skillset: names.find('skillset', skillset),
      level: level === 'standby' ? STANDBY_LEVEL : level,
      standby: level === 'standby',
    })),
  }));
  return byId(names, 'agent', bound, (agent) => agent.entry.login);
}

function holderTable(names: NameTable, agents: readonly (CentreAgent | undefined)[]): Centre['holders'] {
  const holders: { readonly agent: number; readonly skill: Skill }[][] = Array.from(
    { length: names.count('skillset') },
    () => [],
  );
  agents.forEach((agent, id) => {
    for (const skill of agent?.skills ?? []) holders[skill.skillset]?.push({ agent: id, skill });
  });
  for (const list of holders) list.sort((a, b) => a.skill.level - b.skill.level || a.agent - b.agent);
  return holders;
}

/** Resolves names of this directory only; numbers of agents and codes of reasons count as names. */
function resolver(names: NameTable, directory: Directory): (kind: NameKind, name: string) => number {
  const own = new Set<string>();
  const alias = new Map<string, number>();
  const add = (kind: NameKind, name: string): void => void own.add(`${kind} ${names.find(kind, name)}`);
  for (const { name } of directory.skillsets) add('skillset', name);
  for (const { name } of directory.variables) add('variable', name);
  for (const { name } of directory.responses) add('response', name);
  for (const { name } of directory.providers) add('provider', name);
  for (const { name, code } of directory.reasons) {
    add('reason', name);
    alias.set(`reason ${code}`, names.find('reason', name));
  }
  for (const { login, id } of directory.agents) {
    add('agent', login);
    alias.set(`agent ${id.toLowerCase()}`, names.find('agent', login));
  }
  return (kind, name) => {
    const id = names.find(kind, name);
    if (id >= 0 && own.has(`${kind} ${id}`)) return id;
    return alias.get(`${kind} ${name.toLowerCase()}`) ?? -1;
  };
}

/**
 * How link() finds the names of a program: a variable in the program's own directory, with the same scope, class and type; all
 * other names in the present one, so that a script which goes on in an older image stops at a name that is gone since.
 */
export function linkResolver(names: NameTable, own: Directory, present: Directory): (symbol: ProgramSymbol) => number {
  const idOf = resolver(names, present);
  const variables = new Map(own.variables.map((entry) => [names.find('variable', entry.name), entry]));
  return (symbol) => {
    if (symbol.kind !== 'variable') return idOf(symbol.kind, symbol.name);
    const id = names.find('variable', symbol.name);
    const entry = variables.get(id);
    const fits = entry?.scope === symbol.scope && entry.class === symbol.class && entry.type === symbol.type;
    return fits ? id : -1;
  };
}

/** Binds a directory, whose names all have ids, to a linked program. */
export function makeCentre(
  names: NameTable,
  { number, image, targets }: Pick<Centre, 'number' | 'image'> & Pick<ActivationRow, 'targets'>,
  directory: Directory,
  program: LinkedProgram,
): Centre {
  const idOf = resolver(names, directory);
  const variables = directory.variables.map((entry) => ({ id: names.find('variable', entry.name), entry }));
  const callDefaults = new Array<Value | undefined>(names.count('variable')).fill(undefined);
  for (const { id, entry } of variables) if (entry.scope === 'call') callDefaults[id] = encodeDefault(entry, idOf);
  const agents = agentTable(names, directory);
  const types = CONTACT_TYPES.map((type) => [type, names.find('skillset', directory.defaultSkillset[type])]);
  return {
    number,
    image,
    targets: new Map(targets?.map((mapping) => [mapping.from.toLowerCase(), mapping])),
    directory,
    program,
    globals: buildGlobals(number, variables, idOf),
    skillsets: byId(names, 'skillset', directory.skillsets, ({ name }) => name),
    agents,
    holders: holderTable(names, agents),
    responses: byId(names, 'response', directory.responses, ({ name }) => name),
    reasons: byId(names, 'reason', directory.reasons, ({ name }) => name),
    providers: byId(names, 'provider', directory.providers, ({ name }) => name),
    callDefaults,
    mailboxes: new Map(directory.mailboxes.map((mailbox) => [mailbox.name, mailbox])),
    ownAddresses: new Set(directory.mailboxes.map(({ address }) => address.toLowerCase())),
    defaultSkillset: Object.fromEntries(types) as Record<ContactType, number>,
    idOf,
  };
}

/** The directory of an activation's row; throws a SyntaxError when it is not JSON. */
export function directoryOf(row: Pick<ActivationRow, 'directory'>): Directory {
  return JSON.parse(row.directory) as Directory;
}
