/** Random statements that hold no others; see `generate.ts`. */
import type { Expression, Operand, Statement } from '../ast.ts';
import type { Maker } from './generate.ts';

const span = { start: 0, end: 0 } as const;
const base = { span, keyword: span } as const;

/** One statement of this kind; `undefined` for a block. */
export function simpleStatement(maker: Maker, kind: Statement['kind']): Statement | undefined {
  const skillset = (): Operand => maker.operand(['name', 'name', 'CONTACT SKILLSET']);
  const agent = (): Operand => maker.operand(['name', 'integer', 'AGENTID']);
  const priority = (): Operand => maker.operand(['integer', 'name', 'CONTACT PRIORITY']);
  const maybe = <T>(make: () => T): T | undefined => (maker.chance(2) ? make() : undefined);
  const values = (): Expression[] => maker.some(3, () => maker.value(1, true));
  const queue = maker.oneOf(['skillset', 'agent', 'network-skillset'] as const);
  const queued = (): Operand[] => maker.some(3, queue === 'agent' ? agent : skillset);
  switch (kind) {
    case 'assign':
      return {
        ...base,
        kind,
        form: maker.oneOf(['assigned', 'assign-to']),
        target: maker.name(),
        value: maker.value(1),
      };
    case 'execute':
      return { ...base, kind, section: maker.name() };
    case 'execute-script':
      return { ...base, kind, script: maker.name() };
    case 'queue-to-skillset':
    case 'queue-to-network-skillset': {
      const order = maker.oneOf([undefined, 'longest-idle-agent', 'most-logged-agents'] as const);
      return { ...base, kind, order, skillsets: maker.some(3, skillset), priority: maybe(priority) };
    }
    case 'queue-to-agent':
      return { ...base, kind, agents: maker.some(3, agent), priority: maybe(priority) };
    case 'change-priority':
      return { ...base, kind, queue, operands: queued(), priority: priority(), priorityWord: maker.chance(2) };
    case 'remove':
      return { ...base, kind, queue, operands: queued() };
    case 'wait':
      return { ...base, kind, value: maker.value(1) };
    case 'quit':
    case 'disconnect':
    case 'give-ringback':
    case 'give-silence':
    case 'route-call-default':
      return { ...base, kind };
    case 'log':
      return { ...base, kind, values: values() };
    case 'send-info':
    case 'send-request':
      return { ...base, kind, provider: maker.plainName(), values: values() };
    case 'get-response': {
      const timeout = maybe(() => maker.value(1));
      return { ...base, kind, provider: maker.plainName(), targets: maker.some(3, () => maker.name()), timeout };
    }
    default:
      return voiceOrExtension(maker, kind, priority, maybe);
  }
}

function voiceOrExtension(
  maker: Maker,
  kind: Statement['kind'],
  priority: () => Operand,
  maybe: <T>(make: () => T) => T | undefined,
): Statement | undefined {
  const dn = (): Operand => maker.operand(['integer', 'name', 'CDN']);
  const resource = (): Operand => maker.operand(['integer', 'name']);
  switch (kind) {
    case 'give-music':
    case 'give-ran':
      return { ...base, kind, resource: resource() };
    case 'give-busy':
    case 'give-overflow':
      return { ...base, kind, controlled: maker.chance(2) };
    case 'give-ivr': {
      const treatment = maybe(resource);
      return { ...base, kind, interruptible: maker.chance(2), dn: dn(), treatment, priority: maybe(priority) };
    }
    case 'give-broadcast':
      return { ...base, kind, dn: dn(), prompt: resource() };
    case 'play-prompt':
      return { ...base, kind, prompts: maker.some(3, resource) };
    case 'collect-digits': {
      const interdigitTimer = maybe(() => maker.value(1));
      return { ...base, kind, count: resource(), target: maker.name(), interdigitTimer };
    }
    case 'route-call':
      return { ...base, kind, dn: dn(), controlled: maker.chance(2) };
    case 'queue-to-nacd':
      return { ...base, kind, dn: dn(), priority: maybe(priority) };
    case 'remove-from-nacd':
      return { ...base, kind, dn: dn() };
    case 'give-response':
      return { ...base, kind, response: maker.name() };
    case 'route-contact':
      return { ...base, kind, address: maker.operand(['string', 'name']) };
    case 'close-contact':
      return { ...base, kind, reason: maybe(() => maker.operand(['string', 'name', 'integer'])) };
    case 'offer-response':
      return { ...base, kind, responses: maker.some(3, () => maker.name()) };
    default:
      return undefined;
  }
}
