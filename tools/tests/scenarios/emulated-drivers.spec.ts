// Drivers of the real images against the wires: a link transaction cut short, pulses at their instants, a hung module.
import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { FRAME_START, PULSE_ACTIVE } from '../../../shared-protocol/generated/ts/protocol.ts';
import { quiet } from '../../meter/emulated/feed.ts';
import { MeteringBoard } from '../../meter/emulated/metering-board.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import { SpiLink } from '../../rp2350/chip/spi-link.ts';
import { boardFor } from '../../firmware/boards.ts';
import { imageFile } from '../../firmware/firmware-image.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { decodeFrame } from '../../records/framing.ts';
import { LegalClient } from '../../records/legal-client.ts';
import { factoryFram } from '../../records/parameters.ts';
import { command, METERING_COMMANDS, probeText, Scratch } from '../../cores/testing/probes.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { feed, idle, withMeter } from '../../meter/targets/with-meter.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 120_000;
const MODE = 3;
const BYTE_us = 8;
const CHARACTER_cycles = (10 / 9600) * 1e6 * CYCLES_PER_US;
const scratch = new Scratch();
afterAll(() => scratch.remove());

/** A request as a master sends it: link and legal port carry the same frames. */
const REQUEST = [...new LegalClient().request('read_status')];

/** The metering board alone, its link driven by hand as a master would. */
class LinkRig {
  readonly board = new MeteringBoard({
    board: boardFor('metering', 'aot'),
    elf: readFileSync(imageFile('metering', 'aot')),
    fram: factoryFram({ service: '3p4w', samplingRate_mHz: 4_000_000 }),
    samples: quiet(),
  });
  readonly #wire = new SpiLink(this.board.chip.peripherals.spis[1].slave, {
    scheduler: this.board.chip.time,
    runUntil: (time) => this.board.runUntil(time),
  });
  #now_us = 0;

  constructor() {
    this.board.pin('LINK_CS').drive(true);
    this.run(300_000);
  }

  run(time_us: number): void {
    this.#now_us += time_us;
    this.board.runUntil(this.#now_us * CYCLES_PER_US);
  }

  /** One select: bytes out, bytes in. */
  transact(sent: readonly number[]): number[] {
    this.#select(true);
    const received = sent.map((byte) => {
      this.run(BYTE_us);
      return this.#wire.exchange(byte, 8, MODE, this.#now_us * CYCLES_PER_US);
    });
    this.run(BYTE_us);
    this.#select(false);
    this.run(50);
    return received;
  }

  get ready(): boolean {
    return this.board.pin('LINK_READY').level;
  }

  waitForReady(): void {
    for (let waited_us = 0; !this.ready && waited_us < 20_000; waited_us += 100) this.run(100);
    expect(this.ready).toBe(true);
  }

  #select(selected: boolean): void {
    const pin = this.board.pin('LINK_CS');
    if (selected) this.#wire.select(true, this.#now_us * CYCLES_PER_US);
    pin.drive(!selected);
    if (!selected) this.#wire.select(false, this.#now_us * CYCLES_PER_US);
    this.run(20);
  }
}

const filler = (length: number) => Array<number>(length).fill(0);

describeEmulated('The link slave of the metering image', () => {
  it('answers whole frames again after a reply and a request were cut short', { timeout: LIMIT_ms }, () => {
    const rig = new LinkRig();
    try {
      rig.transact(REQUEST);
      rig.waitForReady();
      const reply = rig.transact(filler(256));
      const length = reply.length;
      expect(reply[0]).toBe(FRAME_START);

      rig.transact(REQUEST);
      rig.waitForReady();
      const cut = rig.transact(filler(5));
      expect(cut).toEqual(reply.slice(0, 5));
      expect(rig.ready).toBe(false);

      // Nothing of the old reply may be left in the FIFO or on its way there.
      expect(rig.transact(REQUEST.slice(0, 7))).toEqual(filler(7));
      rig.run(5000);

      rig.transact(REQUEST);
      rig.waitForReady();
      const again = rig.transact(filler(length));
      expect(decodeFrame(Uint8Array.from(again)).message).toBe(decodeFrame(Uint8Array.from(reply)).message);
    } finally {
      rig.board.close();
    }
  });

  it('keeps READY low while it has nothing to give', { timeout: LIMIT_ms }, () => {
    const rig = new LinkRig();
    expect(rig.ready).toBe(false);
    rig.transact([1, 2, 3]);
    rig.run(20_000);
    expect(rig.ready).toBe(false);
    rig.board.close();
  });
});

