/** Examples of what is said about types, ranges and limits. */
import type { DiagnosticExample } from '../example.ts';
import type { typeDiagnostics } from '../types.ts';

export const typeExamples = {
  CCS3001: { before: 'tries_cv ASSIGNED "5"', after: 'tries_cv ASSIGNED 5' },
  CCS3002: {
    before: 'IF office_hours_gv = TIME OF DAY THEN\n  WAIT 30\nEND IF',
    after: 'IF TIME OF DAY = office_hours_gv THEN\n  WAIT 30\nEND IF',
  },
  CCS3003: { before: 'limit_gv ASSIGNED 10', after: 'tries_cv ASSIGNED 10' },
  CCS3004: { before: 'ASSIGN 1 TO EM_Billing', after: 'ASSIGN 1 TO tries_cv' },
  CCS3005: {
    before: 'QUEUE TO SKILLSET EM_Billing WITH PRIORITY 7',
    after: 'QUEUE TO SKILLSET EM_Billing WITH PRIORITY 6',
  },
  CCS3006: { before: 'tries_cv ASSIGNED 3000000000', after: 'tries_cv ASSIGNED 2147483647' },
  CCS3007: { before: 'tries_cv ASSIGNED 10 / 0', after: 'tries_cv ASSIGNED 10 / 2' },
  CCS3008: { before: 'LOG "tries: " + tries_cv', after: 'LOG "tries:", tries_cv' },
  CCS3009: {
    before: 'IF SUBJECT > "a" THEN\n  WAIT 30\nEND IF',
    after: 'IF SUBJECT <> "" THEN\n  WAIT 30\nEND IF',
  },
  CCS3010: {
    before: 'IF TIME OF DAY > 08:00 .. 17:00 THEN\n  WAIT 30\nEND IF',
    after: 'IF TIME OF DAY <> 08:00 .. 17:00 THEN\n  WAIT 30\nEND IF',
  },
  CCS3011: {
    before: 'IF tries_cv = 5 .. 1 THEN\n  WAIT 30\nEND IF',
    after: 'IF tries_cv = 1 .. 5 THEN\n  WAIT 30\nEND IF',
  },
  CCS3012: {
    before: 'IF DATE = December 24 .. January 2 2027 THEN\n  WAIT 30\nEND IF',
    after: 'IF DATE = December 24 .. January 2 THEN\n  WAIT 30\nEND IF',
  },
  CCS3013: {
    before: 'IF DATE < December 24 THEN\n  WAIT 30\nEND IF',
    after: 'IF DATE < December 24 2026 THEN\n  WAIT 30\nEND IF',
  },
  CCS3014: { before: 'IF tries_cv THEN\n  WAIT 30\nEND IF', after: 'IF tries_cv > 0 THEN\n  WAIT 30\nEND IF' },
  CCS3015: {
    before: 'WHERE tries_cv EQUALS\n  VALUE 1: WAIT 10\n  VALUE 2, 1: WAIT 20\nEND WHERE',
    after: 'WHERE tries_cv EQUALS\n  VALUE 1: WAIT 10\n  VALUE 2: WAIT 20\nEND WHERE',
  },
  CCS3016: {
    before: 'WHERE AGE OF CONTACT EQUALS\n  VALUE seconds_cv: WAIT 10\nEND WHERE',
    after: 'IF AGE OF CONTACT = seconds_cv THEN\n  WAIT 10\nEND IF',
  },
  CCS3017: {
    before: 'QUEUE TO SKILLSET {{20 × EM_Billing, }}EM_Default_Skillset',
    after: 'QUEUE TO SKILLSET EM_Billing, EM_Default_Skillset',
  },
  CCS3018: {
    before: 'IF DNIS = {{33 × 4}} THEN\n  WAIT 30\nEND IF',
    after: 'IF DNIS = 4805 THEN\n  WAIT 30\nEND IF',
  },
  CCS3019: {
    before: 'READVAR note_cv\n  note_cv ASSIGNED "x"\nSAVEVAR',
    after: 'READVAR tries_cv\n  tries_cv ASSIGNED tries_cv + 1\nSAVEVAR',
  },
} as const satisfies Readonly<Record<keyof typeof typeDiagnostics, DiagnosticExample>>;
