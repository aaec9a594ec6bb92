import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CentreTexts } from '../compiler/centre/index.ts';
import { compileCentre } from '../compiler/centre/index.ts';
import { createContactCenter, type OwnedContactCenter } from './contact-center.ts';
import { quietLog } from './quiet-log.ts';
import { packSources, readableImage, unpackSources } from './script-sources.ts';
import { openStore, type Store } from './store/index.ts';
import { createTestDatabase, type TestDatabase } from './store/testing/database.ts';
import { systemClock } from './system-clock.ts';

const CENTRE = `
center: { name: Acme, timezone: UTC }
skillsets: [{ name: EM_Default_Skillset }, { name: EM_Sales }]
agents: [{ id: 4711, name: Ana, login: ana, skillsets: { EM_Sales: 1, EM_Default_Skillset: 1 } }]
mailboxes: [{ name: support, address: support@acme.example, route_point: 6001, source: { in_process: {} } }]
`;

function texts(scripts: Readonly<Record<string, string>>, centre = CENTRE): CentreTexts {
  return {
    centre: { file: 'center.yaml', text: centre },
    scripts: Object.entries(scripts).map(([name, source]) => ({ file: `${name}.ccs`, source: Buffer.from(source) })),
    read: () => undefined,
  };
}

const V1 = texts({ Master_Script: 'WAIT 3600\nEXECUTE SCRIPT After', After: 'WAIT 3600' });
const V2 = texts({ Master_Script: 'LOG 2\nWAIT 3600\nEXECUTE SCRIPT After', After: 'LOG 2\nWAIT 3600' });
const WITHOUT = texts({ Master_Script: 'WAIT 3600\nEXECUTE SCRIPT Later', Later: 'WAIT 3600' });
const MAIL = Buffer.from(
  'From: Dana <dana@customer.example>\r\nTo: support@acme.example\r\nSubject: Dark\r\n\r\nHello\r\n',
);