describeEmulated('The pulse output of the metering image', () => {
  it('rises at the instants the core gave, to a few microseconds', { timeout: LIMIT_ms }, async () => {
    const parameters = { meterConstant_imp_per_kWh: 10_000 };
    const source = () => sineSource({ service: '3p4w', volts: 230, amps: 40 });
    const due_us = await withMeter('wasm v8', { source: source(), parameters }, async (meter) => {
      const seen: number[] = [];
      meter.metering.onPulse = ({ output, sampleIndex, fraction_Q16 }) => {
        if (output === PULSE_ACTIVE) seen.push((sampleIndex + fraction_Q16 / 65536) * 250);
      };
      await feed(meter, 16_000);
      return seen;
    });
    const rose_us = await withMeter('emulated aot', { source: source(), parameters }, async (meter) => {
      const seen: number[] = [];
      (meter as EmulatedMeter).pair.metering.onPulse = (output, time) => {
        if (output === 'PULSE_ACTIVE') seen.push(time / CYCLES_PER_US);
      };
      await feed(meter, 16_000);
      return seen;
    });
    const count = Math.min(due_us.length, rose_us.length);
    expect(count).toBeGreaterThan(200);
    const delays = due_us.slice(0, count).map((due, i) => rose_us[i] - due);
    const settled = delays.slice(20);
    expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(10);
  });
});

describeEmulated('The RS485 port of the metering image', () => {
  it(
    'drives the pair for its answer only, and lets go within two characters',
    { timeout: LIMIT_ms },
    async () => {
      const source = sineSource({ service: '3p4w', volts: 230, amps: 5 });
      await withMeter('emulated aot', { source }, async (meter) => {
        await idle(meter, 200);
        const board = (meter as EmulatedMeter).pair.metering;
        const { legal, chip } = board;
        const enable = board.pin('LEGAL_DE');
        let lastByte = 0;
        const gaps: number[] = [];
        legal.watch(() => (lastByte = chip.now));
        enable.watch((level) => level || gaps.push((chip.now - lastByte) / CHARACTER_cycles));
        for (let round = 0; round < 3; round++) {
          await meter.ask('read_status');
          await idle(meter, 20);
        }
        expect(gaps).toHaveLength(3);
        for (const gap of gaps) {
          expect(gap).toBeGreaterThanOrEqual(0);
          expect(gap).toBeLessThan(2);
        }
        const { undriven, missed } = legal.transceiver!;
        expect([undriven, missed, legal.spoiled]).toEqual([0, 0, 0]);
      });
    },
  );
});

describeEmulated('The watchdog of the metering image', () => {
  it(
    'leaves a module that hangs more than seven seconds, and then ends it',
    { timeout: LIMIT_ms },
    async () => {
      const metering = new Uint8Array(readFileSync(scratch.assemble(probeText('metering'))));
      const source = sineSource({ service: '3p4w', volts: 230, amps: 5 });
      await withMeter('emulated wasm3', { source, modules: { metering } }, async (meter) => {
        const { adjustment, chip } = (meter as EmulatedMeter).pair.metering;
        const order = command(METERING_COMMANDS.hang);
        if (order.type === 'port') adjustment.send(order.bytes);
        await idle(meter, 7500);
        expect(meter.metering.restarts).toBe(0);
        await idle(meter, 1500);
        expect(meter.metering.restarts).toBe(1);
        expect(chip.fault).toBeUndefined();
      });
    },
  );
});
