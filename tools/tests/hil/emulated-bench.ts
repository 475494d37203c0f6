// The bench of a meter on the emulated boards.
import type { Role } from '../../cores/core-runner.ts';
import { HOLD_UP_ms } from '../../meter/conductor/supply.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle, openTestMeter, type Place } from '../../meter/targets/with-meter.ts';
import type { Bench, BenchOptions, PulseEdges, PulseOutput } from './bench.ts';
import { SimulatedBench, testOptions } from './simulated-bench.ts';

class EmulatedBench extends SimulatedBench {
  readonly #open: () => Promise<Meter>;

  constructor(meter: Meter, open: () => Promise<Meter>) {
    super(meter);
    this.#open = open;
  }

  async cutPowerAtByte(framBytes: number): Promise<void> {
    this.#boards.metering.cutPower({ framBytes });
    while (this.meter.metering.alive) await this.meter.conductor.tick();
    await this.powerCycle();
  }

  get #boards() {
    return (this.meter as EmulatedMeter).pair;
  }

  /** Both chips end where the step of the run ended; new ones get the storage as it was left. */
  async powerCycle(openMeanwhile: readonly Role[] = []): Promise<void> {
    this.failedAt_us = this.meter.conductor.now_us;
    this.meter.surroundings!.supplyFails = true;
    await idle(this.meter, HOLD_UP_ms);
    await this.meter.close();
    this.meter.surroundings!.supplyFails = false;
    this.open(openMeanwhile);
    this.meter = await this.#open();
  }

  async pulses(time_s: number, output: PulseOutput = 'active'): Promise<PulseEdges> {
    const name = output === 'active' ? 'PULSE_ACTIVE' : 'PULSE_REACTIVE';
    const { chip } = this.#boards.metering;
    const [rises_s, widths_s]: [number[], number[]] = [[], []];
    let watching = true;
    this.#boards.metering.pin(name).watch((level) => {
      if (!watching) return;
      const now_s = chip.now / chip.time.cyclesPerSecond;
      if (level) rises_s.push(now_s);
      else if (rises_s.length > 0) widths_s.push(now_s - rises_s.at(-1)!);
    });
    await this.wait(time_s);
    watching = false;
    return { rises_s, widths_s };
  }
}

export async function openEmulatedBench(options: BenchOptions): Promise<Bench> {
  const place = `emulated ${options.engine ?? 'wasm3'}` as Place;
  const meterOptions = testOptions(options);
  const open = () => openTestMeter(place, meterOptions);
  const bench = new EmulatedBench(await open(), open);
  await bench.hurry(options);
  return bench;
}
