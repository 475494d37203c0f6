// The bench of a meter on the C host, one process a core.
import { PULSE_ACTIVE, PULSE_REACTIVE } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role, StorageCut } from '../../cores/core-runner.ts';
import type { Meter } from '../../meter/meter.ts';
import { openTestMeter, type Place } from '../../meter/targets/with-meter.ts';
import type { Bench, BenchOptions, PulseEdges, PulseOutput } from './bench.ts';
import { SimulatedBench, testOptions } from './simulated-bench.ts';

/** Processor time after which the C host's watchdog ends a hung process: the boards' 8 s of it would be no use here. */
const HOST_WATCHDOG_ms = 400;

class HostBench extends SimulatedBench {
  readonly #cuts: StorageCut[];

  /** `cuts`: what the next start of the metering core takes the first of. */
  constructor(meter: Meter, cuts: StorageCut[]) {
    super(meter);
    this.#cuts = cuts;
  }

  /** Behind the hold-up signal 9 is what a supply that is gone is to a process: nothing is tidied up. */
  async powerCycle(openMeanwhile: readonly Role[] = []): Promise<void> {
    this.failedAt_us = this.meter.conductor.now_us;
    await this.meter.cutPower!();
    this.open(openMeanwhile);
    while (!this.meter.metering.alive || !this.meter.management.alive) await this.meter.conductor.tick();
  }

  /** The core is started anew with it: one start by signal 9, one by the cut. */
  async cutPowerAtByte(framBytes: number): Promise<void> {
    const { metering, conductor } = this.meter;
    this.#cuts.push({ framBytes });
    await this.powerCycle();
    const before = metering.restarts;
    while (metering.restarts === before || !metering.alive) await conductor.tick();
  }

  /** The host has no pin: these are the instants its core gives to it. */
  async pulses(time_s: number, wanted: PulseOutput = 'active'): Promise<PulseEdges> {
    const { metering, source } = this.meter;
    const code = wanted === 'active' ? PULSE_ACTIVE : PULSE_REACTIVE;
    const rises_s: number[] = [];
    metering.onPulse = ({ output, sampleIndex, fraction_Q16 }) => {
      if (output === code) rises_s.push((sampleIndex + fraction_Q16 / 65536) / (source.rate_mHz / 1000));
    };
    await this.wait(time_s);
    metering.onPulse = undefined;
    return { rises_s, widths_s: undefined };
  }
}

export async function openHostBench(options: BenchOptions): Promise<Bench> {
  const place: Place = 'host wasm3';
  const cuts: StorageCut[] = [];
  const meterOptions = {
    ...testOptions(options),
    watchdog_ms: HOST_WATCHDOG_ms,
    powerCuts: { metering: cuts },
  };
  const bench = new HostBench(await openTestMeter(place, meterOptions), cuts);
  await bench.hurry(options);
  return bench;
}
