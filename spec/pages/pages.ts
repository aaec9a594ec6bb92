/** The pages of this folder that are made from tables: by file name, how. `npm run spec` writes them. */
import { rulesPage } from '../rules-page.ts';
import { diagnosticsPage } from './diagnostics-page.ts';
import { grammarPage } from './grammar-page.ts';
import { intrinsicsPage } from './intrinsics-page.ts';
import { limitsPage } from './limits-page.ts';
import { opcodesPage } from './opcodes-page.ts';
import { proofsPage } from './proofs-page.ts';
import { railroadPage } from './railroad.ts';
import { statementsPage } from './statements-page.ts';
import { wordsPage } from './words-page.ts';

export const pages: Readonly<Record<string, () => string>> = {
  'rules.md': rulesPage,
  'grammar.md': grammarPage,
  'grammar.svg': railroadPage,
  'statements.md': statementsPage,
  'intrinsics.md': intrinsicsPage,
  'reserved-words.md': wordsPage,
  'diagnostics.md': diagnosticsPage,
  'proofs.md': proofsPage,
  'limits.md': limitsPage,
  'opcodes.md': opcodesPage,
};
