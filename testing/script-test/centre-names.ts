/** The names of a centre as tests write them: found without regard to case, given back in the centre's spelling. */
import { suggestion } from '../../dsl/index.ts';
import type { Directory, VariableEntry } from '../../vm/index.ts';

export type NamedKind = 'skillset' | 'agent' | 'variable' | 'response' | 'reason' | 'provider' | 'mailbox';

export interface CentreNames {
  /** The name in the centre's own spelling; agents also by number, reasons by code. */
  find(kind: NamedKind, name: string): string | undefined;
  /** The name that was meant, if one is near. */
  near(kinds: readonly NamedKind[], name: string): string | undefined;
  variable(name: string): VariableEntry | undefined;
}

const known = new WeakMap<Directory, CentreNames>();

/** The names of a directory; made once for each. */
export function centreNames(directory: Directory): CentreNames {
  const made = known.get(directory) ?? makeNames(directory);
  known.set(directory, made);
  return made;
}

function makeNames(directory: Directory): CentreNames {
  const names: Readonly<Record<NamedKind, readonly string[]>> = {
    skillset: directory.skillsets.map(({ name }) => name),
    agent: directory.agents.map(({ login }) => login),
    variable: directory.variables.map(({ name }) => name),
    response: directory.responses.map(({ name }) => name),
    reason: directory.reasons.map(({ name }) => name),
    provider: directory.providers.map(({ name }) => name),
    mailbox: directory.mailboxes.map(({ name }) => name),
  };
  const byKey = new Map<string, string>();
  for (const [kind, list] of Object.entries(names))
    for (const name of list) byKey.set(`${kind} ${name.toLowerCase()}`, name);
  for (const { id, login } of directory.agents) byKey.set(`agent ${id.toLowerCase()}`, login);
  for (const { code, name } of directory.reasons) byKey.set(`reason ${code}`, name);
  const variables = new Map(directory.variables.map((entry) => [entry.name.toLowerCase(), entry]));
  return {
    find: (kind, name) => byKey.get(`${kind} ${name.toLowerCase()}`),
    near: (kinds, name) =>
      suggestion(
        name,
        kinds.flatMap((kind) => names[kind]),
      ),
    variable: (name) => variables.get(name.toLowerCase()),
  };
}
