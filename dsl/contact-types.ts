/** The values of CONTACT TYPE and QUEUETYPE (language §6); compared without case, shown as written here. */
export const contactTypeNames = [
  'Voice',
  'EMail',
  'OutBound',
  'Web_Communications',
  'Scheduled_Callback',
  'Fax',
  'SMS',
  'VoiceMail',
  'WhiteMail',
  'Video',
  'Other',
] as const;

/** A kind of contact. */
export type ContactTypeName = (typeof contactTypeNames)[number];

/** Why a contact is in the script: new (SKILLSET), sent to an agent, pulled, answered by the customer, rescheduled. */
export const queueTypeNames = ['AGENT', 'AGENTPULL', 'REPLYMAIL', 'SKILLSET', 'RESCHEDULED'] as const;

/** A value of QUEUETYPE. */
export type QueueTypeName = (typeof queueTypeNames)[number];
