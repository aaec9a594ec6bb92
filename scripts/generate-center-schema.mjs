// Writes compiler/centre/center.schema.json, the published JSON Schema of center.yaml, from its source (compiler/centre/schema.ts).
// Run it after a build; a test says when the file is behind.
import { writeFileSync } from 'node:fs';
import { centerJsonSchema } from '../dist/compiler/centre/json-schema.js';

writeFileSync(new URL('../compiler/centre/center.schema.json', import.meta.url), centerJsonSchema());
