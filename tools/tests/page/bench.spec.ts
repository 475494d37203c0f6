// The page of a bench in a browser: all positions at a glance, an error curve that grows, the numbers of the same run, for everybody.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StartedRun, twinmeter } from '../../cli/testing.ts';
import type { BenchReport } from '../../metrology/positions/report.ts';
import type { Bench, FoundPoint } from '../../web/told-bench.ts';
import { addressOf, openBrowser, openPage } from './browser.ts';
import { openView, PHONE, tooWide, violationsOf } from './usable.ts';

const LIMIT_ms = 240_000;
const VIEWS = ['bench', 'test'] as const;
const POSITIONS = 3;
/** The second position has a meter that no limit is left for. */
const PROGRAMME = `name = "short"
standard = "none"
[meter]
class = "D"
service = "1p2w"
currents = { Ist = 0.02, Imin = 0.2, Itr = 0.5, Imax = 60 }
[[step]]
tests = ["base"]
[[step]]
current = "40 A"
limit_percent = 0.009
`;

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-bench-page-'));
const file = join(folder, 'short.toml');
writeFileSync(file, PROGRAMME);

let run: StartedRun;
let browser: Browser;
let page: Page;
let api: (name: string) => Promise<Response>;
const faults: string[] = [];

beforeAll(async () => {
  const words = [file, '--positions', String(POSITIONS), '--jobs', '1', '--web', '0', '--json'];
  run = new StartedRun(words, {}, ['bench', 'run']);
  const url = new URL(await addressOf(run));
  api = (name) => fetch(`${url.origin}/api/${name}${url.search}`);
  browser = await openBrowser();
  page = await openPage(browser, url.href, faults);
  await page.locator('[data-position="1"]').waitFor();
}, LIMIT_ms);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
}, LIMIT_ms);

const told = async <Value>(name: string): Promise<Value> => (await (await api(name)).json()) as Value;
const cell = (position: number) => page.locator(`[data-position="${position}"]`);
const errorsShown = (): Promise<[string, number][]> =>
  page
    .locator('#points tr')
    .evaluateAll((rows) =>
      rows.map((row) => [row.getAttribute('data-name')!, Number(row.getAttribute('data-error'))]),
    );

