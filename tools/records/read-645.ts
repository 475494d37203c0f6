// Takes a reading by DL/T 645 on the metering core's own RS485 port, over any transport with even parity.
import { RefusedError } from '../clients/errors.ts';
import { RATES_645 } from '../clients/dlt645/client.ts';
import { ANY_ADDRESS } from '../clients/dlt645/frame.ts';
import { Session645 } from '../clients/dlt645/session.ts';
import type { Transport } from '../clients/transport.ts';
import { PORTS } from '../../shared-protocol/generated/ts/ports.ts';
import { readItems, type Item645 } from './items-645.ts';

export interface Reading645 {
  /** Twelve digits. */
  readonly address: string;
  /** Of the line. */
  readonly baud: number;
  readonly items: readonly Item645[];
  readonly instant: Date;
}

const ENERGIES = ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09', '0A'].map(
  (kind) => `00${kind}0000`,
);
const QUANTITIES = ['01', '02', '03', '04', '05', '06', '07'].map((kind) => `02${kind}FF00`);
const OTHERS = [
  '02800001',
  '02800002',
  '02800007',
  '0400010C',
  '04000402',
  '04000409',
  '0400040A',
  '040005FF',
  '04800001',
  '04800100',
];
/** Energy first: a reading is of one moment as far as the line is quick. */
const IDENTIFIERS = [...ENERGIES, ...QUANTITIES, ...OTHERS];

/** Rates of a line of DL/T 645 and of link frames. */
export const LEGAL_RATES: readonly number[] = [...RATES_645.values()];

/** The port as it is made; another rate is found. */
export const LEGAL_BAUD = PORTS.metering.legal.baud;

/** A session at the rate that the line goes at: it is found, where it is not known. */
export async function openSession645(transport: Transport, baud?: number): Promise<Session645> {
  const session = new Session645(transport, LEGAL_BAUD);
  if (baud === undefined) await session.findRate();
  else await session.setBaud(baud);
  return session;
}

/** What is there of an identifier; a meter of somebody else has not all of them. */
async function itemsAt(session: Session645, address: string, di: string): Promise<Item645[]> {
  try {
    return readItems(di, await session.read(address, di));
  } catch (error) {
    if (error instanceof RefusedError) return [];
    throw error;
  }
}

/** Address of the one meter on the line that fits; digits that stand for themselves need no question. */
const addressOf = (session: Session645, address = ANY_ADDRESS): Promise<string> | string =>
  /^\d+$/.test(address) ? address : session.readAddress(address.toUpperCase());

/**
 * Reads the meter of an address, or the only one on the line that fits one whose first pairs are AA.
 * @throws a ClientError: NoAnswerError, AnswerTimeoutError; and whatever the transport fails with.
 */
export async function read645(transport: Transport, address?: string, baud?: number): Promise<Reading645> {
  const session = await openSession645(transport, baud);
  const own = await addressOf(session, address);
  const instant = new Date();
  const items: Item645[] = [];
  for (const di of IDENTIFIERS) items.push(...(await itemsAt(session, own, di)));
  return { address: own, baud: session.baud, items, instant };
}
