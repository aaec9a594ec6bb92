/** The centre of examples that bring no center.yaml of their own. */
export const EXAMPLE_CENTRE = `center: { name: Example, timezone: Europe/Berlin }
skillsets: [{ name: EM_Default_Skillset }, { name: EM_Billing }]
agents: [{ id: 4711, login: ana, skillsets: { EM_Billing: 1, EM_Default_Skillset: 2 } }]
variables:
  - { name: office_hours_gv, scope: global, class: set, type: time, value: "08:00 .. 17:00" }
  - { name: limit_gv, scope: global, type: integer, value: 5 }
  - { name: tries_cv, scope: call, type: integer, default: 0 }
  - { name: seconds_cv, scope: call, type: seconds, default: 30 }
  - { name: note_cv, scope: call, type: string, default: "" }
responses: [{ name: received_response, subject: "We have it", text: "Thank you." }]
reasons: [{ name: Resolved, code: 1 }]
providers: [{ name: crm, in_process: true }]
`;
