import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFacts, cleanText, cleanValues, TEXT_LIMITS } from './clean.ts';
import { mailFacts } from './testing/scenario.ts';

describe('cleanText', () => {
  it('replaces NUL and lone surrogates by U+FFFD and leaves everything else', () => {
    expect(cleanText('a\0b', 10)).toBe('a\uFFFDb');
    expect(cleanText('a\uD800b\uDC00', 10)).toBe('a\uFFFDb\uFFFD');
    expect(cleanText('naïve 😀\r\n', 20)).toBe('naïve 😀\r\n');
  });

  it('cuts at the limit without cutting a surrogate pair in two', () => {
    expect(cleanText('abcdef', 3)).toBe('abc');
    expect(cleanText('ab😀', 3)).toBe('ab');
    expect(cleanText('ab😀', 4)).toBe('ab😀');
  });

  it('gives text that is well formed, without NUL, within the limit, and is left alone the second time', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.constantFrom('\0', '\uD800', '\uDFFF', 'x')),
        fc.nat(30),
        (a, b, limit) => {
          const clean = cleanText(a + b.join(''), limit + 1);
          expect(clean.length).toBeLessThanOrEqual(limit + 1);
          expect(clean.isWellFormed()).toBe(true);
          expect(clean).not.toContain('\0');
          expect(cleanText(clean, limit + 1)).toBe(clean);
        },
      ),
    );
  });
});

describe('cleanFacts', () => {
  it('cuts a Message-ID of 9 kB and a body beyond 1 MB', () => {
    const facts = cleanFacts(mailFacts({ messageId: `<${'x'.repeat(9_000)}>`, body: 'y'.repeat(1_200_000) }));
    expect(facts.messageId).toHaveLength(TEXT_LIMITS.messageId);
    expect(facts.body).toHaveLength(TEXT_LIMITS.body);
  });

  it('keeps at most 200 header fields, their names in lower case, and none becomes the prototype', () => {
    const headers = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`X-Field-${i}`, 'v\0']));
    const facts = cleanFacts(mailFacts({ headers }));
    expect(Object.keys(facts.headers)).toHaveLength(200);
    expect(facts.headers['x-field-0']).toBe('v\uFFFD');
    const odd = cleanFacts(mailFacts({ headers: JSON.parse('{"__proto__":"x"}') as Record<string, string> }));
    expect(Object.getPrototypeOf(odd.headers)).toBe(Object.prototype);
  });

  it('makes numbers that are none, or too great, into ones a register holds', () => {
    const facts = cleanFacts(mailFacts({ sizeBytes: 1e12, attachmentCount: Number.NaN, spamScore: -1e12 }));
    expect(facts.sizeBytes).toBe(2_147_483_647);
    expect(facts.attachmentCount).toBe(0);
    expect(facts.spamScore).toBe(-2_147_483_648);
  });

  it('is the same facts the second time', () => {
    const once = cleanFacts(mailFacts({ subject: 'a\0', cc: [' x@y.example ', ''] }));
    expect(cleanFacts(once)).toEqual(once);
    expect(once.cc).toEqual(['x@y.example']);
  });
});

describe('cleanValues', () => {
  it('keeps at most ten values, and no number that is not finite', () => {
    expect(cleanValues([...Array(12).keys()])).toHaveLength(10);
    expect(cleanValues([Number.POSITIVE_INFINITY, 'a\0'])).toEqual([0, 'a\uFFFD']);
  });
});
