/** What the commands of versions share: reading a version from what a user names, the mapping options, and reports as people read them. */
import { readFile, stat } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { ActivationReport, VersionView } from '../runtime/index.ts';
import type { Wire } from '../runtime/presentation/index.ts';
import { type Directory, decodeProgram, type Version } from '../vm/index.ts';
import { compileFolder } from './compile-folder.ts';
import { colour, EXIT, Failure, print, unreadable } from './outcome.ts';
import { runningCentre } from './running-centre.ts';

/** A version with how it was named; `number` and `counts` for one of the running centre. */
export interface NamedVersion extends Version {
  readonly label: string;
  readonly number?: number;
  /** Contacts by wait point. */
  readonly counts?: ReadonlyMap<string, number>;
}

const NUMBER = /^[1-9]\d{0,14}$/;

/** A folder, an image, `active` or a version's number. */
export async function readVersion(name: string, home: string | undefined): Promise<NamedVersion> {
  const found = await stat(name).catch(() => undefined);
  if (found?.isDirectory()) {
    const { program, directory } = await compileFolder(name, { show: 'errors' });
    return { label: name, program, directory };
  }
  if (found !== undefined)
    return { label: name, program: decodeProgram(new Uint8Array(await readFile(name).catch(unreadable(name)))) };
  if (name !== 'active' && !NUMBER.test(name))
    throw new Failure(
      'unreadable',
      `${name}: there is no such folder or image; a version of the running centre is \`active\` or its number (ccmm versions)`,
      EXIT.usage,
    );
  return await versionOfRunning(name, home);
}

async function versionOfRunning(name: string, home: string | undefined): Promise<NamedVersion> {
  const centre = await runningCentre(home);
  const [whole, list] = (await Promise.all([centre.get(`/versions/${name}`), centre.get('/versions')])) as [
    { readonly number: number; readonly image: string; readonly directory: Directory },
    readonly Wire<VersionView>[],
  ];
  const own = list.find(({ number }) => number === whole.number);
  return {
    label: name === 'active' ? `active (version ${whole.number})` : `version ${whole.number}`,
    number: whole.number,
    program: decodeProgram(new Uint8Array(Buffer.from(whole.image, 'base64'))),
    directory: whole.directory,
    counts: new Map(own?.waitPoints.map((point) => [point.name, point.contacts])),
  };
}

export interface PlanOptions {
  readonly map?: readonly { readonly from: string; readonly to: string }[];
  readonly move?: boolean;
  readonly restart?: boolean;
  readonly dryRun?: boolean;
}

/** --map, --move, --restart, --dry-run. */
export function planOptions(command: Command): Command {
  return command
    .option(
      '--map <old=new>',
      'what a script, with who waits in it, or a wait point of older versions is in this one: Night=Late, "Office/hold#1=Office/wait#2" (repeat it)',
      readMapping,
    )
    .option('--move', 'take waiting contacts to this version at once, at the same wait point')
    .option('--restart', 'with --move: contacts without a place there start Master_Script anew')
    .option('--dry-run', 'say what would happen, and change nothing');
}

function readMapping(text: string, before: PlanOptions['map'] = []): NonNullable<PlanOptions['map']> {
  const [from = '', to = '', ...more] = text.split('=').map((name) => name.trim());
  if (from === '' || to === '' || more.length > 0) throw new InvalidArgumentError('write OLD=NEW');
  return [...before, { from, to }];
}

/** The plan as the services take it. */
export function planOf({ map = [], move = false, restart = false }: PlanOptions) {
  return { map, move, restart };
}

/** What the services answer to an activation; its diagnostics are shown by whoever compiled. */
export type ReportAnswer = Omit<Wire<ActivationReport>, 'diagnostics'> & {
  readonly ok: boolean;
  readonly diagnostics: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly level: string;
    readonly code: string;
    readonly message: string;
  }[];
};

export const contactsText = (count: number): string => (count === 1 ? '1 contact' : `${count} contacts`);

type Flight = ActivationReport['preview']['versions'][number]['waitPoints'][number];

const STATES = {
  same: 'same',
  variables: 'same, variables differ',
  changed: 'same name, changed code around it',
  gone: 'gone',
} as const;

/** A wait point's state in words. */
export function stateText({ state, variables, likely }: Pick<Flight, 'state' | 'variables' | 'likely'>): string {
  const differing = variables.map(({ name, differences }) => `${name} (${differences.join(', ')})`);
  const words = [
    STATES[state],
    ...(state === 'variables' ? [differing.join(', ')] : []),
    ...(likely.length > 0 ? [`perhaps ${likely.join(' or ')} now`] : []),
  ].join(': ');
  if (state === 'gone' || state === 'changed') return colour('red', words);
  return state === 'variables' ? colour('yellow', words) : words;
}

function goesText({ goes, to, name }: Flight): string {
  switch (goes) {
    case 'stays':
      return '';
    case 'moves':
      return to === name ? '; they move' : `; they move to ${to}`;
    case 'restarts':
      return '; they start Master_Script anew';
    case 'refused':
      return '; no place for them';
  }
}

/** Where contacts wait and what it means for them. */
export function printPreview({ preview }: Pick<ReportAnswer, 'preview'>): void {
  if (preview.versions.length === 0) print('no contact waits in a script');
  for (const { version, contacts, waitPoints } of preview.versions) {
    print(colour('bold', `version ${version}: ${contactsText(contacts)} in flight`));
    for (const point of waitPoints) {
      print(
        `  ${contactsText(point.contacts)} at ${point.name} (${point.script}:${point.line}): ${stateText(point)}${goesText(point)}`,
      );
      for (const target of point.targets)
        if (target.state !== 'there')
          print(
            `    EXECUTE SCRIPT ${target.script}: ${target.state === 'gone' ? colour('red', 'gone') : `goes to ${target.to}`}`,
          );
      for (const { kind, name, lines } of point.goneNames)
        print(
          `    ${colour('yellow', 'warning')}: ${kind} ${name} is gone; who comes to ${lines.join(', ')} gets one event and the default skillset`,
        );
    }
  }
}

/** Prints a report and says how the command ends. */
export function printReport(report: ReportAnswer): void {
  printPreview(report);
  if (report.refused !== undefined) {
    for (const line of report.refused.message.split('\n'))
      process.stderr.write(`${colour('red', 'refused:', process.stderr)} ${line}\n`);
    process.stderr.write(report.dryRun ? '' : 'nothing was changed\n');
  } else if (report.dryRun) print('nothing was changed; without --dry-run it would be activated');
  else {
    const moved = report.moved ?? 0;
    const restarted = report.restarted ?? 0;
    print(
      `version ${report.number} is active${moved > 0 ? `; ${contactsText(moved)} moved` : ''}${restarted > 0 ? `; ${contactsText(restarted)} start anew` : ''}`,
    );
  }
}
