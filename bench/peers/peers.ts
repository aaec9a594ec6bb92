/**
 * The peers, each in its favourable form: compiled once, the facts as a flat object (arguments where the guest is another world), the
 * outcome one number.
 *
 * The number: 0 closed; else where it is queued (1 to 5) + 10 acknowledged + 20 priority changed + 40 response offered.
 */
import { Environment } from '@marcbachmann/cel-js';
import fengari from 'fengari';
import { compileExpression } from 'filtrex';
import { Jexl } from 'jexl';
import jsonLogic from 'json-logic-js';
import { Engine } from 'json-rules-engine';
import { getQuickJS } from 'quickjs-emscripten';
import { LuaFactory } from 'wasmoon';
import { FACT_NAMES, type FlatFacts } from './facts.ts';

export interface Peer {
  readonly decide: (facts: FlatFacts) => number;
}

export interface AsyncPeer {
  readonly decideLater: (facts: FlatFacts) => Promise<number>;
}

const PARAMETERS = FACT_NAMES.join(', ');

export function filtrex(): Peer {
  const run = compileExpression(`
if time <= 479 or time >= 1080 or day == 6 or day == 0 then 0
else (if priority == 1 then (if loggedB == 0 then 1 else 2)
else if priority in (2, 3) then 3 else if priority in (4, 5) then 4 else 5)
+ (if queuedC > 3 * loggedC then 10 else 0)
+ (if ewt > 300 and inQueue != 1 then 20 else 0)
+ (if age > 600 or position > 50 then 40 else 0)`);
  return { decide: (facts) => run(facts) as number };
}

const CONDITIONAL = (n: (value: number) => string): string => `
time <= ${n(479)} || time >= ${n(1080)} || day == ${n(6)} || day == ${n(0)} ? ${n(0)} :
(priority == ${n(1)} ? (loggedB == ${n(0)} ? ${n(1)} : ${n(2)})
: (priority == ${n(2)} || priority == ${n(3)}) ? ${n(3)} : (priority == ${n(4)} || priority == ${n(5)}) ? ${n(4)} : ${n(5)})
+ (queuedC > ${n(3)} * loggedC ? ${n(10)} : ${n(0)})
+ (ewt > ${n(300)} && inQueue != ${n(1)} ? ${n(20)} : ${n(0)})
+ (age > ${n(600)} || position > ${n(50)} ? ${n(40)} : ${n(0)})`;

export function cel(): Peer {
  const environment = new Environment();
  for (const name of FACT_NAMES) environment.registerVariable(name, 'double');
  const run = environment.parse(CONDITIONAL((value) => value.toFixed(1)));
  return { decide: (facts) => run(facts) as number };
}

export function jexl(): Peer {
  const expression = new Jexl().compile(CONDITIONAL(String).replaceAll('\n', ' '));
  return { decide: (facts) => expression.evalSync(facts) as number };
}

export function logic(): Peer {
  const fact = (name: keyof FlatFacts) => ({ var: name });
  const closed = {
    or: [
      { '<=': [fact('time'), 479] },
      { '>=': [fact('time'), 1080] },
      { '===': [fact('day'), 6] },
      { '===': [fact('day'), 0] },
    ],
  };
  const queued = {
    if: [
      { '===': [fact('priority'), 1] },
      { if: [{ '===': [fact('loggedB'), 0] }, 1, 2] },
      { in: [fact('priority'), [2, 3]] },
      3,
      { in: [fact('priority'), [4, 5]] },
      4,
      5,
    ],
  };
  const rule = {
    if: [
      closed,
      0,
      {
        '+': [
          queued,
          { if: [{ '>': [fact('queuedC'), { '*': [3, fact('loggedC')] }] }, 10, 0] },
          { if: [{ and: [{ '>': [fact('ewt'), 300] }, { '!==': [fact('inQueue'), 1] }] }, 20, 0] },
          { if: [{ or: [{ '>': [fact('age'), 600] }, { '>': [fact('position'), 50] }] }, 40, 0] },
        ],
      },
    ],
  };
  return { decide: (facts) => jsonLogic.apply(rule, facts) as number };
}

