/** The tests of the examples' scripts, each file's as vitest's own; `ccmm test examples/helpdesk` runs the same. */
import { openCentre, sharesOf } from 'ccmm/testing';
import { describe, expect, it } from 'vitest';

for (const name of ['helpdesk', 'orderdesk']) {
  const centre = await openCentre(new URL(name, import.meta.url));
  describe(`the scripts of ${name}`, async () => {
    for (const test of await centre.tests()) it(test.name, test.run);

    it('are covered by their tests, nine tenths of the lines and of the branches', () => {
      const { lines, branches } = sharesOf(centre.coverage());
      expect(lines.percent).toBeGreaterThan(90);
      expect(branches.percent).toBeGreaterThan(90);
    });
  });
}
