import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { Option } from 'commander';
import { nameKey, parse, renderDiagnostic, type ScriptFile } from '../../dsl/index.ts';
import {
  drawSvg,
  flowPicture,
  type Picture,
  readTraceJson,
  type Way,
  wayThrough,
  writeDot,
  writeMermaid,
} from '../../graph/index.ts';
// Not through the runtime's index, which would load the libraries of database and mail.
import { readScript, SCRIPT_EXTENSION } from '../../runtime/centre-folder.ts';
import { shellWord } from '../../runtime/shell-word.ts';
import type { DefineCommand } from '../command-row.ts';
import { homeOption } from '../options.ts';
import { EXIT, Failure, hasColour, unreadable, unwritable } from '../outcome.ts';

/** What the flow is drawn as, by the ending of a file that says so. */
const FORMATS = { svg: ['.svg'], mermaid: ['.mmd', '.mermaid'], dot: ['.dot', '.gv'] } as const;
type PictureFormat = keyof typeof FORMATS;

interface Options {
  readonly output?: string;
  readonly format?: PictureFormat;
  readonly script?: string;
  readonly trace?: string;
  readonly home?: string;
}

export const define: DefineCommand = (command) =>
  command
    .argument('[path]', "a centre's folder, or one script", '.')
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .addOption(
      new Option(
        '--format <format>',
        "what to draw (default: by the output's ending, svg where there is none)",
      ).choices(Object.keys(FORMATS)),
    )
    .option('--script <name>', 'draw this script alone; others that it goes to are marked')
    .option(
      '--trace <trace>',
      "draw one contact's way: what ccmm try or ccmm explain printed with --format json (a file, or - for standard input), or the number of a contact of the running centre",
    )
    .addOption(homeOption())
    .action(async (path: string, options: Options) => {
      const format = options.format ?? formatOfFile(options.output);
      const files = await treesIn(path);
      if (options.script !== undefined && !files.some(({ name }) => nameKey(name) === nameKey(options.script ?? '')))
        throw new Failure(
          'no_script',
          `--script ${options.script}: there is no such script; there are ${files.map(({ name }) => name).join(', ')}`,
          EXIT.usage,
        );
      const picture = flowPicture(files, options.script);
      for (const { place, message } of picture.warnings) process.stderr.write(`warning: ${place}: ${message}\n`);
      const way = options.trace === undefined ? undefined : await wayOf(options.trace, picture, options.home);
      const title = titleOf(path, options);
      const text = await written(picture, format, title, way);
      if (options.output === undefined) process.stdout.write(text);
      else await writeWhole(options.output, text);
    });

function formatOfFile(file: string | undefined): PictureFormat {
  const ending = extname(file ?? '').toLowerCase();
  if (ending === '') return 'svg';
  const found = Object.entries(FORMATS).find(([, endings]) => (endings as readonly string[]).includes(ending));
  if (found !== undefined) return found[0] as PictureFormat;
  throw new Failure(
    'unknown_format',
    `-o ${file}: no picture has this ending; take ${Object.values(FORMATS).flat().join(', ')}, or say with --format what to draw`,
    EXIT.usage,
  );
}

/** The scripts of a folder, or one; fails after printing the errors when one cannot be read as a script. */
async function treesIn(path: string): Promise<readonly ScriptFile[]> {
  const found = await stat(path).catch(unreadable(path));
  const names = found.isDirectory()
    ? (await readdir(path).catch(unreadable(path))).filter((name) => name.toLowerCase().endsWith(SCRIPT_EXTENSION))
    : [];
  const paths = found.isDirectory() ? names.sort().map((name) => join(path, name)) : [path];
  if (paths.length === 0 || !paths.every((one) => one.toLowerCase().endsWith(SCRIPT_EXTENSION)))
    throw new Failure(
      'no_script',
      found.isDirectory()
        ? `there is no ${SCRIPT_EXTENSION} file in ${path}`
        : `${path} is no ${SCRIPT_EXTENSION} file`,
      EXIT.usage,
    );
  const parsed = await Promise.all(
    paths.map(async (file) => parse((await readScript(file, file)).source, relative(process.cwd(), file) || file)),
  );
  const errors = parsed.flatMap(({ diagnostics }) => diagnostics.filter(({ level }) => level === 'error'));
  for (const error of errors)
    process.stderr.write(`${renderDiagnostic(error, { color: hasColour(process.stderr) })}\n`);
  if (errors.length > 0)
    throw new Failure(
      'not_readable_as_script',
      `${path} has ${errors.length} error${errors.length === 1 ? '' : 's'} of form, so where control goes is not known; mend ${errors.length === 1 ? 'it' : 'them'} first (ccmm validate ${shellWord(path)})`,
    );
  return parsed.map(({ file }) => file);
}

async function wayOf(trace: string, picture: Picture, home: string | undefined): Promise<Way> {
  const isFile = await stat(trace).then(
    (found) => found.isFile(),
    () => false,
  );
  const isContact = !isFile && /^[1-9]\d{0,15}$/.test(trace);
  const read = readTraceJson(
    isContact ? await traceOfContact(trace, home) : trace === '-' ? await standardInput() : await textOf(trace),
  );
  if (read.kind === 'fault')
    throw new Failure(
      'bad_trace',
      `--trace ${trace}: ${read.message}; give what ccmm try or ccmm explain prints with --format json, or a contact's number`,
      EXIT.usage,
    );
  const way = wayThrough(picture, read.steps);
  if (way.unknown > 0)
    process.stderr.write(
      `warning: ${way.unknown} of ${read.steps.length} lines that ran are not in these scripts; the contact ran another version of them\n`,
    );
  if (read.folded > 0)
    process.stderr.write(`warning: the trace leaves out ${read.folded} lines, and so does the picture\n`);
  return way;
}

async function traceOfContact(contact: string, home: string | undefined): Promise<string> {
  // Its libraries are slow to load, and a picture from files needs none of them.
  const { runningCentre } = await import('../running-centre.ts');
  const centre = await runningCentre(home);
  return JSON.stringify(await centre.get(`/contacts/${contact}/trace`));
}

async function textOf(file: string): Promise<string> {
  return (await readFile(file).catch(unreadable(file))).toString('utf8');
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function titleOf(path: string, { script, trace }: Options): string {
  const name = script ?? basename(resolve(path)).replace(/\.ccs$/i, '');
  if (trace === undefined) return name;
  return /^\d+$/.test(trace) ? `${name}: the way of contact ${trace}` : `${name}: the way of a contact`;
}

async function written(picture: Picture, format: PictureFormat, title: string, way: Way | undefined): Promise<string> {
  switch (format) {
    case 'svg':
      return await drawSvg(picture, way === undefined ? { title } : { title, way });
    case 'mermaid':
      return writeMermaid(picture, way);
    case 'dot':
      return writeDot(picture, title, way);
  }
}

/** Whole or not at all: a page that shows the picture never meets half of it. */
async function writeWhole(output: string, text: string): Promise<void> {
  const draft = join(dirname(output), `.${basename(output)}.${process.pid}`);
  try {
    await writeFile(draft, text);
    await rename(draft, output);
  } catch (cause) {
    await rm(draft, { force: true });
    unwritable(output)(cause as NodeJS.ErrnoException);
  }
}
