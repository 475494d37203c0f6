// Draws docs/page-*.png from what the page shows of the built-in day; part of `make pictures`.
import { join } from 'node:path';
import { StartedRun } from '../../cli/testing.ts';
import { ROOT } from '../../build/paths.ts';
import { addressOf, openBrowser } from './browser.ts';

const VIEWS = ['meter', 'vectors'] as const;
const SIZE = { width: 1100, height: 640 };
/** In the built-in day everything flows then, and the inputs have had their turns. */
const FROM = '18:30:00';

const run = new StartedRun(['--target', 'wasm', '--from', FROM, '--web', '0', '--json']);
const browser = await openBrowser();
try {
  const web = await addressOf(run);
  const page = await browser.newPage({ viewport: SIZE, locale: 'en-GB', colorScheme: 'light' });
  await page.goto(web);
  await page.locator('[data-obis="1-0:81.7.60.255"]').waitFor();
  for (const view of VIEWS) {
    await page.evaluate((hash) => void (location.hash = hash), `#/${view}`);
    await page.waitForTimeout(1500);
    const path = join(ROOT, 'docs', `page-${view}.png`);
    await page.screenshot({ path });
    console.log(path);
  }
} finally {
  await browser.close();
  process.kill(run.pid, 'SIGINT');
  await run.ended();
}
