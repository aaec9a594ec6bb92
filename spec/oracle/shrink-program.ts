/** Makes a program that shows a divergence as short as lines can be left out of it. */
import { checkProgram, type Divergence } from './check-program.ts';
import type { GeneratedProgram } from './generate-program.ts';

/** The shortest program found that still diverges, with what it does. */
export function shrinkProgram(
  program: GeneratedProgram,
  divergence: Divergence,
): { readonly program: GeneratedProgram; readonly divergence: Divergence } {
  let best = { program, divergence };
  for (let shorter = true; shorter; ) {
    shorter = false;
    for (const candidate of candidates(best.program)) {
      const found = diverges(candidate);
      if (found === undefined) continue;
      best = { program: candidate, divergence: found };
      shorter = true;
      break;
    }
  }
  return best;
}

function diverges(program: GeneratedProgram): Divergence | undefined {
  try {
    return checkProgram(program);
  } catch {
    // It does not compile any more.
    return undefined;
  }
}

/** The same program without a later version, without a script, or without some lines of one: the most first. */
function* candidates(program: GeneratedProgram): Generator<GeneratedProgram> {
  const { versions } = program;
  if (versions.length > 1) yield { ...program, versions: versions.slice(0, -1) };
  for (const [v, version] of versions.entries()) {
    for (const [s, { name, text }] of version.entries()) {
      const lines = text.split('\n');
      for (let length = lines.length >> 1; length >= 1; length = length === 1 ? 0 : length >> 1) {
        for (let from = 0; from + length <= lines.length; from += Math.max(1, length >> 1)) {
          const left = [...lines.slice(0, from), ...lines.slice(from + length)].join('\n');
          const changed = version.map((script, i) => (i === s ? { name, text: left } : script));
          yield { ...program, versions: versions.map((one, i) => (i === v ? changed : one)) };
        }
      }
    }
  }
}
