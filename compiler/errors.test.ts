import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiagnosticCode } from '../dsl/index.ts';
import { CASES_CENTRE, compileTexts, describeFinding, STRICT_CENTRE } from '../spec/compile-text.ts';

/** Compiles Master_Script; what is said about it. */
function compile(source: string, centre?: string) {
  const { diagnostics, program } = compileTexts({ 'Master_Script.ccs': source }, centre);
  return { diagnostics: diagnostics.map(describeFinding), compiled: program !== undefined };
}

/** Code; a script that has this error alone, `^` before where it stands; words of the message; near ones that have none. */
type Case = readonly [DiagnosticCode, string, RegExp, ...string[]];

const NAMES: readonly Case[] = [
  [
    'CCS2001',
    'QUEUE TO SKILLSET ^sals_sk',
    /no skillset `sals_sk` \| did you mean `sales_sk`/,
    'QUEUE TO SKILLSET Sales_SK',
  ],
  ['CCS2001', 'QUEUE TO AGENT ^carl', /no agent `carl`/, 'QUEUE TO AGENT ana, 4711'],
  ['CCS2001', 'QUEUE TO AGENT ^42', /no agent `42`/, 'QUEUE TO AGENT 0042'],
  ['CCS2001', 'LOG ^tris_cv', /no name `tris_cv` \| did you mean `tries_cv`/, 'LOG tries_cv'],
  ['CCS2001', 'GIVE RESPONSE ^nack', /no response `nack`/, 'GIVE RESPONSE ack_response'],
  ['CCS2001', 'SEND INFO ^crn 1', /no provider `crn`/, 'SEND INFO crm 1'],
  ['CCS2001', 'CLOSE CONTACT WITH REASON ^8', /no reason `8`/, 'CLOSE CONTACT WITH REASON 9'],
  [
    'CCS2001',
    'CLOSE CONTACT WITH REASON ^"Spm"',
    /no reason `Spm` \| did you mean `Spam`/,
    'CLOSE CONTACT WITH REASON "spam"',
    'CLOSE CONTACT WITH REASON SPAM',
    'CLOSE CONTACT',
  ],
  ['CCS2001', 'IF ^QUEUD THEN QUIT END IF', /no name `QUEUD` \| did you mean `QUEUED`/],
  ['CCS2001', 'IF DAY OF WEEK = ^Mondey THEN QUIT END IF', /`Mondey` \| did you mean `Monday`/],
  ['CCS1006', 'QUEUE TO SKILLSET sales_sk WITH PRIORITY ^2x', /neither a number nor a name/],
  ['CCS1006', 'QUEUE TO AGENT ^4711x', /neither a number nor a name/],
  ['CCS2001', '^tres_cv ASSIGNED 5', /no call variable `tres_cv` \| did you mean `tries_cv`/, 'tries_cv ASSIGNED 5'],
  [
    'CCS2002',
    'EXECUTE ^nigt SECTION night',
    /no section `nigt` \| did you mean `night`/,
    'EXECUTE Night SECTION night',
  ],
  ['CCS2002', 'EXECUTE ^Master_Script', /no section/, 'WAIT 2 EXECUTE SCRIPT Master_Script'],
  ['CCS2003', 'EXECUTE SCRIPT ^Sales', /no script `Sales`/, 'WAIT 2 EXECUTE SCRIPT master_script'],
  [
    'CCS2004',
    'QUEUE TO SKILLSET ^ana',
    /`ana` is an agent, expected a skillset/,
    'QUEUE TO SKILLSET sk_cv, CONTACT SKILLSET',
  ],
  [
    'CCS2004',
    'tries_cv ASSIGNED ^sales_sk',
    /`sales_sk` is a skillset, expected an integer/,
    'sk_cv ASSIGNED sales_sk',
  ],
  [
    'CCS2005',
    'IF CONTACT TYPE = ^Emial THEN QUIT END IF',
    /`Emial` is no contact type \| did you mean `EMail`/,
    'IF CONTACT TYPE = EMail, "fax", Voice THEN QUIT END IF',
    'IF CONTACT TYPE = kind_cv THEN QUIT END IF',
    'IF CONTACT TYPE = kinds_gv THEN QUIT END IF',
  ],
  [
    'CCS2005',
    'IF QUEUETYPE = ^EMail THEN QUIT END IF',
    /`EMail` is no queue type/,
    'IF QUEUETYPE = AGENT, REPLYMAIL, SKILLSET THEN QUIT END IF',
    'why_cv ASSIGNED RESCHEDULED',
  ],
  [
    'CCS2005',
    'kind_cv ASSIGNED ^"Letter"',
    /`Letter` is no contact type/,
    'kind_cv ASSIGNED "EMail"',
    'kind_cv ASSIGNED Video',
  ],
  [
    'CCS2006',
    'WAIT 2 SECTION a WAIT 2 SECTION ^A',
    /section `A` stands here a second time \| 1/,
    'WAIT 2 SECTION a WAIT 2 SECTION b',
  ],
  [
    'CCS2011',
    'EVENT HANDLER EVENT ^NOT_QUEUD: LOG 1 END HANDLER',
    /no event `NOT_QUEUD` \| did you mean `NOT_QUEUED`/,
    'EVENT HANDLER EVENT Not_Queued: LOG 1 EVENT RETURNED_TO_QUEUE: LOG 2 EVENT POSTPONED_RETURN: LOG 3 END HANDLER',
  ],
  [
    'CCS2012',
    'EVENT HANDLER EVENT NOT_QUEUED: LOG 1 EVENT ^not_queued: LOG 2 END HANDLER',
    /second time/,
    'EVENT HANDLER EVENT NOT_QUEUED: LOG 1 END HANDLER',
  ],
];

