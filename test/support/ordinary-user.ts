/** A user without rights, for root's tests, and the program where that user can read it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot, privateFolder } from '../servers/private-folder.ts';
import { type Person, PROGRAM, type Program, ROOT } from './centre-process.ts';

/** The user `nobody` when we are root. */
export const ordinaryUser: Person | undefined = isRoot ? nobody() : undefined;

function nobody(): Person | undefined {
  const line = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  return line === null ? undefined : { uid: Number(line[1]), gid: Number(line[2]) };
}

/** The installed program, copied when it stands where the user cannot read. */
export function programFor(user: Person): { readonly program: Program; remove(): void } {
  const tried = spawnSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), '--version'], { ...user, cwd: '/' });
  if (tried.status === 0) return { program: PROGRAM, remove: () => {} };
  const folder = privateFolder('program');
  for (const name of ['package.json', 'dist', 'examples', ...shippedPackages()])
    cpSync(join(ROOT, name), join(folder.path, name), { recursive: true });
  const node = join(folder.path, 'node');
  cpSync(process.execPath, node);
  chmodSync(node, 0o755);
  return { program: { node, root: folder.path }, remove: folder.remove };
}

/** Folders of the packages that an installation without those for development has. */
function shippedPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return Object.entries(lock.packages).flatMap(([name, { dev }]) =>
    name.startsWith('node_modules/') && dev !== true && existsSync(join(ROOT, name)) ? [name] : [],
  );
}
