/** The distribution's Chromium, driven by playwright-core; it reaches the loopback and nothing else. */
import { type Browser, chromium } from 'playwright-core';
import { chromiumProgram } from '../../scripts/house/system-packages.mjs';
import { isRoot } from './private-folder.ts';

export interface TestChromium {
  readonly browser: Browser;
  stop(): Promise<void>;
}

export async function launchChromium(): Promise<TestChromium> {
  const executablePath = chromiumProgram();
  if (executablePath === undefined) throw new Error('Chromium is not installed: `npm test` as root installs it.');
  const args = [
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    '--disable-dev-shm-usage',
  ];
  // As root Chromium has no sandbox to offer; the pages are our own.
  const browser = await chromium.launch({ executablePath, args: isRoot ? [...args, '--no-sandbox'] : args });
  return { browser, stop: () => browser.close() };
}
