import { diffVersions, needsDecision, ProgramError, type VersionDiff } from '../../vm/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { formatOption, homeOption } from '../options.ts';
import { colour, EXIT, Failure, type Format, print, printJson } from '../outcome.ts';
import { contactsText, type NamedVersion, readVersion, stateText } from '../versions.ts';

export const define: DefineCommand = (command) =>
  command
    .argument('<old>', "a centre's folder, an image (.ccb), `active` or a version's number of the running centre")
    .argument('<new>', 'the same')
    .addOption(homeOption())
    .addOption(formatOption())
    .addHelpText(
      'after',
      '\nExit code: 0 every wait point and EXECUTE SCRIPT target of the old version is in the new one; 1 one is gone, or a wait point\nhas the same name but changed code around it; 2 wrong usage, or one of the two cannot be read or has errors.',
    )
    .action(async (oldName: string, newName: string, options: { home?: string; format: Format }) => {
      const before = await versionOf(oldName, options.home);
      const after = await versionOf(newName, options.home);
      const diff = diffVersions(before, after);
      if (options.format === 'json') printJson(toJson(before, after, diff));
      else printDiff(before, after, diff);
      process.exitCode = needsDecision(diff) ? EXIT.failed : EXIT.ok;
    });

/** Whatever keeps the two from being compared is no difference between them: another exit code. */
async function versionOf(name: string, home: string | undefined): Promise<NamedVersion> {
  return await readVersion(name, home).catch((error: unknown) => {
    if (error instanceof Failure) throw new Failure(error.code, error.message, EXIT.usage, { cause: error });
    if (error instanceof ProgramError) throw new Failure('unreadable', `${name}: ${error.message}`, EXIT.usage);
    throw error;
  });
}

function toJson(before: NamedVersion, after: NamedVersion, diff: VersionDiff) {
  const side = ({ label, number, program }: NamedVersion) => ({
    label,
    image: program.hash,
    ...(number === undefined ? {} : { number }),
  });
  const counted = diff.waitPoints.map((point) => ({
    ...point,
    ...(before.counts === undefined ? {} : { contacts: before.counts.get(point.name) ?? 0 }),
  }));
  return { old: side(before), new: side(after), needsDecision: needsDecision(diff), ...diff, waitPoints: counted };
}

function printDiff(before: NamedVersion, after: NamedVersion, diff: VersionDiff): void {
  print(`${before.label} ${before.program.hash.slice(0, 12)} → ${after.label} ${after.program.hash.slice(0, 12)}`);
  const lines = [
    ...namesOf('script', diff.scripts),
    ...namesOf('section', diff.sections),
    ...diff.directory.map(
      ({ part, name, change, what }) =>
        `${MARKS[change]} ${part} ${name}${what.length > 0 ? `: ${what.join(', ')}` : ''}`,
    ),
  ];
  if (lines.length === 0) print('the same scripts and the same centre');
  for (const line of lines) print(line);
  if (before.directory === undefined || after.directory === undefined)
    print('an image holds no center.yaml: what it names is compared as far as the scripts say it');
  print(colour('bold', 'wait points'));
  for (const point of diff.waitPoints) {
    const count = before.counts?.get(point.name);
    print(
      `  ${point.name} (${point.script}:${point.line})${count === undefined ? '' : `, ${contactsText(count)}`}: ${stateText(point)}`,
    );
    for (const { script, state } of point.targets)
      if (state === 'gone') print(`    EXECUTE SCRIPT ${script} ahead: ${colour('red', 'gone')}`);
  }
  for (const name of diff.newWaitPoints) print(`  ${name}: new`);
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const;

function namesOf(kind: string, changes: VersionDiff['scripts']): string[] {
  return (['added', 'removed', 'changed'] as const).flatMap((change) =>
    changes[change].map((name) => `${MARKS[change]} ${kind} ${name}`),
  );
}
