/**
 * The scripts that an image was compiled from, as its row keeps them: a later release, which reads another format of images, compiles
 * them again, so that contacts which wait in an old version go on there.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { compileSet, type ScriptText } from '../compiler/index.ts';
import { sourceText } from '../dsl/index.ts';
import { type Directory, decodeProgram, encodeProgram, ProgramError } from '../vm/index.ts';
import { directoryOf } from './center/index.ts';
import type { ImageRow, Snapshot } from './center/model.ts';
import type { Log } from './center/ports.ts';

interface PackedScript {
  readonly file: string;
  /** Base64: a source is bytes until it is read. */
  readonly source: string;
}

/** Scripts as bytes; the same scripts give the same bytes. */
export function packSources(scripts: readonly ScriptText[]): Uint8Array {
  const packed = scripts.map(({ file, source }): PackedScript => {
    const bytes = typeof source === 'string' ? Buffer.from(source, 'utf8') : Buffer.from(source);
    return { file: file.replace(/^.*[/\\]/, ''), source: bytes.toString('base64') };
  });
  return new Uint8Array(gzipSync(JSON.stringify(packed)));
}

/** The scripts in what `packSources` made. */
export function unpackSources(bytes: Uint8Array): readonly ScriptText[] {
  const packed = JSON.parse(gunzipSync(bytes).toString('utf8')) as readonly PackedScript[];
  return packed.map(({ file, source }) => ({ file, source: new Uint8Array(Buffer.from(source, 'base64')) }));
}

/** The image of these sources in the present format; undefined when the present compiler refuses them. */
function compileAgain(sources: Uint8Array, directory: Directory): Uint8Array | undefined {
  const positions = { source: sourceText('center.yaml', ''), names: new Map() };
  const { program } = compileSet(directory, positions, unpackSources(sources));
  return program === undefined ? undefined : encodeProgram(program);
}

/** An image that this release reads: as it is, or compiled again from its sources. Undefined when it is of an older format and has none. */
export function readableImage({ bytes, sources }: ImageRow, directory: Directory): Uint8Array | undefined {
  try {
    decodeProgram(bytes);
    return bytes;
  } catch (error) {
    if (!(error instanceof ProgramError && error.code === 'OLDER_FORMAT')) throw error;
    return sources === undefined ? undefined : compileAgain(sources, directory);
  }
}

/** A snapshot whose images this release reads. One that cannot be read is left out: its contacts go to their default skillset. */
export function readableSnapshot(snapshot: Snapshot, log: Log): Snapshot {
  const rows = [...snapshot.earlier, ...(snapshot.activation === undefined ? [] : [snapshot.activation])];
  const images = snapshot.images.flatMap((image): ImageRow[] => {
    const row = rows.find((one) => one.image === image.hash);
    if (row === undefined) return [image];
    const bytes = readableImage(image, directoryOf(row));
    if (bytes !== undefined) return [bytes === image.bytes ? image : { ...image, bytes }];
    log.error(
      { version: row.number, image: image.hash },
      'this version was activated by an older release, and its scripts are not stored: contacts that wait in it go to their default skillset',
    );
    return [];
  });
  return { ...snapshot, images };
}
