import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { ended } from './ended.ts';

async function said(text: string): Promise<string> {
  const child = spawn('/bin/echo', [text], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  expect(await ended(child)).toEqual({ code: 0, signal: null });
  return output;
}

it('what children say is read to its end, however many end at once', async () => {
  for (let round = 0; round < 20; round += 1) {
    const texts = Array.from({ length: 4 }, (_, i) => `${round} ${i}`);
    expect(await Promise.all(texts.map(said))).toEqual(texts.map((text) => `${text}\n`));
  }
});

it('a child has ended although one that it left behind keeps its pipes', async () => {
  const child = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; exit 3'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  expect(await ended(child)).toEqual({ code: 3, signal: null });
  process.kill(Number(output), 'SIGKILL');
});

it('a program that cannot be started is told as it is', async () => {
  const child = spawn('/nowhere/to/be/found', { stdio: ['ignore', 'pipe', 'pipe'] });
  await expect(ended(child)).rejects.toMatchObject({ code: 'ENOENT' });
});