const TYPES: readonly Case[] = [
  [
    'CCS3001',
    'tries_cv ASSIGNED ^"5"',
    /this is a string, expected an integer/,
    'tries_cv ASSIGNED 5',
    'tries_cv ASSIGNED AGE OF CALL',
    'tries_cv ASSIGNED CONTACT PRIORITY',
    'secs_cv ASSIGNED tries_cv',
    'text_cv ASSIGNED "5"',
  ],
  [
    'CCS3001',
    'prio_cv ASSIGNED ^AGE OF CALL',
    /this is a number of seconds, expected a priority/,
    'prio_cv ASSIGNED CONTACT PRIORITY',
    'prio_cv ASSIGNED 0',
  ],
  ['CCS3001', 'tries_cv ASSIGNED ^QUEUED', /a yes-or-no value/, 'LOG QUEUED'],
  ['CCS3001', 'sk_cv ASSIGNED ^""', /this is a string, expected a skillset/, 'text_cv ASSIGNED ""'],
  [
    'CCS3001',
    'IF TIME OF DAY = ^5 THEN QUIT END IF',
    /this is an integer, expected a time of day/,
    'IF TIME OF DAY = 5:00, open_gv THEN QUIT END IF',
  ],
  ['CCS3001', 'IF FROMADDRESS = ^5 THEN QUIT END IF', /expected a string/, 'IF FROMADDRESS = "a@b.c" THEN QUIT END IF'],
  [
    'CCS3001',
    'IF TIME OF DAY = ^words_gv THEN QUIT END IF',
    /a set of string values, expected a time of day/,
    'IF TIME OF DAY = hours_gv THEN QUIT END IF',
    'IF CCADDRESS = words_gv THEN QUIT END IF',
  ],
  [
    'CCS3001',
    'IF TIME OF DAY = 5:00 .. ^6 THEN QUIT END IF',
    /expected a time of day/,
    'IF TIME OF DAY = open_gv .. 6:00 THEN QUIT END IF',
  ],
  [
    'CCS3001',
    'WHERE ^QUEUED EQUALS VALUE 1: LOG 1 END WHERE',
    /a yes-or-no value, expected a value/,
    'WHERE (QUEUED COUNT sales_sk) EQUALS VALUE 1: LOG 1 END WHERE',
  ],
  [
    'CCS3001',
    'WHERE DAY OF WEEK EQUALS VALUE ^January: LOG 1 END WHERE',
    /a month, expected a day/,
    'WHERE DAY OF WEEK EQUALS VALUE Monday: LOG 1 END WHERE',
  ],
  ['CCS3001', 'WAIT ^text_cv', /a string, expected a number of seconds/, 'WAIT secs_cv', 'WAIT tries_cv + 1'],
  [
    'CCS3001',
    'COLLECT 4 DIGITS INTO ^date_cv',
    /a date/,
    'COLLECT 4 DIGITS INTO dn_cv',
    'COLLECT 4 DIGITS INTO text_cv',
    'COLLECT tries_cv DIGITS INTO tries_cv INTERDIGIT TIMER 3',
  ],
  [
    'CCS3001',
    'GIVE MUSIC ^ran_cv',
    /a recorded announcement, expected a music source/,
    'GIVE MUSIC music_cv',
    'GIVE MUSIC 00000000000000000000000000000007',
  ],
  [
    'CCS3001',
    'LOG CONTACT PRIORITY + 1 QUEUE TO SKILLSET sales_sk WITH PRIORITY ^text_cv',
    /a string, expected a priority/,
    'QUEUE TO SKILLSET sales_sk WITH PRIORITY tries_cv',
    'QUEUE TO SKILLSET sales_sk WITH PRIORITY CONTACT PRIORITY',
  ],
  ['CCS3001', 'LOG - ^text_cv', /a string, expected an integer/, 'LOG - tries_cv'],
  [
    'CCS3001',
    'IF SUBJECT MATCHES ^5 THEN QUIT END IF',
    /an integer, expected a string/,
    'IF SUBJECT MATCHES "a*" THEN QUIT END IF',
    'IF SUBJECT MATCHES text_cv THEN QUIT END IF',
  ],
  ['CCS3002', 'LOG ^hours_gv', /`hours_gv` is a set/, 'IF TIME OF DAY <> hours_gv, 5:00 THEN QUIT END IF'],
  ['CCS3002', 'tries_cv ASSIGNED ^codes_gv', /is a set/, 'tries_cv ASSIGNED limit_gv'],
  [
    'CCS3002',
    'WHERE ^hours_gv EQUALS VALUE 5:00: LOG 1 END WHERE',
    /is a set/,
    'WHERE TIME OF DAY EQUALS VALUE hours_gv: LOG 1 END WHERE',
  ],
  [
    'CCS3002',
    'IF TIME OF DAY = 5:00 .. ^hours_gv THEN QUIT END IF',
    /is a set/,
    'IF TIME OF DAY = 5:00 .. open_gv THEN QUIT END IF',
  ],
  ['CCS3002', 'IF ^hours_gv = 5:00 THEN QUIT END IF', /is a set/, 'IF open_gv = hours_gv THEN QUIT END IF'],
  ['CCS3003', '^limit_gv ASSIGNED 5', /`limit_gv` is a global variable/, 'ASSIGN limit_gv TO tries_cv'],
  [
    'CCS3003',
    'READVAR ^limit_gv SAVEVAR',
    /global/,
    'READVAR tries_cv tries_cv ASSIGNED tries_cv + 1 SAVEVAR tries_cv',
  ],
  ['CCS3003', 'GET RESPONSE crm ^limit_gv', /global/, 'GET RESPONSE crm tries_cv, text_cv TIMEOUT secs_cv'],
  ['CCS3004', '^ana ASSIGNED 5', /`ana` is an agent, expected a call variable/, 'who_cv ASSIGNED ana'],
  ['CCS3005', 'WAIT ^0', /`0` is out of range/, 'WAIT 1'],
  ['CCS3005', 'WAIT ^5 - 6', /`-1`/, 'WAIT 6 - 5'],
  ['CCS3005', 'GET RESPONSE crm tries_cv TIMEOUT ^0', /TIMEOUT/, 'GET RESPONSE crm tries_cv TIMEOUT 1'],
  ['CCS3005', 'QUEUE TO SKILLSET sales_sk WITH PRIORITY ^7', /1 to 6/, 'QUEUE TO SKILLSET sales_sk WITH PRIORITY 6'],
  [
    'CCS3005',
    'QUEUE TO SKILLSET sales_sk WITH PRIORITY ^0',
    /1 to 6/,
    'CHANGE PRIORITY IN SKILLSET sales_sk TO PRIORITY 1',
  ],
  ['CCS3005', 'CHANGE PRIORITY IN AGENT ana TO ^9', /1 to 6/, 'CHANGE PRIORITY IN AGENT ana TO prio_cv'],
  ['CCS3005', 'QUEUE TO NACD 5000 WITH PRIORITY ^5', /1 to 4/, 'QUEUE TO NACD 5000 WITH PRIORITY 4'],
  [
    'CCS3005',
    'GIVE IVR 5000 WITH TREATMENT 1 WITH PRIORITY ^5',
    /1 to 4/,
    'GIVE IVR INTERRUPTIBLE dn_cv WITH TREATMENT treat_cv',
  ],
  ['CCS3005', 'prio_cv ASSIGNED ^7', /1 to 6/, 'prio_cv ASSIGNED 6'],
  ['CCS3005', 'COLLECT ^0 DIGITS INTO dn_cv', /number of digits/, 'COLLECT 32 DIGITS INTO dn_cv'],
  ['CCS3006', 'LOG ^2147483648', /out of the range of integers/, 'LOG 2147483647', 'LOG -2147483648'],
  ['CCS3006', 'LOG ^2147483647 + 1', /`2147483647 \+ 1`/, 'LOG limit_gv + 2147483647'],
  ['CCS3006', 'LOG ^-(-2147483648)', /out of the range/, 'LOG -(-2147483647)'],
  ['CCS3006', 'LOG ^-2147483648 / -1', /out of the range/, 'LOG -2147483648 / 1'],
  [
    'CCS3006',
    'IF tries_cv = ^99999999999999999999 THEN QUIT END IF',
    /out of the range/,
    'IF CLID = 99999999999999999999 THEN QUIT END IF',
  ],
  ['CCS3007', 'LOG 1 / ^0', /divides by zero/, 'LOG 0 / 1'],
  ['CCS3007', 'LOG tries_cv / ^(2 - 2)', /divides by zero/, 'LOG tries_cv / limit_gv'],
  ['CCS3008', 'LOG 1 ^+ text_cv', /an integer and a string do not go with `\+`/, 'LOG 1 + secs_cv * CONTACT PRIORITY'],
  ['CCS3008', 'LOG SUBJECT ^+ 1', /a string and an integer/, 'LOG AGE OF CALL + 1'],
  [
    'CCS3008',
    'IF TIME OF DAY ^= DAY OF WEEK THEN QUIT END IF',
    /a time of day and a day of the week/,
    'IF CDN = DNIS THEN QUIT END IF',
    'IF AGE OF CALL = tries_cv THEN QUIT END IF',
  ],
  ['CCS3008', 'IF QUEUED ^= TRANSFERRED THEN QUIT END IF', /yes-or-no/, 'IF QUEUED AND TRANSFERRED THEN QUIT END IF'],
  [
    'CCS3008',
    'IF SUBJECT = ^"a" .. "b" THEN QUIT END IF',
    /`\.\.`/,
    'IF SUBJECT = "a", "b" THEN QUIT END IF',
    'IF DNIS = 4800 .. 4809 THEN QUIT END IF',
  ],
  [
    'CCS3009',
    'IF SUBJECT ^< "b" THEN QUIT END IF',
    /`<` does not order a string/,
    'IF TIME OF DAY < 8:00 THEN QUIT END IF',
  ],
  [
    'CCS3009',
    'IF DNIS ^>= 4800 THEN QUIT END IF',
    /does not order a directory number/,
    'IF OLDEST sales_sk >= 4800 THEN QUIT END IF',
  ],
  [
    'CCS3009',
    'IF DAY OF WEEK ^> Monday THEN QUIT END IF',
    /does not order a day/,
    'IF PRIORITY IN QUEUE sales_sk, help_sk > 3 THEN QUIT END IF',
  ],
  [
    'CCS3010',
    'IF TIME OF DAY < ^8:00 .. 9:00 THEN QUIT END IF',
    /takes a single value/,
    'IF TIME OF DAY = 8:00 .. 9:00 THEN QUIT END IF',
  ],
  [
    'CCS3010',
    'IF TIME OF DAY > ^hours_gv THEN QUIT END IF',
    /takes a single value/,
    'IF TIME OF DAY <> hours_gv THEN QUIT END IF',
  ],
  [
    'CCS3010',
    'IF SUBJECT MATCHES ^words_gv THEN QUIT END IF',
    /takes a single value/,
    'IF SUBJECT CONTAINS words_gv, "x" THEN QUIT END IF',
  ],
  [
    'CCS3011',
    'IF tries_cv = ^5 .. 1 THEN QUIT END IF',
    /`5` is greater than `1`/,
    'IF tries_cv = 1 .. 5 THEN QUIT END IF',
    'IF tries_cv = 5 .. limit_gv THEN QUIT END IF',
    'IF TIME OF DAY = 17:00 .. 8:00 THEN QUIT END IF',
    'IF DAY OF WEEK = Friday .. Monday THEN QUIT END IF',
    'IF DATE = December 25 .. January 2 THEN QUIT END IF',
  ],
  [
    'CCS3011',
    'IF DATE = ^2026-12-25 .. January 1 2026 THEN QUIT END IF',
    /is greater/,
    'IF DATE = 2026-12-25 .. 2027-01-01 THEN QUIT END IF',
  ],
  ['CCS3011', 'IF DNIS = ^4809 .. 4800 THEN QUIT END IF', /is greater/, 'IF DNIS = 009 .. 010 THEN QUIT END IF'],
  [
    'CCS3012',
    'IF DATE = ^December 25 .. 2027-01-01 THEN QUIT END IF',
    /a year at both ends or at neither/,
    'IF DATE = December 25, 2027-01-01 THEN QUIT END IF',
  ],
  [
    'CCS3013',
    'IF DATE ^< December 25 THEN QUIT END IF',
    /needs a year/,
    'IF DATE < 2026-12-25 THEN QUIT END IF',
    'IF DATE < date_cv THEN QUIT END IF',
  ],
  ['CCS3014', 'IF ^tries_cv THEN QUIT END IF', /an integer, expected a condition/, 'IF tries_cv = 1 THEN QUIT END IF'],
  [
    'CCS3014',
    'IF NOT ^SUBJECT OR QUEUED THEN QUIT END IF',
    /a string, expected a condition/,
    'IF NOT QUEUED OR QUEUED THEN QUIT END IF',
  ],
  [
    'CCS3015',
    'WHERE tries_cv EQUALS VALUE 1: LOG 1 VALUE 2, ^1: LOG 2 END WHERE',
    /a second time \| 1/,
    'WHERE tries_cv EQUALS VALUE 1: LOG 1 VALUE 1 .. 2: LOG 2 END WHERE',
  ],
  [
    'CCS3015',
    'WHERE DAY OF WEEK EQUALS VALUE Monday .. Friday: LOG 1 VALUE ^monday..friday: LOG 2 END WHERE',
    /a second time/,
    'WHERE DAY OF WEEK EQUALS VALUE Monday .. Friday: LOG 1 VALUE Monday .. Thursday: LOG 2 END WHERE',
  ],
  [
    'CCS3015',
    'WHERE DATE EQUALS VALUE December 25 2026: LOG 1 VALUE ^2026-12-25: LOG 2 END WHERE',
    /a second time/,
    'WHERE DATE EQUALS VALUE December 25: LOG 1 VALUE 2026-12-25: LOG 2 END WHERE',
  ],
  [
    'CCS3015',
    'WHERE CONTACT TYPE EQUALS VALUE EMail: LOG 1 VALUE ^"EMAIL": LOG 2 END WHERE',
    /a second time/,
    'WHERE CONTACT TYPE EQUALS VALUE EMail: LOG 1 VALUE kinds_gv: LOG 2 END WHERE',
  ],
  [
    'CCS3015',
    'WHERE CONTACT SKILLSET EQUALS VALUE sales_sk: LOG 1 VALUE ^Sales_sk: LOG 2 END WHERE',
    /a second time/,
    'WHERE CONTACT SKILLSET EQUALS VALUE sales_sk: LOG 1 VALUE help_sk: LOG 2 END WHERE',
  ],
  [
    'CCS3016',
    'WHERE TIME OF DAY EQUALS VALUE ^when_cv: LOG 1 END WHERE',
    /`when_cv` is a call variable/,
    'WHERE TIME OF DAY EQUALS VALUE open_gv: LOG 1 END WHERE',
  ],
  [
    'CCS3016',
    'WHERE tries_cv EQUALS VALUE 1 .. ^tries_cv: LOG 1 END WHERE',
    /call variable/,
    'WHERE tries_cv EQUALS VALUE 1 .. limit_gv, -5: LOG 1 END WHERE',
  ],
  [
    'CCS3017',
    `QUEUE TO SKILLSET ${'help_sk, '.repeat(20)}^help_sk`,
    /21 skillsets, at most 20/,
    `QUEUE TO SKILLSET ${'help_sk, '.repeat(19)}help_sk`,
  ],
  [
    'CCS3017',
    `REMOVE FROM AGENT ${'ana, '.repeat(20)}^ana`,
    /21 agents, at most 20/,
    `REMOVE FROM AGENT ${'ana, '.repeat(19)}ana`,
  ],
  ['CCS3017', `SEND INFO crm ${'1, '.repeat(10)}^1`, /11 values, at most 10/, `SEND INFO crm ${'1, '.repeat(9)}1`],
  [
    'CCS3017',
    `SEND REQUEST crm ${'1, '.repeat(10)}^1`,
    /11 values, at most 10/,
    `SEND REQUEST prov_cv ${'1, '.repeat(9)}1`,
  ],
  [
    'CCS3017',
    `GET RESPONSE crm ${'tries_cv, '.repeat(10)}^tries_cv`,
    /11 variables, at most 10/,
    `GET RESPONSE crm ${'tries_cv, '.repeat(9)}tries_cv`,
  ],
  [
    'CCS3018',
    `IF CLID = ^${'1'.repeat(33)} THEN QUIT END IF`,
    /33 digits/,
    `IF CLID = ${'1'.repeat(32)}, "" THEN QUIT END IF`,
  ],
  ['CCS3019', 'READVAR ^secs_cv SAVEVAR', /READVAR takes an integer call variable/, 'READVAR tries_cv SAVEVAR'],
];

