// What the management core made of the minute records, read object by object at its optical port: rates, demand, billing.
import { ERROR_TEXTS } from '../../shared-protocol/generated/ts/programming.ts';
import { RING_MINUTES } from '../../shared-protocol/generated/ts/protocol.ts';
import { ClientError } from '../clients/errors.ts';
import { MeterError, ProgrammingTalk } from '../clients/programming/index.ts';
import type { Meter } from '../meter/meter.ts';
import { switchState, type SwitchState } from './report-switch.ts';
import { readAt, type PortReader } from './port-reader.ts';
import { billingIn, demandIn, registersByRate, type Read } from './made-values.ts';
import type { ObjectValues } from '../meter/objects.ts';

/** Billing periods that are told. */
const PERIODS = 3;

/** What is asked of an object; nothing where the core has none of it. */
export const reading =
  (reader: PortReader, talk: ProgrammingTalk): Read =>
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

async function madeBy(reader: PortReader): Promise<Made> {
  const talk = new ProgrammingTalk({ errors: ERROR_TEXTS });
  await reader.run(talk.open());
  const read = reading(reader, talk);
  const registers = await registersByRate(read);
  const rate = Number((await read('0-0:96.14.0')) ?? 0);
  const values = { rate, demand: await demandIn(read), billing: await billingIn(read, { most: PERIODS }) };
  await reader.run(talk.close());
  return { registers, values };
}

async function switchIn(reader: PortReader): Promise<SwitchState | null> {
  const talk = new ProgrammingTalk({ errors: ERROR_TEXTS });
  await reader.run(talk.open());
  const digits = await reader.run(talk.read('R2', '0-0:96.142.0'));
  await reader.run(talk.close());
  return switchState(digits);
}

/** What somebody reads at the optical port; `nothing` where there is no such port, or where the core does not answer. */
async function read<T>(meter: Meter, nothing: T, use: (reader: PortReader) => Promise<T>): Promise<T> {
  if (!meter.optical) return nothing;
  try {
    return await readAt(meter, meter.optical, use);
  } catch (error) {
    if (error instanceof ClientError) return nothing;
    throw error;
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
