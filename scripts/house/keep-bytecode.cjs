/** Writes the bytecode of a bundle of quick commands as it is when they have checked some centres: `keep-bytecode.cjs quick.cjs bundle centre…`. */
const { writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const [loader, bundle, ...centres] = process.argv.slice(2);
const { script, commands } = require(loader).loadQuickCommands(bundle);
commands.warmUp(centres).then(() => {
  writeFileSync(join(dirname(loader), `${bundle}.bytecode`), script.createCachedData());
});
