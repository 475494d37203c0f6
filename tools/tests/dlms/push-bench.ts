// A meter that pushes, with management at its RS485 pair and a listener behind its uplink slot; values as they are written for it.
import { AccessError, numberOf, octets, structure, type Data } from '../../clients/dlms/index.ts';
import {
  HdlcListener,
  NotificationReader,
  WrapperListener,
  type Notification,
} from '../../clients/dlms/notification.ts';
import { encodeWrapper } from '../../clients/dlms/wrapper.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, MANAGEMENT, withDlms } from './dlms-bench.ts';

/** Seconds before a minute begins, in the mirror's time to be filled and an association to be made. */
export const START_s = Date.UTC(2026, 10, 28, 10, 29, 40) / 1000;
const ON_SCHEDULE = '0-0:25.9.0.255';
export const u8 = (value: number) => numberOf('unsigned', value);
export const u16 = (value: number) => numberOf('long-unsigned', value);
export const u32 = (value: number) => numberOf('double-long-unsigned', value);
export const choice = (value: number): Data => ({ type: 'enum', value: BigInt(value) });
export const array = (...of: Data[]): Data => ({ type: 'array', of });
export const hex = (text: string) => octets(Buffer.from(text.replaceAll(' ', ''), 'hex'));
export const destination = (address: string, transport = 0) =>
  structure(choice(transport), octets(Buffer.from(address)), choice(0));
export const pushed = (of: number, code: string, id: number, restriction: Data = { type: 'null' }) =>
  structure(u16(of), hex(code), numberOf('integer', id), u16(0), structure(choice(0), restriction), array());
export const PROTECTED = array(
  structure(choice(2), structure(hex(''), hex(''), hex(''), hex(''), structure(choice(0), choice(0)))),
);
export const valuesOf = ({ body }: Notification) => ('of' in body ? body.of : []);
export const numberIn = (data: Data | undefined) =>
  data && 'value' in data ? Number(data.value) : undefined;

/** Management at the RS485 pair, and whoever listens behind the uplink slot. */
export class PushBench {
  readonly meter: Meter;
  readonly asker: Asker;
  readonly heard: Notification[] = [];
  readonly #reader: NotificationReader;

  constructor(meter: Meter, asker: Asker, by: { push(bytes: Uint8Array): Buffer[] } = new WrapperListener()) {
    this.meter = meter;
    this.asker = asker;
    const { encryption_key, authentication_key } = testKeys().management.clients[MANAGEMENT - 1];
    const keys = {
      encryption: Buffer.from(encryption_key, 'hex'),
      authentication: Buffer.from(authentication_key, 'hex'),
    };
    this.#reader = new NotificationReader(keys);
    meter.slots!.uplink.listen((bytes) => {
      for (const apdu of by.push(bytes)) this.heard.push(this.#reader.read(apdu));
    });
  }

  set(of: number, obis: string, id: number, value: Data): Promise<unknown> {
    return this.asker.run(this.asker.client.set({ class: of, obis, id }, value));
  }

  get(of: number, obis: string, id: number): Promise<Data> {
    return this.asker.run(this.asker.client.get({ class: of, obis, id }));
  }

  act(of: number, obis: string, id: number, value: Data): Promise<unknown> {
    return this.asker.run(this.asker.client.act({ class: of, obis, id }, value));
  }

  push(obis = ON_SCHEDULE): Promise<unknown> {
    return this.act(40, obis, 1, numberOf('integer', 0));
  }

  idle(ms: number): Promise<void> {
    return idle(this.meter, ms);
  }

  /** Whoever listens confirms a notification. */
  confirm({ invoke }: Notification, source = MANAGEMENT): void {
    const apdu = Buffer.alloc(6);
    apdu[0] = 0x10;
    apdu.writeUInt32BE(invoke >>> 0, 1);
    this.meter.slots!.uplink.line.fromOutside(encodeWrapper({ source, destination: 1, apdu }));
  }

  async refused(work: Promise<unknown>): Promise<number | undefined> {
    try {
      await work;
      return undefined;
    } catch (error) {
      if (error instanceof AccessError) return error.result;
      throw error;
    }
  }
}

export const withPush = (
  use: (bench: PushBench, surroundings: Surroundings) => Promise<void>,
  { by, uplink = 'wrapper' }: { by?: HdlcListener; uplink?: 'wrapper' | 'hdlc' } = {},
) => {
  const surroundings = new Surroundings({}, START_s);
  return withDlms(
    async (meter) => {
      const asker = await new Asker(meter, { client: MANAGEMENT }).associate();
      await use(new PushBench(meter, asker, by), surroundings);
    },
    'wasm v8',
    { surroundings, lines: { uplink } },
  );
};