const PLACES: readonly Case[] = [
  [
    'CCS4001',
    'READVAR tries_cv ^WAIT 2 SAVEVAR',
    /WAIT cannot stand between READVAR and SAVEVAR/,
    'READVAR tries_cv tries_cv ASSIGNED 1 LOG 1 IF QUEUED THEN LOG 1 END IF WHERE tries_cv EQUALS VALUE 1: LOG 1 END WHERE SAVEVAR',
  ],
  ['CCS4001', 'READVAR tries_cv IF QUEUED THEN ^QUIT END IF SAVEVAR', /QUIT cannot/, 'READVAR tries_cv SAVEVAR QUIT'],
  [
    'CCS4001',
    'READVAR tries_cv ^READVAR tries_cv SAVEVAR SAVEVAR',
    /READVAR cannot/,
    'READVAR tries_cv SAVEVAR READVAR tries_cv SAVEVAR',
  ],
  [
    'CCS4002',
    'EVENT HANDLER EVENT NOT_QUEUED: IF QUEUED THEN ^WAIT 2 END IF END HANDLER',
    /WAIT cannot stand in an EVENT HANDLER/,
    'EVENT HANDLER EVENT NOT_QUEUED: QUEUE TO SKILLSET sales_sk END HANDLER WAIT 2',
  ],
  [
    'CCS4002',
    'EVENT HANDLER EVENT NOT_QUEUED: ^GET RESPONSE crm tries_cv END HANDLER',
    /GET RESPONSE/,
    'EVENT HANDLER EVENT NOT_QUEUED: EXECUTE a END HANDLER SECTION a WAIT 2',
  ],
  [
    'CCS4003',
    'LOG 1 ^EVENT HANDLER EVENT NOT_QUEUED: LOG 1 END HANDLER',
    /first statement/,
    '/* c */ EVENT HANDLER EVENT NOT_QUEUED: LOG 1 END HANDLER LOG 1',
  ],
  ['CCS4003', 'SECTION a ^EVENT HANDLER EVENT NOT_QUEUED: LOG 1 END HANDLER', /first statement/],
  [
    'CCS4004',
    'EVENT HANDLER EVENT NOT_QUEUED: LOG 1 END HANDLER ^EVENT HANDLER EVENT NOT_QUEUED: LOG 1 END HANDLER',
    /second EVENT HANDLER/,
  ],
  [
    'CCS4006',
    '^QUEUE TO NETWORK SKILLSET sales_sk',
    /QUEUE TO NETWORK SKILLSET needs other sites/,
    'LOG PRIORITY IN NETWORK QUEUE sales_sk',
  ],
  [
    'CCS4006',
    '^CHANGE PRIORITY IN NETWORK SKILLSET sales_sk TO 1',
    /needs other sites/,
    'CHANGE PRIORITY IN SKILLSET sales_sk TO 1',
  ],
  ['CCS4006', '^REMOVE FROM NETWORK SKILLSET sales_sk', /needs other sites/, 'REMOVE FROM SKILLSET sales_sk'],
  [
    'CCS4007',
    'READVAR tries_cv SAVEVAR ^secs_cv',
    /SAVEVAR `secs_cv` ends READVAR `tries_cv`/,
    'READVAR tries_cv SAVEVAR TRIES_CV',
  ],
];

