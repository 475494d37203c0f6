// What the targets of the DLMS server begin with: every attribute in the object list read, what may be written written as it
// is, methods called; and the same at the pair in frames of HDLC.
import {
  encodeAction,
  encodeGet,
  encodeGetList,
  encodeGetNext,
  encodeSet,
} from '../../clients/dlms/xdlms.ts';
import { objectList, OBJECT_LIST, type Data, type ListedObject } from '../../clients/dlms/index.ts';
import { Asker, MANAGEMENT, withDlms } from '../dlms/dlms-bench.ts';
import { step } from './steps.ts';

/** Of the first byte of an APDU of target_cosem.c: nothing, or no cipher; and of a frame the client. */
const SEALED = 0;
const PLAIN = 8;
const PUBLIC_CLIENT = 15;
const READABLE = 1;
const WRITABLE = 2;
/** Bytes of an APDU that a step has room for. */
const APDU_MOST = 500;
const WAIT = step('time', [8]);

const sealed = (apdu: Uint8Array) => step('apdu', [SEALED, ...apdu]);
const NOTHING: Data = { type: 'integer', value: 0n };

/** What is asked about an attribute: its value, and to have the value it has. */
async function askedOf(asker: Asker, listed: ListedObject): Promise<Buffer[]> {
  const asked: Buffer[] = [];
  for (const { id, mode } of listed.attributes) {
    const target = { class: listed.class, obis: listed.obis, id };
    if (mode & READABLE) asked.push(encodeGet(target));
    if ((mode & (READABLE | WRITABLE)) !== (READABLE | WRITABLE)) continue;
    asked.push(encodeSet(target, await asker.run(asker.client.get(target))));
  }
  const methods = listed.methods.filter(({ mode }) => mode !== 0);
  for (const { id } of methods)
    asked.push(encodeAction({ class: listed.class, obis: listed.obis, id }, NOTHING));
  return asked.filter(({ length }) => length <= APDU_MOST);
}

/** Requests by the client that may do most, each once. */
const requests = (): Promise<Buffer[]> =>
  withDlms(async (meter) => {
    const asker = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
    const list = objectList(await asker.run(asker.client.get(OBJECT_LIST)));
    const all: Buffer[] = [encodeGet(OBJECT_LIST), encodeGetNext(1)];
    for (const listed of list) all.push(...(await askedOf(asker, listed)));
    const some = list.slice(0, 4).map((each) => ({ class: each.class, obis: each.obis, id: 1 }));
    return [...all, encodeGetList(some)];
  });

/** APDUs of the associated client, each with the block behind it; vectors of anybody. */
export async function cosemSeeds(vectors: readonly Buffer[]): Promise<Buffer[]> {
  const asked = await requests();
  return [
    ...asked.map((apdu) => Buffer.concat([sealed(apdu), sealed(encodeGetNext(1)), WAIT])),
    ...vectors.flatMap((apdu) => [step('frame', [PUBLIC_CLIENT, ...apdu]), step('apdu', [PLAIN, ...apdu])]),
    step('bytes', [0, 1, 0, 16, 0, 1, 0, 2, 0x62, 0]),
  ];
}

const SNRM = 0x93;
const DISC = 0x53;
const FIRST = 0x10;
/** Of the first byte of a frame of target_hdlc.c. */
const HOW = { long: 1, next: 2, device16: 4, segmented: 8 } as const;
const LLC = [0xe6, 0xe6, 0x00];
/** Frames of 2,030 bytes, 7 in a window (IEC 62056-46, 6.4.4.4.3.2). */
const PARAMETERS = [...[0x81, 0x80, 0x14, 5, 2, 7, 0xee, 6, 2, 7, 0xee, 7, 4, 0, 0, 0, 7, 8, 4, 0, 0, 0, 7]];

const frame = (how: number, control: number, bytes: Uint8Array | readonly number[] = []) =>
  step('frame', [how, control, ...bytes]);

/** Links of the public client: opened in each way, an association, a request, all that a station can say. */
export function hdlcSeeds(aarq: Buffer, vectors: readonly Buffer[]): Buffer[] {
  const open = frame(0, SNRM, PARAMETERS);
  const associated = Buffer.concat([open, frame(HOW.next, FIRST, [...LLC, ...aarq])]);
  const asked = encodeGet(OBJECT_LIST);
  return [
    ...[0, HOW.long, HOW.device16].map((how) => Buffer.concat([frame(how, SNRM), frame(how, DISC)])),
    ...vectors.map((apdu) => Buffer.concat([open, frame(HOW.next, FIRST, [...LLC, ...apdu])])),
    Buffer.concat([associated, frame(HOW.next, FIRST, [...LLC, ...asked]), frame(HOW.next, 0x11)]),
    Buffer.concat([
      associated,
      frame(HOW.next | HOW.segmented, FIRST, [...LLC, ...asked.subarray(0, 5)]),
      frame(HOW.next, FIRST, asked.subarray(5)),
    ]),
    ...[0x11, 0x15, 0x19, 0x13, 0x93, 0x97, 0x0f].map((control) =>
      Buffer.concat([associated, frame(HOW.next, control, [1, 2, 3])]),
    ),
    step('bytes', [0x7e, 0xa0, 0x07, 0x03, 0x21, 0x93, 0x0f, 0x01, 0x7e]),
  ];
}

/** Unit 1: registers of the model and around it, the order of a grid operator, other functions and units. */
export const MODBUS_SEEDS: readonly Buffer[] = [
  [1, 3, 0x9c, 0x40, 0, 2],
  [1, 3, 0x9c, 0x40, 0, 125],
  [1, 3, 0x9c, 0x42, 0, 66],
  [1, 4, 0x9c, 0x86, 0, 1],
  [1, 3, 0, 0, 0, 1],
  [1, 3, 0xff, 0xff, 0, 125],
  [1, 3, 0x9c, 0x40, 0, 0],
  [1, 6, 0xa0, 0x28, 0, 1],
  [1, 16, 0xa0, 0x28, 0, 3, 6, 0, 0, 0, 100, 0, 60],
  [1, 16, 0xa0, 0x28, 0, 3, 6, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [1, 16, 0x9c, 0x40, 0, 1, 2, 0, 0],
  [1, 43, 14, 1, 0],
  [2, 3, 0x9c, 0x40, 0, 2],
  [0, 16, 0xa0, 0x28, 0, 1, 2, 0, 1],
].map((bytes) => step('frame', bytes));
