/** A plain printer of trees, one statement a line: the other half of the law `parse(print(tree)) = tree`. Comments are not printed. */
import type { Expression, QueueKind, ScriptFile, Statement } from '../ast.ts';
import { dayNames, monthNames } from '../keywords.ts';

/** The statements and sections of a tree as text. Holes cannot be printed: a tree with one throws. */
export function print(file: Pick<ScriptFile, 'entry' | 'sections'>): string {
  const lines = printAll(file.entry, '');
  for (const section of file.sections) lines.push(`SECTION ${section.name.text}`, ...printAll(section.body, ''));
  return `${lines.join('\n')}\n`;
}

function printAll(statements: readonly Statement[], indent: string): string[] {
  return statements.flatMap((statement) => printStatement(statement, indent));
}

function printStatement(statement: Statement, indent: string): string[] {
  const inner = `${indent}  `;
  switch (statement.kind) {
    case 'if':
      return [
        `${indent}IF ${printExpression(statement.condition)}`,
        `${indent}THEN`,
        ...printAll(statement.then, inner),
        ...(statement.else === undefined ? [] : [`${indent}ELSE`, ...printAll(statement.else, inner)]),
        `${indent}END IF`,
      ];
    case 'where':
      return [
        `${indent}WHERE ${printExpression(statement.subject)} EQUALS`,
        ...statement.branches.flatMap((branch) => [
          `${indent}VALUE ${printList(branch.items)}:`,
          ...printAll(branch.body, inner),
        ]),
        ...(statement.default === undefined ? [] : [`${indent}DEFAULT:`, ...printAll(statement.default.body, inner)]),
        `${indent}END WHERE`,
      ];
    case 'readvar': {
      const saved = statement.saved === undefined ? '' : ` ${statement.saved.text}`;
      return [
        `${indent}READVAR ${statement.variable.text}`,
        ...printAll(statement.body, inner),
        `${indent}SAVEVAR${saved}`,
      ];
    }
    case 'event-handler':
      return [
        `${indent}EVENT HANDLER`,
        ...statement.events.flatMap((event) => [`${indent}EVENT ${event.event.text}:`, ...printAll(event.body, inner)]),
        `${indent}END HANDLER`,
      ];
    case 'open-voice-session': {
      const dn = statement.dn === undefined ? '' : ` ${printExpression(statement.dn)}`;
      return [`${indent}OPEN VOICE SESSION${dn}`, ...printAll(statement.body, inner), `${indent}END VOICE SESSION`];
    }
    default:
      return [indent + printSimple(statement)];
  }
}

type Simple = Exclude<Statement, { kind: 'if' | 'where' | 'readvar' | 'event-handler' | 'open-voice-session' }>;

const queueWords: Readonly<Record<QueueKind, string>> = {
  skillset: 'SKILLSET',
  agent: 'AGENT',
  'network-skillset': 'NETWORK SKILLSET',
};

const orderWords = {
  'longest-idle-agent': 'LONGEST IDLE AGENT ',
  'most-logged-agents': 'MOST LOGGED AGENTS ',
} as const;

function printSimple(s: Simple): string {
  switch (s.kind) {
    case 'assign': {
      const value = printExpression(s.value);
      return s.form === 'assigned' ? `${s.target.text} ASSIGNED ${value}` : `ASSIGN ${value} TO ${s.target.text}`;
    }
    case 'execute':
      return `EXECUTE ${s.section.text}`;
    case 'execute-script':
      return `EXECUTE SCRIPT ${s.script.text}`;
    case 'queue-to-skillset':
    case 'queue-to-network-skillset': {
      const order = s.order === undefined ? '' : orderWords[s.order];
      const network = s.kind === 'queue-to-skillset' ? '' : 'NETWORK ';
      return `QUEUE TO ${network}SKILLSET ${order}${printList(s.skillsets)}${optional(' WITH PRIORITY ', s.priority)}`;
    }
    case 'queue-to-agent':
      return `QUEUE TO AGENT ${printList(s.agents)}${optional(' WITH PRIORITY ', s.priority)}`;
    case 'change-priority': {
      const priority = `${s.priorityWord ? 'PRIORITY ' : ''}${printExpression(s.priority)}`;
      return `CHANGE PRIORITY IN ${queueWords[s.queue]} ${printList(s.operands)} TO ${priority}`;
    }
    case 'remove':
      return `REMOVE FROM ${queueWords[s.queue]} ${printList(s.operands)}`;
    case 'wait':
      return `WAIT ${printExpression(s.value)}`;
    case 'quit':
      return 'QUIT';
    case 'disconnect':
      return 'DISCONNECT';
    case 'log':
      return `LOG ${printList(s.values)}`;
    case 'send-info':
      return `SEND INFO ${printExpression(s.provider)} ${printList(s.values)}`;
    case 'send-request':
      return `SEND REQUEST ${printExpression(s.provider)} ${printList(s.values)}`;
    case 'get-response':
      return `GET RESPONSE ${printExpression(s.provider)} ${printList(s.targets)}${optional(' TIMEOUT ', s.timeout)}`;
    default:
      return printVoiceOrExtension(s);
  }
}

