/** Writes the table of commands into README.md, from the commands themselves. Run after a build. */
import { readFileSync, writeFileSync } from 'node:fs';
import { COMMANDS } from '../dist/cli/commands/index.js';

const readme = new URL('../README.md', import.meta.url);
const rows = COMMANDS.map(({ name, summary }) => `| \`ccmm ${name}\` | ${summary} |`);
const table = ['| command | what it does |', '| --- | --- |', ...rows].join('\n');
const text = readFileSync(readme, 'utf8').replace(
  /(<!-- commands:[^>]*-->\n)[\s\S]*?(<!-- \/commands -->)/,
  `$1${table}\n$2`,
);
writeFileSync(readme, text);
