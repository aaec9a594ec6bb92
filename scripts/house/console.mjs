/**
 * How the scripts speak: progress on standard error (a moving line on a terminal, plain lines elsewhere), one sentence
 * when they stop.
 */
import { spawn } from 'node:child_process';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Something that a person can settle; `main` prints its message and nothing else. */
export class Stop extends Error {
  /**
   * @param {string} message one sentence: what is wrong and what to do
   * @param {string} [detail] the last lines of the program that failed
   */
  constructor(message, detail) {
    super(message);
    this.detail = detail;
  }
}

/** Runs a script's body. A Stop becomes its sentence and exit code 1; anything else keeps its stack. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.detail) process.stderr.write(`${error.detail.trimEnd()}\n`);
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** One line of progress. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a step with its name shown for as long as it runs, and how long it took afterwards.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} step
 * @returns {Promise<T>}
 */
export async function progress(name, step) {
  const startedMs = performance.now();
  const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(1);
  let timer;
  if (process.stderr.isTTY) {
    let turn = 0;
    timer = setInterval(
      () => process.stderr.write(`\r\x1b[K${FRAMES[turn++ % FRAMES.length]} ${name} ${seconds()} s`),
      100,
    );
  } else {
    say(`${name} …`);
  }
  try {
    const result = await step();
    say(`${timer ? '\r\x1b[K' : ''}${name}: done in ${seconds()} s`);
    return result;
  } catch (error) {
    if (timer) process.stderr.write('\r\x1b[K');
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a program to its end and keeps what it says.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} `code` is 127 when it cannot be started
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}` }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}ended by ${signal}` : output }),
    );
  });
}

/** The last lines of a text. */
export function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
