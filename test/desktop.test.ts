import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../server/testing/client.ts';
import { createMemoryCenter } from '../server/testing/memory-center.ts';
import { launchChromium, type TestChromium } from './servers/index.ts';

/** Pictures of the page for people to look at; none are taken without it. */
const pictures = process.env.CCMM_TEST_PICTURES;

let chromium: TestChromium;
let bench: Bench;
let page: Page;
/** What the page was not allowed to do, or failed at. */
let complaints: string[];

beforeAll(async () => {
  chromium = await launchChromium();
});
afterAll(() => chromium.stop());
beforeEach(async () => {
  bench = await startBench();
  const context = await chromium.browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A refused log-in is written there by the browser itself.
    if (message.type() === 'error' && !message.text().includes('status of 401')) complaints.push(message.text());
  });
});
afterEach(async () => {
  await page.context().close();
  await bench.stop();
});

async function picture(name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}/${name}.png` });
}

async function logIn(): Promise<void> {
  await page.goto(bench.url);
  await page.getByLabel('Log-in').waitFor();
  await page.keyboard.type('ana');
  await page.keyboard.press('Tab');
  await page.keyboard.type('ana-password');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Log out' }).waitFor();
}

async function openContact(mail: Parameters<Bench['center']['arrive']>[0]): Promise<number> {
  await logIn();
  await page.keyboard.press('s');
  const contact = bench.center.arrive(mail);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: mail.subject, level: 2 }).waitFor();
  return contact;
}

const HTML = `<h1 style="color:#0b5cad">Invoice 2041</h1><p>Dear team, the <b>amount</b> on my invoice is wrong.</p>
<img src="https://tracker.example/p.png" alt="(a picture)"><script>parent.document.title = 'owned'; document.title = 'owned'</script>
<form action="https://evil.example"><input name="password"></form><p><a href="https://shop.example/orders/7">My order</a></p>`;

describe('the agents’ page', () => {
  it('takes a contact from log-in to close by keyboard alone', async () => {
    await page.goto(bench.url);
    await page.getByLabel('Log-in').waitFor();
    await picture('1-log-in');
    await logIn();
    await page.keyboard.press('s');
    await page.getByText('You are ready.').waitFor();
    const contact = bench.center.arrive({
      subject: 'My invoice is wrong',
      text: 'Dear team,\n\nthe amount on invoice 2041 is wrong: it says 412 instead of 214.\n\nKind regards\nCarla',
    });
    // The offer takes the focus and is said.
    await page.getByRole('button', { name: 'Accept' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Accept');
    await expect.poll(() => page.title()).toMatch(/Offer: My invoice is wrong/);
    expect(await page.locator('[aria-live=assertive]').textContent()).toContain('New offer: My invoice is wrong');
    await picture('2-offer');
    await page.keyboard.press('Enter');

    await page.getByText('it says 412 instead of 214').waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('Dear Carla, you are right.');
    await picture('3-reply');
    await page.keyboard.press('Control+Enter');
    await page.getByText('on its way').waitFor();
    await page.keyboard.press('c');
    await page.getByRole('combobox', { name: 'Reason', exact: true }).selectOption('Resolved');
    await picture('4-close');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+Enter');
    await page.getByText('The next contact comes by itself.').waitFor();

    expect(bench.center.commands.map(({ command }) => command)).toEqual([
      { kind: 'log_in' },
      { kind: 'ready' },
      { kind: 'accept', offer: expect.any(Number) },
      {
        kind: 'reply',
        contact,
        text: 'Dear Carla, you are right.',
        to: ['carla@customer.example'],
        cc: [],
        subject: 'Re: My invoice is wrong',
      },
      { kind: 'close', contact, reason: 'Resolved' },
    ]);
    expect(complaints).toEqual([]);
  });

  it('shows HTML in a sandbox that runs nothing and fetches nothing', async () => {
    const failed: unknown[] = [];
    page.on('requestfailed', (request) => failed.push([request.url(), request.failure()?.errorText]));
    await openContact({
      subject: 'Invoice 2041',
      text: 'Dear team',
      html: HTML,
      attachments: [{ name: 'invoice-2041.pdf', type: 'application/pdf', content: new Uint8Array(48_211) }],
    });
    const mail = page.frameLocator('iframe');
    await mail.getByText('the amount on my invoice').waitFor();
    await picture('5-html');
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('allow-popups');
    expect(await mail.locator('script, form, input').count()).toBe(0);
    expect(await mail.getByRole('link', { name: 'My order' }).getAttribute('rel')).toContain('noopener');
    expect(await page.title()).not.toContain('owned');
    const tracker = 'https://tracker.example/p.png';
    expect(failed).toEqual([[tracker, 'csp']]);

    // Now it may be fetched; only the tests' browser knows no such host.
    await page.getByRole('button', { name: 'Load pictures' }).click();
    await expect.poll(() => failed.slice(1)).toEqual([[tracker, 'net::ERR_NAME_NOT_RESOLVED']]);

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'invoice-2041.pdf' }).click();
    expect((await download).suggestedFilename()).toBe('invoice-2041.pdf');
  });

  it('postpones, forwards and notes', async () => {
    const contact = await openContact({ subject: 'Later', text: 'No hurry.' });
    await page.getByRole('tab', { name: 'Note' }).click();
    await page.getByLabel(/customer never sees/).fill('Called her.');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.locator('.remark.note', { hasText: 'Called her.' }).waitFor();
    await page.getByRole('tab', { name: 'Forward' }).click();
    await page.getByRole('radio', { name: 'A skillset' }).check();
    await picture('6-forward');
    await page.getByRole('tab', { name: 'Postpone' }).click();
    await page.getByRole('button', { name: 'In 4 hours' }).click();
    await picture('7-postpone');
    await page.getByRole('button', { name: 'Postpone', exact: true }).click();
    await page.getByText('None at the moment.').waitFor();
    const last = bench.center.commands.at(-1)?.command;
    expect(last).toMatchObject({ kind: 'postpone', contact });
    const inHours = ((last?.kind === 'postpone' ? last.untilAt : 0) / 1000 - Date.now()) / 3_600_000;
    expect(Math.round(inHours)).toBe(4);

    const second = bench.center.arrive({ subject: 'For Bo', text: 'Please.' });
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('tab', { name: 'Forward' }).click();
    await page.getByRole('combobox', { name: 'Agent' }).selectOption('bo');
    await page.getByRole('button', { name: 'Forward', exact: true }).click();
    await page.getByText('None at the moment.').waitFor();
    expect(bench.center.commands.at(-1)?.command).toEqual({ kind: 'forward_agent', contact: second, agent: 'bo' });
    expect(complaints).toEqual([]);
  });

  it('does not take the focus from an agent who writes', async () => {
    await openContact({ subject: 'First', text: 'Hello' });
    await page.getByLabel('Message').click();
    await page.keyboard.type('I am ');
    bench.center.arrive({ subject: 'Second', text: 'Hello' });
    await page.getByRole('button', { name: 'Accept' }).waitFor();
    await page.keyboard.type('a writer, and d is a letter');
    expect(await page.getByLabel('Message').inputValue()).toBe('I am a writer, and d is a letter');
    expect(await page.getByRole('button', { name: 'Accept' }).isVisible()).toBe(true);
    await picture('8-offer-while-writing');
  });

  it('says that the connection is lost, comes back by itself and has the state anew', async () => {
    const center = createMemoryCenter();
    const port = Number(new URL(bench.url).port);
    await bench.stop();
    bench = await startBench({ center, listen: { host: '127.0.0.1', port } });
    await openContact({ subject: 'Before', text: 'Hello' });
    await page.getByLabel('Message').fill('half a sentence');
    await bench.stop();
    await page.getByText('The connection to the centre is lost.').waitFor();
    await picture('9-lost');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('The centre cannot be reached.').waitFor();
    bench = await startBench({ center, listen: { host: '127.0.0.1', port } });
    await center.command('ana', { kind: 'not_ready', reason: 'Connection lost' }, 'while away');
    await page.getByText('The connection to the centre is lost.').waitFor({ state: 'hidden' });
    await page.locator('.state', { hasText: 'Connection lost' }).waitFor();
    expect(await page.getByLabel('Message').inputValue()).toBe('half a sentence');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('on its way').waitFor();
    expect(center.commands.filter(({ command }) => command.kind === 'reply')).toHaveLength(1);
  });

  it('says in words what was refused', async () => {
    await page.goto(bench.url);
    await page.getByLabel('Log-in').fill('ana');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('Log-in or password is wrong.');
  });

  it('lists its shortcuts, and can do without them', async () => {
    await logIn();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Accept the offer').waitFor();
    await picture('10-help');
    await page.getByRole('dialog').getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('s');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(bench.center.agent('ana')?.state).toBe('not_ready');
  });

  it('works on a narrow screen', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await openContact({ subject: 'A rather long subject about an invoice that is wrong', text: 'Hello\nthere' });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await picture('11-narrow');
    expect(width).toBeLessThanOrEqual(400);
    await page.getByRole('button', { name: '← Contacts' }).click();
    await page.getByRole('heading', { name: 'Open contacts' }).waitFor();
    await picture('12-narrow-list');
  });
});
