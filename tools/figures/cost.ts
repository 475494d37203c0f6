// What a sample set costs on the chip: instructions executed on the emulator under wasm3, wasm2c and in plain C.
import { programElf } from '../rp2350/chip/programs.ts';
import { Rp2350 } from '../rp2350/chip/rp2350.ts';
import type { EmulatedMeter } from '../meter/emulated/emulated-meter.ts';
import { withMeter, type Place } from '../meter/targets/with-meter.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { printFigures } from './print-figures.ts';

/** No board has counted yet, so a load is instructions times this many cycles each (an M33 with XIP needs 1.7 to 2.5). */
const CPI = 2;
const CLOCK_Hz = 150e6;
/** From here on everything runs, flicker's classifier last; and one round of harmonics over all inputs at 4 kHz. */
const WARM_UP_s = 11;
const MEASURED_s = 9;

/** Instructions of the whole metering board per set over whole seconds, link, readings and records included. */
export async function instructionsPerSet(place: Place, rate_Hz: number): Promise<number> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.8, rate_mHz: rate_Hz * 1000 });
  return withMeter(place, { source }, async (meter) => {
    const counters = () => (meter as EmulatedMeter).pair.metering.chip.counters.instructions;
    // The front end runs on between the two readings: once stopped, its crystal does not start again.
    const runUntil = async (sets: number) => {
      while (meter.conductor.samplesFed < sets) await meter.conductor.tick();
      return { sets: meter.conductor.samplesFed, instructions: counters() };
    };
    const from = await runUntil(WARM_UP_s * rate_Hz);
    const to = await runUntil((WARM_UP_s + MEASURED_s) * rate_Hz);
    return (to.instructions - from.instructions) / (to.sets - from.sets);
  });
}

/** The same arithmetic in plain C, by the cycle counter of the emulated chip (one instruction is one cycle there). */
export function plainC(): number {
  const chip = new Rp2350({ flashBytes: 4 << 20 });
  let text = '';
  chip.peripherals.uarts[0].onTransmit = ({ data }) => (text += String.fromCharCode(data));
  chip.load(programElf('metering_kernel'));
  for (let ms = 1; ms <= 2000 && !text.includes('end\n'); ms++) chip.run(ms * 150_000);
  chip.close();
  return Number(/instructions_per_set (\d+)/.exec(text)?.[1]);
}

const load = (instructions: number, rate_Hz: number) =>
  `${((100 * instructions * CPI * rate_Hz) / CLOCK_Hz).toFixed(1)} %`;

/** The table, as lines. */
export async function costLines(): Promise<string[]> {
  const rows: [string, number, number][] = [
    ['whole metering board, wasm3', 4000, await instructionsPerSet('emulated wasm3', 4000)],
    ['whole metering board, wasm3', 8000, await instructionsPerSet('emulated wasm3', 8000)],
    ['whole metering board, wasm2c (AOT)', 4000, await instructionsPerSet('emulated aot', 4000)],
    ['whole metering board, wasm2c (AOT)', 16000, await instructionsPerSet('emulated aot', 16000)],
    ['sample arithmetic alone, plain C', 4000, plainC()],
  ];
  return [
    `instructions per sample set (3 V + 3 I + N) on the emulated RP2350, mean of ${MEASURED_s} s after ${WARM_UP_s} s; load = instructions x CPI ${CPI} x rate / 150 MHz`,
    ...rows.map(
      ([what, rate, n]) => `  ${what.padEnd(38)}${n.toFixed(0).padStart(8)}  at ${rate} Hz: ${load(n, rate)}`,
    ),
  ];
}

if (import.meta.filename === process.argv[1]) await printFigures(costLines);
