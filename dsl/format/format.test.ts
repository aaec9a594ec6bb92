import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatScript } from './format-script.ts';

function formatted(text: string): string {
  const result = formatScript(text);
  return result.kind === 'formatted' ? result.text : result.diagnostics.map(({ message }) => message).join('\n');
}

describe('the layout of a script', () => {
  it('writes keywords in capitals, names as they stand, and a block’s statements two spaces in', () => {
    expect(formatted('if Queued then wait 2 x_CV assigned x_cv+1 else Quit end   if execute Nite')).toBe(
      'IF QUEUED THEN\n  WAIT 2\n  x_CV ASSIGNED x_cv + 1\nELSE\n  QUIT\nEND IF\nEXECUTE Nite\n',
    );
    expect(formatted('IF DAY OF WEEK = monday..FRIDAY AND a < = - 5 THEN END IF')).toBe(
      'IF DAY OF WEEK = Monday .. Friday AND a <= -5 THEN\nEND IF\n',
    );
    expect(formatted('change priority in skillset a to priority 3 route call controlled controlled')).toBe(
      'CHANGE PRIORITY IN SKILLSET a TO PRIORITY 3\nROUTE CALL controlled CONTROLLED\n',
    );
  });

  it('puts the only short statement of a VALUE behind it, several below it', () => {
    expect(
      formatted(
        'where contact type equals value EMail:\n\n execute new_mail value Fax, Voice: log "a" quit default: end where',
      ),
    ).toBe(
      `WHERE CONTACT TYPE EQUALS
  VALUE EMail: EXECUTE new_mail
  VALUE Fax, Voice:
    LOG "a"
    QUIT
  DEFAULT:
END WHERE
`,
    );
  });

  it('breaks a long condition before AND and OR with THEN below, and fills long lists', () => {
    expect(
      formatted(`IF TIME OF DAY = office_hours_gv AND DAY OF WEEK = office_days_gv AND (DATE <> holidays_gv OR CONTACT SKILLSET = EM_Vip) THEN
        QUEUE TO SKILLSET EM_Support_English, EM_Support_French, EM_Support_German, EM_Support_Italian, EM_Overflow WITH PRIORITY 2
        END IF`),
    ).toBe(
      `IF TIME OF DAY = office_hours_gv
    AND DAY OF WEEK = office_days_gv
    AND (DATE <> holidays_gv OR CONTACT SKILLSET = EM_Vip)
THEN
  QUEUE TO SKILLSET EM_Support_English, EM_Support_French, EM_Support_German, EM_Support_Italian,
        EM_Overflow
      WITH PRIORITY 2
END IF
`,
    );
  });

  it('leaves one blank line before a SECTION, at most one between statements and none at the edges of a block', () => {
    expect(
      formatted('\n\nWAIT 2\n\n\n\nWAIT 3 section a\n\nIF QUEUED THEN\n\nWAIT 4\n\nEND IF\n/* b */\nSECTION b'),
    ).toBe('WAIT 2\n\nWAIT 3\n\nSECTION a\nIF QUEUED THEN\n  WAIT 4\nEND IF\n\n/* b */\nSECTION b\n');
  });

  it('keeps comments where they were: between the words of a phrase, behind code, on lines of their own, at the end', () => {
    expect(
      formatted(`/* head */ if queued /* why
   not */ then /* yes */
      /* own */
   queue /* x */ to skillset a, /* first */
      b /* both */ quit /* tail */
   /* last */ end /* of */ if

/* the end */`),
    ).toBe(`/* head */ IF QUEUED /* why
   not */
THEN /* yes */
  /* own */
  QUEUE /* x */ TO SKILLSET a, /* first */
      b /* both */
  QUIT /* tail */
/* last */ END /* of */ IF

/* the end */
`);
  });

  it('keeps the line ends of the file, its byte-order mark, and every unit of a comment', () => {
    expect(formatted('\uFEFFwait 2\r\nquit /* a \n\tb  */')).toBe('\uFEFFWAIT 2\r\nQUIT /* a \n\tb  */\r\n');
    expect(formatted('/* a\r\nb */ wait 2\nquit')).toBe('/* a\r\nb */ WAIT 2\nQUIT\n');
    expect(formatScript(new Uint8Array([0xef, 0xbb, 0xbf, ...Buffer.from('quit')]))).toEqual({
      kind: 'formatted',
      text: '\uFEFFQUIT\n',
    });
    expect([formatted(''), formatted(' \n'), formatted('/* a */')]).toEqual(['', '', '/* a */\n']);
  });

  it('is not given to a script with errors, which are said instead', () => {
    const result = formatScript('IF QUEUED WAIT 2 END IF', 'a.ccs');
    expect(result.kind === 'errors' && result.diagnostics.map(({ code }) => code)).toEqual(['CCS1102']);
  });

  it('takes time in proportion to a text: a long line is no worse than many short ones', () => {
    for (const text of [`LOG ${'a, '.repeat(10_000)}b`, `LOG ${'/**/\n'.repeat(10_000)}5`, 'WAIT 2 '.repeat(10_000)])
      expect(formatted(text).length).toBeGreaterThan(text.length / 2);
  });
});

describe('the scripts of this project', () => {
  const folders = ['../../examples/helpdesk/', '../../examples/orderdesk/'].map(
    (path) => new URL(path, import.meta.url),
  );
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ccs'))
      .map((name) => new URL(name, folder)),
  );

  it.each(files.map((file) => [file.pathname.split('/').slice(-2).join('/'), file] as const))(
    '%s has the one layout',
    (_, file) => {
      const text = readFileSync(file, 'utf8');
      expect(formatted(text)).toBe(text);
    },
  );
});
