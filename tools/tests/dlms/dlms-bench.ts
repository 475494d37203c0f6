// Clients of DLMS/COSEM at the ports of a whole meter, in virtual time.
import {
  clientAddress,
  DlmsClient,
  HdlcLink,
  serverAddress,
  WrapperLink,
  type ClientOptions,
  type Exchange,
  type HdlcOptions,
  type Link,
} from '../../clients/dlms/index.ts';
import { signingKey, verifyingKey } from '../../clients/dlms/authentication.ts';
import {
  keySuiteOf,
  pointOfPrivate,
  signingKeyOf,
  testKeys,
  type BoardKeys,
} from '../../meter/keys/development-keys.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle, withMeter, type Place, type TestMeterOptions } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { KEY_CLIENTS } from '../../../shared-protocol/generated/ts/protocol.ts';

/** Physical device of the meter: the lower part of a server's address. */
const PHYSICAL = 17;
const PATIENCE_us = 30_000_000;
export const PUBLIC = 16;
export const READING = 2;
export const MANAGEMENT = 1;
export const SUPERVISOR = 3;
export const FIRMWARE = 4;
export const CLIENTS = { PUBLIC, READING, MANAGEMENT, SUPERVISOR, FIRMWARE } as const;
export const METERING_DEVICE = 16;
const TITLE = Buffer.from('4D4D4D0000000001', 'hex');
/** Multiple references, blocks of GET and SET, GET, SET, selective access, ACTION. */
const CONFORMANCE = 0x001a1d;

export interface AskerOptions {
  client: number;
  /** Logical device. */
  device?: number;
  over?: 'hdlc' | 'wrapper';
  counter?: number;
  password?: string;
  mechanism?: number;
  keys?: BoardKeys;
  pduSize?: number;
  /** What differs of the client that this would be. */
  client_options?: Partial<ClientOptions>;
  hdlc?: Partial<HdlcOptions>;
  /** What becomes of the bytes on their way, either way. */
  spoil?: (bytes: Uint8Array) => Uint8Array;
}

/** The keys that a client has of a board; none of the public and the reading client. */
function keysOf(keys: BoardKeys, client: number) {
  const { encryption_key, authentication_key } = keys.clients[client - 1];
  return {
    encryption: Buffer.from(encryption_key, 'hex'),
    authentication: Buffer.from(authentication_key, 'hex'),
  };
}

/** Mechanism 7 under suite 1 or 2, by the keys of the supervisor. */
function signs(keys: BoardKeys): Partial<ClientOptions> {
  const supervisor = keys.clients[SUPERVISOR - 1];
  const suite = keySuiteOf(supervisor);
  return {
    mechanism: 7,
    suite,
    signingKey: signingKey(Buffer.from(supervisor.signing_key!, 'hex')),
    serverKey: verifyingKey(pointOfPrivate(signingKeyOf(keys, suite))),
  };
}

export function dlmsClient(options: AskerOptions): DlmsClient {
  const { client, device = 1, counter = 1, password, mechanism, pduSize = 2048 } = options;
  const agreement = { conformance: CONFORMANCE, pduSize };
  const keys = options.keys ?? (device === METERING_DEVICE ? testKeys() : testKeys().management);
  const changes = options.client_options ?? {};
  if (client === PUBLIC)
    return new DlmsClient({ title: TITLE, agreement, mechanism: mechanism ?? 0, ...changes });
  if (client === READING && device === 1) {
    const secret = Buffer.from(password ?? keys.clients[client - 1].password!);
    return new DlmsClient({ title: TITLE, agreement, mechanism: mechanism ?? 1, secret, ...changes });
  }
  const title = Buffer.from(TITLE);
  title[7] = client;
  const proof = client === SUPERVISOR && device === 1 ? signs(keys) : {};
  const number = Math.min(client, KEY_CLIENTS);
  const suite = keySuiteOf(keys.clients[number - 1]) === 2 ? 2 : 0;
  const own = { title, agreement, keys: keysOf(keys, number), counter, suite } as const;
  return new DlmsClient({ ...own, ...proof, ...changes });
}

