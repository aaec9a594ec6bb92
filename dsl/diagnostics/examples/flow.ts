/** Examples of what is said about flow and placement. */
import type { DiagnosticExample } from '../example.ts';
import type { flowDiagnostics } from '../flow.ts';

const handler = 'EVENT HANDLER\n  EVENT Not_Queued: QUEUE TO SKILLSET EM_Billing\nEND HANDLER';

export const flowExamples = {
  CCS4001: {
    before: 'READVAR tries_cv\n  tries_cv ASSIGNED tries_cv + 1\n  WAIT 30\nSAVEVAR',
    after: 'READVAR tries_cv\n  tries_cv ASSIGNED tries_cv + 1\nSAVEVAR\nWAIT 30',
  },
  CCS4002: {
    before: 'EVENT HANDLER\n  EVENT Not_Queued: WAIT 30\nEND HANDLER\nQUEUE TO SKILLSET EM_Billing',
    after: `${handler}\nQUEUE TO SKILLSET EM_Billing`,
  },
  CCS4003: {
    before: `QUEUE TO SKILLSET EM_Billing\n${handler}`,
    after: `${handler}\nQUEUE TO SKILLSET EM_Billing`,
  },
  CCS4004: {
    before: `${handler}\nEVENT HANDLER\n  EVENT Returned_To_Queue: LOG "back"\nEND HANDLER\nQUEUE TO SKILLSET EM_Billing`,
    after:
      'EVENT HANDLER\n  EVENT Not_Queued: QUEUE TO SKILLSET EM_Billing\n  EVENT Returned_To_Queue: LOG "back"\nEND HANDLER\nQUEUE TO SKILLSET EM_Billing',
  },
  CCS4005: {
    before: 'SECTION Look\nIF NOT QUEUED THEN\n  QUEUE TO SKILLSET EM_Billing\nEND IF\nEXECUTE Look',
    after: 'SECTION Look\nIF NOT QUEUED THEN\n  QUEUE TO SKILLSET EM_Billing\nEND IF\nWAIT 30\nEXECUTE Look',
  },
  CCS4006: {
    before: 'QUEUE TO NETWORK SKILLSET EM_Billing',
    after: 'QUEUE TO SKILLSET EM_Billing',
  },
  CCS4007: {
    before: 'READVAR tries_cv\n  tries_cv ASSIGNED tries_cv + 1\nSAVEVAR note_cv',
    after: 'READVAR tries_cv\n  tries_cv ASSIGNED tries_cv + 1\nSAVEVAR tries_cv',
  },
} as const satisfies Readonly<Record<keyof typeof flowDiagnostics, DiagnosticExample>>;