const FAMILIES: readonly (readonly [string, readonly Case[]])[] = [
  ['names', NAMES],
  ['types', TYPES],
  ['places', PLACES],
];

for (const [family, cases] of FAMILIES) {
  describe(`errors of ${family}`, () => {
    for (const [code, marked, message, ...near] of cases) {
      it(`${code}: ${marked}`, () => {
        const column = marked.indexOf('^') + 1;
        const { diagnostics, compiled } = compile(marked.replace('^', ''));
        expect(diagnostics).toEqual([expect.stringMatching(message)]);
        expect(diagnostics[0]).toMatch(new RegExp(`^${code} Master_Script:1:${column} `));
        expect(compiled).toBe(false);
        for (const source of near) expect(compile(source), source).toEqual({ diagnostics: [], compiled: true });
      });
    }
  });
}

describe('extensions', () => {
  it.each([
    ['^GIVE RESPONSE ack_response', 'GIVE RESPONSE'],
    ['^ROUTE CONTACT "a@b.c"', 'ROUTE CONTACT'],
    ['^CLOSE CONTACT', 'CLOSE CONTACT'],
    ['^OFFER RESPONSE ack_response, resp_cv', 'OFFER RESPONSE'],
    ['IF SUBJECT ^CONTAINS "a" THEN QUIT END IF', 'CONTAINS'],
    ['IF SUBJECT ^MATCHES "a" THEN QUIT END IF', 'MATCHES'],
    ['LOG THE ^SPAM SCORE', 'SPAM SCORE'],
    ['IF ^AUTO SUBMITTED THEN QUIT END IF', 'AUTO SUBMITTED'],
  ])('%s is an error under `dialect: ccm6` and none under ccmm', (marked, feature) => {
    const source = marked.replace('^', '');
    expect(compile(source)).toEqual({ diagnostics: [], compiled: true });
    expect(compile(source, STRICT_CENTRE).diagnostics).toEqual([
      expect.stringMatching(
        new RegExp(`^CCS0001 Master_Script:1:${marked.indexOf('^') + 1} ${feature} is an extension`),
      ),
    ]);
  });
});

