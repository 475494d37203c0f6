// What the meter is at while its calls are timed, one after the other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  companionImage,
  numberOf,
  octets,
  readCompanion,
  structure,
  type Data,
} from '../../clients/dlms/index.ts';
import type { BoardKeys } from '../../meter/keys/development-keys.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { SPECIAL_DAYS_MOST } from '../../../shared-protocol/generated/ts/protocol.ts';
import { CALENDAR, ACTIVATE, writingsOf } from '../../tariff/objects.ts';
import type { Switching } from '../../tariff/tariff.ts';
import { Asker, MANAGEMENT, SUPERVISOR } from '../dlms/dlms-bench.ts';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };
import { prepared } from '../prepayment/prepared.ts';
import { SEASONS, SPECIAL } from '../tariff/tariffs.ts';
import { WaitingReader } from './answers.ts';
import type { Watched } from './watched.ts';

const PASSWORD = '12345678';
const PASSWORD_7 = '0-0:20.0.0#7';
const PROFILE = '0-0:99.98.0*255';
const ACCESS_LOG = '0-0:96.135.2*255';
const TOKEN = '0-0:96.141.0*255';
/** Hexadecimal digits that one message of W2 holds. */
const ONE_MESSAGE = 128;
/** Of the RS485 pair, 9600 Bd. */
const BYTE_ms = 10 / 9.6;
const READINGS = 20;
const REGISTER = { class: 3, obis: '1-0:1.8.0.255', id: 2 };
const OBJECT_LIST = { class: 15, obis: '0-0:40.0.0.255', id: 2 };
const LOAD_PROFILE = { class: 7, obis: '1-0:99.1.0.255', id: 2 };
const DSMR = join(import.meta.dirname, '../../../shared-protocol/spec/companions/dsmr-4.2.2-p3.json');
/** Choices of `0-0:96.144.0.255`. */
const [OWN_LIST, BUILT_IN] = [0, 1];
const STANDARD_LOG = { class: 7, obis: '0-0:99.98.0.255', id: 2 };

export interface Waits {
  readonly alone_ms: number;
  readonly besideSignatures_ms: number;
  /** Associations at 9600 Bd, without what their bytes take on the line. */
  readonly byGmac_ms: number;
  readonly byEcdsa_ms: number;
}

/** Somebody at the RS485 pair whose bytes are counted. */
class Countable {
  readonly asker: Asker;
  #bytes = 0;

  constructor({ meter }: Pick<Watched, 'meter'>, client: number, keys?: BoardKeys) {
    const spoil = (bytes: Uint8Array) => {
      this.#bytes += bytes.length;
      return bytes;
    };
    this.asker = new Asker(meter, { client, spoil, keys });
  }

