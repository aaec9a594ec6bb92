/** `npm run spec`: writes rules.md. */
import { writeFileSync } from 'node:fs';
import { rulesPage } from './rules-page.ts';

writeFileSync(new URL('./rules.md', import.meta.url), rulesPage());