describe('versions on a database', () => {
  let database: TestDatabase;
  const opened: { readonly center: OwnedContactCenter; readonly store: Store }[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    while (opened.length > 0) await end();
    await database.drop();
  });

  async function start(version: CentreTexts): Promise<OwnedContactCenter> {
    const { program, directory, diagnostics } = compileCentre(version);
    if (program === undefined || directory === undefined) throw new Error(JSON.stringify(diagnostics));
    const store = openStore({ url: database.url, log: quietLog });
    const center = createContactCenter({
      program,
      directory,
      scripts: version.scripts,
      folder: '.',
      store,
      clock: systemClock,
      log: quietLog,
    });
    opened.push({ center, store });
    await center.start();
    return center;
  }
  async function end(): Promise<void> {
    const one = opened.pop();
    await one?.center.stop();
    await one?.store.close();
  }
  async function withContact(version: CentreTexts): Promise<OwnedContactCenter> {
    const center = await start(version);
    await center.deliver('support', MAIL);
    while ((await center.versions())[0]?.contacts !== 1) await new Promise((resolve) => setTimeout(resolve, 10));
    return center;
  }
  const active = async (center: OwnedContactCenter) => (await center.versions()).find((one) => one.active);

  it('activates, lists, compares and goes back, with who waits where', async () => {
    const center = await withContact(V1);
    const report = await center.activate(V2, { by: 'operator', plan: { move: true } });
    expect(report).toMatchObject({ done: true, number: 2, moved: 1 });
    expect(report.preview.versions).toMatchObject([
      { version: 1, waitPoints: [{ name: 'Master_Script#1', goes: 'moves' }] },
    ]);
    expect(await center.versions()).toMatchObject([
      { number: 2, active: true, contacts: 1, cause: 'activate', by: 'operator', kept: true },
      { number: 1, active: false, contacts: 0, cause: 'start', kept: true },
    ]);
    const compared = await center.diff('active', WITHOUT);
    expect(compared.waitPoints).toMatchObject([
      { name: 'Master_Script#1', contacts: 1, targets: [{ script: 'After', state: 'gone' }] },
      { name: 'After#1', state: 'gone', contacts: 0 },
    ]);
    expect(await center.rollback()).toMatchObject({ done: true, number: 3 });
    expect((await center.version('active')).program.hash).toBe((await center.version(1)).program.hash);
    await expect(center.version(9)).rejects.toMatchObject({ code: 'unknown_version' });
  });

  it('shows every error of a set that is not valid, and leaves the active one', async () => {
    const center = await start(V1);
    const report = await center.activate(
      texts({ Master_Script: 'QUEUE TO SKILLSET EM_Gone\nWAIT 1\nQUEUE TO SKILLSET EM_Gone' }),
    );
    expect(report).toMatchObject({ done: false, refused: { code: 'not_valid' } });
    expect(
      report.diagnostics.filter(({ level }) => level === 'error').map(({ place }) => place.source.fileName),
    ).toEqual(['Master_Script.ccs', 'Master_Script.ccs']);
    expect((await active(center))?.number).toBe(1);
  });

  it('does not strand contacts at a start whose files have lost their target, and says it', async () => {
    await withContact(V1);
    await end();
    const center = await start(WITHOUT);
    expect(center.startNote).toMatchObject({
      code: 'activation_refused',
      message: expect.stringContaining('--map After='),
    });
    expect((await active(center))?.number).toBe(1);
    expect((await center.status()).alarms.map(({ code }) => code)).toEqual(['activation_refused']);
    expect(await center.activate(WITHOUT, { plan: { map: [{ from: 'After', to: 'Later' }] } })).toMatchObject({
      done: true,
    });
    await end();
    const again = await start(WITHOUT);
    expect(again.startNote).toBeUndefined();
    expect((await again.status()).alarms).toEqual([]);
  });

  it('activates new files at a start, but does not undo a rollback with old ones', async () => {
    const first = await start(V1);
    await first.activate(V2);
    await first.rollback();
    await end();
    const second = await start(V2);
    expect(second.startNote).toMatchObject({ code: 'folder_not_active' });
    expect((await active(second))?.number).toBe(3);
    await end();
    const third = await start(WITHOUT);
    expect(third.startNote).toBeUndefined();
    expect((await active(third))?.number).toBe(4);
  });

  it('goes on with the active version when it takes over from another node', async () => {
    const first = await start(V1);
    await first.activate(V2);
    const standby = start(WITHOUT);
    const waits = async () => (await opened[1]?.center.status())?.detail.includes('another node') === true;
    while (!(await waits())) await new Promise((resolve) => setTimeout(resolve, 20));
    const [running] = opened.splice(0, 1);
    await running?.center.stop();
    await running?.store.close();
    const center = await standby;
    expect(center.startNote).toMatchObject({ code: 'folder_not_active' });
    expect((await active(center))?.number).toBe(2);
  });

  it('lets go of images that nobody runs and that are of no recent version', async () => {
    const center = await withContact(V1);
    await center.activate(V2);
    await center.activate(WITHOUT, { plan: { map: [{ from: 'After', to: 'Later' }] } });
    await database.pool.query('update activation set number = number + 100 where number = 3');
    expect(await opened[0]?.store.pruneImages()).toBe(1);
    expect((await database.pool.query('select count(*)::int as images from image')).rows).toEqual([{ images: 2 }]);
  });

  it('compiles an image of an older format again from the sources that are kept with it', async () => {
    const { directory, program } = compileCentre(V1);
    if (directory === undefined || program === undefined) throw new Error('not valid');
    const old = new Uint8Array([0x63, 0x63, 0x62, 0, 0]);
    const sources = packSources(V1.scripts);
    expect(unpackSources(sources).map(({ file }) => file)).toEqual(['Master_Script.ccs', 'After.ccs']);
    expect(readableImage({ hash: 'x', bytes: old, sources }, directory)).toBeDefined();
    expect(readableImage({ hash: 'x', bytes: old }, directory)).toBeUndefined();
    await withContact(V1);
    await end();
    await database.pool.query('update image set bytes = $1', [Buffer.from(old)]);
    const center = await start(V1);
    expect(await active(center)).toMatchObject({ number: 1, contacts: 1 });
    expect((await center.activate(V2, { plan: { move: true } })).moved).toBe(1);
  });

  it('sends contacts of a version that nobody can read to the default skillset, and goes on with its own files', async () => {
    await withContact(V1);
    await end();
    await database.pool.query('update image set bytes = $1, sources = null', [Buffer.from([0x63, 0x63, 0x62, 0, 0])]);
    const center = await start(V2);
    expect((await active(center))?.number).toBe(2);
    await center.command('ana', { kind: 'log_in', ready: true }, 'log-in-1');
    expect((await center.contact(1))?.queues).toMatchObject([{}]);
  });
});