type AnyChannel =
  | 'assign'
  | 'execute'
  | 'execute-script'
  | 'queue-to-skillset'
  | 'queue-to-network-skillset'
  | 'queue-to-agent'
  | 'change-priority'
  | 'remove'
  | 'wait'
  | 'quit'
  | 'disconnect'
  | 'log'
  | 'send-info'
  | 'send-request'
  | 'get-response';

function printVoiceOrExtension(s: Exclude<Simple, { kind: AnyChannel }>): string {
  switch (s.kind) {
    case 'give-ringback':
      return 'GIVE RINGBACK';
    case 'give-silence':
      return 'GIVE SILENCE';
    case 'give-music':
      return `GIVE MUSIC ${printExpression(s.resource)}`;
    case 'give-ran':
      return `GIVE RAN ${printExpression(s.resource)}`;
    case 'give-busy':
      return `GIVE BUSY${s.controlled ? ' CONTROLLED' : ''}`;
    case 'give-overflow':
      return `GIVE OVERFLOW${s.controlled ? ' CONTROLLED' : ''}`;
    case 'give-ivr': {
      const head = `GIVE IVR ${s.interruptible ? 'INTERRUPTIBLE ' : ''}${printExpression(s.dn)}`;
      return `${head}${optional(' WITH TREATMENT ', s.treatment)}${optional(' WITH PRIORITY ', s.priority)}`;
    }
    case 'give-broadcast':
      return `GIVE CONTROLLED BROADCAST ANNOUNCEMENT ${printExpression(s.dn)} PLAY PROMPT ${printExpression(s.prompt)}`;
    case 'play-prompt':
      return `PLAY PROMPT ${printList(s.prompts)}`;
    case 'collect-digits': {
      const timer = optional(' INTERDIGIT TIMER ', s.interdigitTimer);
      return `COLLECT ${printExpression(s.count)} DIGITS INTO ${s.target.text}${timer}`;
    }
    case 'route-call':
      return `ROUTE CALL ${printExpression(s.dn)}${s.controlled ? ' CONTROLLED' : ''}`;
    case 'route-call-default':
      return 'ROUTE CALL DEFAULT DN';
    case 'queue-to-nacd':
      return `QUEUE TO NACD ${printExpression(s.dn)}${optional(' WITH PRIORITY ', s.priority)}`;
    case 'remove-from-nacd':
      return `REMOVE FROM NACD ${printExpression(s.dn)}`;
    case 'give-response':
      return `GIVE RESPONSE ${printExpression(s.response)}`;
    case 'route-contact':
      return `ROUTE CONTACT ${printExpression(s.address)}`;
    case 'close-contact':
      return `CLOSE CONTACT${optional(' WITH REASON ', s.reason)}`;
    case 'offer-response':
      return `OFFER RESPONSE ${printList(s.responses)}`;
    case 'error':
      return unprintable();
  }
}

function optional(before: string, expression: Expression | undefined): string {
  return expression === undefined ? '' : before + printExpression(expression);
}

function printList(items: readonly Expression[]): string {
  return items.map(printExpression).join(', ');
}

/** One expression as text. */
export function printExpression(e: Expression): string {
  switch (e.kind) {
    case 'integer':
      return e.digits;
    case 'string':
      return `"${e.value.replaceAll('"', '""')}"`;
    case 'time':
      return `${String(Math.floor(e.minutes / 60))}:${String(e.minutes % 60).padStart(2, '0')}`;
    case 'day':
      return dayNames[e.day] ?? unprintable();
    case 'month':
      return monthNames[e.month - 1] ?? unprintable();
    case 'date': {
      if (e.form === 'words')
        return `${monthNames[e.month - 1]} ${e.day}${e.year === undefined ? '' : ` ${padded(e.year, 4)}`}`;
      return `${padded(e.year ?? 0, 4)}-${padded(e.month, 2)}-${padded(e.day, 2)}`;
    }
    case 'name':
      return e.text;
    case 'intrinsic': {
      const args = e.args.length === 0 ? '' : ` ${printList(e.args)}`;
      return `${e.the ? 'THE ' : ''}${e.name}${args}`;
    }
    case 'unary':
      return `${e.operator === 'NOT' ? 'NOT ' : '-'}${printExpression(e.operand)}`;
    case 'binary':
      return `${printExpression(e.left)} ${e.operator} ${printExpression(e.right)}`;
    case 'range':
      return `${printExpression(e.low)} .. ${printExpression(e.high)}`;
    case 'list':
      return printList(e.items);
    case 'parenthesized':
      return `(${printExpression(e.inner)})`;
    case 'error':
      return unprintable();
  }
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

function unprintable(): never {
  throw Object.assign(
    new Error('a tree with a hole has no text: print only trees of scripts that parse without errors'),
    {
      code: 'unprintable-tree',
    },
  );
}
