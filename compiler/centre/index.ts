/** center.yaml: its schema, and the way from its text to a directory. */
export { type CentreNames, namesInCentre } from './centre-names.ts';
export { type CentreTexts, type CompiledCentre, checkCentre, compileCentre } from './compile-centre.ts';
export { parseDuration } from './durations.ts';
export { type Faults, relatedPlace, report } from './faults.ts';
export { centerJsonSchema, publishedSchema } from './json-schema.ts';
export { type ReadCentre, type ReadCentreOptions, readCentre } from './read-centre.ts';
export { readVariable } from './read-variable.ts';
export { readYaml } from './read-yaml.ts';
export type { ReadFile } from './response-text.ts';
export { CenterFile, type HouseKeywords } from './schema.ts';
export { readShape, type Shaped } from './shape.ts';
