/**
 * Runs the bundle of the quick commands where its start-up snapshot does not fit, with the bytecode that scripts/bundle.mjs kept of a run.
 * Node.js in another version, or with other options of V8, refuses the bytecode by itself and compiles.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'quick-commands.cjs');

function loadQuickCommands() {
  // A function of what a module has, and all ASCII: it is compiled as it is read.
  const source = readFileSync(filename, 'latin1');
  const script = new Script(source, { filename, cachedData: keptBytecode() });
  const commands = { exports: {} };
  script.runInThisContext()(commands.exports, require, commands, filename, __dirname);
  return { script, commands: commands.exports };
}

function keptBytecode() {
  try {
    return readFileSync(join(__dirname, 'quick.bytecode'));
  } catch {
    return undefined;
  }
}

if (require.main === module) loadQuickCommands().commands.main();
else module.exports = { loadQuickCommands };