describe('The page of a bench', { timeout: LIMIT_ms }, () => {
  it('has the views of a bench and no others, and begins with all positions', async () => {
    expect(await page.locator('nav').textContent()).toBe('benchtest');
    expect(await page.locator('#positions a').count()).toBe(POSITIONS);
    expect(await page.locator('#seats tr').count()).toBe(POSITIONS);
  });

  it('draws the curve of the position at work, which grows point by point towards the plan', async () => {
    await openView(page, 'test?position=1');
    const circles = page.locator('#error-curve circle');
    await expect.poll(() => circles.count(), { timeout: 60_000 }).toBeGreaterThan(0);
    const first = await circles.count();
    await expect.poll(() => circles.count(), { timeout: 60_000 }).toBeGreaterThan(first);
    // Limits stand there from the beginning, both ways: of PF 1, of the others, and from Ist on.
    expect(await page.locator('#error-curve .limit').count()).toBeGreaterThanOrEqual(4);
    expect(await page.locator('#legend li').count()).toBe(6);
  });

  it('shows of a position that is done what the run tells of it, to the last digit, and its verdict', async () => {
    await openView(page, 'bench');
    for (const position of [1, 2])
      await page.locator(`[data-position="${position}"][data-state="done"]`).waitFor({ timeout: 60_000 });
    const { positions, tests } = await told<Bench>('bench');
    expect(await cell(1).getAttribute('data-verdict')).toBe(positions[0].pass ? 'pass' : 'FAIL');
    expect(await cell(1).getAttribute('data-done')).toBe(String(tests));
    expect(await cell(1).textContent()).toContain(`${positions[0].worst!.error_percent.toPrecision(3)} %`);
    await openView(page, 'test?position=1');
    await expect.poll(async () => (await errorsShown()).length, { timeout: 20_000 }).toBe(tests);
    const points = await told<FoundPoint[]>('position/1');
    expect((await errorsShown()).reverse()).toEqual(
      points.map(({ name, error_percent }) => [name, error_percent]),
    );
  });

  it('enlarges errors that are small beside their limits', async () => {
    await openView(page, 'test?position=1');
    const circles = page.locator('#error-curve circle');
    const heights = async () => {
      const all = await circles.evaluateAll((each) => each.map((circle) => circle.getAttribute('cy')!));
      return new Set(all.map((height) => Math.round(Number(height)))).size;
    };
    await expect.poll(heights).toBeGreaterThan(0);
    const before = await heights();
    await page.locator('#enlarged').check();
    expect(await heights()).toBeGreaterThan(before + 5);
  });

  it('saves errors and limits of a curve as numbers', async () => {
    await openView(page, 'test?position=1');
    await page.locator('#error-curve circle').first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'save CSV' }).click(),
    ]);
    const rows = (await (await download.createReadStream()).toArray()).join('').trim().split('\n');
    expect(rows[0]).toBe('test,A,error_percent,lowest_percent,limit_percent');
    const point = (await told<FoundPoint[]>('position/1')).find(({ name }) => name === 'Imin, PF 1')!;
    expect(rows).toContain(`"PF 1",0.2,${point.error_percent},-0.4,0.4`);
  });

  it('is used by the keyboard: a position is opened, another one chosen', async () => {
    await openView(page, 'bench');
    await cell(2).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#position').inputValue()).toBe('2');
    await page.locator('#position').focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => page.locator('#position').inputValue()).toBe('1');
    expect(page.url()).toContain('#/test?position=1');
  });

  it.each(VIEWS)('can be used by everybody: %s', async (view) => {
    expect(await violationsOf(page, view)).toEqual([]);
  });

  it('fits a phone, and speaks Chinese', async () => {
    await page.setViewportSize(PHONE);
    for (const view of VIEWS) expect([view, await tooWide(page, view)]).toEqual([view, 0]);
    await page.locator('#language').click();
    expect(await page.locator('nav').textContent()).toBe('检定台误差曲线');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh');
  });

  it('can be commanded by nobody, and tells nobody without its token', async () => {
    const { origin } = new URL(page.url());
    const { search } = new URL(await addressOf(run));
    const headers = { 'x-twinmeter-token': new URLSearchParams(search).get('token')! };
    const body = '{"kind":"button","name":"scroll","pressed":true}';
    const commanded = await fetch(`${origin}/api/command`, { method: 'POST', headers, body });
    expect(commanded.status).toBe(404);
    expect((await fetch(`${origin}/api/bench`)).status).toBe(401);
    expect((await fetch(`${origin}/api/position/1`)).status).toBe(401);
    expect((await api('position/49')).status).toBe(503);
    expect((await api('position/x')).status).toBe(404);
  });

  it('did all that without an error, and the run told in the end what it had shown', async () => {
    const shown = await told<FoundPoint[]>('position/1');
    expect(faults).toEqual([]);
    const { code, last } = await run.ended();
    const report = JSON.parse(last) as BenchReport;
    expect(report.positions[0].points.map(({ error_percent }) => error_percent)).toEqual(
      shown.map(({ error_percent }) => error_percent),
    );
    expect(code).toBe(report.pass ? 0 : 1);
  });
});

describe('A bench whose port cannot be had', { timeout: LIMIT_ms }, () => {
  it('ends with one line and exit code 2 before anything is measured', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    const { code, out, err } = await twinmeter('bench', 'run', 'production', '--web', port, '--json');
    other.close();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(new RegExp(`^twinmeter: --web ${port}: .*EADDRINUSE.*\n$`));
  });
});
