/**
 * `npm run corpus -- <folder>`: every .eml below a folder through the real pipeline into a real database, and beside it through a second
 * parser. Shows: as many ledger rows as messages, what was quarantined and why, and where the two parsers differ.
 *
 *   --database URL   an empty database of yours; else the embedded one, in a folder that is removed afterwards
 *   --quarantined N  how many may be (5)
 *   --agree PERCENT  how often each of From, Subject, text and attachment count must agree (95)
 *   --no-compare     without the second parser
 *
 * The second parser is postal-mime, of bench/ (`npm install` there once).
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { compileCentre } from '../compiler/centre/index.ts';
import {
  createContactCenter,
  openEmbedded,
  openStore,
  quietLog,
  readCentreFolder,
  systemClock,
} from '../runtime/index.ts';
import { createMimePool, limitsWith } from '../runtime/mail/index.ts';

const MAILBOX = 'corpus';
const CENTER = `center: { name: Corpus, timezone: UTC }
skillsets: [ { name: EM_Default_Skillset } ]
mailboxes: [ { name: ${MAILBOX}, address: corpus@centre.example, route_point: 6000, source: { in_process: true } } ]
`;
const MASTER = 'QUEUE TO SKILLSET EM_Default_Skillset\nSECTION Look\nWAIT 3600\nEXECUTE Look\n';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    database: { type: 'string' },
    quarantined: { type: 'string', default: '5' },
    agree: { type: 'string', default: '95' },
    'no-compare': { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error(
    'usage: npm run corpus -- <folder> [--database URL] [--quarantined N] [--agree PERCENT] [--no-compare]',
  );
  process.exit(2);
}

const mails = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.eml'))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .map((path) => ({ name: relative(folder, path), raw: readFileSync(path) }));
if (mails.length === 0) {
  console.error(`no .eml below ${folder}`);
  process.exit(2);
}

let good = await intake();
if (!values['no-compare']) good = (await compare()) && good;
process.exitCode = good ? 0 : 1;

/** Delivers every mail to a centre and waits until none is left to parse; false when a bar is missed. */
async function intake() {
  const home = mkdtempSync(join(tmpdir(), 'ccmm-corpus-'));
  // The embedded server may run as another user, who has to get through.
  chmodSync(home, 0o755);
  writeFileSync(join(home, 'center.yaml'), CENTER);
  writeFileSync(join(home, 'Master_Script.ccs'), MASTER);
  const { program, directory, diagnostics } = compileCentre(await readCentreFolder(home));
  if (!program || !directory) throw new Error(`the corpus centre does not compile: ${JSON.stringify(diagnostics)}`);
  const database = values.database === undefined ? await openEmbedded({ home: join(home, 'home') }) : undefined;
  const connection = database ? { connection: database.connection } : { url: values.database };
  const store = openStore({ ...connection, log: quietLog });
  const center = createContactCenter({
    program,
    directory,
    folder: home,
    store,
    ownsDatabase: database !== undefined,
    migrate: true,
    clock: systemClock,
    log: quietLog,
  });
  try {
    await center.start();
    for (const { name, raw } of mails) await center.deliver(MAILBOX, raw, name);
    while ((await store.queries.listLedger('received', { limit: 1 })).mails.length > 0)
      await new Promise((again) => setTimeout(again, 50));
    return await account(store);
  } finally {
    await center.stop();
    await store.close();
    await database?.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function account(store) {
  const count = async (state) => {
    const lines = [];
    for (let page = { limit: 100 }; ; ) {
      const { mails: some, next } = await store.queries.listLedger(state, page);
      lines.push(...some);
      if (next === undefined) return lines;
      page = { limit: 100, before: next };
    }
  };
  const contacts = await count('contact');
  const quarantined = await count('quarantined');
  const rows = contacts.length + quarantined.length;
  console.log(
    `messages ${mails.length}, ledger rows ${rows}: contact ${contacts.length}, quarantined ${quarantined.length}`,
  );
  for (const { ledger, reason } of quarantined) console.log(`  quarantined ${ledger}: ${reason}`);
  return rows === mails.length && quarantined.length <= Number(values.quarantined);
}

/** Parses every mail with both; lists where they differ. False below the bar. */
async function compare() {
  const PostalMime = await secondParser();
  if (PostalMime === undefined) {
    console.error('the second parser is missing: run `npm install` in bench/, or use --no-compare');
    return false;
  }
  const pool = createMimePool({ size: 2, limits: limitsWith(), log: quietLog });
  await pool.start();
  const differences = { from: [], subject: [], text: [], attachments: [] };
  let compared = 0;
  for (const { name, raw } of mails) {
    const outcome = await pool.parse(raw);
    if (!outcome.ok) continue;
    compared += 1;
    const other = await new PostalMime({ forceRfc822Attachments: true }).parse(raw);
    // Of HTML alone we make text and the other parser does not: then the HTML itself is compared.
    const htmlAlone = other.text === undefined && other.html !== undefined;
    const text = (htmlAlone ? other.html : other.text) ?? '';
    const { from, subject, text: ourText, html, attachments } = outcome.mail;
    const ours = facts(from.address, subject, htmlAlone ? (html ?? '') : ourText, attachments.length);
    const theirs = facts(other.from?.address ?? '', other.subject ?? '', text, other.attachments.length);
    for (const field of Object.keys(differences))
      if (ours[field] !== theirs[field]) differences[field].push({ name, ours: ours[field], theirs: theirs[field] });
  }
  await pool.stop();
  let good = true;
  for (const [field, list] of Object.entries(differences)) {
    const percent = (100 * (compared - list.length)) / compared;
    good &&= percent >= Number(values.agree);
    console.log(`${field}: ${compared - list.length} of ${compared} agree (${percent.toFixed(1)} %)`);
    for (const { name, ours, theirs } of list) console.log(`  ${name}: ${shown(ours)} / ${shown(theirs)}`);
  }
  return good;
}

/** What two honest parsers must agree on; blanks and the layout of text are each one's own. */
function facts(from, subject, text, attachments) {
  return {
    from: from.trim().toLowerCase(),
    subject: subject.replace(/\s+/g, ' ').trim(),
    text: text.replace(/[\s\u00a0]+/g, ''),
    attachments,
  };
}

function shown(value) {
  const text = JSON.stringify(value);
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
}

async function secondParser() {
  for (const from of [resolve('bench', 'package.json'), resolve('package.json')]) {
    try {
      const path = createRequire(from).resolve('postal-mime');
      const { default: PostalMime } = await import(pathToFileURL(path).href);
      return PostalMime.default ?? PostalMime;
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}
