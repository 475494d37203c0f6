// Steps in which somebody with keys changes something: the clock, the zone, in a session of logical device 16 over the link.
import { DlmsClient, encodeDateTime, numberOf, octets, type Exchange } from '../../clients/dlms/index.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import { ApduCarrier } from '../../records/apdu-carrier.ts';
import type { RecordValues } from '../../records/records.ts';
import type { MeteringLife, Step } from './metering-steps.ts';

const [CLOCK, SETTINGS] = [2, 3];
const clock = (id: number) => ({ class: 8, obis: '0-0:1.0.0.255', id });
const [TIME, ZONE] = [2, 3];
/** One slice of the board: a step of an APDU is done with it. */
const SLICE_ms = 10;

/** The counter a client begins with: it remembers nothing from step to step, and no counter may come twice. */
let counter = 0;

function client(id: number): DlmsClient {
  const hex = (text: string) => Buffer.from(text, 'hex');
  const { encryption_key, authentication_key } = testKeys().clients[id - 1];
  const keys = { encryption: hex(encryption_key), authentication: hex(authentication_key) };
  counter += 1000;
  return new DlmsClient({ keys, title: Buffer.from('HES00001'), challenge: Buffer.alloc(16, id), counter });
}

/** An APDU to the meter and its answer; all that is told meanwhile outlives what comes. */
function apdu(life: MeteringLife, id: number, carrier: ApduCarrier, bytes: Uint8Array): Uint8Array {
  const work = carrier.carry(id, bytes);
  let step = work.next();
  while (!step.done) {
    const { message, values } = step.value;
    const reply = life.board.ask(message, values as RecordValues);
    life.told();
    if (message === 'read_apdu') life.feed(SLICE_ms);
    step = work.next(reply);
  }
  return step.value;
}

function inSession(life: MeteringLife, id: number, work: (of: DlmsClient) => Exchange<unknown>): void {
  const of = client(id);
  const carrier = new ApduCarrier();
  for (const exchange of [of.associate(), work(of)]) {
    let step = exchange.next();
    while (!step.done) step = exchange.next(Buffer.from(apdu(life, id, carrier, step.value)));
  }
}

/** The clock is set by so many seconds. */
export const clockSet = (by_s: number): Step => ({
  name: `the clock set by ${by_s} s in a session`,
  run: (life) => {
    const instant = new Date((life.storage.clock_s + by_s) * 1000);
    const time = octets(encodeDateTime({ instant, deviation_min: 0, status: 0 }));
    inSession(life, CLOCK, (of) => of.set(clock(TIME), time));
    life.feed(300);
  },
});

/** The zone becomes another one, so many minutes west of UTC as the standard counts. */
export const zoneSet = (west_min: number): Step => ({
  name: `the zone set to ${west_min} min in a session`,
  run: (life) => {
    inSession(life, SETTINGS, (of) => of.set(clock(ZONE), numberOf('long', west_min)));
    life.feed(300);
  },
});
