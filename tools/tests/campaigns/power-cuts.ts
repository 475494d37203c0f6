// Takes the supply from the emulated metering board at random instructions of a scenario, and looks at what it tells at its next start.
import { PARAMETERS_PAGE } from '../../../shared-protocol/generated/ts/protocol.ts';
import { workloadModule } from '../../figures/workload/module.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { Faults } from '../../meter/emulated/faults.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { LegalClient } from '../../records/legal-client.ts';
import { encodeRecord, type RecordValue } from '../../records/records.ts';
import { readParameters } from '../../records/sealed-record.ts';
import { seeded } from '../../rp2350/chips/nor-image.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import { load, lost_s, parametersText, PROMISE_s, told, violations, type Told } from './invariants.ts';

/** Blocks of code are shorter than that; a cut falls at any instruction of one. */
const BLOCK_instructions = 48;
/** Metering until everything of a second has happened once; a cut then falls within so much of it. */
const SETTLED_ms = 1100;
const ANYTIME_us = 1_100_000;
/** From the last page of a record, which takes some 20 ms, to its seal in both banks. */
const SEALING_us = 60_000;
/** Bytes of FRAM that a second writes, an event and a sealed record among them. */
const WRITTEN_bytes = 900;
/** From a restart to the first sample and a little behind it. */
const STARTING_us = 600_000;
const OFF_ms = 10;
const UP_ms = 900;

/** What the board was at as its supply went. */
export type Moment = 'boot' | 'sealing' | 'FRAM' | 'NOR erase' | 'NOR program' | 'metering';

export interface CutReport {
  readonly cuts: number;
  readonly moments: ReadonlyMap<Moment, number>;
  /** Sealed records found afterwards where one was being sealed. */
  readonly oldRecords: number;
  readonly newRecords: number;
  /** Most load that was missing after one cut, s. */
  readonly worst_s: number;
  /** What did not hold, each with its cut. */
  readonly violations: readonly string[];
}

class Campaign {
  readonly moments = new Map<Moment, number>();
  readonly violations: string[] = [];
  oldRecords = 0;
  newRecords = 0;
  worst_s = 0;
  cuts = 0;
  readonly #meter: EmulatedMeter;
  readonly #faults: Faults;
  readonly #random: () => number;
  #off_us = 0;
  #wentAt_us = 0;
  #isStarting = false;
  #isSealing = false;

  constructor(meter: EmulatedMeter, random: () => number) {
    this.#meter = meter;
    this.#faults = new Faults(meter.pair);
    this.#random = random;
    meter.surroundings.set('jumper', true);
  }

