/**
 * Script sets of any size for the front end's benchmarks: the ways that real scripts go (tests, branches, queues, waits, loops) with the names of
 * examples/helpdesk, so that they compile without a finding against its center.yaml. The same numbers give the same text.
 */

const SKILLSETS = ['EM_Support', 'EM_Billing', 'EM_Vip', 'EM_Overflow', 'EM_Default_Skillset'];

/** One section of ten lines. `from` chooses among its shapes, names and numbers. */
function section(name: string, next: string, from: number): string[] {
  const skillset = SKILLSETS[from % SKILLSETS.length]!;
  const other = SKILLSETS[(from + 1) % SKILLSETS.length]!;
  const head = `SECTION ${name} /* ${from} */`;
  switch (from % 3) {
    case 0:
      return [
        head,
        `IF NOT OUT OF SERVICE ${skillset} AND (AGE OF CONTACT > ${from % 900} OR NOT QUEUED) THEN`,
        `  QUEUE TO SKILLSET ${skillset} WITH PRIORITY ${(from % 6) + 1}`,
        'END IF',
        `WAIT ${(from % 58) + 2}`,
        `IF (QUEUED COUNT ${skillset}) > (3 * LOGGED AGENT COUNT ${other}) THEN`,
        `  LOG "long queue", QUEUED COUNT ${skillset}, looks_cv`,
        'END IF',
        `EXECUTE ${next}`,
        '',
      ];
    case 1:
      return [
        head,
        'WHERE CONTACT PRIORITY EQUALS',
        '  VALUE 1, 2: ASSIGN looks_cv + 1 TO looks_cv',
        `  VALUE 3 .. 4: LOG SUBJECT, "section ${name}"`,
        `  DEFAULT: looks_cv ASSIGNED ${from}`,
        'END WHERE',
        `IF TIME OF DAY = 8:00 .. ${9 + (from % 9)}:30 AND DAY OF WEEK = office_days_gv THEN EXECUTE ${next} END IF`,
        `WAIT ${(from % 58) + 2}`,
        `EXECUTE ${next}`,
        '',
      ];
    default:
      return [
        head,
        `IF EXPECTED WAIT TIME ${skillset} > ${60 + (from % 600)} AND PRIORITY IN QUEUE ${skillset} <> 1 THEN`,
        `  CHANGE PRIORITY IN SKILLSET ${skillset}, ${other} TO PRIORITY 1`,
        'ELSE',
        `  IF SUBJECT CONTAINS "order ${from}" THEN OFFER RESPONSE password_response END IF`,
        'END IF',
        `/* customers of ${other} */`,
        `WAIT ${(from % 58) + 2}`,
        `EXECUTE ${next}`,
        '',
      ];
  }
}

/** A script of about `lines` lines (a multiple of ten is met exactly). */
export function scriptText(lines: number, seed: number): string {
  const count = Math.max(1, Math.floor(lines / 10));
  const names = Array.from({ length: count }, (_, i) => `Part_${i}`);
  const texts = names.flatMap((name, i) => section(name, names[(i + 1) % count]!, seed * 7 + i));
  // The last ones go round: every section is reached from the first.
  return `${texts.join('\n')}\n`;
}

/** The files of a set of `count` scripts by name: the master goes to the first, each to the next. */
export function scriptSet(count: number, lines: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  files.set(
    'Master_Script.ccs',
    `${Array.from({ length: count }, (_, i) => branch(i)).join('\n')}\nEXECUTE SCRIPT Script_0\n`,
  );
  for (let i = 0; i < count; i++) files.set(`Script_${i}.ccs`, scriptText(lines, i));
  return files;
}

function branch(i: number): string {
  return `IF AGE OF CONTACT = ${i} THEN EXECUTE SCRIPT Script_${i} END IF`;
}
