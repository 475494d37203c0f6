// A virtual day of one whole meter under V8: that neither its speed nor its memory depends on how long it runs.
import { feed, withMeter } from '../meter/targets/with-meter.ts';
import { HouseholdDay } from '../signals/waves/household-day.ts';
import { ownCpu_s } from './cpu-time.ts';

const HOURS = 24;
const STEP_hours = 2;
const RATE_Hz = 4000;
/** What the last twenty hours may add: less than the garbage that V8 lets lie between two collections. */
const FLAT_MB = 24;

const resident_MB = (): number => process.memoryUsage().rss / 1e6;

/** Tells a line each two hours, and in the end whether memory was flat; exit code 1 when it was not. */
export async function dayLines(tell: (line: string) => void): Promise<void> {
  const source = new HouseholdDay();
  const began_ms = performance.now();
  tell(
    'one meter through the built-in day, both cores, 4 kHz, V8: virtual hours, speed since the line before, memory',
  );
  const memory_MB = await withMeter('wasm v8', { source }, async (meter) => {
    const found: number[] = [];
    for (let hour = STEP_hours; hour <= HOURS; hour += STEP_hours) {
      const before_s = ownCpu_s();
      await feed(meter, hour * 3600 * RATE_Hz);
      const speed = (STEP_hours * 3600) / (ownCpu_s() - before_s);
      found.push(resident_MB());
      tell(
        `  ${`${hour} h`.padStart(5)}${speed.toFixed(0).padStart(7)} x real time${found.at(-1)!.toFixed(1).padStart(8)} MB`,
      );
    }
    return found;
  });
  const grown_MB = memory_MB.at(-1)! - memory_MB[1];
  const minutes = ((performance.now() - began_ms) / 60_000).toFixed(1);
  const verdict = grown_MB <= FLAT_MB ? 'flat' : 'GROWS';
  tell(
    `memory from 4 h to 24 h: ${grown_MB >= 0 ? '+' : ''}${grown_MB.toFixed(1)} MB, ${verdict}; the day took ${minutes} min`,
  );
  if (grown_MB > FLAT_MB) process.exitCode = 1;
}
