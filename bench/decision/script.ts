/** The decision, as a script. Two activations: start to the first WAIT, and on to the second. */
export const SCRIPT = `
IF TIME OF DAY = 0:00 .. 7:59, 18:00 .. 23:59 OR DAY OF WEEK = Saturday, Sunday THEN EXECUTE closed END IF
WHERE CONTACT PRIORITY EQUALS
  VALUE 1: IF OUT OF SERVICE b_sk THEN QUEUE TO SKILLSET a_sk WITH PRIORITY 1 ELSE QUEUE TO SKILLSET a_sk, b_sk WITH PRIORITY 1 END IF
  VALUE 2, 3: QUEUE TO SKILLSET a_sk WITH PRIORITY 2
  VALUE 4 .. 5: QUEUE TO SKILLSET b_sk, c_sk WITH PRIORITY 4
  DEFAULT: QUEUE TO SKILLSET c_sk
END WHERE
IF (QUEUED COUNT c_sk) > (3 * LOGGED AGENT COUNT c_sk) THEN GIVE RESPONSE ack_response END IF
WAIT 20
SECTION hold
IF EXPECTED WAIT TIME a_sk > 300 AND PRIORITY IN QUEUE a_sk <> 1 THEN CHANGE PRIORITY IN SKILLSET a_sk TO 1 END IF
IF AGE OF CALL > 600 OR POSITION IN QUEUE a_sk > 50 THEN OFFER RESPONSE ack_response END IF
n_cv ASSIGNED n_cv + 1
WAIT 30
EXECUTE hold
SECTION closed
GIVE RESPONSE sorry_response
QUIT
`;

/** `count` scripts of the same form, each with its own numbers; the first is the script above. */
export function scriptsOf(count: number): Record<string, string> {
  const scripts: Record<string, string> = { Master_Script: SCRIPT };
  for (let i = 1; i < count; i++) {
    scripts[`Script_${i}`] = SCRIPT.replace('7:59', `7:${String(10 + (i % 50))}`)
      .replace('> 300', `> ${200 + i}`)
      .replace('> 600', `> ${300 + i}`)
      .replace('> 50', `> ${20 + (i % 50)}`)
      .replace('3 *', `${2 + (i % 3)} *`)
      .replace('WAIT 20', `WAIT ${20 + (i % 9)}`);
  }
  return scripts;
}
