/** Contact types in words. */
import { CONTACT_TYPES, type ContactType, type Directory } from '../../vm/index.ts';
import { type ContactMask, TYPE_CONTACTS, typesIn } from '../contact-masks.ts';

/** `a contact`, `an EMail contact`, `a Fax or SMS contact`, `a contact that is not Voice`. */
export function whoIs(mask: ContactMask): string {
  const types = typesIn(mask);
  const others = typesIn(TYPE_CONTACTS & ~mask);
  if (others.length === 0) return 'a contact';
  if (types.length <= 3) return `${/^(?:[AEIO]|SMS)/.test(types[0] ?? '') ? 'an' : 'a'} ${listed(types, 'or')} contact`;
  if (others.length <= 3) return `a contact that is not ${listed(others, 'or')}`;
  return `a contact of ${types.length} types, ${listed(types.slice(0, 3), 'or')} among them,`;
}

function listed(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** The default skillsets of the types in a mask, each once, as a message's backticks want them. */
export function defaultSkillsets({ defaultSkillset }: Directory, mask: ContactMask): string {
  return [...new Set(typesIn(mask).map((type: ContactType) => defaultSkillset[type]))].join('` or `');
}

/** The type that a way is shown for: EMail where it is among them. */
export function shownType(mask: ContactMask): ContactMask {
  const email = 1 << CONTACT_TYPES.indexOf('EMail');
  return (mask & email) !== 0 ? email : mask & -mask;
}
