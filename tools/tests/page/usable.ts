// Whether a page can be used by everybody: contrast and labels by axe-core, light and dark, and the width of a phone.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** Run in the page as it is: the page itself lets in nothing from elsewhere. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const PHONE = { width: 360, height: 740 };

export async function openView(page: Page, view: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), `#/${view}`);
  await page.locator('nav a[aria-current="page"]').waitFor();
}

/** What axe-core finds wrong with a view, as text. */
export async function violationsOf(page: Page, view: string): Promise<string[]> {
  const all: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await openView(page, view);
    await page.evaluate(AXE);
    const found = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    });
    all.push(...found);
  }
  return all;
}

/** How many pixels a view is wider than the screen. */
export async function tooWide(page: Page, view: string): Promise<number> {
  await openView(page, view);
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
