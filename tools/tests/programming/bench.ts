// Somebody in programming mode at a port of a whole meter, in virtual time.
import {
  ProgrammingTalk,
  type SessionOptions,
  type Talk,
  type Turn,
} from '../../clients/programming/index.ts';
import { fromWire, toWire } from '../../clients/parity.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle, withMeter, type Place } from '../../meter/targets/with-meter.ts';
import type { Lines } from '../../records/lines.ts';
import type { ReadablePort } from '../scenarios/reader.ts';
import { turnAt } from './turn.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { ERROR_TEXTS, LEVEL_3_CLIENT } from '../../../shared-protocol/generated/ts/programming.ts';
import type { PowerCut } from '../../meter/conductor/supply.ts';

export type PortName = 'optical' | 'rs485' | 'uplink' | 'downlink';

/** Keys of the people at the meter, of every test meter. */
export function levelThreeKeys() {
  const { system_title, clients } = testKeys().management;
  return { system_title, ...clients[LEVEL_3_CLIENT - 1] };
}

export class ProgrammingBench {
  readonly meter: Meter;
  readonly #port: ReadablePort;
  readonly #heard: number[] = [];
  readonly #reaction_ms: number;

  /** `reaction_ms`: what somebody takes to answer the meter, at once without. */
  constructor(meter: Meter, port: PortName = 'optical', reaction_ms = 0) {
    this.meter = meter;
    this.#reaction_ms = reaction_ms;
    const slots = meter.slots!;
    this.#port = port === 'uplink' || port === 'downlink' ? slots[port] : meter[port]!;
    this.listen();
  }

  /** Hears the port again behind somebody else. */
  listen(): void {
    this.#port.listen((wire) => this.#heard.push(...fromWire(wire).characters));
  }

  leave(): void {
    this.#port.unlisten();
  }

  idle(ms: number): Promise<void> {
    return idle(this.meter, ms);
  }

  async run<T>(talk: Talk<T>): Promise<T> {
    let step = talk.next(new Uint8Array());
    while (!step.done) step = talk.next(await this.#turn(step.value));
    return step.value;
  }

  async #turn(turn: Turn): Promise<Uint8Array> {
    if (this.#reaction_ms > 0) await this.idle(this.#reaction_ms);
    return turnAt(this.meter.conductor, this.#port, this.#heard, turn);
  }

  /** A session that is open, at the level that is proved. */
  async session(
    prove: { password?: string; key?: true } = {},
    options: SessionOptions = {},
  ): Promise<OpenSession> {
    const talk = new ProgrammingTalk({ errors: ERROR_TEXTS, ...options });
    await this.run(talk.open());
    const session = new OpenSession(this, talk);
    if (prove.password !== undefined) await session.password(prove.password);
    if (prove.key) await session.prove();
    return session;
  }

  /** What is said as it is, and what came of it within a time. */
  async say(characters: Uint8Array, ms: number): Promise<string> {
    this.#heard.length = 0;
    this.#port.line.fromOutside(toWire(characters));
    await this.idle(ms);
    return Buffer.from(this.#heard).toString('latin1');
  }

  cover(isOn: boolean): void {
    this.meter.surroundings!.set('terminalCover', isOn);
  }

  /** Takes the supply of both boards away and gives it back, so that the meter begins anew. */
  async cutPower(cut?: PowerCut): Promise<void> {
    await this.meter.cutPower!(cut);
  }
}

/** An open session: talks are run at once. */
export class OpenSession {
  readonly bench: ProgrammingBench;
  readonly talk: ProgrammingTalk;

  constructor(bench: ProgrammingBench, talk: ProgrammingTalk) {
    this.bench = bench;
    this.talk = talk;
  }

  password = (password: string) => this.bench.run(this.talk.password(password));
  prove = () => this.bench.run(this.talk.prove(levelThreeKeys()));
  encipher = (keys = levelThreeKeys()) => this.bench.run(this.talk.encipher(keys));
  read = (name: string, id: string, selection?: string) =>
    this.bench.run(this.talk.read(name, id, selection));
  write = (name: string, id: string, value: string) => this.bench.run(this.talk.write(name, id, value));
  command = (name: string, dataSet?: string, isLast?: boolean) =>
    this.bench.run(this.talk.command(name, dataSet, isLast));
  close = () => this.bench.run(this.talk.close());
}

const LOAD = { service: '3p4w', volts: 230, amps: 5, pf: 1 } as const;

/** A reader by IEC 62056-21 at the RS485 pair is told to the meter. */
const linesOf = (port?: PortName): Lines | undefined =>
  port === 'rs485' ? { rs485: 'iec62056-21' } : undefined;

/** A meter under load whose terminal cover is open or on, after the mirror was filled. */
export const withBench = <T>(
  use: (bench: ProgrammingBench) => Promise<T>,
  {
    port,
    place = 'wasm v8',
    open = true,
    managementFram,
  }: { port?: PortName; place?: Place; open?: boolean; managementFram?: Uint8Array } = {},
): Promise<T> =>
  withMeter(place, { source: sineSource(LOAD), managementFram, lines: linesOf(port) }, async (meter) => {
    const bench = new ProgrammingBench(meter, port);
    bench.cover(!open);
    await bench.idle(2000);
    return use(bench);
  });

/** The text of the error that something is refused with; undefined where it is not. */
export async function refused(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).message;
  }
}
