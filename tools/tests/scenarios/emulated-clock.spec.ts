// The DS3231 under the emulated metering board: read and set over its bus, its faults, and its seconds at the kvarh pin.
import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import {
  CLOCK_SET,
  PULSE_REACTIVE,
  PULSE_SOURCE_SECONDS,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { METERING_COMMANDS, probeText, Scratch } from '../../cores/testing/probes.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { takeQuickRate } from '../../records/asked-645.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 60_000;
const START_s = Date.UTC(2026, 0, 1) / 1000;
const load = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });
const US = 1e6;
const SET_s = 1_800_000_000;

const scratch = new Scratch();
afterAll(() => scratch.remove());

const withBoard = <T>(scenario: (meter: EmulatedMeter) => Promise<T>, module?: Uint8Array) =>
  withMeter('emulated wasm3', { source: load(), modules: { metering: module } }, (meter) =>
    scenario(meter as EmulatedMeter),
  );

async function clockOf(meter: EmulatedMeter) {
  const { clock_s, clock_status, clock_stopped } = await meter.ask('read_status');
  return { time_s: Number(clock_s), status: Number(clock_status), stopped: Number(clock_stopped) };
}

/** What the probe says on the legal port of a reading or setting: operation, status, time, flag. */
interface Told {
  operation: number;
  status: number;
  time_s: number;
  stopped: number;
}

/** Commands the probe on its adjustment port, and hears what it says within a time. */
async function tell(meter: EmulatedMeter, code: number): Promise<Buffer> {
  const { legal, adjustment } = meter.pair.metering;
  const heard: number[] = [];
  legal.onByte = (byte) => heard.push(byte);
  adjustment.send(Uint8Array.of(code));
  await idle(meter, 200);
  return Buffer.from(heard);
}

const SAYS = 30;
const toldIn = (heard: Buffer): Told[] => {
  const found: Told[] = [];
  for (
    let at = heard.indexOf(0x43);
    at >= 0 && at + SAYS <= heard.length;
    at = heard.indexOf(0x43, at + SAYS)
  )
    found.push({
      operation: heard[at + 1],
      status: heard.readInt32LE(at + 2),
      time_s: Number(heard.readBigUInt64LE(at + 6)),
      stopped: heard.readInt32LE(at + 14),
    });
  return found;
};

describeEmulated('The RTC of the emulated metering board', () => {
  it('is read at the start and goes on with its seconds', { timeout: LIMIT_ms }, async () => {
    await withBoard(async (meter) => {
      await takeQuickRate((bytes, isEnough) => meter.say(bytes, isEnough));
      await idle(meter, 1500);
      const { chip } = meter.pair.metering;
      const { time_s, status, stopped } = await clockOf(meter);
      expect([status, stopped]).toEqual([Status.OK, 0]);
      expect(time_s).toBe(START_s + Math.floor(chip.now / chip.time.cyclesPerSecond));
    });
  });

  /** A byte at a time reaches it whole; it reports no samples and seconds, which would fill the port. */
  const probe = (): Uint8Array => {
    const second =
      '(call $send_word (i32.add (i32.shl (i32.wrap_i64 (local.get $index)) (i32.const 16)) (local.get $fraction)))';
    const text = probeText('metering')
      .replace('(call $report (i32.const 21))', '')
      .replace(second, '')
      .replace(
        '(call $clock_set (i64.extend_i32_u (local.get $a)))',
        `(call $clock_set (i64.const ${SET_s}))`,
      )
      .replace(
        '(call $pulse_source (local.get $a) (local.get $b))',
        `(call $pulse_source (i32.const ${PULSE_REACTIVE}) (i32.const ${PULSE_SOURCE_SECONDS}))`,
      );
    return new Uint8Array(readFileSync(scratch.assemble(text)));
  };

  it(
    'is set, its flag cleared, and tells a chip that is away or holds no time',
    { timeout: LIMIT_ms },
    async () => {
      await withBoard(async (meter) => {
        const { rtc } = meter.pair.metering;
        await idle(meter, 300);
        rtc.stopOscillator();
        expect(toldIn(await tell(meter, METERING_COMMANDS.clockRead))).toMatchObject([
          { status: 0, stopped: 1 },
        ]);
        expect(toldIn(await tell(meter, METERING_COMMANDS.clockSet))).toEqual([
          { operation: CLOCK_SET, status: Status.OK, time_s: SET_s, stopped: 0 },
        ]);
        rtc.show(Uint8Array.of(0x7f, 0xff, 0x3a, 1, 0, 0x1f, 0xee));
        expect(toldIn(await tell(meter, METERING_COMMANDS.clockRead))).toMatchObject([
          { status: Status.NOT_FOUND },
        ]);
        rtc.answers = false;
        expect(toldIn(await tell(meter, METERING_COMMANDS.clockRead))).toMatchObject([
          { status: Status.TIMEOUT },
        ]);
        rtc.answers = true;
        expect(toldIn(await tell(meter, METERING_COMMANDS.clockSet))).toMatchObject([
          { status: Status.OK, time_s: SET_s },
        ]);
      }, probe());
    },
  );

  it('pulses on the kvarh output within 50 us of each of its edges', { timeout: LIMIT_ms }, async () => {
    await withBoard(async (meter) => {
      const { chip } = meter.pair.metering;
      const now_us = () => (chip.now / chip.time.cyclesPerSecond) * US;
      const [edges, rises, widths]: [number[], number[], number[]] = [[], [], []];
      meter.pair.metering.pin('RTC_1HZ').watch((level) => void (level || edges.push(now_us())));
      meter.pair.metering.pin('PULSE_REACTIVE').watch((level) => {
        if (level) rises.push(now_us());
        else if (rises.length > 0) widths.push(now_us() - rises.at(-1)!);
      });
      await idle(meter, 300);
      await tell(meter, METERING_COMMANDS.pulseSource);
      edges.length = rises.length = widths.length = 0;
      await idle(meter, 4000);
      expect(edges.length).toBe(4);
      expect(rises.length).toBe(4);
      rises.forEach((at, i) => {
        expect(at - edges[i]).toBeGreaterThanOrEqual(0);
        expect(at - edges[i]).toBeLessThan(50);
      });
      expect(Math.min(...widths)).toBeGreaterThanOrEqual(200);
    }, probe());
  });
});
