// Whatever happens to the bytes of the link, what the management core shows was truly sent by the metering core.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, RANGES } from '../../../shared-protocol/generated/ts/catalogue.ts';
import { PORTS } from '../../../shared-protocol/generated/ts/ports.ts';
import { FRAME_REPLY, MESSAGES } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Disturbance } from '../../meter/conductor/spi-wire.ts';
import { decodeFrame } from '../../records/framing.ts';
import { mutant } from '../mutation/mutant.ts';
import { factoryFram } from '../../records/parameters.ts';
import { builtFile } from '../../build/paths.ts';
import { markingsOf, type Markings } from '../../records/markings.ts';
import { decodeRecord } from '../../records/records.ts';
import { Board } from '../../meter/conductor/board.ts';
import { Conductor } from '../../meter/conductor/conductor.ts';
import { BoardPort } from '../../meter/conductor/serial-ports.ts';
import { SpiWire } from '../../meter/conductor/spi-wire.ts';
import { V8Core } from '../../cores/v8-core.ts';
import type { SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import { sineSource } from '../../signals/waves/sine.ts';

type Shown = Map<string, Set<string>>;
type CatalogueEntry = (typeof CATALOGUE | typeof RANGES)[number];

/** Text of a value as the display shows it: three decimals, cut. */
function shownText(object: CatalogueEntry, raw: bigint): string {
  const { unit, divisor, digits, decimals } = object.readout;
  const ruled =
    object.rule === 'positive'
      ? raw > 0n
        ? raw
        : 0n
      : object.rule === 'negative'
        ? raw < 0n
          ? -raw
          : 0n
        : raw;
  const magnitude = ruled < 0n ? -ruled : ruled;
  const thousandths = (magnitude * 1000n) / BigInt(divisor);
  const whole = String(thousandths / 1000n)
    .padStart(digits, '0')
    .slice(-digits);
  const sign = ruled < 0n && thousandths > 0n ? '-' : '';
  if (decimals === 0) return `${sign}${whole}${unit}`;
  return `${sign}${whole}.${String(thousandths % 1000n).padStart(3, '0')}${unit}`;
}

/** Structs of the catalogue by the code of the message that brings them. */
const STRUCTS = new Map(
  Object.values(MESSAGES)
    .filter(({ reply }) => [...CATALOGUE, ...RANGES].some((o) => o.struct === reply))
    .map(({ code, reply }) => [code as number, reply as CatalogueEntry['struct']]),
);

/** The nameplate's texts: serial number and class, by the codes the display gives them. */
function rememberMarkings(shown: Shown, { serial, class: accuracyClass }: Markings): void {
  for (const [code, text] of [
    ['96.1.0', serial],
    ['0.128.0', accuracyClass],
  ] as const)
    if (text) shown.set(code, (shown.get(code) ?? new Set<string>()).add(text));
}

/** Adds to the texts each object of a reply may be shown as; an array is an object for each order. */
function remember(shown: Shown, bytes: Uint8Array): void {
  const frame = decodeFrame(bytes);
  const name = STRUCTS.get(frame.message);
  if (!name || frame.kind !== FRAME_REPLY) return;
  const record = decodeRecord(name, frame.payload);
  if (name === 'identification') rememberMarkings(shown, markingsOf(record));
  const place = record.scope ?? record.input ?? 0;
  const first = Number(record.first_order ?? 1);
  for (const object of [...CATALOGUE, ...RANGES].filter((o) => o.struct === name && o.scope === place)) {
    const [c, d, e] = object.obis.slice(4, -4).split('.');
    [record[object.field]].flat().forEach((raw, i) => {
      const code = `${c}.${d}.${object.orders > 1 ? first + i : e}`;
      const texts = shown.get(code) ?? new Set<string>();
      shown.set(code, texts.add(shownText(object, BigInt(raw as number | bigint))));
    });
  }
}

/** The metering core, watched at its pins: what it truly sent is known before the wire touches it. */
class WatchedCore extends V8Core {
  readonly shown: Shown = new Map();

  override slice(inputs: readonly SliceInput[]): SliceOutput[] {
    const outputs = super.slice(inputs);
    for (const output of outputs) if (output.type === 'linkArmed') remember(this.shown, output.bytes);
    return outputs;
  }
}

async function bench(managementModule = builtFile('management-core.wasm')) {
  const source = sineSource({ service: '3p4w', volts: 231, amps: 7, pf: -0.7, hz: 49.9 });
  const fram = factoryFram({ service: '3p4w', samplingRate_mHz: source.rate_mHz });
  const core = new WatchedCore({ role: 'metering', module: builtFile('metering-core.wasm'), fram });
  const blank = {
    role: 'management',
    module: managementModule,
    fram: new Uint8Array(fram.length),
  } as const;
  const optical = new BoardPort(PORTS.management.optical, { pty: false });
  const metering = new Board('metering', [], () => core);
  const management = new Board('management', [optical], () => new V8Core(blank));
  await metering.powerOn(0);
  await management.powerOn(0);
  const wire = new SpiWire(1_000_000);
  const conductor = new Conductor({ metering, management, wire, feed: source, rate_mHz: source.rate_mHz });
  return { core, metering, management, wire, conductor };
}

/** What management works out by itself: local time and date, the rate in force. */
const OF_MANAGEMENT = new Set(['0.9.1', '0.9.2', '96.14.0']);

/** Runs for a time under a disturbance; checks every row the display ever shows. Returns how many values it saw. */
async function shownValues(
  disturb: Disturbance,
  seconds: number,
  managementModule?: Uint8Array,
): Promise<number> {
  const { core, metering, management, wire, conductor } = await bench(managementModule);
  wire.disturb = disturb;
  let seen = 0;
  for (let tick = 0; tick < seconds * 100; tick++) {
    await conductor.tick();
    for (const row of management.lcd.slice(1)) {
      const [code, text] = row.trim().split(/\s+/);
      if (!text || OF_MANAGEMENT.has(code)) continue;
      seen++;
      if (!core.shown.get(code)?.has(text)) throw new Error(`'${row}' was never sent`);
    }
  }
  expect([...metering.faults, ...management.faults]).toEqual([]);
  return seen;
}

/** A pseudo-random sequence from a seed: 32 bits each. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state ^ (state >>> 15)) >>> 0;
  };
}

const RUNS = Number(process.env.TWINMETER_FUZZ_RUNS ?? 0) / 5000 || 12;

describe('The display behind a disturbed link', () => {
  it('shows values that were sent when nothing is disturbed: the check itself sees some of every page', async () => {
    expect(await shownValues((byte) => byte, 34)).toBeGreaterThan(3 * 1000);
  });

  it('is caught showing a value that was never sent when its core does not check the CRC', async () => {
    const check = 'if (load<u32>(pointer + checked) != crc32(pointer, checked)) return Status.BAD_CHECK;';
    const careless = await mutant('management', {
      file: 'shared-protocol/assembly/framing.ts',
      from: check,
      to: '',
    });
    // Registers and quantities; the moments stand before them, that of the status behind.
    const disturb: Disturbance = (byte, direction, index) =>
      direction === 'reply' && index > 21 && index < 46 ? byte ^ 0x11 : byte;
    await expect(shownValues(disturb, 10, careless)).rejects.toThrow('was never sent');
    expect(await shownValues(disturb, 10)).toBe(0);
  });

  it('never shows a value that was not sent, under random disturbances of any density', async () => {
    const disturbances = fc.record({
      seed: fc.integer(),
      every: fc.integer({ min: 2, max: 400 }),
      bits: fc.nat(255),
    });
    await fc.assert(
      fc.asyncProperty(disturbances, async ({ seed, every, bits }) => {
        const next = random(seed);
        await shownValues((byte) => (next() % every === 0 ? byte ^ (bits || next()) : byte), 6);
      }),
      { numRuns: RUNS },
    );
  });

  it('never shows a value that was not sent when whole stretches are random, stuck or shifted', async () => {
    const kinds = fc.constantFrom('random', 'high', 'low', 'shifted');
    await fc.assert(
      fc.asyncProperty(fc.integer(), kinds, fc.integer({ min: 1, max: 60 }), async (seed, kind, length) => {
        const next = random(seed);
        let left = 0;
        let before = 0xff;
        await shownValues((byte) => {
          const late = before;
          before = byte;
          if (left === 0 && next() % 150 === 0) left = length;
          if (left === 0) return byte;
          left--;
          return { random: next() & 0xff, high: 0xff, low: 0, shifted: late }[kind];
        }, 6);
      }),
      { numRuns: RUNS },
    );
  });
});
