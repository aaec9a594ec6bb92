/** Examples of what is said about text and form. */
import type { DiagnosticExample } from '../example.ts';
import type { syntaxDiagnostics } from '../syntax.ts';

export const syntaxExamples = {
  CCS1001: {
    // A lone low surrogate from U+DC80 to U+DCFF stands for the byte of its last two digits: `é` of an older character set.
    before: 'LOG "caf\udce9"\nQUEUE TO SKILLSET EM_Billing',
    after: 'LOG "café"\nQUEUE TO SKILLSET EM_Billing',
  },
  CCS1002: { before: '{{67108865 × x}}', after: 'QUEUE TO SKILLSET EM_Billing' },
  CCS1003: {
    before: '/* Bills go to the people who know them.\nQUEUE TO SKILLSET EM_Billing',
    after: '/* Bills go to the people who know them. */\nQUEUE TO SKILLSET EM_Billing',
  },
  CCS1004: {
    before: 'LOG "a bill\nQUEUE TO SKILLSET EM_Billing',
    after: 'LOG "a bill"\nQUEUE TO SKILLSET EM_Billing',
  },
  CCS1005: {
    before: 'QUEUE TO SKILLSET EM_Billing;\nWAIT 2',
    after: 'QUEUE TO SKILLSET EM_Billing\nWAIT 2',
  },
  CCS1006: { before: 'WAIT 2.5', after: 'WAIT 3' },
  CCS1007: {
    before:
      'EXECUTE Contacts_That_Came_In_Too_Late_Today\n\nSECTION Contacts_That_Came_In_Late\nQUEUE TO SKILLSET EM_Billing',
    after: 'EXECUTE Contacts_That_Came_In_Late\n\nSECTION Contacts_That_Came_In_Late\nQUEUE TO SKILLSET EM_Billing',
  },
  CCS1008: {
    before: 'EXECUTE Büro\n\nSECTION Buero\nQUEUE TO SKILLSET EM_Billing',
    after: 'EXECUTE Buero\n\nSECTION Buero\nQUEUE TO SKILLSET EM_Billing',
  },
  CCS1009: {
    before: 'IF TIME OF DAY = 18:00 .. 24:00 THEN\n  GIVE RESPONSE received_response\nEND IF',
    after: 'IF TIME OF DAY = 18:00 .. 23:59 THEN\n  GIVE RESPONSE received_response\nEND IF',
  },
  CCS1010: {
    before: 'IF DATE = February 30 THEN\n  LOG "month end"\nEND IF',
    after: 'IF DATE = February 28, February 29 THEN\n  LOG "month end"\nEND IF',
  },
  CCS1011: { before: '{{10001 × ; }}', after: 'QUEUE TO SKILLSET EM_Billing' },
  CCS1101: {
    before: 'tries_cv = tries_cv + 1',
    after: 'tries_cv ASSIGNED tries_cv + 1',
  },
  CCS1102: {
    before: 'IF QUEUED\n  WAIT 30\nEND IF',
    after: 'IF QUEUED THEN\n  WAIT 30\nEND IF',
  },
  CCS1103: {
    before: 'IF NOT OUT OF SERVICE EM_Billing THEN\n  QUEUE TO SKILLSET EM_Billing\n\nWAIT 30',
    after: 'IF NOT OUT OF SERVICE EM_Billing THEN\n  QUEUE TO SKILLSET EM_Billing\nEND IF\n\nWAIT 30',
  },
  CCS1104: {
    before: 'IF QUEUED THEN\n  WAIT 30\nENDIF',
    after: 'IF QUEUED THEN\n  WAIT 30\nEND IF',
  },
  CCS1105: {
    before: 'IF tries_cv = 1 THEN\n  WAIT 30\nELSEIF tries_cv = 2 THEN\n  WAIT 60\nEND IF',
    after: 'IF tries_cv = 1 THEN\n  WAIT 30\nELSE\n  IF tries_cv = 2 THEN\n    WAIT 60\n  END IF\nEND IF',
  },
  CCS1106: {
    before: 'IF QUEUED THEN\n  SECTION Look\n  WAIT 30\nEND IF',
    after: 'SECTION Look\nIF QUEUED THEN\n  WAIT 30\nEND IF',
  },
  CCS1107: {
    before: 'QUEUE TO SKILLSET EM_Billing\nEND IF',
    after: 'QUEUE TO SKILLSET EM_Billing',
  },
  CCS1108: {
    before: 'GOTO Look\n\nSECTION Look\nWAIT 30',
    after: 'EXECUTE Look\n\nSECTION Look\nWAIT 30',
  },
  CCS1109: {
    before: '{{101 × IF QUEUED THEN }}WAIT 30 {{101 × END IF }}',
    after: 'IF QUEUED THEN\n  WAIT 30\nEND IF',
  },
  CCS1110: {
    before: 'EXECUTE Wait\n\nSECTION Look\nWAIT 30',
    after: 'EXECUTE Look\n\nSECTION Look\nWAIT 30',
  },
  CCS1111: {
    before: 'IF 1 < tries_cv < 5 THEN\n  WAIT 30\nEND IF',
    after: 'IF tries_cv > 1 AND tries_cv < 5 THEN\n  WAIT 30\nEND IF',
  },
  CCS1112: {
    before: 'LOG QUEUED AND tries_cv > 5',
    after: 'LOG (QUEUED AND tries_cv > 5)',
  },
  CCS1113: {
    before: 'IF tries_cv > 1, 2 THEN\n  WAIT 30\nEND IF',
    after: 'IF tries_cv = 1, 2 THEN\n  WAIT 30\nEND IF',
  },
  CCS1114: {
    before: 'WHERE CONTACT PRIORITY EQUALS\n  VALUE 1: WAIT 10\n  DEFAULT: WAIT 30\n  VALUE 2: WAIT 20\nEND WHERE',
    after: 'WHERE CONTACT PRIORITY EQUALS\n  VALUE 1: WAIT 10\n  VALUE 2: WAIT 20\n  DEFAULT: WAIT 30\nEND WHERE',
  },
  CCS1115: {
    before: 'IF QUEUED THEN\n  WAIT 30\nELSE\n  WAIT 60\nELSE\n  WAIT 90\nEND IF',
    after: 'IF QUEUED THEN\n  WAIT 30\nELSE\n  WAIT 60\nEND IF',
  },
  CCS1116: {
    before: 'WHERE CONTACT PRIORITY EQUALS\n  DEFAULT: WAIT 30\nEND WHERE',
    after: 'WHERE CONTACT PRIORITY EQUALS\n  VALUE 1: WAIT 10\n  DEFAULT: WAIT 30\nEND WHERE',
  },
  CCS1117: { before: 'tries_cv ASSIGNED {{1001 × 0 + }}1', after: 'tries_cv ASSIGNED 1' },
  CCS1118: { before: 'IF THE tries_cv > 5 THEN\n  WAIT 30\nEND IF', after: 'IF tries_cv > 5 THEN\n  WAIT 30\nEND IF' },
  CCS1119: {
    before: 'IF tries_cv = 1, QUEUED COUNT EM_Billing THEN\n  WAIT 30\nEND IF',
    after: 'IF tries_cv = 1 OR tries_cv = QUEUED COUNT EM_Billing THEN\n  WAIT 30\nEND IF',
  },
} as const satisfies Readonly<Record<keyof typeof syntaxDiagnostics, DiagnosticExample>>;
