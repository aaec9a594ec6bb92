// Writes the published JSON Schemas from their sources: of center.yaml (compiler/centre/schema.ts) and of script tests
// (testing/script-test/schema.ts).
// Run it after a build; a test says when the file is behind.
import { writeFileSync } from 'node:fs';
import { centerJsonSchema } from '../dist/compiler/centre/json-schema.js';
import { scriptTestJsonSchema } from '../dist/testing/script-test/json-schema.js';

writeFileSync(new URL('../compiler/centre/center.schema.json', import.meta.url), centerJsonSchema());
writeFileSync(new URL('../testing/script-test/script-test.schema.json', import.meta.url), scriptTestJsonSchema());