describe('the set', () => {
  const whereFound = (scripts: Readonly<Record<string, string>>) =>
    compileTexts(scripts).diagnostics.map(({ code, place }) => `${code} ${place.source.fileName}:${place.span.start}`);

  it.each([
    ['has one Master_Script, in any case', { 'master_SCRIPT.ccs': '' }],
    ['no Master_Script', {}, 'CCS2009 center.yaml:0'],
    ['two Master_Scripts', { 'Master_Script.ccs': '', 'sub/MASTER_SCRIPT.ccs': '' }, 'CCS2010 center.yaml:0'],
    ['two scripts of one name', { 'Master_Script.ccs': '', 'a.ccs': '', 'A.ccs': '' }, 'CCS2008 a.ccs:0'],
    ['a name that is none', { 'Master_Script.ccs': '', '9a.ccs': '' }, 'CCS2007 9a.ccs:0'],
    [
      'a name that is too long',
      { 'Master_Script.ccs': '', [`${'a'.repeat(31)}.ccs`]: '' },
      `CCS2007 ${'a'.repeat(31)}.ccs:0`,
    ],
    ['a reserved word as a name', { 'Master_Script.ccs': '', 'wait.ccs': '' }, 'CCS2007 wait.ccs:0'],
  ])('%s', (_what, scripts, ...expected) => {
    expect(whereFound(scripts as Record<string, string>)).toEqual(expected);
  });

  it('has one error for one fault, and all of them in one run', () => {
    const source =
      'LOG nobody\nLOG nobody + 1, -nobody, (nobody)\nIF nobody = 5 THEN EXECUTE nowhere END IF\nQUEUE TO SKILLSET , sales_sk\nWAIT 0\n';
    expect(compile(source).diagnostics.map((one) => one.slice(0, 24))).toEqual(
      [
        'CCS2001 Master_Script:1:5',
        'CCS2001 Master_Script:2:5',
        'CCS2001 Master_Script:2:18',
        'CCS2001 Master_Script:2:27',
        'CCS2001 Master_Script:3:4',
        'CCS2002 Master_Script:3:28',
        'CCS1102 Master_Script:4:18',
        'CCS3005 Master_Script:5:6',
      ].map((one) => one.slice(0, 24)),
    );
  });

  it('gives the same program in whatever order its files come', () => {
    const scripts = { 'Master_Script.ccs': 'WAIT 2 EXECUTE SCRIPT b', 'b.ccs': 'EXECUTE SCRIPT a', 'a.ccs': 'QUIT' };
    const reversed = Object.fromEntries(Object.entries(scripts).reverse());
    const { program } = compileTexts(scripts);
    expect(program?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(compileTexts(reversed).program?.hash).toBe(program?.hash);
  });

  it.each([
    ['that defines nothing', 'center: 5', ['CCS1102', 'CCS2002', 'CCS3005', 'CCS5004', 'CCS5005']],
    ['with an unknown key', CASES_CENTRE.replace('dialect', 'dialekt'), ['2001', '1102', '2002', '3005', '5003']],
    ['with an unknown key of its own', `${CASES_CENTRE}\nskils: []`, ['1102', '2002', '3005', '5003']],
    [
      'with a definition that cannot be read',
      CASES_CENTRE.replace('{ name: sales_sk }', '{ name: 5x }'),
      ['1102', '2002', '3005', '5007'],
    ],
    [
      'with a name for two things',
      CASES_CENTRE.replace('{ name: Spam', '{ name: ack_response'),
      ['2001', '1102', '2002', '5006'],
    ],
    ['that is no YAML', `${CASES_CENTRE}\n\t{`, ['1102', '5002']],
  ])('with a center.yaml %s has its scripts checked as far as names are known', (_what, centre, expected) => {
    const { diagnostics } = compile(
      'IF nobody = 5 THEN LOG 1 END IF EXECUTE nowhere WAIT 0 IF QUEUED QUIT END IF',
      centre,
    );
    const codes = expected.map((code) => code.padStart(7, 'CCS'));
    expect(diagnostics.map((one) => one.slice(0, 7)).sort()).toEqual(codes.sort());
  });
});

describe('independent faults', () => {
  /** Cases that can stand anywhere and hold no jump or section. */
  const lines = [...NAMES, ...TYPES, ...PLACES].filter(([, source]) => !/EXECUTE|SECTION|EVENT HANDLER/.test(source));

  it('give one error each, at its line, whatever stands between them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...lines), fc.boolean()), { maxLength: 12 }), (chosen) => {
        const texts = chosen.map(([[, faulty, , near], isFaulty]) =>
          isFaulty ? faulty.replace('^', '') : (near ?? ''),
        );
        const expected = chosen.flatMap(([[code], isFaulty], index) => (isFaulty ? [`${code} ${index + 1}`] : []));
        const found = compile(texts.join('\n')).diagnostics.map((one) => one.replace(/^(\w+) \w+:(\d+).*$/s, '$1 $2'));
        expect(found).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
