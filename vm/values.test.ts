import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildSet,
  cutString,
  dateValue,
  daysInMonth,
  EMPTY,
  formatValue,
  inDateRange,
  inDateSet,
  inDnRange,
  inSet,
  inStringSet,
  parseValue,
  registerOf,
  sameDate,
  VALUE_TYPES,
  type ValueType,
} from './values.ts';

const names = ['first', 'second'];
const nameOf = (_kind: string, id: number): string => names[id] ?? '';
const idOf = (_kind: string, name: string): number => names.indexOf(name);

describe('dates', () => {
  const year = fc.integer({ min: 1, max: 9999 });
  const day = fc.record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) });

  it('are in the order of their values', () => {
    fc.assert(
      fc.property(year, day, year, day, (y1, a, y2, b) => {
        const text = (y: number, d: { month: number; day: number }) =>
          [y, d.month, d.day].map((part) => String(part).padStart(4, '0')).join();
        const [first, second] = [dateValue(y1, a.month, a.day), dateValue(y2, b.month, b.day)];
        expect(first < second).toBe(text(y1, a) < text(y2, b));
      }),
    );
  });

  it('without a year are that day of every year', () => {
    fc.assert(
      fc.property(year, day, day, (y, a, b) => {
        const sameDay = a.month === b.month && a.day === b.day;
        expect(sameDate(dateValue(y, a.month, a.day), dateValue(0, b.month, b.day))).toBe(sameDay);
        expect(
          inDateRange(dateValue(y, a.month, a.day), dateValue(0, b.month, b.day), dateValue(0, b.month, b.day)),
        ).toBe(sameDay);
      }),
    );
  });

  it('are in no range of which only one end has a year, and the empty one in none at all', () => {
    expect(inDateRange(dateValue(2026, 5, 5), dateValue(0, 1, 1), dateValue(2026, 12, 31))).toBe(false);
    expect(inDateRange(dateValue(0, 5, 5), dateValue(2026, 1, 1), dateValue(2026, 12, 31))).toBe(false);
    expect(inDateRange(EMPTY, dateValue(0, 12, 1), dateValue(0, 1, 31))).toBe(false);
  });

  it('know the days of a month', () => {
    expect([
      daysInMonth(2023, 2),
      daysInMonth(2024, 2),
      daysInMonth(1900, 2),
      daysInMonth(0, 2),
      daysInMonth(2026, 4),
      daysInMonth(2026, 13),
    ]).toEqual([28, 29, 28, 29, 30, 0]);
  });
});

describe('sets', () => {
  it('hold singles and ranges; ranges of times wrap, and the empty value is in none', () => {
    const number = (value: number) => ({ kind: 'number', value }) as const;
    const set = buildSet('time', [number(600), { kind: 'range', low: number(1320), high: number(360) }], idOf);
    expect([600, 1400, 0, 361, 599, EMPTY].map((value) => inSet(set, value))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    const integers = buildSet('integer', [{ kind: 'range', low: number(-3), high: number(2) }], idOf);
    expect([-4, -1, 2, 3].map((value) => inSet(integers, value))).toEqual([false, true, true, false]);
  });

  it('of names leave out those that are gone', () => {
    const set = buildSet(
      'skillset',
      [
        { kind: 'name', name: 'gone' },
        { kind: 'name', name: 'second' },
      ],
      idOf,
    );
    expect([EMPTY, 0, 1].map((value) => inSet(set, value))).toEqual([false, false, true]);
  });

  it('of dates mix those with and without a year', () => {
    const set = buildSet(
      'date',
      [
        { kind: 'date', month: 12, day: 25 },
        { kind: 'date', year: 2026, month: 7, day: 1 },
      ],
      idOf,
    );
    expect(inDateSet(set, dateValue(2031, 12, 25))).toBe(true);
    expect(inDateSet(set, dateValue(2027, 7, 1))).toBe(false);
  });

  it('of DNs compare digits, ranges within one length', () => {
    const dn = (value: string) => ({ kind: 'string', value }) as const;
    const set = buildSet('dn', [dn('0100'), { kind: 'range', low: dn('4800'), high: dn('4899') }], idOf);
    expect(['0100', '100', '4850', '48500', ''].map((value) => inStringSet(set, value, false))).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
    expect(inDnRange('50', '1', '99')).toBe(false);
  });
});

describe('text of values', () => {
  const values: Record<ValueType, readonly (number | string)[]> = {
    integer: [0, -5, 2147483647],
    seconds: [0, 60],
    priority: [0, 1, 6],
    boolean: [0, 1],
    time: [EMPTY, 0, 485, 1439],
    day: [EMPTY, 0, 6],
    month: [EMPTY, 1, 12],
    date: [EMPTY, dateValue(0, 2, 29), dateValue(2024, 2, 29), dateValue(999, 1, 1)],
    skillset: [EMPTY, 1],
    agent: [EMPTY, 0],
    provider: [0],
    response: [1],
    reason: [0],
    contact_type: [EMPTY, 1],
    queue_type: [EMPTY, 3],
    string: ['', 'x'],
    dn: ['', '0481'],
    ran: ['1'],
    music: ['2'],
    treatment: ['3'],
    prompt: ['4'],
  };

  it('comes back as the value', () => {
    for (const type of VALUE_TYPES) {
      if (type === 'boolean') continue;
      for (const value of values[type]) {
        const isNumber = type === 'integer' || type === 'seconds' || type === 'priority';
        const outside = isNumber ? value : formatValue(type, value, nameOf);
        expect([type, parseValue(type, outside, idOf)]).toEqual([type, value]);
      }
    }
  });

  it('of another type, or of nothing that there is, is none', () => {
    expect(parseValue('integer', '5', idOf)).toBeUndefined();
    expect(parseValue('integer', 1.5, idOf)).toBeUndefined();
    expect(parseValue('integer', 2147483648, idOf)).toBeUndefined();
    expect(parseValue('priority', 7, idOf)).toBeUndefined();
    expect(parseValue('date', '2026-02-29', idOf)).toBeUndefined();
    expect(parseValue('date', '0000-01-01', idOf)).toBeUndefined();
    expect(parseValue('time', '24:00', idOf)).toBeUndefined();
    expect(parseValue('day', 'Someday', idOf)).toBeUndefined();
    expect(parseValue('skillset', 'gone', idOf)).toBeUndefined();
    expect(parseValue('string', 5, idOf)).toBeUndefined();
    for (const type of VALUE_TYPES)
      expect(parseValue(type, registerOf(type) === 'string' ? 1 : 'x y z', idOf)).toBeUndefined();
  });
});

it('cuts a string at 255 characters, never inside one', () => {
  expect(cutString('a'.repeat(255))).toHaveLength(255);
  expect(cutString('a'.repeat(256))).toHaveLength(255);
  expect(cutString(`${'a'.repeat(254)}😀b`)).toBe(`${'a'.repeat(254)}😀`);
  expect(cutString('😀'.repeat(200))).toBe('😀'.repeat(200));
});
