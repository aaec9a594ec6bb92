import { checkCentre, namesInCentre } from '../../compiler/centre/index.ts';
import { type AnalysedScript, type Mention, namesSaid, referencesOf } from '../../compiler/index.ts';
import { columnsOf, jsonPlace, lineAt, parse, positionAt, suggestion, visible } from '../../dsl/index.ts';
// Not through the runtime's index, which would load the libraries of database and mail.
import { readCentreFolder } from '../../runtime/centre-folder.ts';
import type { DefineCommand } from '../command-row.ts';
import { formatOption } from '../options.ts';
import { colour, Failure, type Format, print, printJson } from '../outcome.ts';

export const define: DefineCommand = (command) =>
  command
    .argument('<name>', 'a skillset, agent (log-in or number), variable, response, reason, provider, script or section')
    .argument('[dir]', "a centre's folder", '.')
    .addOption(formatOption())
    .action(async (name: string, dir: string, { format }: { format: Format }) => {
      const sources = await readCentreFolder(dir);
      const analysed: AnalysedScript[] = [];
      checkCentre(sources, { visit: (script) => analysed.push(script) });
      const files =
        analysed.length > 0
          ? analysed.map(({ file }) => file)
          : sources.scripts.map(({ file, source }) => parse(source, file).file);
      const { mentions, aliases } = namesInCentre(sources.centre.text, sources.centre.file);
      const searched = { files, analysed, centre: mentions, aliases };
      const found = referencesOf(name, searched);
      if (found.length === 0) {
        const meant = suggestion(name, namesSaid(searched));
        const help = meant === undefined ? '' : `; did you mean ${meant}?`;
        throw new Failure('unknown_name', `nothing in ${dir} is called ${name}, and no line says it${help}`);
      }
      if (format === 'json') printJson(reportOf(name, found));
      else printAll(name, found);
    });

function reportOf(name: string, found: readonly Mention[]): object {
  return {
    name: found[0]?.name ?? name,
    references: found.map(({ kind, role, place, script }) => ({
      ...jsonPlace(place),
      kind,
      role,
      ...(script === undefined ? {} : { script }),
      text: lineAt(place.source, positionAt(place.source, place.span.start).line),
    })),
    definitions: found.filter(({ role }) => role === 'definition').length,
    uses: found.filter(({ role }) => role === 'use').length,
  };
}

function printAll(name: string, found: readonly Mention[]): void {
  for (const mention of found) printMention(mention);
  const uses = found.filter(({ role }) => role === 'use').length;
  const isDefined = found.some(({ role }) => role === 'definition');
  const files = new Set(found.map(({ place }) => place.source.fileName)).size;
  const counted = `${uses} use${uses === 1 ? '' : 's'}, in ${files} file${files === 1 ? '' : 's'}`;
  print(`${found[0]?.name ?? name}: ${isDefined ? 'defined' : colour('yellow', 'defined nowhere')}, ${counted}`);
}

function printMention({ kind, role, place: { source, span }, script }: Mention): void {
  const { line, column } = positionAt(source, span.start);
  const text = lineAt(source, line);
  const what =
    kind === 'unknown' ? 'a name that is not defined' : `${kind}${script === undefined ? '' : ` of ${script}`}`;
  const where = colour('cyan', `${source.fileName}:${line}:${column}`);
  print(`${where}: ${what}${role === 'definition' ? ', defined here' : ''}`);
  if (span.start === span.end) {
    print();
    return;
  }
  const before = visible(text.slice(0, column - 1));
  const said = visible(text.slice(column - 1, column - 1 + span.end - span.start));
  print(`  ${before}${colour('bold', said)}${visible(text.slice(column - 1 + span.end - span.start))}`);
  print(`  ${' '.repeat(columnsOf(before))}${colour('green', '^'.repeat(Math.max(1, columnsOf(said))))}\n`);
}
