// What the management core made of the minute records, read object by object at its optical port: rates, demand, billing.
import { ERROR_TEXTS } from '../../shared-protocol/generated/ts/programming.ts';
import { RING_MINUTES } from '../../shared-protocol/generated/ts/protocol.ts';
import { ClientError } from '../clients/errors.ts';
import { fromWire, toWire } from '../clients/parity.ts';
import { MeterError, ProgrammingTalk, type Talk, type Turn } from '../clients/programming/index.ts';
import type { Meter } from '../meter/meter.ts';
import { switchState, type SwitchState } from './report-switch.ts';
import { billingIn, demandIn, registersByRate, type Read } from './made-values.ts';
import type { ObjectValues } from '../meter/objects.ts';

/** The core begins to answer within this, and pauses no longer. */
const PATIENCE_us = 2_000_000;
const CHARACTER_us = 10e6 / 300;
/** Billing periods that are told. */
const PERIODS = 3;

/** One client at a port of a meter, in its virtual time. */
class Reader {
  readonly #meter: Meter;
  readonly #port: NonNullable<Meter['optical']>;
  readonly #heard: number[] = [];

  constructor(meter: Meter, port: NonNullable<Meter['optical']>) {
    this.#meter = meter;
    this.#port = port;
    port.listen((wire) => this.#heard.push(...fromWire(wire).characters));
  }

  leave(): void {
    this.#port.unlisten();
  }

  async run<T>(talk: Talk<T>): Promise<T> {
    let step = talk.next(new Uint8Array());
    while (!step.done) step = talk.next(await this.#turn(step.value));
    return step.value;
  }

  async #turn({ characters, isWhole }: Turn): Promise<Uint8Array> {
    const { conductor } = this.#meter;
    this.#heard.length = 0;
    this.#port.line.fromOutside(toWire(characters));
    let last_us = conductor.now_us + characters.length * CHARACTER_us;
    let count = 0;
    // Where no answer is awaited, whoever uses the port next does not run into what ends this one's session.
    if (isWhole(new Uint8Array()) !== 0) while (conductor.now_us < last_us) await conductor.tick();
    while (conductor.now_us < last_us + PATIENCE_us && isWhole(Uint8Array.from(this.#heard)) === 0) {
      await conductor.tick();
      if (this.#heard.length > count) last_us = Math.max(last_us, conductor.now_us);
      count = this.#heard.length;
    }
    return Uint8Array.from(this.#heard);
  }
}

/** What is asked of an object; nothing where the core has none of it. */
const reading =
  (reader: Reader, talk: ProgrammingTalk): Read =>
  async (id) => {
    try {
      return await reader.run(talk.read('R5', id));
    } catch (error) {
      if (error instanceof MeterError) return undefined;
      throw error;
    }
  };

interface Made {
  readonly registers: ObjectValues;
  /** Null where nothing is known. */
  readonly values: { rate: number | null; demand: unknown; billing: unknown };
}

const NOTHING: Made = { registers: {}, values: { rate: null, demand: null, billing: null } };

async function madeBy(reader: Reader): Promise<Made> {
  const talk = new ProgrammingTalk({ errors: ERROR_TEXTS });
  await reader.run(talk.open());
  const read = reading(reader, talk);
  const registers = await registersByRate(read);
  const rate = Number((await read('0-0:96.14.0')) ?? 0);
  const values = { rate, demand: await demandIn(read), billing: await billingIn(read, { most: PERIODS }) };
  await reader.run(talk.close());
  return { registers, values };
}

async function switchIn(reader: Reader): Promise<SwitchState | null> {
  const talk = new ProgrammingTalk({ errors: ERROR_TEXTS });
  await reader.run(talk.open());
  const digits = await reader.run(talk.read('R2', '0-0:96.142.0'));
  await reader.run(talk.close());
  return switchState(digits);
}

/** What somebody reads at the optical port; `nothing` where there is no such port, or where the core does not answer. */
async function read<T>(meter: Meter, nothing: T, use: (reader: Reader) => Promise<T>): Promise<T> {
  if (!meter.optical) return nothing;
  const reader = new Reader(meter, meter.optical);
  try {
    return await use(reader);
  } catch (error) {
    if (error instanceof ClientError) return nothing;
    throw error;
  } finally {
    reader.leave();
  }
}

/** The load switch; null where nobody can tell. */
export const askSwitch = (meter: Meter): Promise<SwitchState | null> => read(meter, null, switchIn);

/** What it made of the minute records, nothing where none was recorded; and the load switch, which needs none. */
export async function askManagement(meter: Meter) {
  const recorded = await meter.ask('find_record', { ring: RING_MINUTES, time_s: 0n });
  const { registers, values } = Number(recorded.newest) === 0 ? NOTHING : await read(meter, NOTHING, madeBy);
  return { registers, values: { ...values, switch: await askSwitch(meter) } };
}
