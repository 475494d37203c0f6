// What the page asks for in a browser, of a meter that runs fast: readings at the optical port, and harmonics on its inputs.
import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_LOGS } from '../../../shared-protocol/generated/ts/event-logs.ts';
import { readRecording } from '../../signals/waves/read.ts';
import type { WaveRecord } from '../../web/told-waves.ts';
import type { Reading, ReadingName, Readings } from '../../web/told-readings.ts';
import { openBrowser, openPage } from './browser.ts';
import { runningPage, send, stateOf } from './running-page.ts';
import { openView, PHONE, tooWide, violationsOf } from './usable.ts';

const LIMIT_ms = 120_000;
const VIEWS = ['energy', 'harmonics', 'profile', 'quality', 'logs', 'alarms'] as const;
const QUARTER_s = 900;
/** 230 V x 5 A. */
const POWER_W = 1150;

// As fast as it can: quarters of an hour pass while the page is used.
const running = runningPage(
  ...[
    '--service',
    '1p2w',
    '--volts',
    '230',
    '--amps',
    '5',
    '--speed',
    'max',
    '--start',
    '2026-06-01T05:59:30Z',
  ],
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

async function told<Name extends ReadingName>(name: Name): Promise<NonNullable<Readings[Name]['value']>> {
  const response = await fetch(`${running.origin}/api/${name}?token=${running.token}`);
  const reading = (await response.json()) as Reading<NonNullable<Readings[Name]['value']>>;
  expect(reading).toMatchObject({ state: 'done', failure: null });
  return reading.value!;
}

/** Presses the button of a view, and waits until it is read. */
async function read(name: ReadingName): Promise<void> {
  const status = page.locator(`[data-reading="${name}"]`);
  const before = await status.textContent();
  await page.locator(`[data-read="${name}"]`).click();
  await expect.poll(() => status.textContent(), { timeout: 60_000 }).not.toBe(before);
  await page.locator(`[data-reading="${name}"][data-state="done"]`).waitFor({ timeout: 60_000 });
}

async function savedCsv(which: 'first' | 'last' = 'last'): Promise<string[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'save CSV' })[which]().click(),
  ]);
  return (await (await download.createReadStream()).toArray()).join('').trim().split('\n');
}

/** A file of this name is read as COMTRADE. */
function renamed(path: string): string {
  const cff = join(dirname(path), 'event.cff');
  renameSync(path, cff);
  return cff;
}

const rms = (samples: Float64Array): number =>
  Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);

const textsOf = (selector: string): Promise<string[]> => page.locator(selector).allTextContents();

