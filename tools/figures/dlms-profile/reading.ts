// Reads a load profile as a client does, in virtual time, and counts what the line carried meanwhile.
import {
  clientAddress,
  DlmsClient,
  HdlcLink,
  serverAddress,
  WrapperLink,
  type Data,
  type Exchange,
  type Link,
} from '../../clients/dlms/index.ts';
import { encodeData } from '../../clients/dlms/axdr.ts';
import { compactData } from '../../clients/dlms/compact-data.ts';
import type { Meter } from '../../meter/meter.ts';
import { openMeterWith } from './meter.ts';
import { CHANNELS, FIRST_s, INTERVAL_s, rowsOf, type Encoding, type Row } from './storage.ts';

export type Over = 'hdlc' | 'wrapper';

const PUBLIC = 16;
const MANAGEMENT = 1;
const PHYSICAL = 17;
const COMPACT_DATA = { class: 62, obis: '0-0:66.0.1.255' };
const PROFILE = { class: 7, obis: '1-0:99.1.0.255', id: 2 };
const AGREEMENT = { conformance: 0x001a1d, pduSize: 2048 };
const BITS_A_BYTE = 10;
const PATIENCE_us = 30_000_000;
/** Of a compact array the bare rows; of an array they have their tags. */
function rowsBytes(data: Data): number {
  if (data.type !== 'array' && data.type !== 'compact-array') return 0;
  const none = encodeData({ ...data, of: [] }).length;
  return encodeData(data).length - none - lengthBytes(data) + 1;
}

/** Bytes by which the head tells how long the rows are: how many, or of a compact array how many bytes. */
function lengthBytes(data: Data & { of: readonly Data[] }): number {
  const rest = encodeData(data).subarray(encodeData({ ...data, of: [] } as Data).length - 1);
  return rest[0] < 0x80 ? 1 : 1 + (rest[0] & 0x7f);
}

/** What was read, and what that took. */
export interface ProfileReading {
  readonly over: Over;
  readonly baud: number;
  readonly encoding: Encoding;
  readonly rows: readonly Row[];
  /** A-XDR of the rows alone. */
  readonly rowBytes: number;
  /** On the line, from the meter and to it. */
  readonly heardBytes: number;
  readonly saidBytes: number;
  /** From the first byte of the request to the last of the answer, virtual. */
  readonly took_s: number;
  /** Of that time what the bytes of the rows alone take on the line. */
  readonly share: number;
}

/** One line of the meter in this process, with a link at its outside end. */
class LineClient {
  heard = 0;
  said = 0;
  readonly #meter: Meter;
  readonly #link: Link;
  readonly #over: Over;

  constructor(meter: Meter, over: Over) {
    this.#meter = meter;
    this.#over = over;
    const addresses = {
      client: clientAddress(PUBLIC),
      server: serverAddress({ logical: MANAGEMENT, physical: PHYSICAL }),
    };
    const most = { transmitBytes: 2030, receiveBytes: 2030, transmitWindow: 7, receiveWindow: 7 };
    this.#link =
      over === 'wrapper'
        ? new WrapperLink({ client: PUBLIC, server: MANAGEMENT })
        : new HdlcLink({ ...addresses, parameters: most, byte_ms: BITS_A_BYTE / 9.6 });
    this.#port.listen((bytes) => {
      this.heard += bytes.length;
      this.#link.receive(bytes, this.now_us / 1000);
    });
  }

  get now_us(): number {
    return this.#meter.conductor.now_us;
  }

  get #port() {
    return this.#over === 'wrapper' ? this.#meter.slots!.uplink : this.#meter.rs485!;
  }

  async #until<T>(look: () => T | undefined): Promise<T> {
    const end_us = this.now_us + PATIENCE_us;
    for (let found = look(); ; found = look()) {
      if (found !== undefined) return found;
      if (this.now_us > end_us) throw new Error('no answer within 30 s');
      for (let bytes = this.#link.takeOutput(); bytes; bytes = this.#link.takeOutput()) {
        this.said += bytes.length;
        this.#port.line.fromOutside(bytes);
      }
      await this.#meter.conductor.tick();
      if (this.#link.deadline_ms !== undefined) this.#link.tick(this.now_us / 1000);
    }
  }

  async open(): Promise<void> {
    this.#link.open(this.now_us / 1000);
    await this.#until(() => (this.#link.state === 'open' ? true : undefined));
  }

  async run<T>(exchange: Exchange<T>): Promise<T> {
    let step = exchange.next();
    while (!step.done) {
      if (step.value.length > 0) this.#link.send(step.value, this.now_us / 1000);
      else this.#link.awaitMore(this.now_us / 1000);
      step = exchange.next(await this.#until(() => this.#link.takeApdu()));
    }
    return step.value;
  }
}

