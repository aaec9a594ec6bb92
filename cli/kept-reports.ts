/**
 * Reports on the scripts of a set, kept in one file from run to run: of each script whose text is the same, the report is taken from there.
 *
 * A file belongs to a centre and the names of its scripts, for a report depends on both. It holds the length of its index,
 * the index as JSON, and the words of all flow parts, in the order of the index.
 */
import { join } from 'node:path';
import type { Looking, ScriptReport, ScriptText } from '../compiler/index.ts';
import { scriptSource } from '../dsl/index.ts';
import { hashOf, readFolderEntry, writeFolderEntry } from './cache-folder.ts';
import { type KeptFinding, packed, restored } from './kept-findings.ts';

/** Files kept; one is some 10 kB for each 300 lines. */
const FILES_MOST = 10;

/** Bytes of the index's length. */
const HEAD = 4;

interface KeptReport {
  readonly file: string;
  readonly hash: string;
  readonly name: string;
  readonly names: readonly string[];
  readonly faults: readonly KeptFinding[];
  readonly proven: readonly KeptFinding[];
  /** How many words its flow part has. */
  readonly words: number;
}

type Found = KeptReport & { readonly part: Int32Array };

/**
 * The reports of one run. `key`: what reports depend on beside their script, asked for when the first one is wanted; `hashes`: of the scripts' texts,
 * as far as they are known.
 */
export class KeptReports implements Looking {
  private readonly folder: string;
  private readonly key: () => unknown;
  private readonly hashes: ReadonlyMap<string, string>;
  private path = '';
  private found: ReadonlyMap<string, Found> | undefined;
  private readonly rows: KeptReport[] = [];
  private readonly parts: Int32Array[] = [];
  private isChanged = false;
  private hash = '';

  constructor(folder: string, key: () => unknown, hashes: ReadonlyMap<string, string> = new Map()) {
    this.folder = folder;
    this.key = key;
    this.hashes = hashes;
  }

  readonly kept = (text: ScriptText): ScriptReport | undefined => {
    this.found ??= this.read();
    this.hash = this.hashes.get(text.file) ?? hashOf(text.source);
    const one = this.found.get(text.file);
    if (one?.hash !== this.hash) return undefined;
    const source = scriptSource(text.source, text.file);
    const findings = (of: readonly KeptFinding[]) =>
      of.length === 0 ? [] : restored({ files: [text.file], findings: of }, () => source);
    return {
      name: one.name,
      source,
      faults: findings(one.faults),
      proven: findings(one.proven),
      flow: { names: one.names, words: one.part },
    };
  };

  readonly keep = ({ file }: ScriptText, { name, faults, proven, flow }: ScriptReport): void => {
    const known = this.found?.get(file);
    if (known?.hash === this.hash) this.rows.push(known);
    else {
      this.isChanged = true;
      const findings = { faults: packed(faults).findings, proven: packed(proven).findings };
      this.rows.push({ file, hash: this.hash, name, names: flow.names, ...findings, words: flow.words.length });
    }
    this.parts.push(flow.words);
  };

  /** Keeps what this run found for the next one. Throws as the file system does. */
  write(): void {
    if (!this.isChanged) return;
    const index = new TextEncoder().encode(
      JSON.stringify(
        this.rows.map(
          ({ file, hash, name, names, faults, proven, words }): KeptReport => ({
            file,
            hash,
            name,
            names,
            faults,
            proven,
            words,
          }),
        ),
      ),
    );
    // Words begin where a word can: the index is filled up with blanks.
    const indexBytes = Math.ceil(index.length / 4) * 4;
    const words = this.parts.reduce((sum, part) => sum + part.length, 0);
    const bytes = new Uint8Array(HEAD + indexBytes + 4 * words).fill(0x20, HEAD, HEAD + indexBytes);
    new DataView(bytes.buffer).setUint32(0, indexBytes);
    bytes.set(index, HEAD);
    const all = new Int32Array(bytes.buffer, HEAD + indexBytes);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    writeFolderEntry(this.path, bytes, FILES_MOST);
  }

  /** A file that cannot be read counts as none. */
  private read(): ReadonlyMap<string, Found> {
    this.path = join(this.folder, hashOf(JSON.stringify(this.key())));
    const bytes = readFolderEntry(this.path);
    if (bytes === undefined) return new Map();
    try {
      const indexBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
      const index = new TextDecoder().decode(bytes.subarray(HEAD, HEAD + indexBytes));
      const rows: readonly KeptReport[] = JSON.parse(index);
      const found = new Map<string, Found>();
      let at = bytes.byteOffset + HEAD + indexBytes;
      for (const row of rows) {
        found.set(row.file, { ...row, part: new Int32Array(bytes.buffer, at, row.words) });
        at += 4 * row.words;
      }
      return found;
    } catch {
      return new Map();
    }
  }
}