  /** One life of the board: some of the scenario, a cut, in one of three a cut of the start behind it, and what it tells then. */
  async life(): Promise<void> {
    await idle(this.#meter, SETTLED_ms);
    const before = await told(this.#meter);
    this.#off_us = 0;
    this.#toggleCover();
    this.#isSealing = this.#random() < 0.6;
    const sealed = this.#isSealing ? await this.#beginSealing() : undefined;
    if (this.#random() < 0.4) this.#cutAtByte();
    else this.#cutWithin(this.#isSealing ? SEALING_us : ANYTIME_us);
    await this.#untilBack();
    this.#isSealing = false;
    const again = this.#random() < 1 / 3;
    if (again) await this.#cutStart();
    await idle(this.#meter, UP_ms);
    const after = await told(this.#meter, before.events[0]?.sequence ?? 0);
    this.#judge(before, after, again ? 2 : 1, sealed);
  }

  /** The event of the main cover begins or ends. */
  #toggleCover(): void {
    const { surroundings } = this.#meter;
    surroundings.set('mainCover', !surroundings.isClosed('mainCover'));
  }

  /** All pages of another record but that it waits for the answer to the last one. Gives what the record would be. */
  async #beginSealing(): Promise<string> {
    const record = await readParameters(this.#meter);
    const gains = (record.voltage_gain_Q30 as number[]).map((gain) => gain ^ 1);
    const wanted: Record<string, RecordValue> = { ...record, voltage_gain_Q30: gains };
    const bytes = [...encodeRecord('parameters', wanted)];
    const pages = Math.ceil(bytes.length / PARAMETERS_PAGE);
    const page = (at: number) => ({
      page: at,
      pages,
      bytes: bytes.slice(at * PARAMETERS_PAGE, (at + 1) * PARAMETERS_PAGE),
    });
    for (let at = 0; at < pages - 1; at++) await this.#meter.adjust('write_parameters', page(at));
    this.#meter.pair.metering.adjustment.send(new LegalClient().request('write_parameters', page(pages - 1)));
    return parametersText(wanted);
  }

  get #instructions(): number {
    return Math.floor(this.#random() * BLOCK_instructions);
  }

  #cutWithin(window_us: number): void {
    const { conductor, pair } = this.#meter;
    const at_us = conductor.now_us + this.#random() * window_us;
    pair.metering.chip.time.at(at_us * CYCLES_PER_US, () => this.#note());
    this.#faults.cutPowerAt('metering', at_us, this.#instructions);
  }

  /** With the byte itself, or so many instructions later, in which a chip may still be deselected. */
  #cutAtByte(): void {
    const { fram } = this.#meter.pair.metering;
    const last = fram.writes + 1 + Math.floor(this.#random() * WRITTEN_bytes);
    const instructions = this.#instructions;
    fram.onWrite = (writes) => {
      if (writes !== last) return;
      this.#note();
      this.#faults.cutPower('metering', instructions);
    };
  }

  /** Waits until the supply went, and gives it back. */
  async #untilBack(): Promise<void> {
    const { conductor, metering } = this.#meter;
    while (metering.alive) await conductor.tick();
    await idle(this.#meter, OFF_ms);
    this.#faults.restorePower('metering');
    this.#off_us += conductor.now_us - this.#wentAt_us;
    this.cuts++;
  }

  async #cutStart(): Promise<void> {
    this.#isStarting = true;
    this.#cutWithin(STARTING_us);
    await this.#untilBack();
    this.#isStarting = false;
  }

  #note(): void {
    const { metering } = this.#meter.pair;
    this.#wentAt_us = metering.chip.now / CYCLES_PER_US;
    const nor = metering.storage.image.underWay;
    let moment: Moment = 'metering';
    if (this.#isStarting) moment = 'boot';
    else if (!metering.pin('FRAM_CS').level) moment = 'FRAM';
    else if (nor) moment = `NOR ${nor.kind}`;
    else if (this.#isSealing) moment = 'sealing';
    this.moments.set(moment, (this.moments.get(moment) ?? 0) + 1);
  }

  #judge(before: Told, after: Told, cuts: number, sealed: string | undefined): void {
    this.worst_s = Math.max(this.worst_s, lost_s(before, after, this.#off_us));
    const wrong = violations(before, after, this.#off_us, cuts * PROMISE_s);
    if (this.#meter.metering.faults.length > 0) wrong.push('the module was ended by a fault');
    if (after.parameters === sealed) this.newRecords++;
    else if (after.parameters !== before.parameters) wrong.push('the sealed record is neither old nor new');
    else if (sealed !== undefined) this.oldRecords++;
    this.violations.push(...wrong.map((what) => `cut ${this.cuts}: ${what}`));
  }
}

/** Scenarios: everything a core does by itself and sealing; and metering with the NOR erased and programmed without a pause. */
export type Scenario = 'sealing' | 'NOR';

/** So many lives of a board, each ended by a cut; the same for the same seed. */
export function cutCampaign(scenario: Scenario, lives: number, seed: number): Promise<CutReport> {
  const modules = scenario === 'NOR' ? { metering: workloadModule() } : undefined;
  const place = scenario === 'NOR' ? 'emulated wasm3' : 'emulated aot';
  return withMeter(place, { source: load(), modules }, async (meter) => {
    const campaign = new Campaign(meter as EmulatedMeter, seeded(seed));
    for (let life = 0; life < lives; life++) await campaign.life();
    return campaign;
  });
}

export function cutLines(scenario: Scenario, report: CutReport): string[] {
  const moments = [...report.moments].map(([moment, count]) => `${moment} ${count}`).join(', ');
  return [
    `${scenario}: ${report.cuts} cuts (${moments}); at most ${report.worst_s.toFixed(2)} s of load missing; ` +
      `records being sealed: ${report.oldRecords} old, ${report.newRecords} new afterwards; ${report.violations.length} violations`,
    ...report.violations.map((what) => `  ${what}`),
  ];
}
