// Debian's Chromium, and the address of a page that a run tells first.
import { chromium, type Browser, type Page } from 'playwright-core';
import type { StartedRun } from '../../cli/testing.ts';

export const CHROMIUM = '/usr/bin/chromium';

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });

/** An address in a page of its own; what the page complains of is added to the faults. */
export async function openPage(browser: Browser, url: string, faults: string[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, locale: 'en-GB' });
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(url);
  return page;
}

/** Once the run has said so, with its token. */
export async function addressOf(run: StartedRun): Promise<string> {
  await run.says('"web"');
  return (JSON.parse(run.out.split('\n')[0]) as { web: string }).web;
}