  /** Opens the link, then associates; the time of the association without the line's. */
  async associated_ms(): Promise<number> {
    await this.asker.open();
    const { conductor } = this.asker.meter;
    const [began_us, bytes] = [conductor.now_us, this.#bytes];
    await this.asker.run(this.asker.client.associate());
    return (conductor.now_us - began_us) / 1000 - (this.#bytes - bytes) * BYTE_ms;
  }
}

/** The time of an association by P-384, of a meter whose clients have security suite 2. */
export async function longAssociation_ms(meter: Watched['meter'], keys: BoardKeys): Promise<number> {
  await idle(meter, 8000);
  const signing = new Countable({ meter }, SUPERVISOR, keys);
  const associated_ms = await signing.associated_ms();
  await signing.asker.run(signing.asker.client.get(REGISTER));
  return associated_ms;
}

async function time({ bench, during }: Doer): Promise<void> {
  await during('the mirror is filled, the display turns, a telegram each second', () => bench.idle(8000));
  await during('a minute, an hour, a day and a month end', () => bench.idle(16_000));
}

async function sessions({ bench, during }: Doer): Promise<void> {
  bench.cover(false);
  await during('level 3, a password is set, a log is read in blocks', async () => {
    const session = await bench.session({ key: true });
    await session.write('W5', PASSWORD_7, PASSWORD);
    await session.read('R6', PROFILE);
    await session.close();
  });
  await during('a password, reading under a cipher', async () => {
    const session = await bench.session({ password: PASSWORD });
    await session.encipher();
    await session.read('R6', ACCESS_LOG);
    await session.close();
  });
}

/** A price for each quarter of an hour, in the most tables a tariff has of them here. */
const quarterly = (): Switching[] => Array.from({ length: 96 }, (_, i) => [i * 15, (i % 8) + 1]);

async function tariff({ bench, during }: Doer): Promise<void> {
  const days = SEASONS.days.map((day) => ({ ...day, switchings: quarterly() }));
  const writings = writingsOf({ tariff: { ...SEASONS, days }, special: SPECIAL });
  await during('a tariff of five tables of quarter-hour prices is written and takes over', async () => {
    const session = await bench.session({ key: true });
    for (const [id, axdr] of writings) {
      const value = Buffer.from(axdr).toString('hex').toUpperCase();
      await session.write(value.length > ONE_MESSAGE ? 'W4' : 'W2', id, value);
    }
    await session.write('E2', `${CALENDAR}#${ACTIVATE}`, '');
    await session.close();
  });
}

async function tokens({ bench, during }: Doer): Promise<void> {
  await during('key and terms of prepayment are given at the open case', () => prepared(bench));
  const { digits } = vectors.tokens.find(
    ({ kind, value }) => kind === 'credit_electricity' && value === 256,
  )!;
  await during('a token is entered', async () => {
    const session = await bench.session();
    await session.write('W5', TOKEN, digits);
    await session.close();
  });
}

async function associations({ watched, during }: Doer): Promise<Waits> {
  const byGmac = new Countable(watched, MANAGEMENT);
  const manager = byGmac.asker;
  let byGmac_ms = 0;
  await during('HDLC: an association by GMAC', async () => (byGmac_ms = await byGmac.associated_ms()));
  await during('the object list, in blocks', () => manager.run(manager.client.get(OBJECT_LIST)));
  await during('a load profile and a log, ciphered', async () => {
    await manager.run(manager.client.get(LOAD_PROFILE));
    await manager.run(manager.client.get(STANDARD_LOG));
  });
  await companions({ during }, manager);
  await specialDays({ during }, manager);
  await manager.close();
  return { byGmac_ms, ...(await besideSignatures({ watched, during })) };
}

async function companions({ during }: Pick<Doer, 'during'>, manager: Asker): Promise<void> {
  const set = (e: number, value: Data) =>
    manager.run(manager.client.set({ class: 1, obis: `0-0:96.144.${e}.255`, id: 2 }, value));
  const image = companionImage(readCompanion(readFileSync(DSMR, 'utf8')));
  await during('a companion profile is loaded', () => set(2, octets(image)));
  await during('the object list under a companion profile, in blocks', async () => {
    await set(0, numberOf('unsigned', BUILT_IN));
    await manager.run(manager.client.get(OBJECT_LIST));
    await set(0, numberOf('unsigned', OWN_LIST));
  });
  await during('a load profile as a compact array', async () => {
    await set(3, numberOf('unsigned', 1));
    await manager.run(manager.client.get(LOAD_PROFILE));
  });
}

async function specialDays({ during }: Pick<Doer, 'during'>, manager: Asker): Promise<void> {
  const [u8, u16] = [(n: number) => numberOf('unsigned', n), (n: number) => numberOf('long-unsigned', n)];
  const date = octets(Buffer.from('ffff0101ff', 'hex'));
  const of: Data[] = Array.from({ length: SPECIAL_DAYS_MOST }, (_, i) => structure(u16(i), date, u8(1)));
  await during('all special days that there may be, written, then told by the array manager', async () => {
    await manager.run(
      manager.client.set({ class: 11, obis: '0-0:11.0.0.255', id: 2 }, { type: 'array', of }),
    );
    const range = structure(u8(1), structure(u16(1), u16(SPECIAL_DAYS_MOST)));
    await manager.run(manager.client.act({ class: 123, obis: '0-0:18.0.0.255', id: 2 }, range));
  });
}

async function besideSignatures({ watched, during }: Pick<Doer, 'watched' | 'during'>) {
  const reader = await WaitingReader.open(watched);
  for (let n = 0; n < READINGS; n++) await reader.read(13 + 7 * n);
  const alone_ms = reader.longest_ms;
  const byEcdsa = new Countable(watched, SUPERVISOR);
  let byEcdsa_ms = 0;
  await during('an association by ECDSA, registers read at the slot meanwhile', () =>
    reader.readBeside(async () => (byEcdsa_ms = await byEcdsa.associated_ms())),
  );
  return { alone_ms, besideSignatures_ms: reader.longest_ms, byEcdsa_ms };
}

interface Doer {
  readonly watched: Watched;
  readonly bench: Watched['bench'];
  readonly during: Watched['during'];
}

/** All of it; how long the reader at the slot waited. */
export async function doAll(watched: Watched): Promise<Waits> {
  const doer: Doer = { watched, bench: watched.bench, during: watched.during.bind(watched) };
  for (const part of [time, sessions, tariff, tokens]) await part(doer);
  return associations(doer);
}
