// Writes the fuzzer's dictionaries from the specification: words that chance would not find, by target, as libFuzzer reads them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as protocol from '../../../shared-protocol/generated/ts/protocol.ts';
import { obisBytes } from '../../clients/dlms/xdlms.ts';
import { dictionaryOf, TARGETS, type FuzzTarget } from './targets.ts';
import { OBJECTS } from './seeds-session.ts';

const { FRAME_REQUEST, FRAME_START, FRAME_VERSION, MESSAGES } = protocol;
type Words = readonly Uint8Array[];

const own = (FRAME_VERSION << 4) | FRAME_REQUEST;
/** As it lies on the wire, and as a step gives it. */
const frames: Words = Object.values(MESSAGES).flatMap(({ code }) => [
  Uint8Array.of(FRAME_START, own, 1, code),
  Uint8Array.of(own, 1, code),
]);

const objects: Words = OBJECTS.map(([of, obis]) => Buffer.concat([Uint8Array.of(0, of), obisBytes(obis)]));
/** GET, SET, ACTION with their forms, blocks, releases; heads of data (IEC 62056-5-3; DLMS UA 1000-2, 9.5). */
const services: Words = [
  'c001c1',
  'c002c1',
  'c101c1',
  'c301c1',
  '6203800100',
  '090c',
  '0910',
  '0204',
  '12',
  '06',
  '10',
  'cb1e30',
].map((hex) => Buffer.from(hex, 'hex'));
const texts: Words = [
  '/?!\r\n',
  '/?',
  '\x06050\r\n',
  '\x06051\r\n',
  '\x15',
  '\x01B0\x03q',
  '\x01R1\x02',
  'R4\x02',
  'R6\x02',
  'W5\x02',
  'W4\x02',
  'E2\x02',
  'P1\x02(12345678)',
  'P2\x02(000000000000000000000000)',
  '1.8.0',
  '0-0:96.135.0*255',
  '0-0:96.135.1#2',
  '0-0:20.0.0#7',
  '0-0:13.0.0#9',
  '0-0:44.2.1#1',
  '020206000000010600000002',
  '\x04',
  '\x06',
  '()',
  '\r\n',
].map((text) => Buffer.from(text, 'latin1'));

/** What stands before an APDU in a frame of HDLC (IEC 62056-46, 5.3). */
const LLC = Uint8Array.of(0xe6, 0xe6, 0x00);

/** The magic numbers of stored records, as they lie there. */
const magics: Words = Object.entries(protocol)
  .filter(([name]) => name.endsWith('_MAGIC'))
  .map(([, value]) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value as number);
    return bytes;
  });

const WORDS: Readonly<Record<FuzzTarget, Words>> = {
  link: frames,
  legal: frames,
  adjustment: frames,
  apdu: [...frames, ...services, ...objects],
  session: [...services, ...objects],
  storage: [...magics, ...frames],
  optical: texts,
  replies: frames,
  hdlc: [...services, LLC],
  cosem: [...services, ...objects],
  modbus: [],
};

const quoted = (word: Uint8Array) =>
  `"${[...word].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;

for (const target of TARGETS) {
  const path = dictionaryOf(target);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `${[...new Set(WORDS[target].map(quoted))].join('\n')}\n`);
}