const partsOf = (data: Data): readonly Data[] => ('of' in data ? data.of : []);
const numberIn = (data: Data): bigint => ('value' in data ? BigInt(data.value as bigint) : -1n);

/** UTC of a time whose deviation is told, s. */
function timeOf(data: Data): number {
  const bytes = Buffer.from('bytes' in data ? data.bytes : []);
  if (bytes.length !== 12) return -1;
  const [year, deviation_min] = [bytes.readUInt16BE(0), bytes.readInt16BE(9)];
  const local_ms = Date.UTC(year, bytes[2] - 1, bytes[3], bytes[5], bytes[6], bytes[7]);
  return local_ms / 1000 + deviation_min * 60;
}

/** Time first, channels last; between them status and quality. */
function rowOf(row: Data): Row {
  const cells = partsOf(row);
  return { time_s: timeOf(cells[0]), values: cells.slice(-CHANNELS).map(numberIn) };
}

const encodingOf = ({ type }: Data): Encoding => (type === 'compact-array' ? 'compact' : 'array');

/** Reads so many days of the first load profile over one transport. */
export function readProfile(
  over: Over,
  days: number,
  encoding: Encoding = 'array',
): Promise<ProfileReading> {
  const use = async (meter: Meter) => {
    const line = new LineClient(meter, over);
    const client = new DlmsClient({ title: Buffer.alloc(8), agreement: AGREEMENT });
    await line.open();
    await line.run(client.associate());
    const [from_us, heard, said] = [line.now_us, line.heard, line.said];
    const to_s = FIRST_s + days * 86_400 - INTERVAL_s;
    const at = (time_s: number) => ({ instant: new Date(1000 * time_s), deviation_min: 0, status: 0 });
    const found = await line.run(client.get(PROFILE, { from: at(FIRST_s), to: at(to_s) }));
    const took_s = (line.now_us - from_us) / 1e6;
    const baud = over === 'wrapper' ? 115_200 : 9600;
    const rowBytes = rowsBytes(found);
    return {
      ...{ over, baud, encoding: encodingOf(found), rows: partsOf(found).map(rowOf), rowBytes, took_s },
      ...{ heardBytes: line.heard - heard, saidBytes: line.said - said },
      share: (rowBytes * BITS_A_BYTE) / baud / took_s,
    };
  };
  return openMeterWith(rowsOf(days), use, { encoding });
}

const bytesIn = (data: Data): Uint8Array => ('bytes' in data ? data.bytes : new Uint8Array(0));

/** The newest of so many days of rows as compact data (class 62): its row, and its bytes with the number of the template. */
export function readCompactData(days: number): Promise<{ row: Row; bytes: number }> {
  return openMeterWith(rowsOf(days), async (meter) => {
    const line = new LineClient(meter, 'wrapper');
    const client = new DlmsClient({ title: Buffer.alloc(8), agreement: AGREEMENT });
    await line.open();
    await line.run(client.associate());
    const get = async (id: number) => bytesIn(await line.run(client.get({ ...COMPACT_DATA, id })));
    const buffer = await get(2);
    const { values } = compactData(buffer, await get(5));
    return { row: rowOf({ type: 'structure', of: [...values] }), bytes: buffer.length };
  });
}
