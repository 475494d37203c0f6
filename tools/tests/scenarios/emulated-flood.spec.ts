// What floods a port or the link of the emulated metering board costs it no sample, and the port is heard again after it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  FRAME_REQUEST,
  LAYOUTS,
  MESSAGES,
  PARAMETERS_PAGE,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { takeQuickRate } from '../../records/asked-645.ts';
import { encodeFrame } from '../../records/framing.ts';
import { encodeParameters } from '../../records/parameters.ts';
import { encodeRecord } from '../../records/records.ts';
import { Scratch } from '../../cores/testing/probes.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 120_000;

const source = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });

/** A header that claims the longest frame; from each of its repetitions such a frame would begin again. */
const CLAIM = [0xa5, 0x11, 0, 0, 246, 0];
const claims = (bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => CLAIM[i % CLAIM.length]);
/** A header of another version with the longest payload that is read, over and over: every sixth byte begins a frame. */
const FOREIGN_CLAIM = [0xa5, 0x21, 0, 0, 16, 0];
const foreignClaims = (bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => FOREIGN_CLAIM[i % 6]);
const oneClaim = () => Uint8Array.from({ length: 256 }, (_, i) => CLAIM[i] ?? 0);

const scratch = new Scratch();
afterAll(() => scratch.remove());

