// An outage with the reading battery of the management board: dark, and behind each press the registers of the last minute record.
import { describe, expect, it } from 'vitest';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import type { Meter } from '../../meter/meter.ts';
import { EVERYWHERE, idle, withMeter } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';

const LIMIT_ms = 120_000;
/** A minute ends ten seconds behind it. */
const START_s = Date.UTC(2026, 10, 28, 10, 29, 50) / 1000;
const MINUTE = '2026-11-28 10:30';
const DARK = ['', '', '', ''];
const SHOWN_ms = 10_000;

const rows = (meter: Meter) => [...meter.management.lcd].map((row) => row.trim());

async function press(meter: Meter): Promise<string[]> {
  const { buttons } = meter.surroundings!;
  buttons.set('scroll', true);
  await idle(meter, 100);
  buttons.set('scroll', false);
  await idle(meter, 100);
  return rows(meter);
}

const SOURCE = sineSource({ service: '3p4w', volts: 230, amps: 60, pf: 1 });

describe.each(EVERYWHERE)('A meter in an outage, on %s', (place) => {
  it('shows behind each press, for ten seconds, what the last minute record told', { timeout: LIMIT_ms }, () =>
    withMeter(place, { source: SOURCE, surroundings: new Surroundings({}, START_s) }, async (meter) => {
      const surroundings = meter.surroundings!;
      await idle(meter, 14_000);
      expect(rows(meter)[0]).toMatch(/^Twinmeter/);
      surroundings.supplyFails = true;
      await idle(meter, 3000);
      expect(rows(meter)).toEqual(DARK);
      const shown = await press(meter);
      expect(shown[0]).toBe(MINUTE);
      expect(shown[1]).toMatch(/^1\.8\.0 +0{5}\d\.\d{3}kWh$/);
      expect(shown[2]).toBe('2.8.0  000000.000kWh');
      expect((await press(meter))[1]).toMatch(/^1\.8\.1 /);
      await idle(meter, SHOWN_ms);
      expect(rows(meter)).toEqual(DARK);
      expect(surroundings.terminals.alarm).toBe(false);
      // A board that the button alone gives power: nothing but its storage tells anything.
      await meter.cutPower!({ readingBattery: true, off_ms: 60_000 });
      await idle(meter, 3000);
      expect(rows(meter)).toEqual(DARK);
      expect(await press(meter)).toEqual(shown);
      await idle(meter, SHOWN_ms);
      expect(rows(meter)).toEqual(DARK);
      surroundings.supplyFails = false;
      await idle(meter, 50_000);
      expect(rows(meter)[0]).toMatch(/^Twinmeter relayed/);
    }));
});
