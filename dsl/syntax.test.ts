/** The form of scripts: what is accepted, what tree it gives, and where each fault is reported. */
import { describe, expect, it } from 'vitest';
import type { Expression, Statement } from './ast.ts';
import { intrinsicNames, intrinsics } from './intrinsics.ts';
import { limits } from './limits.ts';
import { parse, parseValue } from './parse.ts';
import { ScriptParser } from './script-parser.ts';
import { positionAt, sourceText } from './source.ts';
import { statementKinds, statements } from './statements.ts';
import { printExpression } from './testing/print.ts';

/** `line:column code` of every finding. */
function findings(text: string | Uint8Array): string[] {
  return parse(text, 'x.ccs').diagnostics.map((entry) => {
    const { line, column } = positionAt(entry.place.source, entry.place.span.start);
    return `${line}:${column} ${entry.code}`;
  });
}

function statementsOf(text: string): readonly Statement[] {
  const { file, diagnostics } = parse(text, 'x.ccs');
  expect(diagnostics.map((entry) => entry.message)).toEqual([]);
  return file.entry;
}

function conditionOf(text: string): Expression {
  const [first] = statementsOf(`IF ${text} THEN END IF`);
  if (first?.kind !== 'if') throw new Error('no IF');
  return first.condition;
}

/** An expression with every operator's operands in brackets. */
function grouped(expression: Expression): string {
  switch (expression.kind) {
    case 'binary':
      return `[${grouped(expression.left)} ${expression.operator} ${grouped(expression.right)}]`;
    case 'unary':
      return `[${expression.operator} ${grouped(expression.operand)}]`;
    case 'parenthesized':
      return `(${grouped(expression.inner)})`;
    default:
      return printExpression(expression);
  }
}

