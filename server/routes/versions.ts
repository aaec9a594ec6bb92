/** Versions of the scripts: who waits where, activating another, going back. Supervisors look, administrators activate. */
import Type, { type Static } from 'typebox';
import { type ActivationReport, type NewVersion, reportToJson, type VersionName } from '../../runtime/index.ts';
import { toWire } from '../../runtime/presentation/index.ts';
import { encodeProgram } from '../../vm/index.ts';
import { codeOf, needCentre, Problem, statusOfAnswer } from '../problem.ts';
import { type Route, type RouteContext, type RouteInput, route } from '../route.ts';
import {
  ActivateBody,
  ActivationRefusalSchema,
  ActivationReportSchema,
  ComparisonSchema,
  RollbackBody,
  VersionPath,
  VersionSchema,
  VersionsQuery,
  WholeVersionSchema,
} from '../schemas/versions.ts';

const group = 'versions';

/** A set of 1,000 scripts of 300 lines is about 12 MB. */
const SET_BYTES_MAX = 64 * 1024 * 1024;

/** HTTP statuses of what can be wrong with a version. */
const STATUS_OF_VERSION: Readonly<Record<string, number>> = {
  unknown_version: 404,
  no_earlier_version: 409,
  version_not_kept: 410,
  version_unreadable: 409,
  not_valid: 422,
  not_here: 409,
};

/** What a version's service says no with, as a Problem. */
async function orProblem<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const status = STATUS_OF_VERSION[codeOf(error)];
    if (status === undefined || !(error instanceof Error)) throw error;
    throw new Problem(status, codeOf(error), error.message);
  }
}

function nameOf(text: string): VersionName {
  return text === 'active' ? 'active' : Number(text);
}

/** A refused activation changes nothing and is told whole: who waits where, what is wrong. */
function answer(report: ActivationReport, { reply }: Pick<RouteInput<unknown, unknown, unknown>, 'reply'>): unknown {
  const told = toWire(reportToJson(report));
  if (report.refused === undefined || report.dryRun) return { ok: report.refused === undefined, ...told };
  const { code, message } = report.refused;
  const status = STATUS_OF_VERSION[code] ?? statusOfAnswer(code);
  return reply.code(status).send({ ok: false, code, message, ...told });
}

function sourcesOf({ centre, scripts, files }: Static<typeof ActivateBody>): NewVersion {
  return {
    centre: { file: centre.file, text: centre.text },
    scripts: scripts.map(({ file, source }) => ({ file, source: Buffer.from(source, 'base64') })),
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
  };
}

const optionsOf = (
  { plan, dryRun }: Pick<Static<typeof ActivateBody>, 'plan' | 'dryRun'>,
  { account, commandId }: Pick<RouteInput<unknown, unknown, unknown>, 'account' | 'commandId'>,
) => ({
  by: account.login,
  id: commandId,
  ...(plan === undefined ? {} : { plan }),
  ...(dryRun === undefined ? {} : { dryRun }),
});

export const VERSION_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    url: '/versions',
    operation: 'versions',
    summary: 'Versions that were activated, newest first, with the contacts that wait in each.',
    group,
    access: 'supervisor',
    answer: Type.Array(VersionSchema),
    async handle({ center }) {
      await needCentre(center);
      return toWire(await center.versions());
    },
  }),
  route({
    method: 'GET',
    url: '/versions/diff',
    operation: 'compareVersions',
    summary: 'What differs between two versions, with the contacts that wait at each wait point of the first.',
    group,
    access: 'supervisor',
    query: VersionsQuery,
    answer: ComparisonSchema,
    async handle({ center }, { query }) {
      await needCentre(center);
      return await orProblem(() => center.diff(nameOf(query.from), nameOf(query.to)));
    },
  }),
  route({
    method: 'GET',
    url: '/versions/:version',
    operation: 'version',
    summary: 'One version whole: its image in base64 and its directory.',
    group,
    access: 'administrator',
    params: VersionPath,
    answer: WholeVersionSchema,
    async handle({ center }, { params }) {
      await needCentre(center);
      const { number, program, directory } = await orProblem(() => center.version(nameOf(params.version)));
      return { number, image: Buffer.from(encodeProgram(program)).toString('base64'), directory };
    },
  }),
  route({
    method: 'POST',
    url: '/versions',
    operation: 'activateVersion',
    summary:
      'Activates a centre: the whole set is checked first, and refused when contacts in flight would lose their way.',
    group,
    access: 'administrator',
    command: true,
    body: ActivateBody,
    bodyBytesMax: SET_BYTES_MAX,
    answer: ActivationReportSchema,
    refusal: ActivationRefusalSchema,
    async handle({ center }: RouteContext, input) {
      await needCentre(center);
      return answer(await orProblem(() => center.activate(sourcesOf(input.body), optionsOf(input.body, input))), input);
    },
  }),
  route({
    method: 'POST',
    url: '/versions/rollback',
    operation: 'rollBack',
    summary: 'Activates an earlier version again, the one before the present one unless its number is given.',
    group,
    access: 'administrator',
    command: true,
    body: RollbackBody,
    answer: ActivationReportSchema,
    refusal: ActivationRefusalSchema,
    async handle({ center }: RouteContext, input) {
      await needCentre(center);
      const to = input.body.to === undefined ? {} : { to: input.body.to };
      return answer(await orProblem(() => center.rollback({ ...optionsOf(input.body, input), ...to })), input);
    },
  }),
];
