/**
 * What is compared with what. Each comparison runs in processes of its own, as scripts do in a centre's: with other ways beside it, which
 * call the same functions with other things, the compiler makes slower code for all of them, and not for all alike.
 */
export interface Comparison {
  /** What the others are divided by. */
  readonly than: string;
  readonly ways: readonly string[];
}

export const COMPARISONS: Readonly<Record<string, Comparison>> = {
  'the machine, one record': { than: 'by hand, one record', ways: ['machine, one record'] },
  'the machine, a record each': { than: 'by hand, a record each', ways: ['machine, a record each'] },
  'the trace, one record': { than: 'machine, one record', ways: ['machine, one record, traced'] },
  'the trace, a record each': { than: 'machine, a record each', ways: ['machine, a record each, traced'] },
  'the second tier, one record': { than: 'by hand, one record', ways: ['second tier, one record'] },
  'the second tier, a record each': { than: 'by hand, a record each', ways: ['second tier, a record each'] },
  'the second tier traced, one record': { than: 'by hand, one record', ways: ['second tier, one record, traced'] },
  'the second tier traced, a record each': {
    than: 'by hand, a record each',
    ways: ['second tier, a record each, traced'],
  },
  'many scripts': { than: 'machine, a record each', ways: ['8 scripts', '64 scripts', '512 scripts'] },
  'many scripts on the second tier': { than: '64 scripts', ways: ['second tier, 64 scripts'] },
};

/** What one process measured: nanoseconds of a decision by way, a number for each round, net of nothing. */
export type Samples = Readonly<Record<string, readonly number[]>>;

/** The loop that only walks the contacts, whose time is taken away from all others. */
export const EMPTY_LOOP = 'empty loop';