describe('the grammar', () => {
  it('has no ambiguity that Chevrotain can see', () => {
    expect(() => new ScriptParser(false)).not.toThrow();
  });

  it.each(statementKinds.map((kind) => [statements[kind].name, kind] as const))(
    'reads the example of %s',
    (_, kind) => {
      expect(statementsOf(statements[kind].example).map((statement) => statement.kind)).toContain(kind);
    },
  );

  it.each(intrinsicNames)('reads the example of %s', (name) => {
    const found = JSON.stringify(statementsOf(intrinsics[name].example));
    expect(found).toContain(`"kind":"intrinsic"`);
    expect(found).toContain(`"name":"${name}"`);
  });

  it.each([
    ['keywords and names without case', 'if queued then execute Nite end if'],
    ['comments between the words of a keyword', 'QUEUE /* to */ TO /* what\nelse */ SKILLSET a_sk'],
    ['a statement that ends where the next begins', 'LOG a b ASSIGNED 5 SAVE ASSIGNED b QUIT'],
    ['THEN at the start of a line, statements after it', 'IF QUEUED\nTHEN QUIT ELSE WAIT 2\nEND IF'],
    ['operators with an inner blank', 'IF a < = 1 AND b > = 2 AND c < > 3 THEN END IF'],
    ['a range without blanks', 'IF a = 0..179 THEN END IF'],
    ['a phrase’s word as a name', 'LOG SPAM, SCORE, SPAM SCORE, COUNT, PRIORITY'],
    ['a phrase that ends before a name with ASSIGNED', 'LOG SPAM score ASSIGNED 5'],
    ['SAVEVAR before an assignment', 'READVAR x_cv SAVEVAR y_cv ASSIGNED 5'],
    ['OPEN VOICE SESSION before an assignment', 'OPEN VOICE SESSION y_cv ASSIGNED 5 END VOICE SESSION'],
    ['a variable called PRIORITY as a priority', 'CHANGE PRIORITY IN SKILLSET a TO PRIORITY QUIT'],
    ['a variable called PRIORITY behind PRIORITY', 'CHANGE PRIORITY IN SKILLSET a TO PRIORITY PRIORITY'],
    ['digits of a DN beyond every integer', 'ROUTE CALL 00123456789012345678901234567890'],
    [
      'contact types that are keywords elsewhere',
      'IF CONTACT TYPE = Voice, Other AND QUEUETYPE = AGENT, SKILLSET THEN END IF',
    ],
    ['THE before an intrinsic', 'QUEUE TO SKILLSET THE CONTACT SKILLSET WITH PRIORITY THE CONTACT PRIORITY'],
    ['a comment right behind a star', 'WAIT 2 */**/3'],
    ['an empty text', ''],
    ['a section without statements', 'SECTION a SECTION b'],
    ['nesting up to the limit', 'IF a THEN '.repeat(limits.nesting) + 'END IF '.repeat(limits.nesting)],
    ['parentheses up to the limit', `WAIT ${'('.repeat(limits.nesting)}1${')'.repeat(limits.nesting)}`],
    ['a byte-order mark and CR LF', '\uFEFFIF QUEUED THEN\r\n  QUIT\r\nEND IF\r\n'],
    ['a name of 30 characters', `LOG ${'x'.repeat(30)}`],
    ['29 February without a year', 'IF DATE = February 29, 2028-02-29 THEN END IF'],
    [
      'a time right before the colon of VALUE',
      'WHERE TIME OF DAY EQUALS VALUE 8:00: QUIT VALUE 9:00 .. 10:00: QUIT END WHERE',
    ],
  ])('accepts %s', (_, text) => {
    expect(findings(text)).toEqual([]);
  });

  it.each([
    ['a + b * c - d', '[[a + [b * c]] - d]'],
    ['- a * b', '[[- a] * b]'],
    ['- - 5 = x', '[[- [- 5]] = x]'],
    ['NOT a = b AND c OR d', '[[[NOT [a = b]] AND c] OR d]'],
    ['a AND NOT NOT QUEUED', '[a AND [NOT [NOT QUEUED]]]'],
    ['(QUEUED COUNT a_sk) > (3 * LOGGED AGENT COUNT a_sk)', '[(QUEUED COUNT a_sk) > ([3 * LOGGED AGENT COUNT a_sk])]'],
    ['POSITION IN QUEUE a_sk, b_sk < 5', '[POSITION IN QUEUE a_sk, b_sk < 5]'],
    ['x = 1, 2 .. 5, -3 AND y', '[[x = 1, 2 .. 5, -3] AND y]'],
    ['x = -5 .. -1', '[x = -5 .. -1]'],
    ['OUT OF SERVICE a, b OR c', '[OUT OF SERVICE a, b OR c]'],
  ])('groups %s', (text, expected) => {
    expect(grouped(conditionOf(text))).toBe(expected);
  });

  it('reads literals as their values', () => {
    const [log] = statementsOf(
      'LOG 007, "a ""b""", 08:05, Sunday, December, December 25, December 25 2026, 2026-12-25',
    );
    expect(log?.kind === 'log' && log.values).toMatchObject([
      { kind: 'integer', digits: '007', value: 7 },
      { kind: 'string', value: 'a "b"' },
      { kind: 'time', minutes: 485 },
      { kind: 'day', day: 0 },
      { kind: 'month', month: 12 },
      { kind: 'date', year: undefined, month: 12, day: 25, form: 'words' },
      { kind: 'date', year: 2026, month: 12, day: 25, form: 'words' },
      { kind: 'date', year: 2026, month: 12, day: 25, form: 'digits' },
    ]);
  });

  it('gives an intrinsic one skillset in LOG and several in parentheses', () => {
    const [log] = statementsOf('LOG QUEUED COUNT a_sk, tries_cv, (QUEUED COUNT a_sk, b_sk)');
    expect(log?.kind === 'log' && log.values.map((value) => printExpression(value))).toEqual([
      'QUEUED COUNT a_sk',
      'tries_cv',
      '(QUEUED COUNT a_sk, b_sk)',
    ]);
  });

  it('keeps every comment and the span of every statement', () => {
    const text = '/* a */ WAIT /* b */ 2 /* c */';
    const { file } = parse(text, 'scripts/Master_Script.ccs');
    expect(file.name).toBe('Master_Script');
    expect(file.comments.map((comment) => text.slice(comment.span.start, comment.span.end))).toEqual([
      '/* a */',
      '/* b */',
      '/* c */',
    ]);
    const [wait] = file.entry;
    expect(wait?.kind).toBe('wait');
    expect(text.slice(wait?.span.start, wait?.span.end)).toBe('WAIT /* b */ 2');
  });
});

