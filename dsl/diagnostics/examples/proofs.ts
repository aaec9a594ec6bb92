/** Examples of warnings and notes. */
import type { DiagnosticExample } from '../example.ts';
import type { proofDiagnostics } from '../proofs.ts';
import { EXAMPLE_CENTRE } from './example-centre.ts';

/** A way round that queues whenever it can. */
const look = `SECTION Look
IF NOT QUEUED AND NOT OUT OF SERVICE EM_Billing THEN
  QUEUE TO SKILLSET EM_Billing
END IF
WAIT 30
EXECUTE Look`;

export const proofExamples = {
  CCS2101: {
    before: `EXECUTE Look\n\nSECTION Night\nGIVE RESPONSE received_response\n\n${look}`,
    after: `IF NOT TIME OF DAY = office_hours_gv THEN\n  EXECUTE Night\nEND IF\nEXECUTE Look\n\nSECTION Night\nGIVE RESPONSE received_response\n\n${look}`,
  },
  CCS2102: {
    before: { 'Master_Script.ccs': look, 'Night_Mail.ccs': look },
    after: {
      'Master_Script.ccs': `IF NOT TIME OF DAY = office_hours_gv THEN\n  EXECUTE SCRIPT Night_Mail\nEND IF\n${look}`,
      'Night_Mail.ccs': look,
    },
  },
  CCS2103: {
    before: {
      'center.yaml':
        'center: { name: Example, timezone: Europe/Berlin }\nskillsets: [{ name: EM_Default_Skillset }]\nvariables: [{ name: tries_cv, scope: call, type: integer }]\n',
      'Master_Script.ccs': 'CLOSE CONTACT',
    },
    after: {
      'center.yaml': 'center: { name: Example, timezone: Europe/Berlin }\nskillsets: [{ name: EM_Default_Skillset }]\n',
      'Master_Script.ccs': 'CLOSE CONTACT',
    },
  },
  CCS2104: {
    before: {
      'center.yaml': EXAMPLE_CENTRE.replace('EM_Billing: 1, ', ''),
      'Master_Script.ccs': look,
    },
    after: { 'center.yaml': EXAMPLE_CENTRE, 'Master_Script.ccs': look },
  },
  CCS3101: {
    before: `IF QUEUED COUNT EM_Billing >= 0 THEN\n  GIVE RESPONSE received_response\nEND IF\n${look}`,
    after: `IF QUEUED COUNT EM_Billing > 0 THEN\n  GIVE RESPONSE received_response\nEND IF\n${look}`,
  },
  CCS3102: {
    before: `WHERE tries_cv EQUALS\n  VALUE 0 .. 5: LOG "few"\n  VALUE 5 .. 10: LOG "many"\nEND WHERE\n${look}`,
    after: `WHERE tries_cv EQUALS\n  VALUE 0 .. 5: LOG "few"\n  VALUE 6 .. 10: LOG "many"\nEND WHERE\n${look}`,
  },
  CCS3103: {
    before: `WHERE DAY OF MONTH EQUALS\n  VALUE 32: LOG "never"\nEND WHERE\n${look}`,
    after: `WHERE DAY OF MONTH EQUALS\n  VALUE 31: LOG "the last one"\nEND WHERE\n${look}`,
  },
  CCS3104: {
    before: `IF AUTO SUBMITTED OR tries_cv > 3 AND note_cv = "spam" THEN\n  CLOSE CONTACT\nEND IF\n${look}`,
    after: `IF AUTO SUBMITTED OR (tries_cv > 3 AND note_cv = "spam") THEN\n  CLOSE CONTACT\nEND IF\n${look}`,
  },
  CCS3105: {
    before: `IF TIME OF DAY = 18:00 .. 7:59 THEN\n  LOG "night"\nEND IF\n${look}`,
    after: `IF TIME OF DAY <> 8:00 .. 17:59 THEN\n  LOG "night"\nEND IF\n${look}`,
  },
  CCS4101: {
    before: 'IF TIME OF DAY = office_hours_gv THEN\n  QUEUE TO SKILLSET EM_Billing\nEND IF',
    after:
      'IF TIME OF DAY = office_hours_gv THEN\n  QUEUE TO SKILLSET EM_Billing\nELSE\n  QUEUE TO SKILLSET EM_Default_Skillset\nEND IF',
  },
  CCS4102: {
    before: 'LOG "arrived"\n\nSECTION Look\nWAIT 30\nEXECUTE Look',
    after: `LOG "arrived"\n\n${look}`,
  },
  CCS4103: {
    before: 'CLOSE CONTACT\nGIVE RESPONSE received_response',
    after: 'GIVE RESPONSE received_response\nCLOSE CONTACT',
  },
  CCS4104: {
    before: 'QUEUE TO SKILLSET EM_Billing\nWAIT 2',
    after:
      'QUEUE TO SKILLSET EM_Billing\nWAIT 2\nIF NOT QUEUED THEN\n  QUEUE TO SKILLSET EM_Default_Skillset\nEND IF\nWAIT 2\nIF NOT QUEUED THEN\n  CLOSE CONTACT\nEND IF',
  },
  CCS4105: {
    before: {
      'center.yaml': EXAMPLE_CENTRE.replace(', default: 0', ''),
      'Master_Script.ccs': `LOG tries_cv\n${look}`,
    },
    after: {
      'center.yaml': EXAMPLE_CENTRE.replace(', default: 0', ''),
      'Master_Script.ccs': `tries_cv ASSIGNED 0\nLOG tries_cv\n${look}`,
    },
  },
  CCS4106: {
    before: `GIVE RAN 21\n${look}`,
    after: `IF CONTACT TYPE = Voice THEN\n  GIVE RAN 21\nEND IF\n${look}`,
  },
  CCS4107: {
    before: 'WAIT 2\nQUEUE TO SKILLSET EM_Billing',
    after: 'QUEUE TO SKILLSET EM_Billing\nWAIT 2',
  },
  CCS4108: {
    before: `IF AUTO SUBMITTED THEN\n  LOG "automatic"\nELSE\nEND IF\n${look}`,
    after: `IF AUTO SUBMITTED THEN\n  LOG "automatic"\nEND IF\n${look}`,
  },
  CCS4109: {
    before: 'QUEUE TO SKILLSET EM_Billing\nWAIT 2\nIF NOT QUEUED THEN\n  QUIT\nEND IF',
    after: 'QUEUE TO SKILLSET EM_Billing\nWAIT 2\nIF NOT QUEUED THEN\n  CLOSE CONTACT\nEND IF\nQUIT',
  },
  CCS4110: {
    before: `GIVE RESPONSE received_response\n${look}`,
    after: `IF NOT AUTO SUBMITTED THEN\n  GIVE RESPONSE received_response\nEND IF\n${look}`,
  },
} as const satisfies Readonly<Record<keyof typeof proofDiagnostics, DiagnosticExample>>;
