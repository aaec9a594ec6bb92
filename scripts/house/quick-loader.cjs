/**
 * Runs the bundle of the quick commands where its start-up snapshot does not fit, with the bytecode that scripts/bundle.mjs kept of a run.
 * Node.js in another version, or with other options of V8, refuses the bytecode by itself and compiles.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

/** The script of a bundle, run, and what it exports. */
function loadQuickCommands(name) {
  const filename = join(__dirname, `${name}.cjs`);
  // A function of what a module has, and all ASCII: it is compiled as it is read.
  const source = readFileSync(filename, 'latin1');
  const script = new Script(source, { filename, cachedData: keptBytecode(name) });
  const commands = { exports: {} };
  script.runInThisContext()(commands.exports, require, commands, filename, __dirname);
  return { script, commands: commands.exports };
}

function keptBytecode(name) {
  try {
    return readFileSync(join(__dirname, `${name}.bytecode`));
  } catch {
    return undefined;
  }
}

if (require.main !== module) module.exports = { loadQuickCommands };
else loadQuickCommands(process.argv[2] === 'validate' ? 'quick-validate' : 'quick-commands').commands.main();
