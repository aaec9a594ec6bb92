import { describe, expect, it } from 'vitest';
import { createResponseBudget } from './response-budget.ts';

describe('the budget of automatic responses', () => {
  it('counts a mail once, however often it is routed before it is committed', async () => {
    const budget = createResponseBudget({ automaticResponsesTo: async () => 0 });
    for (let round = 0; round < 5; round++) expect(await budget.take('Ann@example.com', 1, 2, 10 + round)).toBe(true);
    expect(await budget.take('ann@example.com', 2, 2, 20)).toBe(true);
    expect(await budget.take('ann@example.com', 3, 2, 21)).toBe(false);
    expect(await budget.take('ann@example.com', 1, 2, 22)).toBe(true);
  });

  it('gives nothing beyond what was sent already', async () => {
    const budget = createResponseBudget({ automaticResponsesTo: async () => 2 });
    expect(await budget.take('ann@example.com', 1, 2, 10)).toBe(false);
  });
});
