/**
 * Which version a node goes on with when it takes its site (spec/versions.md, "At the start"). Files that are new are activated, under the
 * rules of every activation; what somebody activated since, and what another node was running, is not undone by a start.
 */
import { type Directory, encodeProgram, type Program } from '../vm/index.ts';
import type { Site } from './site.ts';
import type { Store } from './store/index.ts';

export interface StartParts {
  readonly site: Pick<Site, 'submit' | 'core'>;
  readonly store: Pick<Store, 'listVersions' | 'findVersion'>;
  readonly program: Program;
  readonly directory: Directory;
  readonly sources: Uint8Array | undefined;
  /** Another node held the site before: this one stands in for it. */
  readonly tookOver: boolean;
}

/** What the process was started with is not what runs, and why. */
export interface StartNote {
  readonly code: 'activation_refused' | 'folder_not_active';
  readonly message: string;
}

export interface StartVersion {
  readonly directory: Directory;
  readonly note?: StartNote;
}

/** Refusals that are about contacts in flight: the centre goes on without the new files. */
const IN_FLIGHT: ReadonlySet<string> = new Set(['target_gone', 'wait_point_gone']);

export async function versionAtStart(parts: StartParts): Promise<StartVersion> {
  const { site, program } = parts;
  const directory = JSON.stringify(parts.directory);
  const { present } = site.core;
  if (present === undefined) return await activate(parts, directory);
  if (present.image === program.hash && JSON.stringify(present.directory) === directory)
    return { directory: parts.directory };
  const stays = await whyItStays(parts, directory);
  if (stays === undefined) return await activate(parts, directory);
  const message = `${stays}; version ${present.number} stays active. To activate the files: ccmm activate`;
  return { directory: present.directory, note: { code: 'folder_not_active', message } };
}

/** Why files that differ from the active version are not activated by themselves; undefined when they are. */
async function whyItStays({ store, program, tookOver }: StartParts, directory: string): Promise<string | undefined> {
  if (tookOver) return 'this node took over from another one, and its files differ from what that one ran';
  const [newest] = await store.listVersions(1);
  if (newest?.cause !== 'activate' && newest?.cause !== 'rollback') return undefined;
  const known = await store.findVersion(program.hash, directory);
  if (known === undefined) return undefined;
  const how = newest.cause === 'rollback' ? 'the centre was rolled back' : 'another version was activated';
  return `these files are version ${known}, and ${how} since`;
}

async function activate({ site, program, directory, sources }: StartParts, text: string): Promise<StartVersion> {
  const { present } = site.core;
  const answer = await site.submit({
    kind: 'activate',
    image: encodeProgram(program),
    directory: text,
    cause: 'start',
    ...(sources === undefined ? {} : { sources }),
  });
  if (answer.ok) return { directory };
  if (present === undefined || !IN_FLIGHT.has(answer.code))
    throw Object.assign(new Error(answer.message), { code: answer.code });
  const message = `the files are not activated, version ${present.number} stays active: ${answer.message}`;
  return { directory: present.directory, note: { code: 'activation_refused', message } };
}
