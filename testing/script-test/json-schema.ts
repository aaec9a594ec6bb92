/** The published JSON Schema of files of script tests, script-test.schema.json. */
import { publishedSchema } from '../../compiler/centre/index.ts';
import { ScriptTestFile } from './schema.ts';

/** The text of the file. */
export function scriptTestJsonSchema(): string {
  return publishedSchema(ScriptTestFile);
}
