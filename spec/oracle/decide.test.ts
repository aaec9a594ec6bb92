import { expect, it } from 'vitest';
import { createDecider, type Decision, type Facts, type Plain } from '../../vm/decide/index.ts';
import { INTRINSICS, type IntrinsicRow } from '../../vm/index.ts';
import { AGENTS, INTEGERS, SKILLSETS, TEXTS, TIMES } from './catalogue.ts';
import { compileProgram } from './compile-program.ts';
import { generateProgram } from './generate-program.ts';
import { Chooser, mix } from './random.ts';

const PROGRAMS = 150;
const FACTS = 12;

const ROWS = Object.entries(INTRINSICS) as [string, IntrinsicRow][];
const WORDS = ['9:30', 'Monday', 'true', '12', '', 'no such word'];

/** Anything that somebody may tell, half of it right. */
function plain(chooser: Chooser): Plain {
  switch (chooser.number(8)) {
    case 0:
      return chooser.once(2);
    case 1:
      return chooser.once(6) ? chooser.oneOf(WORDS) : chooser.number(10) + 0.5;
    case 2:
      return chooser.oneOf(INTEGERS);
    case 3:
      return chooser.oneOf(TIMES);
    default:
      return chooser.number(8);
  }
}

function some(chooser: Chooser, names: readonly string[]): Record<string, Plain> {
  const told: Record<string, Plain> = {};
  for (const name of names) if (chooser.number(3) > 0) told[name] = plain(chooser);
  return told;
}

function namesWith(operand: IntrinsicRow['operand']): readonly string[] {
  return ROWS.filter(([, row]) => row.operand === operand && row.type !== 'string' && row.type !== 'dn').map(
    ([name]) => name,
  );
}

const SKILLSET_NAMES = namesWith('skillsets');
const OTHER_NAMES = namesWith('none');

function factsOf(seed: number): Facts {
  const chooser = new Chooser(seed);
  const skillsets = SKILLSETS.filter(() => chooser.number(4) > 0).map((name) => [name, some(chooser, SKILLSET_NAMES)]);
  const agents = AGENTS.map((name) => [name, some(chooser, ['LOGGED AGENT', 'IDLE AGENT'])]);
  return {
    ...some(chooser, OTHER_NAMES),
    SUBJECT: chooser.oneOf(TEXTS),
    CCADDRESS: chooser.once(2) ? [] : [chooser.oneOf(TEXTS)],
    ...(chooser.once(5) ? {} : { skillsets: Object.fromEntries(skillsets) }),
    agents: Object.fromEntries(agents),
    data: { order: chooser.oneOf(TEXTS) },
  };
}

/** What is decided or said; only the machine's has a state to go on from. */
function outcome(decide: (facts: Facts) => Decision, facts: Facts): unknown {
  try {
    return { ...decide(facts), state: undefined };
  } catch (error) {
    return String(error);
  }
}

it('plans and what is written of them decide random scripts on random facts as the machine does', () => {
  let decided = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const { directory, program } = compileProgram(generateProgram(seed), false)[0]!;
    const waits = seed % 4;
    // A decision that can be resumed is the machine's.
    const machine = createDecider(program, directory, { waits, resumable: true });
    const walked = createDecider(program, directory, { waits });
    const written = createDecider(program, directory, { waits, secondTier: { promoteAfter: 1 } });
    for (let nth = 0; nth < FACTS; nth++) {
      const facts = factsOf(mix(seed, nth));
      const expected = outcome(machine.decide, facts);
      const where = `program ${seed}, facts ${nth}`;
      expect(outcome(walked.decide, facts), where).toEqual(expected);
      expect(outcome(written.decide, facts), where).toEqual(expected);
      if (typeof expected === 'object') decided++;
    }
  }
  expect(decided).toBeGreaterThan((PROGRAMS * FACTS) / 4);
});
