import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAddress } from '../address.ts';
import { boundedLine, boundedText } from './bounded-text.ts';
import { decodeWords } from './encoded-words.ts';
import { htmlText } from './html-text.ts';

const anyText = fc.string({ unit: 'binary' });

describe('bounded text', () => {
  it('is well-formed, without NUL, within its length, and a fixed point', () => {
    const wild = fc
      .array(fc.oneof(fc.constantFrom('\0', '\ud800', '\udc00', '😀', 'a'), anyText))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(wild, fc.integer({ min: 1, max: 40 }), (text, characters) => {
        for (const bound of [boundedText, boundedLine]) {
          const bounded = bound(text, characters);
          expect(bounded.length).toBeLessThanOrEqual(characters);
          expect(bounded.isWellFormed() && !bounded.includes('\0')).toBe(true);
          expect(bound(bounded, characters)).toBe(bounded);
        }
      }),
    );
  });

  it('is not cut within a character', () => {
    expect(boundedText('a😀', 2)).toBe('a');
    expect(boundedLine('  a\r\n\tb\u2028c ', 10)).toBe('a b c');
  });
});

describe('encoded words', () => {
  it.each([
    ['=?UTF-8?Q?Z=C3=BCrich_West?=', 'Zürich West'],
    ['=?utf-8?B?4oKs?= and =?iso-8859-1*de?q?=FC?= here', '€ and ü here'],
    ['=?utf-8?q?=E2=82?= =?utf-8?q?=AC?=', '€'],
    ['=?klingon?q?abc?=', 'abc'],
    ['2 =? 3 ?= 4', '2 =? 3 ?= 4'],
  ])('%s', (text, decoded) => expect(decodeWords(text)).toBe(decoded));

  it('leave any other text as it is', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => !text.includes('=?')),
        (text) => {
          expect(decodeWords(text)).toBe(text);
        },
      ),
    );
  });
});

describe('text of HTML', () => {
  it('has no tags, scripts or styles, and reads the common entities', () => {
    const html = '<style>p{}</style><p>A &lt; B &#8364;</p><script>alert("<p>")</script><div>next<br>line</div><x';
    expect(htmlText(html)).toBe('A < B €\n\nnext\nline');
  });

  it('comes in linear time from any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(htmlText(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
    expect(htmlText('<'.repeat(300_000)).length).toBeLessThan(10);
  });
});

describe('an address', () => {
  it.each(['a@b', 'ann.lee+x@mail.example.com', 'jörg@müller.example'])('is %s', (text) =>
    expect(isAddress(text)).toBe(true),
  );

  it.each([
    '',
    'a',
    '@b',
    'a@',
    'a@b@c',
    'a b@c',
    'a@b\r\nBcc: x@y',
    '<a@b>',
    'a@b,c@d',
    '"a"@b',
    `${'a'.repeat(65)}@b`,
  ])('is not %j', (text) => expect(isAddress(text)).toBe(false));
});
