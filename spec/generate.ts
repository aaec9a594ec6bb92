/** `npm run spec`: writes the pages that are made from tables. */
import { writeFileSync } from 'node:fs';
import { pages } from './pages/pages.ts';

for (const [file, page] of Object.entries(pages)) writeFileSync(new URL(file, import.meta.url), page());
