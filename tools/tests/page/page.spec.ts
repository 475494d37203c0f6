// The page in a browser: every view is opened and used, its numbers are those that the meter tells, and everybody can use it.
import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openBrowser, openPage } from './browser.ts';
import { runningPage, stateOf } from './running-page.ts';
import { openView, PHONE, tooWide, violationsOf } from './usable.ts';

const LIMIT_ms = 120_000;
const VIEWS = ['meter', 'vectors', 'waves', 'harmonics', 'energy', 'quality'] as const;
const LAG_deg = 30;

const running = runningPage(
  '--volts',
  '230',
  '--amps',
  '5',
  '--pf',
  String(Math.cos((LAG_deg * Math.PI) / 180)),
);
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  page = await openPage(browser, running.url, faults);
  await page.getByText('the metering core runs').waitFor();
}, LIMIT_ms);

afterAll(async () => {
  await browser?.close();
}, LIMIT_ms);

const open = (view: string) => openView(page, view);

const numberIn = (text: string | null) => Number.parseFloat(text ?? '');

it('has a browser to be tried in', () => {
  expect(existsSync(CHROMIUM)).toBe(true);
});

describe('The page of a run', { timeout: LIMIT_ms }, () => {
  it('keeps the token out of the address, and a reload works', async () => {
    expect(page.url()).not.toContain('token');
    await page.reload();
    await page.getByText('the metering core runs').waitFor();
  });

  it('shows each quantity as the meter tells it, and both displays', async () => {
    await open('meter');
    await page.locator('[data-obis="1-0:52.7.0.255"]').waitFor();
    const { instantaneous } = await stateOf(running);
    const codes = Object.keys(instantaneous);
    expect(codes.length).toBeGreaterThan(20);
    for (const obis of ['1-0:32.7.0.255', '1-0:51.7.0.255', '1-0:81.7.60.255', '1-0:1.7.0.255'])
      expect(numberIn(await page.locator(`[data-obis="${obis}"]`).textContent())).toBeCloseTo(
        instantaneous[obis].value,
        1,
      );
    expect(await page.locator('#lcd').textContent()).toContain('Twinmeter relayed');
    // It turns its pages.
    await expect.poll(() => page.locator('#legal').textContent(), { timeout: 40_000 }).toContain('1.8.0');
  });

  it('turns the display with its button, by the keyboard too, and takes a cover off', async () => {
    await open('meter');
    for (const use of [
      async () => page.locator('[data-button="scroll"]').click({ delay: 300 }),
      async () => {
        await page.locator('[data-button="scroll"]').focus();
        await page.keyboard.press('Enter', { delay: 300 });
      },
    ]) {
      const before = await page.locator('#lcd').textContent();
      await use();
      await expect.poll(() => page.locator('#lcd').textContent(), { timeout: 10_000 }).not.toBe(before);
    }
    const cover = page.locator('[data-contact="terminalCover"]');
    expect(await cover.textContent()).toBe('terminal cover: on');
    await cover.click();
    await expect.poll(() => cover.textContent(), { timeout: 10_000 }).toBe('terminal cover: off');
  });

  it('draws the vectors at the angles that are measured', async () => {
    await open('vectors');
    await page.locator('[data-vector="I3"]').waitFor();
    const lag = async (name: string) =>
      Number(await page.locator(`[data-vector="${name}"]`).getAttribute('data-lag'));
    for (const [name, expected] of [
      ['U1', 0],
      ['U2', 120],
      ['U3', -120],
      ['I1', LAG_deg],
      ['I2', 120 + LAG_deg],
      ['I3', -120 + LAG_deg],
    ] as const)
      expect(Math.abs((await lag(name)) - expected)).toBeLessThan(0.1);
    expect(await page.locator('#faults').textContent()).toBe('no fault seen');
  });

  it.each([
    ['voltage missing', 'L2: voltage missing'],
    ['current reversed', 'L2: current reversed'],
    ['phases swapped', 'phases swapped'],
    ['current of another phase', 'L2: current of another phaseL3: current of another phase'],
    ['none', 'no fault seen'],
  ])('names a fault that is made by hand: %s', async (made, text) => {
    await open('vectors');
    await page.locator('#source').selectOption('set by hand');
    await page.locator('#made').selectOption(made);
    expect(await page.locator('#faults').textContent()).toBe(text);
  });

  it('shows waveforms whose numbers can be saved', async () => {
    await open('waves');
    await page.locator('[data-scope="V"] polyline').nth(2).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'save CSV' }).first().click(),
    ]);
    expect(download.suggestedFilename()).toBe('waves-V.csv');
    const rows = (await (await download.createReadStream()).toArray()).join('').trim().split('\n');
    expect(rows[0]).toBe('ms,V1,V2,V3');
    const peak = Math.max(...rows.slice(1).map((row) => Number(row.split(',')[1])));
    expect(peak).toBeGreaterThan(230 * Math.SQRT2 * 0.98);
  });

  it('shows the spectrum of an input with its distortion', async () => {
    await open('harmonics');
    await page.locator('#input option').nth(6).waitFor({ state: 'attached' });
    await page.locator('#input').selectOption('I2');
    expect(await page.locator('#thd').textContent()).toMatch(/^I2: (5|4\.99|5\.00)\d* A · THD 0\.\d+ %$/);
  });

  it('sums up harmonics that are set by hand, and says what is none', async () => {
    await open('harmonics');
    await page.locator('#orders').fill('3:30, 5:40@90');
    expect(await page.locator('#sum').textContent()).toBe('THD 50.00 %');
    await page.locator('#orders').fill('3:30, 99:1');
    expect(await page.locator('#sum').textContent()).toBe('order 99: 2 to 63');
  });

  it('draws energy over time, and tells of events', async () => {
    await open('energy');
    await expect
      .poll(
        async () =>
          (await page.locator('[data-curve="energy"] polyline').getAttribute('points'))?.split(' ').length,
        {
          timeout: 20_000,
        },
      )
      .toBeGreaterThan(3);
    await open('quality');
    expect(await page.locator('#events').count()).toBe(1);
  });

  it('cuts the supply of management alone, and the pulses go on', async () => {
    await open('meter');
    const pulses = async () => Number(await page.locator('#pulses').textContent());
    const before = await pulses();
    await page.locator('[data-cut="management"]').click();
    await expect
      .poll(() => page.locator('#restarts').textContent(), { timeout: 20_000 })
      .toMatch(/metering 0, management 1 /);
    await expect.poll(pulses, { timeout: 20_000 }).toBeGreaterThan(before);
  });

  it.each(VIEWS)('can be used by everybody: %s', async (view) => {
    expect(await violationsOf(page, view)).toEqual([]);
  });

  it('fits a phone, and speaks Chinese', async () => {
    await page.setViewportSize(PHONE);
    for (const view of VIEWS) expect([view, await tooWide(page, view)]).toEqual([view, 0]);
    await page.locator('#language').click();
    expect(await page.locator('nav').textContent()).toBe(
      '电表相量图波形谐波电能负荷曲线电能质量事件记录报警',
    );
    expect(await page.locator('html').getAttribute('lang')).toBe('zh');
    await page.locator('#language').click();
  });

  it('did all that without an error', () => {
    expect(faults).toEqual([]);
  });
});
