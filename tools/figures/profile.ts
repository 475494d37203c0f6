// Where instructions go, of a metering board by function, or of its module by line: npx tsx tools/figures/profile.ts [wasm3|aot|lines] [rate_Hz].
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../build/paths.ts';
import { afeRates_Hz } from '../firmware/boards.ts';
import { codeSymbols, functionAt } from '../firmware/sections.ts';
import type { EmulatedMeter } from '../meter/emulated/emulated-meter.ts';
import { goOn, withMeter, type Place } from '../meter/targets/with-meter.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { moduleLines } from './lines/module-lines.ts';
import { printFigures } from './print-figures.ts';

const WARM_UP_s = 3;
const MEASURED_s = 3;
const SHOWN = 40;
const IMAGES = { wasm3: 'twinmeter-metering.elf', aot: 'twinmeter-metering-aot.elf' } as const;
export type ProfiledEngine = keyof typeof IMAGES;

/** Instructions of the whole metering board a sample set, by function of its image. */
export async function profileBoard(engine: ProfiledEngine, rate_Hz: number): Promise<Map<string, number>> {
  const functions = codeSymbols(readFileSync(join(ROOT, 'build/firmware', IMAGES[engine])));
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.8, rate_mHz: rate_Hz * 1000 });
  return withMeter(`emulated ${engine}` as Place, { source }, async (meter) => {
    const { chip } = (meter as EmulatedMeter).pair.metering;
    const from = await goOn(meter, WARM_UP_s * rate_Hz);
    chip.startProfile();
    const sets = (await goOn(meter, (WARM_UP_s + MEASURED_s) * rate_Hz)) - from;
    const byFunction = new Map<string, number>();
    for (const { address, instructions } of chip.profile) {
      const name = functionAt(functions, address);
      byFunction.set(name, (byFunction.get(name) ?? 0) + instructions / sets);
    }
    return byFunction;
  });
}

async function profileLines(engine: ProfiledEngine, rate_Hz: number): Promise<string[]> {
  const byFunction = [...(await profileBoard(engine, rate_Hz))].sort(([, a], [, b]) => b - a);
  const total = byFunction.reduce((sum, [, instructions]) => sum + instructions, 0);
  const row = (name: string, n: number) =>
    `${n.toFixed(1).padStart(9)} ${((100 * n) / total).toFixed(1).padStart(5)} %  ${name}`;
  return [
    `instructions a sample set, ${engine}, ${rate_Hz} Hz, 3p4w, mean of ${MEASURED_s} s after ${WARM_UP_s} s on the emulated RP2350`,
    row('in all', total),
    ...byFunction.slice(0, SHOWN).map(([name, n]) => row(name, n)),
  ];
}

const USAGE = 'usage: profile.ts [wasm3|aot|lines] [rate_Hz: 4000, 8000, 16000 or 32000]';

if (import.meta.filename === process.argv[1]) {
  const [what = 'wasm3', rate = '4000'] = process.argv.slice(2);
  const rate_Hz = Number(rate);
  if (!(what in IMAGES || what === 'lines') || !afeRates_Hz().includes(rate_Hz)) {
    console.error(USAGE);
    process.exit(2);
  }
  await printFigures(() =>
    what === 'lines' ? moduleLines(rate_Hz) : profileLines(what as ProfiledEngine, rate_Hz),
  );
}
