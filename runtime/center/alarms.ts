/** The core's alarms: one row a code, with what an operator should do (design decision 7). */

export const CORE_ALARMS = {
  script_budget:
    'A script took too many steps in one go; its contact is in the default skillset. Look at its trace for the loop.',
  name_gone:
    'A script names something that the centre no longer has. Put the name back, or change the script and activate it.',
  no_master_script: 'The activated program has no Master_Script. Activate a script set that has one.',
  no_room:
    'So many scripts run or wait that this process has no room for another; the contact is in the default skillset. Run fewer centres in it.',
  no_default_skillset:
    'The default skillset of a contact type is missing, so a contact is queued nowhere. Put it back and activate.',
  resubmitted_too_often:
    'A script met DISCONNECT over and over; its contact is in the default skillset. Look at its trace.',
  address_refused: 'A script forwards to an address that nothing is sent to. Correct the address in the script.',
  run_lost: 'A suspended script could not be read back; its contact is in the default skillset.',
  mail_failed: 'An outgoing mail was not delivered. The contact shows why; answer the customer another way.',
  mail_uncertain:
    'It is not known whether an outgoing mail was delivered; it is never sent again by itself. Ask the customer, or the mail server’s log.',
} as const satisfies Readonly<Record<string, string>>;

export type CoreAlarm = keyof typeof CORE_ALARMS;
