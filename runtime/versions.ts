/**
 * Versions of a centre's scripts (spec/versions.md): comparing, activating, going back. What becomes of contacts in flight is the
 * core's decision, in the batch of the activation itself; this compiles, asks and reports.
 */
import { compileCentre } from '../compiler/centre/index.ts';
import type { ScriptText } from '../compiler/index.ts';
import { type Diagnostic, diagnosticsToJson } from '../dsl/index.ts';
import { type Directory, decodeProgram, diffVersions, encodeProgram, type Program, type Version } from '../vm/index.ts';
import type {
  ActivateOptions,
  ActivationReport,
  NewVersion,
  RollbackOptions,
  VersionComparison,
  VersionName,
  VersionView,
} from './api.ts';
import type { ActivationCause, ActivationPlan, ActivationPreview } from './center/index.ts';
import { directoryOf, NO_PLAN } from './center/index.ts';
import type { Answer, CoreEvent } from './center/protocol.ts';
import { packSources, readableImage } from './script-sources.ts';
import type { Site } from './site.ts';
import type { Store } from './store/index.ts';

/** A version cannot be compared or activated. The message says which and what to do. */
export class VersionError extends Error {
  readonly code:
    | 'unknown_version'
    | 'version_not_kept'
    | 'version_unreadable'
    | 'not_valid'
    | 'no_earlier_version'
    | 'not_here';
  constructor(code: VersionError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

interface Compiled {
  readonly program: Program;
  readonly directory: Directory;
  readonly sources: Uint8Array | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

type ActivateEvent = Extract<CoreEvent, { readonly kind: 'activate' }>;

export interface VersionsParts {
  readonly site: Pick<Site, 'submit' | 'settled'>;
  readonly store: Pick<Store, 'listVersions' | 'loadVersion'>;
  readonly adapt: (directory: Directory) => Directory;
  /** Everything outside of the core goes by this directory from now on. */
  readonly adopt: (directory: Directory) => void;
}

export interface Versions {
  activate(version: NewVersion, options?: ActivateOptions, cause?: ActivationCause): Promise<ActivationReport>;
  rollback(options?: RollbackOptions): Promise<ActivationReport>;
  list(): Promise<readonly VersionView[]>;
  diff(before: VersionName | NewVersion, after: VersionName | NewVersion): Promise<VersionComparison>;
  version(
    name: VersionName,
  ): Promise<{ readonly number: number; readonly program: Program; readonly directory: Directory }>;
}

const isCompiled = (version: NewVersion): version is Extract<NewVersion, { readonly program: Program }> =>
  'program' in version;

function compile(version: NewVersion): Compiled | { readonly diagnostics: readonly Diagnostic[] } {
  if (isCompiled(version)) {
    const { program, directory, scripts } = version;
    return { program, directory, sources: packed(scripts), diagnostics: [] };
  }
  const { program, directory, diagnostics } = compileCentre(version);
  if (program === undefined || directory === undefined) return { diagnostics };
  return { program, directory, sources: packed(version.scripts), diagnostics };
}

function packed(scripts: readonly ScriptText[] | undefined): Uint8Array | undefined {
  return scripts === undefined ? undefined : packSources(scripts);
}

const errorsOf = (diagnostics: readonly Diagnostic[]): number =>
  diagnostics.filter(({ level }) => level === 'error').length;

/** The services of versions over a site. */
export function createVersions({ site, store, adapt, adopt }: VersionsParts): Versions {
  async function load(name: VersionName) {
    const core = await site.settled();
    const number = name === 'active' ? core.present?.number : name;
    const found = number === undefined ? undefined : await store.loadVersion(number);
    if (number === undefined || found === undefined)
      throw new VersionError('unknown_version', `there is no version ${name}; ccmm versions lists them`);
    const { row, image } = found;
    if (image === undefined)
      throw new VersionError('version_not_kept', `version ${number} is too old: its image is no longer kept`);
    const directory = directoryOf(row);
    const bytes = readableImage(image, directory);
    if (bytes === undefined)
      throw new VersionError(
        'version_unreadable',
        `version ${number} was activated by an older release of ccmm, and its scripts are not stored; activate them from their folder`,
      );
    return { number, program: decodeProgram(bytes), directory, sources: image.sources };
  }

  async function resolve(which: VersionName | NewVersion): Promise<Version & { readonly number?: number }> {
    if (typeof which !== 'object') return await load(which);
    const compiled = compile(which);
    if ('program' in compiled) return compiled;
    const count = errorsOf(compiled.diagnostics);
    throw new VersionError('not_valid', `it has ${count} error${count === 1 ? '' : 's'}; mend first (ccmm validate)`);
  }

  async function decide(
    { program, directory: given, sources, diagnostics }: Compiled,
    options: ActivateOptions,
    cause: ActivationCause,
  ): Promise<ActivationReport> {
    const directory = adapt(given);
    const plan: ActivationPlan = { ...NO_PLAN, ...options.plan };
    const preview: ActivationPreview = (await site.settled()).preview(program, directory, plan);
    if (options.dryRun === true) {
      const [first] = preview.problems;
      return { done: false, dryRun: true, diagnostics, preview, ...(first === undefined ? {} : { refused: first }) };
    }
    const event: ActivateEvent = {
      kind: 'activate',
      image: encodeProgram(program),
      directory: JSON.stringify(directory),
      cause,
      plan,
      ...(options.id === undefined ? {} : { id: options.id }),
      ...(options.by === undefined ? {} : { by: options.by }),
      ...(sources === undefined ? {} : { sources }),
    };
    const answer: Answer = await site.submit(event);
    if (!answer.ok) {
      const refused = { code: answer.code, message: answer.message };
      return { done: false, dryRun: false, diagnostics, preview, refused };
    }
    adopt(directory);
    return {
      done: true,
      dryRun: false,
      diagnostics,
      preview,
      number: answer.activation ?? 0,
      moved: answer.moved ?? 0,
      restarted: answer.restarted ?? 0,
    };
  }

  /** The newest version before the present one that is another. */
  async function previous(): Promise<number> {
    const [present, ...older] = await store.listVersions(200);
    const directories = async (number: number) => (await store.loadVersion(number))?.row.directory;
    if (present !== undefined) {
      const now = await directories(present.number);
      for (const one of older)
        if (one.image !== present.image || (await directories(one.number)) !== now) return one.number;
    }
    throw new VersionError('no_earlier_version', 'there is no other version before the present one');
  }

  return {
    async activate(version, options = {}, cause = 'activate') {
      const compiled = compile(version);
      if ('program' in compiled) return await decide(compiled, options, cause);
      const count = errorsOf(compiled.diagnostics);
      return {
        done: false,
        dryRun: options.dryRun === true,
        diagnostics: compiled.diagnostics,
        preview: { versions: [], problems: [] },
        refused: {
          code: 'not_valid',
          message: `the centre has ${count} error${count === 1 ? '' : 's'}; the active version stays`,
        },
      };
    },
    async rollback(options = {}) {
      const { program, directory, sources } = await load(options.to ?? (await previous()));
      return await decide({ program, directory, sources, diagnostics: [] }, options, 'rollback');
    },
    async list() {
      const core = await site.settled();
      const flights = core.flights();
      return (await store.listVersions(200)).map(({ number, at, image, cause, by, kept }): VersionView => {
        const own = flights.filter(({ version }) => version === number);
        return {
          number,
          at,
          image,
          active: number === core.present?.number,
          kept,
          ...(cause === undefined ? {} : { cause }),
          ...(by === undefined ? {} : { by }),
          contacts: own.reduce((sum, { contacts }) => sum + contacts, 0),
          waitPoints: own.map(({ waitPoint, contacts }) => ({ name: waitPoint, contacts })),
        };
      });
    },
    async diff(before, after) {
      const [old, now] = [await resolve(before), await resolve(after)];
      const flights = (await site.settled()).flights().filter(({ version }) => version === old.number);
      const counts = new Map(flights.map(({ waitPoint, contacts }) => [waitPoint, contacts]));
      const diff = diffVersions(old, now);
      return {
        ...diff,
        waitPoints: diff.waitPoints.map((point) => ({
          ...point,
          ...(old.number === undefined ? {} : { contacts: counts.get(point.name) ?? 0 }),
        })),
      };
    },
    version: load,
  };
}

/** A report as plain data, its diagnostics in the form of `ccmm validate --format json`. */
export function reportToJson({ diagnostics, ...report }: ActivationReport) {
  return { ...report, ...diagnosticsToJson(diagnostics) };
}
