// A press of the scroll button, as it is seen on the display: in process, on processes, and at the pin of the emulated board.
import { describe, expect, it } from 'vitest';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import type { Meter } from '../../meter/meter.ts';
import { EVERYWHERE, idle, withMeter } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { describeEmulated } from './emulated-images.ts';

const EMULATED_LIMIT_ms = 60_000;

const source = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });

/** Codes of the first rows of two pages that follow each other, and of the one behind them: the second to the fourth. */
const FIRST = /^32\.7\.0 /;
const SECOND = /^31\.7\.0 /;
const THIRD = /^13\.7\.0 /;

/** Goes on until that page was turned to by the meter itself: its whole period is ahead. */
async function atFirstPage(meter: Meter): Promise<void> {
  while (!FIRST.test(meter.management.lcd[1])) await idle(meter, 10);
}

const press = (meter: Meter, pressed: boolean) => meter.surroundings!.buttons.set('scroll', pressed);

/** Pressed half a second into a page: the next one comes at once, for its four seconds, held or not. */
async function turnsOnePage(meter: Meter): Promise<void> {
  await atFirstPage(meter);
  await idle(meter, 500);
  press(meter, true);
  await idle(meter, 100);
  expect(meter.management.lcd[1]).toMatch(SECOND);
  await idle(meter, 3000);
  press(meter, false);
  await idle(meter, 700);
  // 3.8 s after the press: without it that page would have gone at 3.5 s.
  expect(meter.management.lcd[1]).toMatch(SECOND);
  await idle(meter, 1000);
  expect(meter.management.lcd[1]).toMatch(THIRD);
}

describe('The scroll button', () => {
  it.each(EVERYWHERE)('shows the next page at once and for its whole time: %s', async (place) => {
    await withMeter(place, { source: source() }, turnsOnePage);
  });
});

describeEmulated('The scroll button at the pin of the emulated board', () => {
  it('shows the next page at once and for its whole time', { timeout: EMULATED_LIMIT_ms }, async () => {
    await withMeter('emulated aot', { source: source() }, turnsOnePage);
  });

  it(
    'turns one page when the contact bounces, and none when it closes for 9 ms',
    { timeout: EMULATED_LIMIT_ms },
    async () => {
      await withMeter('emulated aot', { source: source() }, async (meter) => {
        const { pair, conductor } = meter as EmulatedMeter;
        await atFirstPage(meter);
        // Past the conductor, which would set the contact anew at each tick.
        let now_us = conductor.now_us;
        const contact = (closed: boolean, time_us: number) => {
          pair.management.setContact('SCROLL_BUTTON', closed);
          pair.runUntil_us((now_us += time_us));
        };
        contact(true, 9_000);
        contact(false, 100_000);
        expect(meter.management.lcd[1]).toMatch(FIRST);
        for (let bounce = 0; bounce < 4; bounce++) {
          contact(true, 2_000);
          contact(false, 1_500);
        }
        contact(true, 100_000);
        expect(meter.management.lcd[1]).toMatch(SECOND);
      });
    },
  );
});
