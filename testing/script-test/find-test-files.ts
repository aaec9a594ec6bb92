/** The files of script tests below a centre's folder. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** How the name of such a file ends. */
export const TEST_FILE = /\.test\.ya?ml$/i;

/** Paths of all `*.test.yaml` below a folder, in order; folders that begin with a dot and `node_modules` are passed over. */
export async function findTestFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory())
          return entry.name.startsWith('.') || entry.name === 'node_modules' ? [] : await findTestFiles(path);
        return entry.isFile() && TEST_FILE.test(entry.name) ? [path] : [];
      }),
  );
  return found.flat();
}
