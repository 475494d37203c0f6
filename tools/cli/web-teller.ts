// Tells the page of a run what the meter tells, and does at the meter what the page asks for.
import { RELAY_APPLIANCE, RELAY_CHARGING } from '../../shared-protocol/generated/ts/protocol.ts';
import { spectraOf } from '../meter/harmonics.ts';
import type { Meter } from '../meter/meter.ts';
import { objectName } from '../meter/objects.ts';
import type { PowerCut } from '../meter/conductor/supply.ts';
import type { ReportedEvent } from '../records/events.ts';
import { countsPerUnit, INPUTS, SET_WORDS } from '../signals/waves/afe-scale.ts';
import { ELEMENTS } from '../signals/waves/source.ts';
import type { Teller, Telling } from '../web/site.ts';
import {
  METER_VIEWS,
  type Command,
  type Cut,
  type Live,
  type State,
  type ToldEvent,
  type Values,
  type Waves,
} from '../web/told.ts';
import { EventWaves } from './event-waves.ts';
import type { HandFedSource } from './hand-fed.ts';
import { progress } from './report.ts';
import { WebReadings } from './web-readings.ts';

const NEUTRAL_WORD = 6;
const OFF_ms = 1000;
/** The management board ends where it is, as if somebody had pulled it; the meter's comparators see it coming. */
const CUTS: Readonly<Record<Cut, PowerCut>> = {
  management: { comparator: false, boards: ['management'], off_ms: OFF_ms },
  meter: { off_ms: OFF_ms },
};

const toldEvent = ({ sequence, name, start_s, end_s, extreme, unit }: ReportedEvent): ToldEvent => ({
  ...{ sequence, name, time_s: start_s, extreme, unit },
  duration_s: end_s === null ? null : end_s - start_s,
});

export class MeterTeller implements Teller {
  readonly views = METER_VIEWS;
  readonly #meter: Meter;
  readonly #source: HandFedSource;
  /** Multiple of real time since this was asked last. */
  readonly #speed: () => number;
  readonly #names: Record<string, string> = {};
  readonly #readings: WebReadings;
  readonly #eventWaves: EventWaves;

  /** `isNew`: the life of the meter began with this run. */
  constructor(meter: Meter, source: HandFedSource, speed: () => number, isNew: boolean) {
    this.#meter = meter;
    this.#source = source;
    this.#speed = speed;
    this.#readings = new WebReadings(meter);
    this.#eventWaves = new EventWaves(meter, source, isNew);
  }

  turn(): void {
    this.#readings.turn();
    this.#eventWaves.turn();
  }

  tell(): Telling[] {
    return [
      { name: 'live', value: this.#live() },
      { name: 'state', value: this.#state() },
      ...this.#readings.tell(),
      ...this.#eventWaves.tell(),
    ];
  }

  #live(): Live {
    const { metering, management, conductor, surroundings } = this.#meter;
    const { terminals } = surroundings!;
    return {
      time_s: conductor.now_us / 1e6,
      lcd: [...management.lcd],
      legal: [...metering.lcd],
      pulses: metering.pulses,
      alarm: terminals.alarm,
      relays: {
        appliance: (terminals.relays & RELAY_APPLIANCE) !== 0,
        charging: (terminals.relays & RELAY_CHARGING) !== 0,
      },
      switchClosed: terminals.relay.closed,
      contacts: {
        terminalCover: surroundings!.isClosed('terminalCover'),
        mainCover: surroundings!.isClosed('mainCover'),
        magnet: terminals.contacts.isClosed('magnet'),
      },
      alive: { metering: metering.alive, management: management.alive },
    };
  }

  #state(): State {
    const told = progress(this.#meter, this.#speed());
    const { registers, instantaneous, power_quality, link } = told;
    const { records } = this.#meter.link;
    return {
      ...{
        time_s: told.time_s,
        speed: told.speed,
        scene: told.scene,
        registers,
        instantaneous,
        power_quality,
      },
      source: this.#source.description,
      phases: ELEMENTS[this.#source.service].map((input) => input + 1),
      names: this.#namesOf(registers, instantaneous, power_quality),
      spectra: spectraOf((input, order) => records.get(`read_harmonics ${input} ${order}`)),
      waves: this.#waves(),
      fed: this.#source.fed,
      events: told.events.map(toldEvent),
      canCut: this.#meter.cutPower !== undefined,
      link: { requests: link.requests, replies: link.replies, damaged: link.damaged },
      restarts: { metering: told.metering.restarts, management: told.management.restarts },
    };
  }

  #namesOf(...groups: readonly Values[]): Readonly<Record<string, string>> {
    for (const obis of groups.flatMap((group) => Object.keys(group))) this.#names[obis] ??= objectName(obis);
    return this.#names;
  }

  #waves(): Waves {
    const recent = this.#source.seen();
    const wired = new Set(ELEMENTS[this.#source.service].flatMap((input) => [input, input + 3]));
    const words = INPUTS.map((name, word) => [name, word] as const);
    const inputs = words
      .filter(([, word]) => wired.has(word) || word === NEUTRAL_WORD)
      .map(([name, word]) => [name, valuesOf(recent, word)] as const);
    return { rate_Hz: this.#source.rate_mHz / 1000, inputs: Object.fromEntries(inputs) };
  }

  async perform(command: Command): Promise<void> {
    const surroundings = this.#meter.surroundings!;
    if (command.kind === 'disturb') return this.#source.disturb(command.by);
    if (command.kind === 'feed') return this.#source.feed(command.onto, command.harmonics);
    if (command.kind === 'read') return this.#readings.want(command.of, command.last);
    if (command.kind === 'cut') return this.#meter.cutPower?.(CUTS[command.of]);
    if (command.kind === 'button') surroundings.buttons.set(command.name, command.pressed);
    else if (command.name === 'magnet') surroundings.terminals.contacts.set('magnet', command.closed);
    else surroundings.set(command.name, command.closed);
  }
}

/** One input of sets, to three decimals: finer than anybody sees. */
function valuesOf(sets: Int32Array, word: number): number[] {
  const perUnit = countsPerUnit(word);
  const values: number[] = [];
  for (let at = word; at < sets.length; at += SET_WORDS)
    values.push(Math.round((1000 * sets[at]) / perUnit) / 1000);
  return values;
}
