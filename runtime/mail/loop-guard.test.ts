import { describe, expect, it } from 'vitest';
import { isAutomatic, isAutoSubmitted } from './loop-guard.ts';

const person = { from: 'ann@example.com', list: false };

describe('mail that gets no automatic response', () => {
  it.each([
    ['Auto-Submitted: auto-replied', { autoSubmitted: 'auto-replied; vacation' }],
    ['Auto-Submitted: auto-generated', { autoSubmitted: ' (by hand) Auto-Generated' }],
    ['Precedence: bulk', { precedence: 'Bulk' }],
    ['Precedence: junk', { precedence: 'junk' }],
    ['Precedence: list', { precedence: 'list' }],
    ['a mailing list', { list: true }],
    ['the null path', { returnPath: '' }],
    ['a program that asks for none', { suppress: 'OOF, AutoReply' }],
    ['no sender', { from: '' }],
    ['the mail system', { from: 'MAILER-DAEMON@example.com' }],
  ])('is that of %s', (_what, signs) => {
    expect(isAutomatic({ ...person, ...signs })).toBe(true);
  });

  it.each([
    ['a person', {}],
    ['Auto-Submitted: no', { autoSubmitted: 'No (really)' }],
    ['Precedence: first-class', { precedence: 'first-class' }],
    ['a known return path', { returnPath: 'ann@example.com' }],
  ])('is not that of %s', (_what, signs) => {
    expect(isAutomatic({ ...person, ...signs })).toBe(false);
  });

  it('is auto-submitted for any word but no', () => {
    expect([undefined, '', 'no', 'auto-notified', 'x-anything'].map(isAutoSubmitted)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});
