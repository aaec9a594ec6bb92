/** Call variables that a decision is told. */
import type { LinkedProgram, Value } from '../host.ts';
import type { ProgramSymbol } from '../program.ts';
import { parseValue } from '../values.ts';
import type { DecideHost } from './decide-host.ts';
import { FactError, type Plain } from './facts.ts';

/** Says the value of each that the scripts use, by its id. Throws a FactError for a value that the variable's type has not. */
export function tellVariables(
  values: Readonly<Record<string, Plain>>,
  { image }: LinkedProgram,
  host: DecideHost,
  tell: (variable: number, value: Value) => void,
): void {
  for (const [name, value] of Object.entries(values)) {
    const isIt = (symbol: ProgramSymbol): boolean =>
      symbol.kind === 'variable' && symbol.scope === 'call' && symbol.name.toLowerCase() === name.toLowerCase();
    const symbol = image.symbols.find(isIt);
    // One that the scripts do not use decides nothing.
    if (symbol?.kind !== 'variable') continue;
    const parsed = typeof value === 'boolean' ? undefined : parseValue(symbol.type, value, host.idOf);
    if (parsed === undefined) throw new FactError(`${name}: '${value}' is no ${symbol.type}`);
    tell(host.resolve(symbol), parsed);
  }
}
