// A simulated place to adjust at: source, front end model and meter in virtual time.
import { throughUnit } from '../../signals/afe/front-end.ts';
import { atTemperature, clockRatio, withNoiseSeed, type Unit } from '../../signals/afe/unit.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import type { Meter } from '../../meter/meter.ts';
import type { MessageName } from '../../records/legal-client.ts';
import { factoryFram, type FactoryParameters } from '../../records/parameters.ts';
import type { RecordValues } from '../../records/records.ts';
import type { Role } from '../../cores/core-runner.ts';
import type { Target } from '../../meter/target.ts';
import { readLimits, type Limits } from '../standard/limits.ts';
import { signalOf } from '../standard/load.ts';
import type { SampleSource, Service, Truth } from '../../signals/waves/source.ts';
import type { LoadPoint, Reply, Site } from './site.ts';

export interface SimulatedSiteOptions {
  readonly target: Target;
  readonly engine: string;
  readonly modules: Record<Role, Uint8Array>;
  readonly service: Service;
  readonly rate_mHz: number;
  readonly unit: Unit;
  /** What the meter leaves the assembly line with. */
  readonly parameters?: Partial<FactoryParameters>;
  readonly first: LoadPoint;
  /** Open pseudo-terminals for its ports, so that it can be adjusted as a board on a desk is. */
  readonly terminals?: boolean;
  /** The calibration jumper at power-on; closed by default. */
  readonly jumperClosed?: boolean;
}

/** A site with a meter of its own, and the terminals it was asked to open. */
export interface SimulatedSite extends Site {
  readonly ports: Meter['ports'];
}

/** Seconds until windows, filters and direct components are steady after a change. */
const SETTLE_s = 6;

/** A source whose signal is changed while it runs. */
class ChangingSource implements SampleSource {
  readonly description = 'adjustment source';
  readonly notes: readonly string[] = [];
  readonly service: Service;
  readonly rate_mHz: number;
  now: SampleSource;

  constructor(first: SampleSource) {
    this.now = first;
    this.service = first.service;
    this.rate_mHz = first.rate_mHz;
  }

  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    this.now.fill(destination, firstIndex, sets);
  }

  truth(sets: number, window_sets?: number): Truth {
    return this.now.truth(sets, window_sets);
  }
}

class VirtualSite implements SimulatedSite {
  readonly service: Service;
  readonly #options: SimulatedSiteOptions;
  readonly #limits: Limits = readLimits();
  readonly #surroundings: Surroundings;
  #unit: Unit;
  #load: LoadPoint;
  #source!: ChangingSource;
  #meter!: Meter;
  #changes = 0;

  constructor(options: SimulatedSiteOptions) {
    this.#options = options;
    this.#surroundings = new Surroundings({ jumper: options.jumperClosed ?? true });
    this.service = options.service;
    this.#unit = options.unit;
    this.#load = options.first;
  }

  async open(): Promise<this> {
    const { target, engine, modules, service, rate_mHz, unit, parameters, terminals } = this.#options;
    this.#source = new ChangingSource(this.#makeSource());
    const fram = factoryFram({
      service,
      samplingRate_mHz: rate_mHz,
      afeResponse: 'sinc3',
      currentSensor: unit.sensors.map((sensor) => sensor.kind),
      ...parameters,
    });
    const surroundings = this.#surroundings;
    this.#meter = await target.open({ modules, fram, engine, source: this.#source, surroundings, terminals });
    await this.wait(SETTLE_s);
    return this;
  }

  get ports(): Meter['ports'] {
    return this.#meter.ports;
  }

  #makeSource(): SampleSource {
    const { rate_mHz, service } = this.#options;
    const unit = this.#unit.noise
      ? withNoiseSeed(this.#unit, this.#unit.noiseSeed + 1000 * ++this.#changes)
      : this.#unit;
    this.#surroundings.temperature_C = unit.temperature_C;
    this.#surroundings.clockRatio = clockRatio(unit);
    return throughUnit(signalOf(this.#limits, { ...this.#load, service }, rate_mHz / 1000), unit, rate_mHz);
  }

  async setLoad(load: LoadPoint): Promise<void> {
    this.#load = load;
    this.#source.now = this.#makeSource();
    await this.wait(SETTLE_s);
  }

  async setTemperature(temperature_C: number): Promise<void> {
    this.#unit = atTemperature(this.#unit, temperature_C);
    await this.setLoad(this.#load);
  }

  adjust(message: MessageName, values: RecordValues = {}): Promise<Reply> {
    return this.#meter.adjust!(message, values);
  }

  ask(message: MessageName, values: RecordValues = {}): Promise<Reply> {
    return this.#meter.ask(message, values);
  }

  async setJumper(closed: boolean): Promise<void> {
    this.#surroundings.set('jumper', closed);
    await this.wait(0.1);
  }

  async wait(seconds: number): Promise<void> {
    const { conductor } = this.#meter;
    await conductor.goOn({ now_us: conductor.now_us + seconds * 1e6 });
  }

  close(): Promise<void> {
    return this.#meter.close();
  }
}

/** Opens a meter fresh from the assembly line. */
export const openSimulatedSite = (options: SimulatedSiteOptions): Promise<SimulatedSite> =>
  new VirtualSite(options).open();
