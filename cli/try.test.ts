import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldRounds, inOrder } from './trace-text.ts';

const root = join(import.meta.dirname, '..');

describe('ccmm try', () => {
  it('tells the journey of a mail, why it went there, and what would have sent it elsewhere', () => {
    const folder = join(root, 'examples', 'helpdesk');
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(root, 'cli', 'main.ts'), 'try', folder, join(folder, 'mails', 'invoice.eml'), '--at', '2026-11-23T10:00'],
      { encoding: 'utf8' },
    );
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatchInlineSnapshot(`
      "2026-11-23 10:00:00
        Master_Script:4   IF QUEUETYPE = RESCHEDULED THEN
                            -> past END IF   QUEUETYPE = "SKILLSET"
        Master_Script:9   IF QUEUETYPE = AGENT, AGENTPULL, REPLYMAIL THEN
                            -> past END IF   QUEUETYPE = "SKILLSET"
        Master_Script:13  WHERE CONTACT TYPE EQUALS
                            -> VALUE 1   CONTACT TYPE = "EMail"
        Master_Script:14  VALUE EMail: EXECUTE New_Mail
        Master_Script:20  IF CONTACT SKILLSET = EM_Vip THEN
                            -> past END IF   CONTACT SKILLSET = "EM_Billing"
        Master_Script:23  IF TIME OF DAY = office_hours_gv AND DAY OF WEEK = office_days_gv AND DATE <> h…
                            -> then   TIME OF DAY = "10:00", office_hours_gv = "08:00 .. 17:29",
                            DAY OF WEEK = "Monday", office_days_gv = "Monday .. Friday",
                            DATE = "2026-11-23",
                            holidays_gv = "January 1, July 1, December 25 .. December 26"
        Master_Script:24  EXECUTE SCRIPT Office_Mail
        Office_Mail:3     IF SUBJECT CONTAINS "password", "locked out" OR BODY CONTAINS "password", "lock…
                            -> past END IF   SUBJECT = "Wrong amount on invoice 2231",
                            BODY = "Hello,\\n\\nthe invoice says 410.00, but we agreed on 310.00. C…"
        Office_Mail:8     IF NOT OUT OF SERVICE CONTACT SKILLSET THEN
                            -> then   CONTACT SKILLSET = "EM_Billing",
                            OUT OF SERVICE CONTACT SKILLSET = false
        Office_Mail:9     QUEUE TO SKILLSET CONTACT SKILLSET WITH PRIORITY CONTACT PRIORITY
                            CONTACT PRIORITY = 3, CONTACT SKILLSET = "EM_Billing"
        Office_Mail:10    WAIT 2
                          enters EM_Billing, priority 3
                          offered to bo for EM_Billing
      => presented to bo (EM_Billing, priority 3)

      The last branch whose other side ends elsewhere: Office_Mail:8 -> then
        OUT OF SERVICE CONTACT SKILLSET was false; with true it would have been presented to chris
        (EM_Overflow, priority 3).
      "
    `);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('tells of one moment what brought lines about before them, and what came of them after', () => {
    const [first, second] = ['2026-11-23T10:00:00.000Z', '2026-11-23T10:00:02.000Z'];
    const told = inOrder({
      lines: [
        { at: second, lines: ['WAIT 30'] },
        { at: first, lines: ['WAIT 2'] },
      ],
      queues: [{ at: first, lines: ['enters EM_Sales'] }],
      events: [
        { at: first, kind: 'mail_failed', lines: ['mail failed'] },
        { at: first, kind: 'arrived', lines: ['arrived'] },
      ],
    });
    expect(told.flatMap(({ lines }) => lines)).toEqual([
      'arrived',
      'WAIT 2',
      'enters EM_Sales',
      'mail failed',
      'WAIT 30',
    ]);
  });

  it('shows a loop of several activations once', () => {
    const round = (at: number, text: string) => ({ at, lines: [text], times: 1, lastAt: at });
    const rounds = [round(1, 'a'), round(2, 'b'), round(3, 'c'), round(4, 'b'), round(5, 'c'), round(6, 'd')];
    expect(foldRounds(rounds).map(({ at, times, lastAt }) => [at, times, lastAt])).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [3, 2, 5],
      [6, 1, 6],
    ]);
  });
});
