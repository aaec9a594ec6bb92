/** Examples of what is said about names. */
import type { DiagnosticExample } from '../example.ts';
import type { nameDiagnostics } from '../names.ts';

const queue = 'QUEUE TO SKILLSET EM_Billing';

export const nameExamples = {
  CCS2001: { before: 'QUEUE TO SKILLSET EM_Biling', after: 'QUEUE TO SKILLSET EM_Billing' },
  CCS2002: {
    before: 'EXECUTE Lok\n\nSECTION Look\nQUEUE TO SKILLSET EM_Billing',
    after: 'EXECUTE Look\n\nSECTION Look\nQUEUE TO SKILLSET EM_Billing',
  },
  CCS2003: {
    before: { 'Master_Script.ccs': 'EXECUTE SCRIPT Ofice_Mail', 'Office_Mail.ccs': queue },
    after: { 'Master_Script.ccs': 'EXECUTE SCRIPT Office_Mail', 'Office_Mail.ccs': queue },
  },
  CCS2004: { before: 'QUEUE TO SKILLSET ana', after: 'QUEUE TO AGENT ana' },
  CCS2005: {
    before: 'IF CONTACT TYPE = Mail THEN\n  QUEUE TO SKILLSET EM_Billing\nEND IF',
    after: 'IF CONTACT TYPE = EMail THEN\n  QUEUE TO SKILLSET EM_Billing\nEND IF',
  },
  CCS2006: {
    before: 'SECTION Look\nWAIT 30\n\nSECTION look\nQUEUE TO SKILLSET EM_Billing',
    after: 'SECTION Look\nWAIT 30\n\nSECTION Billing\nQUEUE TO SKILLSET EM_Billing',
  },
  CCS2007: {
    before: { 'Master_Script.ccs': queue, 'Office-Mail.ccs': queue },
    after: { 'Master_Script.ccs': queue, 'Office_Mail.ccs': queue },
  },
  CCS2008: {
    before: { 'Master_Script.ccs': queue, 'Office_Mail.ccs': queue, 'office_mail.ccs': queue },
    after: { 'Master_Script.ccs': queue, 'Office_Mail.ccs': queue, 'Night_Mail.ccs': queue },
  },
  CCS2009: { before: { 'Office_Mail.ccs': queue }, after: { 'Master_Script.ccs': queue } },
  CCS2010: {
    before: { 'Master_Script.ccs': queue, 'master_script.ccs': queue },
    after: { 'Master_Script.ccs': queue },
  },
  CCS2011: {
    before: 'EVENT HANDLER\n  EVENT Not_Qued: QUEUE TO SKILLSET EM_Billing\nEND HANDLER\nQUEUE TO SKILLSET EM_Billing',
    after: 'EVENT HANDLER\n  EVENT Not_Queued: QUEUE TO SKILLSET EM_Billing\nEND HANDLER\nQUEUE TO SKILLSET EM_Billing',
  },
  CCS2012: {
    before:
      'EVENT HANDLER\n  EVENT Not_Queued: LOG "lost"\n  EVENT Not_Queued: QUEUE TO SKILLSET EM_Billing\nEND HANDLER\nQUEUE TO SKILLSET EM_Billing',
    after:
      'EVENT HANDLER\n  EVENT Not_Queued: LOG "lost" QUEUE TO SKILLSET EM_Billing\nEND HANDLER\nQUEUE TO SKILLSET EM_Billing',
  },
} as const satisfies Readonly<Record<keyof typeof nameDiagnostics, DiagnosticExample>>;
