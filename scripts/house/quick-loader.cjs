/**
 * Runs the bundle of the quick commands where its start-up snapshot does not fit, with the bytecode that scripts/bundle.mjs kept of a run.
 * Node.js in another version, or with other options of V8, refuses the bytecode by itself and compiles.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'quick-commands.cjs');

function loadQuickCommands() {
  const parameters = 'exports, require, module, __filename, __dirname';
  // The bundle is all ASCII, which is read as it stands.
  const source = `(function (${parameters}) {${readFileSync(filename, 'latin1')}\n})`;
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
