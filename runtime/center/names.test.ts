import { describe, expect, it } from 'vitest';
import { giveNames, linkResolver, makeCentre } from './centre.ts';
import { NameTable } from './names.ts';
import { smallDirectory } from './testing/directory.ts';

describe('names', () => {
  it('get dense ids per kind, are found without regard to case, and keep both for ever', () => {
    const table = new NameTable([]);
    expect(giveNames(table, smallDirectory()).filter(({ kind }) => kind === 'skillset')).toEqual([
      { kind: 'skillset', id: 0, name: 'EM_Default_Skillset' },
      { kind: 'skillset', id: 1, name: 'EM_Billing' },
      { kind: 'skillset', id: 2, name: 'EM_Sales' },
    ]);
    expect(giveNames(table, smallDirectory())).toEqual([]);
    expect(table.find('skillset', 'em_BILLING')).toBe(1);
    expect(table.give('skillset', 'EM_billing')).toBeUndefined();
    expect(table.nameOf('skillset', 1)).toBe('EM_Billing');
  });

  it('are the same again from their rows, in whatever order these come', () => {
    const table = new NameTable([]);
    const rows = giveNames(table, smallDirectory());
    const again = new NameTable([...rows].reverse());
    for (const { kind, id, name } of rows) expect(again.find(kind, name)).toBe(id);
    expect(again.give('agent', 'dee')).toEqual({ kind: 'agent', id: 3, name: 'dee' });
  });
});

describe('a centre', () => {
  const table = new NameTable([]);
  giveNames(table, smallDirectory());
  const without = smallDirectory({ agents: smallDirectory().agents.slice(0, 1) });

  it('knows agents by number and reasons by code, and nobody who is not in its directory', () => {
    const centre = makeCentre(table, { number: 1, image: '' }, without, { scripts: [] } as never);
    expect(centre.idOf('agent', '4711')).toBe(0);
    expect(centre.idOf('reason', '9')).toBe(1);
    expect(centre.idOf('agent', 'bo')).toBe(-1);
    expect(centre.idOf('agent', '4712')).toBe(-1);
  });

  it('links a variable only with the same scope, class and type', () => {
    const resolve = linkResolver(table, without, without);
    const tries = { kind: 'variable', name: 'tries_cv', scope: 'call', class: 'item', type: 'integer' } as const;
    expect(resolve(tries)).toBe(0);
    expect(resolve({ ...tries, type: 'string' })).toBe(-1);
    expect(resolve({ ...tries, scope: 'global' })).toBe(-1);
    const older = linkResolver(table, smallDirectory(), { ...without, variables: [] });
    expect(older(tries)).toBe(0);
    expect(older({ kind: 'agent', name: 'bo' })).toBe(-1);
  });
});
