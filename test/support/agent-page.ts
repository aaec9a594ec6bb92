/** An agent at the page in Chromium, driven as a person drives it. */
import type { Browser, Page } from 'playwright-core';

export interface AgentPage {
  readonly page: Page;
  ready(): Promise<void>;
  /** Takes the offer on the screen; resolves when a text of the customer's mail is there. */
  accept(subject: string, text: string): Promise<void>;
  /** Writes a reply; resolves when the page says that it was sent. */
  reply(text: string): Promise<void>;
  close(reason: string): Promise<void>;
}

/** Opens the page and logs in. */
export async function openAgentPage(
  browser: Browser,
  url: string,
  login: string,
  password: string,
): Promise<AgentPage> {
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  await page.getByLabel('Log-in').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('Open contacts').waitFor();
  return {
    page,
    async ready() {
      await page.keyboard.press('s');
      await page.getByText('You are ready.').waitFor();
    },
    async accept(subject, text) {
      await page.getByRole('button', { name: 'Accept' }).click();
      await page.getByRole('heading', { name: subject, level: 2 }).waitFor();
      await page.locator('.letter', { hasText: text }).waitFor();
    },
    async reply(text) {
      const field = page.getByLabel('Message', { exact: true });
      await field.fill(text);
      await page.keyboard.press('Control+Enter');
      const letter = page.locator('.letter.ours', { hasText: text });
      await letter.locator('.when', { hasText: /^sent/ }).waitFor();
      await page.waitForFunction(() => document.querySelector('textarea')?.value === '');
    },
    async close(reason) {
      await page.getByRole('tab', { name: 'Close' }).click();
      await page.getByRole('tabpanel').getByRole('combobox').selectOption(reason);
      await page.getByRole('button', { name: 'Close without a reply' }).click();
      await page.getByText('The next contact comes by itself.').waitFor();
    },
  };
}
