/** center.yaml: its schema, and the way from its text to a directory. */
export { type CentreTexts, type CompiledCentre, compileCentre } from './compile-centre.ts';
export { centerJsonSchema } from './json-schema.ts';
export { type ReadCentre, type ReadCentreOptions, readCentre } from './read-centre.ts';
export type { ReadFile } from './response-text.ts';
export { CenterFile } from './schema.ts';