/** A management core that does nothing but ask on the link. */
function floodingCore(): Uint8Array {
  const { code } = MESSAGES.read_registers;
  const frame = encodeFrame({
    kind: FRAME_REQUEST,
    sequence: 1,
    message: code,
    payload: Uint8Array.of(0, 1),
  });
  const text = readFileSync(join(import.meta.dirname, '../../cores/testing/management-flood.wat'), 'utf8');
  const bytes = Array.from(frame, (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  return new Uint8Array(readFileSync(scratch.assemble(text.replace('FRAME', bytes))));
}

/** A wire that oscillates for so long: an edge every half microsecond, whatever the master does with it. */
function oscillate(board: EmulatedMeter['pair']['metering'], time_ms: number): void {
  const { chip } = board;
  const half = chip.time.cyclesPerSecond / 2e6;
  const end = chip.now + (time_ms * chip.time.cyclesPerSecond) / 1000;
  const select = board.pin('LINK_CS');
  const turn = (level: boolean) => {
    select.drive(level);
    if (chip.now < end || !level) chip.time.at(chip.now + half, () => turn(!level));
  };
  turn(false);
}

const PAGES = Math.ceil(LAYOUTS.parameters.bytes / PARAMETERS_PAGE);

/** So many writes of the sealed record, each by its pages, one behind the other. */
function writesOfParameters(count: number): Uint8Array {
  const record = [...encodeParameters({ service: '3p4w', samplingRate_mHz: 4_000_000 })];
  const { code } = MESSAGES.write_parameters;
  const frames = Array.from({ length: count * PAGES }, (_, i) => {
    const page = i % PAGES;
    const bytes = record.slice(page * PARAMETERS_PAGE, (page + 1) * PARAMETERS_PAGE);
    const payload = encodeRecord('parameters_page', { page, pages: PAGES, bytes });
    return encodeFrame({ kind: FRAME_REQUEST, sequence: i & 0xff, message: code, payload });
  });
  return new Uint8Array(Buffer.concat(frames));
}

/** An M33 that executes from flash, PSRAM and SRAM needs about two cycles an instruction; the emulator counts one. */
const CYCLES_PER_INSTRUCTION = 2;

async function whileFlooded(flood: (meter: EmulatedMeter) => void, management?: Uint8Array, time_ms = 1500) {
  return withMeter('emulated wasm3', { source: source(), modules: { management } }, async (meter) => {
    const { pair } = meter as EmulatedMeter;
    await idle(meter, 200);
    // The quickest rate of the legal port: whoever floods it asks for that first.
    await takeQuickRate((bytes, isEnough) => meter.say(bytes, isEnough));
    await idle(meter, 50);
    for (const board of [pair.metering, pair.management])
      board.chip.cyclesPerInstruction = CYCLES_PER_INSTRUCTION;
    flood(meter as EmulatedMeter);
    await idle(meter, time_ms);
    const { missed_samples, invalid_samples } = await meter.ask('read_status');
    return {
      missed_samples,
      invalid_samples,
      faults: meter.metering.faults,
      restarts: meter.metering.restarts,
    };
  });
}

const UNDISTURBED = { missed_samples: 0, invalid_samples: 0, faults: [], restarts: 0 };

describeEmulated('A flood costs the emulated metering board no sample', () => {
  it.each([
    ['frames in frames', claims(11_520)],
    [
      'damaged frames of full length',
      Uint8Array.from(Array.from({ length: 45 }, () => [...oneClaim()]).flat()),
    ],
  ])(
    'on the adjustment port with the jumper open, at 115200 baud: %s',
    { timeout: LIMIT_ms },
    async (_, bytes) => {
      expect(await whileFlooded(({ pair }) => pair.metering.adjustment.send(bytes))).toEqual(UNDISTURBED);
    },
  );

  it(
    'on the adjustment port with the jumper open: frames of another version in frames',
    { timeout: LIMIT_ms },
    async () => {
      const flood = ({ pair }: EmulatedMeter) => pair.metering.adjustment.send(foreignClaims(11_520));
      expect(await whileFlooded(flood)).toEqual(UNDISTURBED);
    },
  );

  it(
    'on the adjustment port with the jumper closed: the record is sealed anew, back to back',
    { timeout: LIMIT_ms },
    async () => {
      const flood = (meter: EmulatedMeter) => {
        meter.surroundings.set('jumper', true);
        meter.pair.metering.adjustment.send(writesOfParameters(40));
      };
      expect(await whileFlooded(flood, undefined, 4000)).toEqual(UNDISTURBED);
    },
  );

  it('on both ports and the select line at once, with the jumper closed', { timeout: LIMIT_ms }, async () => {
    const flood = (meter: EmulatedMeter) => {
      const { metering } = meter.pair;
      meter.surroundings.set('jumper', true);
      metering.adjustment.send(writesOfParameters(20));
      metering.adjustment.send(claims(11_520));
      metering.legal.send(claims(10_000));
      oscillate(metering, 500);
    };
    expect(await whileFlooded(flood, undefined, 4000)).toEqual(UNDISTURBED);
  });

  it('on the legal port, which answers again after the flood', { timeout: LIMIT_ms }, async () => {
    const flood = ({ pair }: EmulatedMeter) => pair.metering.legal.send(claims(10_000));
    expect(await whileFlooded(flood)).toEqual(UNDISTURBED);
  });

  it(
    'on the legal port, with starts of DL/T 645 and ends that fit all of them',
    { timeout: LIMIT_ms },
    async () => {
      const block = [...new Array<number>(115).fill(0x68), ...new Array<number>(115).fill(0x16)];
      const flood = ({ pair }: EmulatedMeter) =>
        pair.metering.legal.send(Uint8Array.from({ length: 10_000 }, (_, i) => block[i % block.length]));
      expect(await whileFlooded(flood, undefined, 2500)).toEqual(UNDISTURBED);
    },
  );

  it(
    'on the link and the adjustment port at once, from a hostile management core',
    { timeout: LIMIT_ms },
    async () => {
      let flooded: EmulatedMeter | undefined;
      const outcome = await whileFlooded((meter) => {
        flooded = meter;
        meter.pair.metering.adjustment.send(claims(11_520));
      }, floodingCore());
      expect(flooded!.link.health.requests).toBeGreaterThan(5000);
      expect(outcome).toEqual(UNDISTURBED);
    },
  );

  it(
    'on the select line, two million edges a second, and the link goes on when it is over',
    { timeout: LIMIT_ms },
    async () => {
      await withMeter('emulated wasm3', { source: source() }, async (meter) => {
        const { metering } = (meter as EmulatedMeter).pair;
        await idle(meter, 500);
        oscillate(metering, 500);
        await idle(meter, 500);
        const { replies } = meter.link.health;
        await idle(meter, 2_000);
        const { missed_samples, invalid_samples } = await meter.ask('read_status');
        expect({ missed_samples, invalid_samples }).toEqual({ missed_samples: 0, invalid_samples: 0 });
        expect(meter.link.health.replies).toBeGreaterThan(replies + 20);
        expect(meter.metering.restarts).toBe(0);
      });
    },
  );
});
