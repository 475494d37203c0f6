// Draws docs/page-*.png from what the page shows of the built-in day, and of a bench at work; part of `make pictures`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { StartedRun } from '../../cli/testing.ts';
import { ROOT } from '../../build/paths.ts';
import { addressOf, openBrowser } from './browser.ts';
import { openView } from './usable.ts';

const [WIDTH, HEIGHT, TALL] = [1100, 640, 980];
/** In the built-in day everything flows then, and the inputs have had their turns. */
const FROM = '18:30:00';
const PATIENCE_ms = 300_000;

const PROGRAMME = `name = "Acceptance of a delivery"
standard = "OIML R46, and a limit of our own"
[meter]
class = "D"
service = "1p2w"
currents = { Ist = 0.02, Imin = 0.2, Itr = 0.5, Imax = 60 }
[[step]]
tests = ["base"]
[[step]]
current = "40 A"
limit_percent = 0.1
`;
const POSITIONS = 8;
/** The bench is seen when so many are done, and others are not. */
const DONE = 4;

/** A page of what a run or a bench shows, as the pictures are taken. */
async function pageOf(browser: Browser, run: StartedRun): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: WIDTH, height: HEIGHT },
    locale: 'en-GB',
    colorScheme: 'light',
  });
  page.setDefaultTimeout(PATIENCE_ms);
  await page.goto(await addressOf(run));
  // Machines that draw pictures have no Chinese letters.
  await page.addStyleTag({ content: '#language { visibility: hidden }' });
  return page;
}

async function take(page: Page, view: string, height = HEIGHT): Promise<void> {
  await page.setViewportSize({ width: WIDTH, height });
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(1500);
  const path = join(ROOT, 'docs', `page-${view}.png`);
  await page.screenshot({ path });
  console.log(path);
}

async function ofMeter(browser: Browser): Promise<void> {
  const run = new StartedRun(['--target', 'wasm', '--from', FROM, '--web', '0', '--json']);
  try {
    const page = await pageOf(browser, run);
    await page.locator('[data-obis="1-0:81.7.60.255"]').waitFor();
    for (const view of ['meter', 'vectors']) {
      await openView(page, view);
      await take(page, view);
    }
    await openView(page, 'harmonics');
    await page.locator('#onto').selectOption('voltages');
    await page.locator('#orders').fill('3:6, 5:3@180');
    await page.locator('#feed').click();
    await page.getByText(/V1 6\.7\d %/).waitFor();
    await page.locator('#input').selectOption('V1');
    await take(page, 'harmonics', TALL);
  } finally {
    process.kill(run.pid, 'SIGINT');
    await run.ended();
  }
}

async function ofBench(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-pictures-'));
  const file = join(folder, 'acceptance.toml');
  writeFileSync(file, PROGRAMME);
  const words = [file, '--sensor', 'shunt', '--positions', String(POSITIONS), '--web', '0', '--json'];
  const run = new StartedRun(words, {}, ['bench', 'run']);
  try {
    const page = await pageOf(browser, run);
    await page
      .locator('[data-state="done"]')
      .nth(DONE - 1)
      .waitFor();
    await take(page, 'bench');
    await openView(page, 'test?position=1');
    await take(page, 'test', TALL);
  } finally {
    process.kill(run.pid, 'SIGINT');
    await run.ended();
    rmSync(folder, { recursive: true, force: true });
  }
}

const browser = await openBrowser();
try {
  await ofMeter(browser);
  await ofBench(browser);
} finally {
  await browser.close();
}
