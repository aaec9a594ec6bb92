/** Every limit of the language, with its reason. Sizes are in bytes, lengths in UTF-16 units unless the name says more. */
export const limits = {
  /** Skillsets in one QUEUE, CHANGE PRIORITY, REMOVE or intrinsic (language §3). */
  skillsetsInStatement: 20,
  /** Agents in one QUEUE, CHANGE PRIORITY or REMOVE (language §3). */
  agentsInStatement: 20,
  /** Values of one SEND INFO or SEND REQUEST (language §3). */
  valuesSent: 10,
  /** Variables of one GET RESPONSE (language §3). */
  variablesReceived: 10,
  /** Responses of one OFFER RESPONSE. Ours: a list of the image has no more. */
  responsesOffered: 255,
  /** Call variables that a centre defines (language §5). */
  callVariables: 50,
  /** Characters of a name (language §1). */
  nameLength: 30,
  /** Characters of a string in a variable; a longer one is cut at run time, with an event (language §5). */
  stringInVariable: 255,
  /** Digits of a directory number, an agent's id or a voice resource (language §4). */
  digits: 32,
  /** Blocks inside one another, and parentheses, NOT and signs inside one another (language §1): the parser and what comes after it recurse. */
  nesting: 100,
  /** Operators of one expression: the tree of `a + b + c …` is as deep as the row is long. Ours. */
  operatorsInExpression: 1000,
  /** Bytes of one file (language §1): it is held in memory as text and tokens. */
  fileBytes: 64 * 1024 * 1024,
  /** Findings of one file; a file that is not a script at all would otherwise give millions. Ours. */
  findingsInFile: 10_000,
  /** The 32-bit signed integers (language §4). */
  integerLowest: -2_147_483_648,
  integerHighest: 2_147_483_647,
  /** Priorities: 1 is the most urgent (language §3). */
  priorityHighest: 1,
  priorityLowest: 6,
  /** The least urgent priority of NACD and IVR (language §3). */
  priorityLowestNacd: 4,
  /** Letters changed, added or left out that a misspelling may have to be suggested (language §7). */
  suggestionEdits: 2,
} as const;
