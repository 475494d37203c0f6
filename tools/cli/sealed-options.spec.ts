// What a meter can be sealed with is within reach of the command line, and the metering core takes it.
import { describe, expect, it } from 'vitest';
import { METERING_FLAG_PARAMETERS_DEFAULT } from '../../shared-protocol/generated/ts/protocol.ts';
import type { Meter } from '../meter/meter.ts';
import { goOn, withMeter } from '../meter/targets/with-meter.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { BadInputError } from './errors.ts';
import { parseRunOptions } from './run-options.ts';
import { parseTypetestOptions } from './typetest-options.ts';

/** A single phase of 2300 W at PF 1, sealed as the words say, fed for two seconds. */
function sealedWith<T>(words: string, look: (meter: Meter) => Promise<T>): Promise<T> {
  const { sealed, service } = parseRunOptions(`--service 1p2w ${words}`.trim().split(' '));
  const source = sineSource({ service, volts: 230, amps: 10, pf: 1 });
  return withMeter('wasm v8', { source, parameters: sealed }, async (meter) => {
    await goOn(meter, 8000);
    const { flags } = await meter.ask('read_status');
    expect(Number(flags) & METERING_FLAG_PARAMETERS_DEFAULT).toBe(0);
    return look(meter);
  });
}

const registers = async (meter: Meter) => meter.ask('read_registers', { scope: 0, moment: 0 });

describe('A meter sealed by options of a run', () => {
  it.each([
    '',
    '--neutral larger --neutral-difference 1',
    '--neutral larger-or-alone --neutral-difference 50',
    '--ct-ratio 1000000/1 --vt-ratio 20000/100',
    '--line-resistance 10 --iron-conductance 10000',
    '--pulses apparent-export,reactive-import --method absolute --netting cycle --apparent vector',
    '--starting 0.001 --reactive-starting 0.24 --apparent-starting 0.24',
  ])('is taken by the core: %s', async (words) => {
    await sealedWith(words, async () => undefined);
  });

  it('meters the losses of line and transformer: I2h x R and V2h x G', async () => {
    const { line_loss_mWs, transformer_loss_mWs } = await sealedWith(
      '--line-resistance 0.1 --iron-conductance 20',
      registers,
    );
    // 10 A in 0.1 Ohm are 10 W, 230 V at 20 uS 1.058 W, over two seconds less the open window.
    expect(Number(line_loss_mWs) / Number(transformer_loss_mWs)).toBeCloseTo(10 / 1.058, 2);
    expect(Number(line_loss_mWs)).toBeGreaterThan(15_000);
  });

  it('counts nothing below half a starting current of its own, for each kind of energy', async () => {
    const counted = async (words: string): Promise<boolean[]> => {
      const { sealed } = parseRunOptions(words.split(' '));
      const source = sineSource({ service: '3p4w', volts: 230, amps: 0.1, pf: 0.5 });
      return withMeter('wasm v8', { source, parameters: sealed }, async (meter) => {
        const energies = async (sets: number) => {
          await goOn(meter, sets);
          const { active_import_mWs, reactive_import_mvars, apparent_import_mVAs } = await registers(meter);
          return [active_import_mWs, reactive_import_mvars, apparent_import_mVAs];
        };
        // Until the first whole window was judged every element counts.
        const before = await energies(4000);
        return (await energies(8000)).map((energy, kind) => energy !== before[kind]);
      });
    };
    expect(await counted('--starting 0.02')).toEqual([true, true, true]);
    expect(await counted('--starting 0.24')).toEqual([false, false, false]);
    expect(await counted('--reactive-starting 0.24')).toEqual([true, false, true]);
    expect(await counted('--apparent-starting 0.24')).toEqual([true, true, false]);
  });

  it('tells its ratios', async () => {
    const identified = await sealedWith('--ct-ratio 200/5 --vt-ratio 20000:100', (meter) =>
      meter.ask('identify'),
    );
    expect(identified).toMatchObject({
      current_ratio_primary: 200,
      current_ratio_secondary: 5,
      voltage_ratio_primary: 20_000,
      voltage_ratio_secondary: 100,
    });
  });
});

const REFUSED: readonly [words: string, says: RegExp][] = [
  ['--ct-ratio 200', /^--ct-ratio 200: expected two whole numbers from 1 to 1000000, such as 200\/5/],
  ['--vt-ratio 0/1', /^--vt-ratio 0\/1: expected two whole numbers/],
  ['--ct-ratio 1000001/1', /^--ct-ratio 1000001\/1/],
  ['--neutral both', /^--neutral both: expected one of ignored, larger, larger-or-alone/],
  ['--neutral larger', /^--neutral larger: of service 1p2w only, not of 3p4w/],
  ['--neutral-difference 5', /^--neutral-difference goes with --neutral larger/],
  ['--neutral-difference 0.9', /^--neutral-difference 0\.9: expected a number from 1 to 50/],
  ['--line-resistance 11', /^--line-resistance 11: expected a number from 0 to 10/],
  ['--iron-conductance -1', /^--iron-conductance -1: expected a number from 0 to 10000/],
];

describe('What no meter can be sealed with', () => {
  it.each(REFUSED)('is refused by name: %s', (words, says) => {
    for (const parse of [parseRunOptions, (w: string[]) => parseTypetestOptions(['--class', 'B', ...w])]) {
      expect(() => parse(words.split(' '))).toThrow(BadInputError);
      expect(() => parse(words.split(' '))).toThrow(says);
    }
  });

  it.each([
    ['--pulses active', /^--pulses active: expected two, one for each test output/],
    ['--pulses active,light', /^--pulses light: expected one of active, active-import/],
    ['--starting 0.25', /^--starting 0\.25: expected a number from 0\.001 to 0\.24/],
    ['--method sum', /^--method sum: expected one of vector-sum, net, absolute/],
  ])('is refused by name in a run: %s', (words, says) => {
    expect(() => parseRunOptions(words.split(' '))).toThrow(says);
  });
});

describe('A type test', () => {
  it('is of a meter that is sealed as it is said, and says so', () => {
    const words = '--class B --service 1p2w --neutral larger --ct-ratio 200/5'.split(' ');
    const { sealed, sealedBesides } = parseTypetestOptions(words);
    expect(sealed).toMatchObject({ neutralMethod: 'larger', currentRatio: [200, 5] });
    expect(sealedBesides).toEqual(['--neutral larger', '--ct-ratio 200/5']);
  });
});