const JAVASCRIPT = `(function (${PARAMETERS}) {
  if (time <= 479 || time >= 1080 || day === 6 || day === 0) return 0;
  let to = 5;
  switch (priority) {
    case 1: to = loggedB === 0 ? 1 : 2; break;
    case 2: case 3: to = 3; break;
    case 4: case 5: to = 4; break;
  }
  if (queuedC > 3 * loggedC) to += 10;
  if (ewt > 300 && inQueue !== 1) to += 20;
  if (age > 600 || position > 50) to += 40;
  return to;
})`;

export async function quickjs(): Promise<Peer> {
  const context = (await getQuickJS()).newContext();
  const guest = context.unwrapResult(context.evalCode(JAVASCRIPT));
  return {
    decide: (facts) => {
      const given = FACT_NAMES.map((name) => context.newNumber(facts[name]));
      const answer = context.unwrapResult(context.callFunction(guest, context.undefined, ...given));
      const decided = context.getNumber(answer);
      answer.dispose();
      for (const value of given) value.dispose();
      return decided;
    },
  };
}

const LUA = `function (${PARAMETERS})
  if time <= 479 or time >= 1080 or day == 6 or day == 0 then return 0 end
  local to = 5
  if priority == 1 then if loggedB == 0 then to = 1 else to = 2 end
  elseif priority == 2 or priority == 3 then to = 3
  elseif priority == 4 or priority == 5 then to = 4 end
  if queuedC > 3 * loggedC then to = to + 10 end
  if ewt > 300 and inQueue ~= 1 then to = to + 20 end
  if age > 600 or position > 50 then to = to + 40 end
  return to
end`;

export function luaByFengari(): Peer {
  const { lua, lauxlib, to_luastring: text } = fengari;
  const state = lauxlib.luaL_newstate();
  lauxlib.luaL_loadstring(state, text(`return ${LUA}`));
  lua.lua_call(state, 0, 1);
  return {
    decide: (facts) => {
      lua.lua_pushvalue(state, 1);
      for (const name of FACT_NAMES) lua.lua_pushinteger(state, facts[name]);
      lua.lua_call(state, FACT_NAMES.length, 1);
      const decided = lua.lua_tointeger(state, -1);
      lua.lua_pop(state, 1);
      return decided;
    },
  };
}

export async function luaByWasmoon(): Promise<Peer> {
  const engine = await new LuaFactory().createEngine();
  const guest = (await engine.doString(`return ${LUA}`)) as (...values: number[]) => number;
  return { decide: (facts) => guest(...FACT_NAMES.map((name) => facts[name])) };
}

/** One rule an outcome; the engine is asynchronous. */
export function rules(): AsyncPeer {
  const engine = new Engine();
  const is = (fact: string, operator: string, value: unknown) => ({ fact, operator, value });
  const open = [
    is('time', 'greaterThan', 479),
    is('time', 'lessThan', 1080),
    is('day', 'notEqual', 6),
    is('day', 'notEqual', 0),
  ];
  const add = (points: number, ...all: object[]): void => {
    engine.addRule({ conditions: { all: [...open, ...all] as never }, event: { type: 'adds', params: { points } } });
  };
  add(1, is('priority', 'equal', 1), is('loggedB', 'equal', 0));
  add(2, is('priority', 'equal', 1), is('loggedB', 'notEqual', 0));
  add(3, is('priority', 'in', [2, 3]));
  add(4, is('priority', 'in', [4, 5]));
  add(5, is('priority', 'in', [6]));
  add(10, is('overload', 'greaterThan', 0));
  add(20, is('ewt', 'greaterThan', 300), is('inQueue', 'notEqual', 1));
  add(40, { any: [is('age', 'greaterThan', 600), is('position', 'greaterThan', 50)] });
  // It has no arithmetic on the side of the rule.
  return {
    decideLater: async (facts) => {
      const { events } = await engine.run({ ...facts, overload: facts.queuedC - 3 * facts.loggedC });
      return events.reduce((sum, { params }) => sum + (params?.points as number), 0);
    },
  };
}