/** A link to a port of a meter, driven by the meter's own time. */
export class Asker {
  readonly meter: Meter;
  readonly client: DlmsClient;
  readonly link: Link;
  readonly #spoil: (bytes: Uint8Array) => Uint8Array;
  readonly #over: 'hdlc' | 'wrapper';
  #failure: unknown;

  constructor(meter: Meter, options: AskerOptions) {
    const { client, device = 1, over = 'hdlc', hdlc = {} } = options;
    this.meter = meter;
    this.client = dlmsClient(options);
    this.#spoil = options.spoil ?? ((bytes) => bytes);
    this.#over = over;
    const addresses = {
      client: clientAddress(client),
      server: serverAddress({ logical: device, physical: PHYSICAL }),
    };
    this.link =
      over === 'wrapper'
        ? new WrapperLink({ client, server: device, response_ms: 12_000 })
        : new HdlcLink({ ...addresses, byte_ms: 10 / 9.6, ...hdlc });
    this.#port.listen((bytes) => this.#receive(this.#spoil(bytes)));
  }

  get #port() {
    return this.#over === 'wrapper' ? this.meter.slots!.uplink : this.meter.rs485!;
  }

  get #now_ms(): number {
    return this.meter.conductor.now_us / 1000;
  }

  #receive(bytes: Uint8Array): void {
    try {
      this.link.receive(bytes, this.#now_ms);
    } catch (error) {
      this.#failure = error;
    }
  }

  /** Gives time until something is there. */
  async #until<T>(look: () => T | undefined): Promise<T> {
    const end_us = this.meter.conductor.now_us + PATIENCE_us;
    this.#failure = undefined;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.#failure) throw this.#failure;
      if (this.meter.conductor.now_us > end_us) throw new Error('no answer within 30 s');
      for (let bytes = this.link.takeOutput(); bytes; bytes = this.link.takeOutput())
        this.#port.line.fromOutside(this.#spoil(bytes));
      await this.meter.conductor.tick();
      if (this.link.deadline_ms !== undefined && this.#now_ms >= this.link.deadline_ms)
        this.link.tick(this.#now_ms);
    }
  }

  async open(): Promise<this> {
    this.link.open(this.#now_ms);
    await this.#until(() => (this.link.state === 'open' ? true : undefined));
    return this;
  }

  async close(): Promise<void> {
    this.link.close(this.#now_ms);
    await this.#until(() => (this.link.state === 'closed' ? true : undefined));
  }

  /** Sends an APDU as it is; the answer. */
  async say(apdu: Uint8Array): Promise<Buffer> {
    this.link.send(apdu, this.#now_ms);
    return this.#until(() => this.link.takeApdu());
  }

  /** What comes behind the answer before, without being asked for. */
  async more(): Promise<Buffer> {
    this.link.awaitMore(this.#now_ms);
    return this.#until(() => this.link.takeApdu());
  }

  async run<T>(exchange: Exchange<T>): Promise<T> {
    let step = exchange.next();
    while (!step.done)
      step = exchange.next(step.value.length > 0 ? await this.say(step.value) : await this.more());
    return step.value;
  }

  /** Opens link and association. */
  async associate(): Promise<this> {
    await this.open();
    await this.run(this.client.associate());
    return this;
  }
}

const LOAD = { service: '3p4w', volts: 230, amps: 5, pf: 1 } as const;

/** A meter under load with HDLC on its RS485 pair and the wrapper in its uplink slot, after the mirror was filled. */
export const withDlms = <T>(
  use: (meter: Meter) => Promise<T>,
  place: Place = 'wasm v8',
  options: Partial<TestMeterOptions> = {},
): Promise<T> =>
  withMeter(place, { source: sineSource(LOAD), lines: { uplink: 'wrapper' }, ...options }, async (meter) => {
    meter.surroundings?.plug('uplink');
    await idle(meter, 3000);
    return use(meter);
  });

/** The words of what something is refused with; undefined where it is not. */
export async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