describe('What the page asks for', { timeout: LIMIT_ms }, () => {
  it('is the load profile, as a heat map of the average power of each interval', async () => {
    await openView(page, 'profile');
    await expect
      .poll(
        async () => {
          await read('profile');
          return (await told('profile')).rows.length;
        },
        { timeout: 90_000 },
      )
      .toBeGreaterThan(1);
    const { rows, columns, period_s } = await told('profile');
    expect({ period_s, first: columns[0] }).toEqual({
      period_s: QUARTER_s,
      first: { obis: '1-0:1.8.0.255', unit: 'Wh' },
    });
    const cells = page.locator('#heat-map rect');
    expect(await cells.count()).toBe(rows.length);
    const shown = await cells.evaluateAll((all) =>
      all.map((each) => [each.getAttribute('data-end'), Number(each.getAttribute('data-value'))]),
    );
    for (const [n, row] of rows.entries()) {
      if (n === 0) continue;
      const power_W = ((row.values[0]! - rows[n - 1].values[0]!) * 3600) / QUARTER_s;
      expect(shown[n]).toEqual([row.time, power_W]);
      expect(power_W).toBeCloseTo(POWER_W, 0);
    }
  });

  it('can be gone through by arrow keys, and of another quantity', async () => {
    await page.locator('#column').selectOption({ label: '1-0:1.5.0.255 W' });
    const { rows, columns } = await told('profile');
    const at = columns.findIndex(({ obis }) => obis === '1-0:1.5.0.255');
    await page.locator('#heat-map').focus();
    await page.keyboard.press('ArrowLeft');
    const row = rows.at(-2)!;
    expect(await page.locator('#cell').textContent()).toBe(
      `${row.time!.replace('T', ' ').replace('.000', '')}: ${Number(row.values[at]!.toPrecision(6))} W`,
    );
    await page.locator('#heat-map rect').first().click();
    expect(await page.locator('#cell').textContent()).toContain(rows[0].time!.slice(11, 19));
  });

  it('saves all columns of the profile as numbers, and the map as a picture', async () => {
    const { rows, columns } = await told('profile');
    const lines = await savedCsv();
    expect(lines[0]).toBe(`time,marks,${columns.map(({ obis, unit }) => `${obis} ${unit}`).join(',')}`);
    expect(lines.slice(1)).toEqual(
      rows.map(({ time, marks, values }) => [time, marks.join(' '), ...values].join(',')),
    );
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'save picture' }).click(),
    ]);
    const picture = (await (await download.createReadStream()).toArray()).join('');
    expect(picture.match(/<rect/g)).toHaveLength(rows.length);
    expect(picture).not.toContain('fill="color-mix');
  });

  it('is demand and tariff, which are drawn over time', async () => {
    await openView(page, 'energy');
    await read('demand');
    const { rate, current, last, maximum, byRate } = await told('demand');
    expect(last!.value).toBeCloseTo(POWER_W, 0);
    const shown = async (key: string) =>
      Number.parseFloat((await page.locator(`[data-demand="${key}"]`).textContent())!);
    expect(await shown('rate')).toBe(rate);
    expect(await shown('current')).toBeCloseTo(current!.value, 0);
    expect(await shown('last')).toBeCloseTo(last!.value, 0);
    expect(await shown('maximum')).toBeCloseTo(maximum!.value, 0);
    expect(byRate.length).toBeGreaterThan(0);
    for (const each of byRate) expect(await shown(`rate-${each.rate}`)).toBeCloseTo(each.value, 2);
    await page.locator('#follow').check();
    const points = async () =>
      (await page.locator('[data-curve="demand"] polyline').getAttribute('points'))!.split(' ').length;
    await expect.poll(points, { timeout: 30_000 }).toBeGreaterThan(1);
    await page.locator('#follow').uncheck();
  });

  it('is every event log, with the entries that the meter gives', async () => {
    expect(await send(running, '{"kind":"contact","name":"terminalCover","closed":false}')).toBe(200);
    await openView(page, 'logs');
    await expect
      .poll(
        async () => {
          await read('logs');
          return (await told('logs')).fraud.some(({ name }) => name === 'terminal_cover_off');
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    const logs = await told('logs');
    expect(Object.keys(logs)).toEqual(Object.keys(EVENT_LOGS));
    expect((await textsOf('#entries tr')).length).toBe(Object.values(logs).flat().length);
    await page.locator('#log').selectOption('fraud');
    const rows = await page
      .locator('#entries tr')
      .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent)));
    const newest = [...logs.fraud].reverse();
    expect(rows.map(([time, , name]) => [time, name])).toEqual(newest.map(({ time, name }) => [time, name]));
    expect((await savedCsv()).length).toBe(1 + newest.length);
  });

  it('is each alarm by its bit, and who came to the meter', async () => {
    await openView(page, 'alarms');
    await read('alarms');
    const { registers, bits, sessions } = await told('alarms');
    expect(registers.descriptor.bits).toContain('fraud');
    for (const [name, { bits: set }] of Object.entries(registers))
      for (const bit of bits)
        expect(
          await page.locator(`#bits tr[data-bit="${bit}"] [data-register="${name}"]`).textContent(),
          `${name} ${bit}`,
        ).toBe(set.includes(bit) ? '●' : '–');
    expect(sessions.map(({ name }) => name)).toContain('module_inserted');
    expect((await textsOf('#sessions tr')).length).toBe(sessions.length);
  });

  it('has harmonics put on its currents from the page, and measures them: shape, distortion, energy', async () => {
    await openView(page, 'harmonics');
    await page.locator('#onto').selectOption('currents');
    await page.locator('#orders').fill('3:30, 5:40@90');
    expect(await textsOf('#set-over li')).toEqual([
      '3: 30.00 % > 4 % (IEEE 519)',
      '5: 40.00 % > 4 % (IEEE 519)',
      'TDD 50.00 % > 5 % (IEEE 519)',
    ]);
    await page.locator('#feed').click();
    const fed = page.locator('[data-fed="currents"]');
    await expect
      .poll(() => fed.textContent(), { timeout: 30_000 })
      .toMatch(/THD 50\.00 % · .*I1 (49\.9|50\.0)/);
    const { spectra, instantaneous } = await stateOf(running);
    const { amplitude, angle_deg, thd_percent } = spectra.I1;
    expect(await fed.textContent()).toContain(`I1 ${thd_percent.toFixed(2)} %`);
    expect(thd_percent).toBeCloseTo(50, 1);
    expect(amplitude[2] / amplitude[0]).toBeCloseTo(0.3, 3);
    expect(amplitude[4] / amplitude[0]).toBeCloseTo(0.4, 3);
    expect(angle_deg.length).toBe(amplitude.length);
    expect(instantaneous['1-0:31.7.0.255'].value).toBeCloseTo(5 * Math.sqrt(1.25), 2);
  });

  it('says why what cannot be sampled is not fed, and feeds what the run fed when it is taken away', async () => {
    await openView(page, 'harmonics');
    await page.locator('#onto').selectOption('currents');
    await page.locator('#orders').fill('41:3');
    await page.locator('#feed').click();
    await expect
      .poll(() => page.locator('#feed-failure').textContent(), { timeout: 10_000 })
      .toContain('harmonic 41 of 50 Hz is not below half of 4000 Hz');
    expect((await stateOf(running)).fed.currents).toBe('3:30, 5:40@90');
    await page.locator('#take-away').click();
    await expect.poll(async () => (await stateOf(running)).source, { timeout: 10_000 }).toMatch(/^sine 1p2w/);
  });

  it('keeps the waveform around a dip that is made from the page, and saves it as COMTRADE', async () => {
    await openView(page, 'quality');
    expect(await page.locator('#comtrade').isDisabled()).toBe(true);
    await page.locator('[data-disturb="dip"]').click();
    await expect.poll(() => page.locator('#record option').count(), { timeout: 30_000 }).toBe(1);
    await expect.poll(() => page.locator('#comtrade').isDisabled()).toBe(false);
    expect(await page.locator('#record option').textContent()).toMatch(/^1: dip L1 \(/);
    expect(await page.locator('[data-event-wave="V"] polyline').count()).toBe(1);
    await expect.poll(() => page.locator('#itic circle').count(), { timeout: 10_000 }).toBe(1);
    const [duration_s, percent] = (await savedCsv('first'))[1].split(',').map(Number);
    expect([duration_s, percent]).toEqual([expect.closeTo(0.2, 1), expect.closeTo(60, 0)]);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#comtrade').click()]);
    expect(download.suggestedFilename()).toBe('event-1.cff');
    const recording = readRecording(renamed(await download.path()));
    const record = (await (
      await fetch(`${running.origin}/api/wave/0?token=${running.token}`)
    ).json()) as WaveRecord;
    expect(recording.rate_Hz).toBe(record.rate_Hz);
    expect(recording.channels.map(({ name }) => name)).toEqual(['V1', 'I1', 'IN']);
    for (const [n, { counts, scale }] of record.channels.entries())
      expect(recording.channels[n].samples[123]).toBeCloseTo(counts[123] * scale, 9);
    // 200 ms of 230 V, 200 ms of 60 % of it, 200 ms of 230 V: the dip begins where the record says it was set off.
    const { samples } = recording.channels[0];
    const at = (ms: number) => rms(samples.subarray(ms * 4, (ms + 80) * 4));
    const trigger_ms = (record.trigger_us - record.first_us) / 1000;
    expect(trigger_ms).toBeCloseTo(200, 0);
    expect(at(60)).toBeCloseTo(230, 0);
    expect(at(trigger_ms + 40)).toBeCloseTo(0.6 * 230, 0);
    expect(at(trigger_ms + 280)).toBeCloseTo(230, 0);
  });

  it.each(VIEWS)('can be used by everybody: %s', async (view) => {
    expect(await violationsOf(page, view)).toEqual([]);
  });

  it('fits a phone, and speaks Chinese', async () => {
    await page.setViewportSize(PHONE);
    for (const view of VIEWS) expect([view, await tooWide(page, view)]).toEqual([view, 0]);
    await page.locator('#language').click();
    await openView(page, 'logs');
    expect(await page.locator('[data-read="logs"]').textContent()).toBe('从光电口读取');
  });

  it('did all that without an error', () => {
    expect(faults).toEqual([]);
  });
});
