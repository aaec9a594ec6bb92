/** Where mail may go: never to the centre's own mailboxes, never to nobody (language §9). */
import type { State } from './state.ts';

/** A mail address in the plain form `local@domain`, without blanks, quotes or lists; long enough to be one, short enough to be sent to. */
const ADDRESS = /^[^\s@,;:<>()[\]"\\]{1,64}@[^\s@,;:<>()[\]"\\]{1,255}$/u;

/** Why nothing can be sent to an address; undefined when it can. */
export function addressFault(state: State, address: string): string | undefined {
  if (address === '') return 'there is no address';
  if (!ADDRESS.test(address)) return `${address} is not a mail address`;
  if (state.centre?.ownAddresses.has(address.toLowerCase()) === true) return `${address} is a mailbox of this centre`;
  return undefined;
}
