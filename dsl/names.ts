/** What a name is (language §1). */
import { isReservedWord } from './keywords.ts';
import { limits } from './limits.ts';

/** Why a text is no name: too long, not made of letters, digits and `_`, or a reserved word; `undefined` for a name. */
export function nameFault(text: string): 'shape' | 'length' | 'reserved' | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(text)) return 'shape';
  if (text.length > limits.nameLength) return 'length';
  return isReservedWord(text) ? 'reserved' : undefined;
}
