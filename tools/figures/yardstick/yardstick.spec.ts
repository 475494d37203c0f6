// The C path of the yardstick does the module's work: every intermediate result of every block is the module's.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildNative } from '../../rp2350/build-native.ts';
import { missingForPrograms } from '../../rp2350/chip/test-program.ts';
import { factoryFram, type FactoryParameters } from '../../records/parameters.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { fillRestless } from './restless.ts';
import { ComparedPath, measure, YardstickDiffers } from './yardstick.ts';

const WORDS = 8;
/** What the flickermeter keeps and the module shows nobody: u16 a voltage and class, i64 a section, voltage and state. */
const FLICKER_BYTES = { flicker_histograms: 3 * 1409 * 2, flicker_states: 5 * 3 * 2 * 8 };
const four = <T>(value: T): T[] => [value, value, value, value];

describe.skipIf(missingForPrograms())('the path in C', () => {
  let path: ComparedPath | undefined;

  beforeAll(() => void buildNative());
  afterEach(() => {
    path?.close();
    path = undefined;
  });

  const open = (
    rate_Hz: number,
    parameters: Partial<FactoryParameters>,
    spoil?: (setup: Uint8Array) => void,
  ) =>
    (path = new ComparedPath(
      factoryFram({ service: '3p4w', samplingRate_mHz: rate_Hz * 1000, ...parameters }),
      spoil,
    ));

  /** Restless mains in blocks of many lengths. */
  function meterRestless(compared: ComparedPath, rate_Hz: number, seconds: number): void {
    for (let first = 0, n = 0; first < seconds * rate_Hz; n++) {
      const block = new Int32Array(WORDS * (1 + ((n * 29) % 64)));
      fillRestless(block, first, rate_Hz);
      compared.meter(block);
      first += block.length / WORDS;
    }
  }

  it('has the module’s sums, spectra, half cycles, flicker and pulses to the last digit, whatever the mains does', () => {
    const delays = [1000, -20_000, 0, 90_000];
    const { chip, core } = open(4000, { currentSensor: four('shunt'), currentDelay_ns: delays });
    meterRestless(path!, 4000, 14);
    for (const [symbol, length] of Object.entries(FLICKER_BYTES)) {
      const bytes = Buffer.from(chip.bytes(symbol, length));
      expect(bytes.some((byte) => byte !== 0)).toBe(true);
      const module = Buffer.from(core.memory.buffer);
      expect(module.includes(bytes), `${symbol} stands in the module’s memory`).toBe(true);
    }
    const [active, reactive] = core.pulses;
    expect(active[0] > 5n && reactive[0] > 1n, 'pulses were given').toBe(true);
  }, 120_000);

  it.each([
    ['dc-tolerant-ct', 8000, 4_500_000],
    ['rogowski', 4000, 0],
  ] as const)(
    'has them with %s at %i Hz as well',
    (sensor, rate_Hz, lead) => {
      const sensors = { currentSensor: four(sensor), currentLead_udeg: four(lead) };
      meterRestless(open(rate_Hz, sensors), rate_Hz, 3);
    },
    120_000,
  );

  it('is told from the module by a tap that is off by one in its last bit', () => {
    const spoil = (setup: Uint8Array) => void (setup[4 * 5] ^= 1);
    const spoiled = open(4000, { voltageDelay_ns: [70_000, 0, 0] }, spoil);
    expect(() => meterRestless(spoiled, 4000, 0.5)).toThrow(YardstickDiffers);
  }, 60_000);

  it('takes at least half of what the module takes compiled ahead of time', () => {
    const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.8 });
    const { c, aot, blocks } = measure({ source, warmUp_sets: 4000, measured_sets: 12_000 });
    expect(blocks).toBeGreaterThan(150);
    expect(c).toBeGreaterThan(500);
    expect(aot / c).toBeLessThanOrEqual(2);
    expect(aot / c, 'C has the same to do, and no sandbox').toBeGreaterThan(1);
  }, 120_000);
});