describe('one finding for one fault', () => {
  it.each([
    ['unclosed comment, at its opening', 'WAIT 2\nLOG 1 /* x\nQUIT', '2:7 CCS1003'],
    ['unclosed comment in a block', 'IF QUEUED THEN /* x', '1:16 CCS1003'],
    ['unclosed string, at its opening', 'LOG "abc\nQUIT', '1:5 CCS1004'],
    ['unclosed string that swallows THEN', 'IF SUBJECT = "abc THEN\nQUIT END IF', '1:14 CCS1004'],
    ['unclosed string with a doubled quote', 'LOG "a""b\nQUIT', '1:5 CCS1004'],
    ['unknown character', 'WAIT 2;\nQUIT', '1:7 CCS1005'],
    ['unknown character instead of a word', 'IF a & b THEN END IF', '1:6 CCS1005'],
    ['number with a point', 'WAIT 1.5', '1:6 CCS1006'],
    ['name too long', `EXECUTE ${'x'.repeat(31)}`, '1:9 CCS1007'],
    ['name with another letter', 'EXECUTE größe', '1:9 CCS1008'],
    ['time', 'IF TIME OF DAY = 24:00 THEN END IF', '1:18 CCS1009'],
    ['day that no year has', 'IF DATE = February 30 THEN END IF', '1:11 CCS1010'],
    ['day that its year lacks', 'IF DATE = 2026-02-29 THEN END IF', '1:11 CCS1010'],
    ['THEN before a statement', 'IF QUEUED\nWAIT 2 END IF', '1:10 CCS1102'],
    ['THEN before an assignment', 'IF x = y\nz ASSIGNED 5 END IF', '1:9 CCS1102'],
    ['EQUALS', 'WHERE x VALUE 1: QUIT END WHERE', '1:8 CCS1102'],
    ['TO of ASSIGN', 'ASSIGN 5 x_cv', '1:9 CCS1102'],
    ['TO and the variable', 'ASSIGN 5\nz ASSIGNED 3', '1:9 CCS1102'],
    ['TO of QUEUE TO SKILLSET', 'QUEUE\nSKILLSET a', '1:6 CCS1102'],
    ['TO of CHANGE PRIORITY', 'CHANGE PRIORITY IN SKILLSET a, b 3', '1:33 CCS1102'],
    ['IN of CHANGE PRIORITY', 'CHANGE PRIORITY SKILLSET a TO 3', '1:16 CCS1102'],
    ['END IF at the end', 'WAIT 2\nIF a THEN\nQUIT', '2:1 CCS1103'],
    ['END IF of an outer block', 'IF a THEN IF b THEN QUIT END IF QUIT', '1:1 CCS1103'],
    ['END IF before END WHERE', 'WHERE x EQUALS VALUE 1: IF a THEN QUIT END WHERE', '1:25 CCS1103'],
    ['END IF before VALUE', 'WHERE x EQUALS VALUE 1: IF a THEN QUIT VALUE 2: QUIT END WHERE', '1:25 CCS1103'],
    ['END IF before a second ELSE', 'IF a THEN IF b THEN QUIT ELSE QUIT ELSE QUIT END IF', '1:11 CCS1103'],
    [
      'END WHERE before a second DEFAULT',
      'WHERE x EQUALS VALUE 1: WHERE y EQUALS VALUE 2: QUIT DEFAULT: QUIT DEFAULT: QUIT END WHERE',
      '1:25 CCS1103',
    ],
    ['END WHERE before ELSE', 'IF a THEN WHERE x EQUALS VALUE 1: QUIT ELSE QUIT END IF', '1:11 CCS1103'],
    ['SAVEVAR', 'READVAR x_cv ASSIGN 1 TO x_cv', '1:1 CCS1103'],
    ['END HANDLER', 'EVENT HANDLER EVENT NOT_QUEUED: QUIT', '1:1 CCS1103'],
    ['word behind END', 'IF a THEN QUIT END', '1:19 CCS1102'],
    ['END of another block', 'IF a THEN QUIT END WHERE', '1:16 CCS1101'],
    ['END IF too many', 'IF a THEN QUIT END IF END IF', '1:23 CCS1107'],
    ['ELSE without IF', 'WAIT 2 ELSE WAIT 3', '1:8 CCS1107'],
    ['second ELSE', 'IF a THEN QUIT ELSE WAIT 1 ELSE WAIT 2 END IF', '1:28 CCS1115'],
    ['VALUE after DEFAULT', 'WHERE x EQUALS VALUE 1: QUIT DEFAULT: QUIT VALUE 2: QUIT END WHERE', '1:44 CCS1114'],
    ['DEFAULT alone', 'WHERE x EQUALS DEFAULT: QUIT END WHERE', '1:1 CCS1116'],
    ['statement before VALUE', 'WHERE x EQUALS WAIT 2 VALUE 1: QUIT END WHERE', '1:16 CCS1101'],
    ['SECTION in a block that ends', 'IF a THEN WAIT 2\nSECTION b WAIT 3 END IF', '2:1 CCS1106'],
    ['SECTION behind a block that does not end', 'IF a THEN WAIT 2\nSECTION b IF c THEN END IF', '1:1 CCS1103'],
    ['misspelt THEN', 'IF QUEUED THN WAIT 2 END IF', '1:11 CCS1104'],
    ['misspelt END IF', 'IF QUEUED THEN WAIT 2 ENDIF QUIT', '1:23 CCS1104'],
    ['misspelt END', 'IF QUEUED THEN WAIT 2 EDN IF QUIT', '1:23 CCS1104'],
    ['misspelt IF behind END', 'IF QUEUED THEN WAIT 2 END FI QUIT', '1:27 CCS1104'],
    ['misspelt WHERE', 'WHER x EQUALS VALUE 1: QUIT END WHERE', '1:1 CCS1104'],
    ['misspelt SECTION', 'QUIT SECTON a EXECUTE a', '1:6 CCS1104'],
    ['misspelt statement', 'QEUE TO SKILLSET a, b WITH PRIORITY 3 QUIT', '1:1 CCS1104'],
    ['ELSEIF', 'IF a = 1 THEN QUIT ELSEIF b = 2 THEN QUIT ELSE QUIT END IF', '1:20 CCS1105'],
    ['unknown statement', 'frobnicate the 3 things QUIT', '1:1 CCS1108'],
    ['word that goes on wrongly', 'QUEUE FOR SKILLSET a QUIT', '1:7 CCS1101'],
    ['blocks too deep', 'IF a THEN '.repeat(101) + 'END IF '.repeat(101), '1:1001 CCS1109'],
    ['parentheses too deep', `WAIT ${'('.repeat(101)}1${')'.repeat(101)} QUIT`, '1:106 CCS1109'],
    ['reserved word for a name', 'EXECUTE Monday QUIT', '1:9 CCS1110'],
    ['chained comparison', 'IF a < b < c THEN END IF', '1:10 CCS1111'],
    ['condition for a value', 'WAIT a = 3 QUIT', '1:8 CCS1112'],
    ['NOT for a value', 'LOG NOT QUEUED', '1:5 CCS1112'],
    ['NOT behind a comparison', 'IF a = NOT b THEN END IF', '1:8 CCS1101'],
    ['list behind <', 'IF a < 1, 2 THEN END IF', '1:9 CCS1113'],
    ['expression in a list', 'IF a = 1, (2) THEN END IF', '1:11 CCS1119'],
    ['variable with a sign in VALUE', 'WHERE a EQUALS VALUE -b: QUIT END WHERE', '1:23 CCS1119'],
    ['expression too long', `WAIT 1${' + 1'.repeat(1001)} QUIT`, '1:4008 CCS1117'],
    ['THE without an intrinsic', 'LOG THE a', '1:5 CCS1118'],
    ['value at the end of the text', 'WAIT', '1:5 CCS1102'],
    ['value before an operator', 'IF = 5 THEN END IF', '1:3 CCS1102'],
    ['comma', 'QUEUE TO SKILLSET a b', '1:20 CCS1102'],
    ['parenthesis', 'IF (a = 1 THEN END IF', '1:10 CCS1102'],
    ['parenthesis too many', 'IF a = 1) THEN END IF', '1:9 CCS1101'],
    ['colon', 'WHERE x EQUALS VALUE 1 WAIT 2 END WHERE', '1:23 CCS1102'],
    ['comment closed twice', '/* a /* b */ c */ QUIT', '1:16 CCS1005'],
    ['comment that was never opened', 'WAIT 2 */ QUIT', '1:8 CCS1005'],
    ['curly quotes', 'LOG “two words” QUIT', '1:5 CCS1005'],
    ['WITH', 'QUEUE TO SKILLSET a PRIORITY 3 QUIT', '1:20 CCS1102'],
    ['PRIORITY behind WITH', 'QUEUE TO SKILLSET a WITH 3 QUIT', '1:25 CCS1102'],
    ['misspelt PRIORITY', 'QUEUE TO SKILLSET a WITH PRIORTY 3 QUIT', '1:26 CCS1104'],
    ['REASON behind WITH', 'CLOSE CONTACT WITH Spam QUIT', '1:19 CCS1102'],
    ['two operators for one', 'IF a == 5 THEN END IF', '1:7 CCS1101'],
    ['= for ASSIGNED', 'x_cv = 5 QUIT', '1:6 CCS1101'],
    ['ASSIGN for ASSIGNED', 'x_cv ASSIGN 5 QUIT', '1:6 CCS1104'],
    ['a name before a right ASSIGN', 'junk ASSIGN 5 TO x_cv', '1:1 CCS1108'],
    ['DIGITS', 'COLLECT 4 INTO cv', '1:10 CCS1102'],
    ['INTO', 'COLLECT 4 DIGITS cv', '1:17 CCS1102'],
    ['END SECTION', 'SECTION a\nQUIT\nEND SECTION\nSECTION b QUIT', '3:1 CCS1107'],
    ['END-IF', 'IF a THEN QUIT END-IF QUIT', '1:19 CCS1104'],
    ['misspelt END VOICE SESSION', 'OPEN VOICE SESSION PLAY PROMPT 7 END VOICE SESION QUIT', '1:38 CCS1104'],
    ['ELSEIF without IF', 'ELSEIF a THEN QUIT END IF', '1:1 CCS1105'],
    ['a statement’s word as a name', 'EXECUTE log QUIT', '1:9 CCS1110'],
    ['a statement’s word as a value', 'IF CONTACT TYPE = Wait THEN END IF', '1:19 CCS1110'],
    ['IF', 'QUIT a = 1 THEN QUIT ELSE WAIT 2 END IF QUIT', '1:6 CCS1108'],
    ['another word for IF', 'WHEN QUEUED THEN IF a THEN QUIT END IF ELSE WAIT 2 END IF QUIT', '1:1 CCS1108'],
    ['another word for IF in an IF', 'IF a THEN WHEN b THEN QUIT END IF END IF QUIT', '1:11 CCS1108'],
    ['WHERE', 'QUIT x EQUALS VALUE 1: QUIT DEFAULT: WAIT 2 END WHERE QUIT', '1:6 CCS1108'],
    ['condition and THEN', 'IF END IF', '1:3 CCS1102'],
    ['END of END IF', 'IF a THEN QUIT IF', '1:15 CCS1102'],
    ['END of an inner END IF', 'IF a THEN IF b THEN QUIT IF WAIT 2 END IF', '1:25 CCS1102'],
    ['END of END WHERE', 'WHERE x EQUALS VALUE 1: WAIT 2 WHERE\nLOG 1', '1:31 CCS1102'],
    ['another word for END', 'IF a THEN QUIT ) IF', '1:16 CCS1101'],
    ['what cannot follow a gap', 'WAIT ) QUIT', '1:6 CCS1101'],
    ['what cannot follow a gap in a list', 'QUEUE TO SKILLSET a, : WITH PRIORITY 2', '1:22 CCS1101'],
    ['a word that no section has', 'QUIT SECTION Then WAIT 2', '1:14 CCS1101'],
    ['a block word for a section’s name', 'QUIT SECTION Default WAIT 2', '1:14 CCS1101'],
    ['another word for TO', 'ASSIGN 5 INTO x_cv QUIT', '1:10 CCS1101'],
    ['another word for PRIORITY', 'QUEUE TO SKILLSET a WITH LEVEL 2 QUIT', '1:26 CCS1101'],
    ['word and operand of a statement', 'OFFER', '1:6 CCS1102'],
    ['IDLE of LONGEST IDLE AGENT', 'QUEUE TO SKILLSET LONGEST AGENT a, b', '1:26 CCS1102'],
    ['LOGGED AGENTS of MOST LOGGED AGENTS', 'QUEUE TO SKILLSET MOST a, b', '1:23 CCS1102'],
    ['IN of POSITION IN QUEUE', 'IF a AND POSITION QUEUE b_sk > 3 THEN QUIT END IF', '1:18 CCS1102'],
    ['TIME of EXPECTED WAIT TIME', 'WHERE EXPECTED WAIT b_sk EQUALS VALUE 0: QUIT END WHERE', '1:20 CCS1102'],
    ['THEN before WAIT', 'IF position WAIT 2 END IF', '1:12 CCS1102'],
    [
      'misspelt END behind a gap',
      'IF a THEN CLOSE CONTACT WITH REASON\nEND IF IF b THEN QUIT END IF QUIT',
      '1:36 CCS1102',
    ],
    ['misspelt SCRIPT', 'EXECUTE SCRIP other QUIT', '1:9 CCS1104'],
    ['misspelt HANDLER', 'EVENT HANDLR EVENT NOT_QUEUED: LOG 1 END HANDLER', '1:7 CCS1104'],
    ['another word behind END', 'IF a THEN QUIT END WHILE QUIT', '1:20 CCS1101'],
    ['FI', 'IF a THEN QUIT FI QUIT', '1:16 CCS1104'],
    ['words swapped', 'QUEUE SKILLSET TO a WITH PRIORITY 2', '1:1 CCS1104'],
    ['= in ASSIGN', 'ASSIGN x_cv = 5 QUIT', '1:13 CCS1112'],
    ['DN of ROUTE CALL DEFAULT DN', 'ROUTE CALL DEFAULT QUIT', '1:19 CCS1102'],
    ['READVAR', 'junk x_cv x_cv ASSIGNED 1 SAVEVAR QUIT', '1:1 CCS1108'],
    ['EVENT HANDLER', 'EVENTS NOT_QUEUED: LOG 1 EVENT RETURNED_TO_QUEUE: LOG 2 END HANDLER', '1:1 CCS1108'],
    ['comma before TO', 'CHANGE PRIORITY IN SKILLSET a_sk b_sk TO PRIORITY 2', '1:33 CCS1102'],
    ['comma at the end of a line', 'LOG 1\n"b", 3', '1:6 CCS1102'],
    ['first word of a line behind a list', 'LOG 1\nCALL 4805', '2:1 CCS1108'],
    ['IF of a line behind a list', 'LOG 1\nQUEUED THEN WAIT 2 END IF', '2:1 CCS1101'],
    ['ASSIGN of a line behind a list', 'LOG 1\n5 TO x_cv', '2:1 CCS1101'],
  ])('%s', (_, text, expected) => {
    expect(findings(text)).toEqual([expected]);
  });

  it.each([
    ['IF QUEUED CONT a_sk > 1 THEN QUIT END IF', 'QUEUED COUNT'],
    ['IF OUT OFF SERVICE a_sk THEN QUIT END IF', 'OUT OF SERVICE'],
    ['IF AGENT LOGGED ana THEN QUIT END IF', 'LOGGED AGENT'],
    ['IF SUBJECT CONTAIN "a" THEN QUIT END IF', 'CONTAINS'],
    ['IF QUEUED ADN QUEUED THEN QUIT END IF', 'AND'],
    ['QUEUE TO SKILSET a_sk', 'SKILLSET'],
    ['SEND REQEST crm 1', 'REQUEST'],
    ['GIVE RESPONS ack', 'RESPONSE'],
  ])('says what was meant: %s', (text, meant) => {
    expect(parse(text, 'x.ccs').diagnostics.map(({ help }) => help)).toEqual([`did you mean \`${meant}\`?`]);
  });

  it.each([
    ['LOG COUNT sales_sk, 1', '1:4 missing QUEUED'],
    ['IF THE COUNT sales_sk > 3 THEN QUIT END IF', '1:7 missing QUEUED'],
    ['LOG DATA "header:X-Plan"', '1:4 missing CONTACT'],
    ['LOG CONTACT "header:X-Plan"', '1:12 missing DATA'],
    ['EVENT EVENT NOT_QUEUED: LOG 1 EVENT RETURNED_TO_QUEUE: LOG 1 END HANDLER', '1:6 missing HANDLER'],
    ['EVENT HANDLER EVENT NOT_QUEUED: LOG 1 HANDLER WAIT 2', '1:38 missing END'],
    ['SEND INFO crm 1, SUBJECT REQUEST crm "a"', '1:25 missing SEND'],
    ['SEND INFO crm SUBJECT RESPONSE crm x_cv TIMEOUT 5', '1:22 missing GET'],
    ['IF QUEUED THEN LOG 1 END WHERE x_cv EQUALS VALUE 1: LOG 2 END WHERE', '1:25 missing IF'],
    ['WHERE x_cv EQUALS VALUE 1: LOG 1 END IF QUEUED THEN LOG 1 END IF', '1:37 missing WHERE'],
    ['IF IF NOT QUEUED THEN LOG 1 END IF', '1:4 unexpected `IF`, expected the word once'],
    ['QUEUE TO SKILLSET SKILLSET a_sk WAIT 2', '1:19 unexpected `SKILLSET`, expected the word once'],
    ['QUEUE TO SKILLSET a_sk WITH PRIORITY PRIORITY 2', '1:38 unexpected `PRIORITY`, expected the word once'],
    [
      'IF QUEUED THEN OPEN VOICE SESSION NOT (QUEUED) THEN LOG 1 END IF END VOICE SESSION END IF',
      '1:35 unexpected `NOT`, expected a statement',
    ],
  ])('says the one word that is left out of, or stands twice in, %s', (text, said) => {
    const found = parse(text, 'x.ccs').diagnostics.map(({ place, message }) => {
      const { line, column } = positionAt(place.source, place.span.start);
      return `${line}:${column} ${message}`;
    });
    expect(found).toEqual([said]);
  });

  it('takes a name before a statement for a name, though an intrinsic begins so', () => {
    expect(findings('LOG expected WAIT x_cv LOG position QUEUE TO SKILLSET a')).toEqual([]);
  });

  it('goes on behind each of many faults', () => {
    const text =
      'WAIT\nASSIGN 5 x\nIF QUEUED WAIT 2 END IF\nQUEUE SKILLSET a\nEXECUTE\nWHERE x VALUE 1: QUIT END WHERE';
    expect(findings(text).map((finding) => finding.split(':', 1)[0])).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('takes misspelt ENDs one after the other, and none of them for a name', () => {
    const text = 'IF a THEN IF b THEN IF c THEN\nCLOSE CONTACT WITH REASON\nEDN IF\nEDN IF\nENDIF WAIT 2';
    expect(findings(text)).toEqual(['2:26 CCS1102', '3:1 CCS1104', '4:1 CCS1104', '5:1 CCS1104']);
  });

  it('reads ELSEIF as a further branch without an END IF of its own', () => {
    const { file } = parse('IF a THEN QUIT ELSEIF b THEN WAIT 1 ELSE WAIT 2 END IF LOG 1', 'x.ccs');
    expect(file.entry.map((statement) => statement.kind)).toEqual(['if', 'log']);
    const [first] = file.entry;
    const [second] = first?.kind === 'if' ? (first.else ?? []) : [];
    expect(second?.kind === 'if' && [second.then, second.else].flat()).toMatchObject([
      { value: { digits: '1' } },
      { value: { digits: '2' } },
    ]);
  });

  it('starts a section at a SECTION behind a block that does not end', () => {
    const { file } = parse('IF a THEN WAIT 2\nSECTION b WAIT 3', 'x.ccs');
    expect(file.sections.map((section) => section.name.text)).toEqual(['b']);
  });

  it('gives a hole for a statement that it cannot read, and the statements around it', () => {
    const { file } = parse('WAIT 1 QUEUE FOR a WAIT 2', 'x.ccs');
    expect(file.entry.map((statement) => statement.kind)).toEqual(['wait', 'error', 'wait']);
  });

  it('stops at a bound of findings and says so', () => {
    const { diagnostics } = parse('END IF '.repeat(limits.findingsInFile + 5), 'x.ccs');
    expect(diagnostics).toHaveLength(limits.findingsInFile + 1);
    expect(diagnostics.at(-1)?.code).toBe('CCS1011');
  });

  it('reads a text of nothing but IF to its end, and not from each one to the end', () => {
    const { diagnostics } = parse('IF '.repeat(10_000), 'x.ccs');
    expect(diagnostics.length).toBeGreaterThan(1);
    expect(diagnostics.length).toBeLessThan(limits.findingsInFile);
  });
});

describe('bytes', () => {
  const encode = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

  it('names the offset of a byte that is not UTF-8, once', () => {
    const bytes = Uint8Array.from([
      0xef,
      0xbb,
      0xbf,
      ...encode('LOG "'),
      0xe4,
      ...encode('"\nEXECUTE Gr'),
      0xfc,
      ...encode('n'),
    ]);
    const { diagnostics } = parse(bytes, 'x.ccs');
    expect(diagnostics.map((entry) => `${entry.code} ${entry.message}`)).toEqual([
      'CCS1001 the byte 0xE4 at offset 8 is not UTF-8',
      'CCS1001 the byte 0xFC at offset 21 is not UTF-8',
    ]);
  });

  it('reads every length of UTF-8 sequence', () => {
    const bytes = Uint8Array.from([
      ...encode('LOG "'),
      0xc3,
      0xa9,
      0xe2,
      0x82,
      0xac,
      0xf0,
      0x9f,
      0x99,
      0x82,
      ...encode('"'),
    ]);
    const { file, diagnostics } = parse(bytes, 'x.ccs');
    expect(diagnostics).toEqual([]);
    expect(file.entry).toMatchObject([{ kind: 'log', values: [{ value: 'é€🙂' }] }]);
  });

  it.each([
    ['an overlong form', [0xc0, 0x80]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a code point that is none', [0xf4, 0x90, 0x80, 0x80]],
    ['a sequence cut short', [0xe2, 0x82]],
  ])('refuses %s as one fault', (_, bytes) => {
    expect(findings(Uint8Array.from([...encode('LOG "'), ...bytes, ...encode('"')]))).toEqual(['1:6 CCS1001']);
  });

  it('refuses a file over the limit without reading it', () => {
    expect(findings(new Uint8Array(limits.fileBytes + 1))).toEqual(['1:1 CCS1002']);
  });
});

describe('values outside a script', () => {
  it.each([
    ['08:00 .. 17:00', ['range']],
    ['December 25, January 1', ['date', 'date']],
    ['Monday .. Friday', ['range']],
    ['-5', ['unary']],
    ['4711', ['integer']],
    ['EM_Billing, a', ['name', 'name']],
  ])('reads %s', (text, kinds) => {
    const { items, diagnostics } = parseValue(text);
    expect(diagnostics).toEqual([]);
    expect(items.map((item) => item.kind)).toEqual(kinds);
  });

  it.each(['', 'Monday ..', '25:00', '1 2', ', 1', '(1)', 'February 30', 'WAIT 2'])('refuses %j', (text) => {
    expect(parseValue(text).diagnostics).toHaveLength(1);
  });

  it('places its findings in the file that holds the text', () => {
    const source = sourceText('center.yaml', 'value: "Monday .. 25:00"\n');
    const { diagnostics, items } = parseValue('Monday .. 25:00', { source, span: { start: 7, end: 24 } });
    expect(diagnostics.map((entry) => [entry.place.source.fileName, entry.place.span])).toEqual([
      ['center.yaml', { start: 18, end: 23 }],
    ]);
    expect(items[0]?.span).toEqual({ start: 8, end: 23 });
  });
});
