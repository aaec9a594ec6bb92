/** Shapes of the services of versions. */
import Type from 'typebox';

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });
const Texts = Type.Array(Type.String());
const Name = Type.String({ minLength: 1, maxLength: 200 });

export const VersionPath = Type.Object({ version: Type.String({ pattern: '^(active|[1-9][0-9]{0,14})$' }) });
export const VersionsQuery = Type.Object(
  { from: VersionPath.properties.version, to: VersionPath.properties.version },
  closed,
);

const Plan = Type.Object(
  {
    map: Type.Optional(Type.Array(Type.Object({ from: Name, to: Name }, closed), { maxItems: 1_000 })),
    move: Type.Optional(Type.Boolean()),
    restart: Type.Optional(Type.Boolean()),
  },
  { ...closed, description: 'What becomes of contacts that wait in older versions; without it they stay there.' },
);
const DryRun = Type.Boolean({ description: 'Only says what would happen.' });

export const ActivateBody = Type.Object(
  {
    centre: Type.Object({ file: Name, text: Type.String() }, closed),
    scripts: Type.Array(
      Type.Object({ file: Name, source: Type.String({ description: 'The file’s bytes in base64.' }) }, closed),
      { maxItems: 10_000 },
    ),
    files: Type.Record(Type.String(), Type.String(), { description: 'Texts that center.yaml names, by path.' }),
    plan: Type.Optional(Plan),
    dryRun: Type.Optional(DryRun),
  },
  closed,
);

export const RollbackBody = Type.Object(
  { to: Type.Optional(Type.Integer({ minimum: 1 })), plan: Type.Optional(Plan), dryRun: Type.Optional(DryRun) },
  closed,
);

export const VersionSchema = Type.Object({
  number: Type.Integer(),
  at: Type.String(),
  image: Type.String({ description: 'SHA-256 of the image.' }),
  active: Type.Boolean(),
  kept: Type.Boolean({ description: 'It can be activated again.' }),
  cause: Type.Optional(Type.Union([Type.Literal('start'), Type.Literal('activate'), Type.Literal('rollback')])),
  by: Type.Optional(Type.String()),
  contacts: Count,
  waitPoints: Type.Array(Type.Object({ name: Type.String(), contacts: Count })),
});

export const WholeVersionSchema = Type.Object({
  number: Type.Integer(),
  image: Type.String(),
  directory: Type.Unknown(),
});

const VariableChange = Type.Object({ name: Type.String(), differences: Texts });
const waitPoint = {
  name: Type.String(),
  state: Type.Union([Type.Literal('same'), Type.Literal('variables'), Type.Literal('changed'), Type.Literal('gone')]),
  script: Type.String(),
  line: Type.Integer(),
  variables: Type.Array(VariableChange),
  likely: Texts,
};
const NameChanges = Type.Object({ added: Texts, removed: Texts, changed: Texts });

export const ComparisonSchema = Type.Object({
  waitPoints: Type.Array(
    Type.Object({
      ...waitPoint,
      targets: Type.Array(Type.Object({ script: Type.String(), state: Type.String() })),
      contacts: Type.Optional(Count),
    }),
  ),
  newWaitPoints: Texts,
  scripts: NameChanges,
  sections: NameChanges,
  directory: Type.Array(Type.Object({ part: Type.String(), name: Type.String(), change: Type.String(), what: Texts })),
});

const FlightPreview = Type.Object({
  ...waitPoint,
  contacts: Count,
  goes: Type.Union([Type.Literal('stays'), Type.Literal('moves'), Type.Literal('restarts'), Type.Literal('refused')]),
  to: Type.Optional(Type.String()),
  targets: Type.Array(Type.Object({ script: Type.String(), state: Type.String(), to: Type.Optional(Type.String()) })),
  goneNames: Type.Array(Type.Object({ kind: Type.String(), name: Type.String(), lines: Texts })),
});

const Refusal = Type.Object({ code: Type.String(), message: Type.String() });

export const ActivationReportSchema = Type.Object({
  ok: Type.Boolean(),
  done: Type.Boolean(),
  dryRun: Type.Boolean(),
  refused: Type.Optional(Refusal),
  number: Type.Optional(Type.Integer()),
  moved: Type.Optional(Count),
  restarted: Type.Optional(Count),
  preview: Type.Object({
    versions: Type.Array(
      Type.Object({
        version: Type.Integer(),
        image: Type.String(),
        contacts: Count,
        waitPoints: Type.Array(FlightPreview),
      }),
    ),
    problems: Type.Array(Refusal),
  }),
  diagnostics: Type.Array(Type.Unknown()),
  errors: Count,
  warnings: Count,
});

/** A refusal of an activation, with everything that was found; any other refusal has the first members only. */
export const ActivationRefusalSchema = Type.Object({
  ok: Type.Literal(false),
  code: Type.String(),
  message: Type.String(),
  ...Type.Partial(Type.Omit(ActivationReportSchema, ['ok'])).properties,
});
