export { type Binaries, describePackage } from './binaries.ts';
export { EMBEDDED_ERROR_CODES, EmbeddedDatabaseError, type EmbeddedErrorCode } from './errors.ts';
export { type RunNote, readRunNote, removeRunNote, resolveHome, writeRunNote } from './home.ts';
export {
  EMBEDDED_STEPS,
  type EmbeddedDatabase,
  type EmbeddedOptions,
  type EmbeddedStep,
  openEmbedded,
} from './open-embedded.ts';
export type { EmbeddedConnection } from './server.ts';
