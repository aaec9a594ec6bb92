/** Writes the bytecode of the quick commands as it is when they have checked some centres: `keep-bytecode.cjs quick.cjs centre…`. */
const { writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const [loader, ...centres] = process.argv.slice(2);
const { script, commands } = require(loader).loadQuickCommands();
commands.warmUp(centres).then(() => {
  writeFileSync(join(dirname(loader), 'quick.bytecode'), script.createCachedData());
});
