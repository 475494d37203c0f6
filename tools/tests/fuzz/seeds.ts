// Writes what the fuzzer begins with, a folder a target: the vectors of the protocols as inputs, and steps that every message needs.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYOUTS, MESSAGES, PORT_OPTICAL } from '../../../shared-protocol/generated/ts/protocol.ts';
import { numberOf, octets } from '../../clients/dlms/index.ts';
import { encodeAction, encodeGet, encodeGetNext, encodeSet } from '../../clients/dlms/xdlms.ts';
import { ROOT } from '../../build/paths.ts';
import { request, step, time } from './steps.ts';

type Json = Readonly<Record<string, never>>;
const vectors = (path: string) =>
  JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Record<string, Json[]>;
const hex = (text: string) => Buffer.from(text, 'hex');
const hexOf = (rows: Json[], field: string) =>
  rows.map((row) => hex(row[field] ?? '')).filter(({ length }) => length > 0);

const frames = vectors('shared-protocol/vectors/frames.json');
const dlms = vectors('shared-protocol/vectors/dlms.json');
const iec = vectors('management-core/assembly/servers/iec62056-21/iec62056-21.json');

const FIRST_OF_SEAL = MESSAGES.adjustment_identify.code;
const all = Object.values(MESSAGES);
const payloads = (layout: keyof typeof LAYOUTS | null): number[][] => {
  const length = layout ? LAYOUTS[layout].bytes : 0;
  const filled = (byte: number) => Array.from({ length }, () => byte);
  return length === 0 ? [[]] : [filled(0), filled(1), [1, ...filled(0).slice(1)]];
};
const asked = (inSeal: boolean) =>
  all
    .filter(({ code }) => code >= FIRST_OF_SEAL === inSeal)
    .flatMap(({ code, request: layout }) => payloads(layout).map((payload) => request(code, payload)));

const onWire = [
  ...hexOf(frames.frames, 'bytes'),
  ...hexOf(frames.damaged, 'bytes'),
  ...hexOf(frames.refused, 'request'),
  ...hexOf(frames.unanswered, 'bytes'),
];
const link = [...onWire.map((bytes) => step('bytes', bytes)), ...asked(false)];

const jumper = step('switch', [1]);
const adjustment = asked(true).map((each) => Buffer.concat([jumper, each]));

const apdus = [
  ...hexOf(dlms.aarq, 'bytes'),
  ...hexOf(dlms.aarq_refused, 'bytes'),
  ...hexOf(dlms.request, 'bytes'),
  ...hexOf(dlms.protected, 'bytes'),
  ...hexOf(dlms.release, 'request'),
];
const client = (number: number, bytes: Uint8Array) => step('apdu', [number, ...bytes]);

/** Objects of logical device 16, by class and code (docs/session.md). */
const OBJECTS: readonly [number, string, number][] = [
  [8, '0-0:1.0.0.255', 9],
  [15, '0-0:40.0.0.255', 9],
  [1, '0-0:42.0.0.255', 2],
  [1, '0-0:43.1.0.255', 2],
  [1, '0-0:96.130.0.255', 2],
  [1, '0-0:96.130.1.255', 2],
  [1, '0-0:96.131.0.255', 2],
  [1, '0-0:96.132.0.255', 2],
  [7, '1-0:99.1.0.255', 8],
  [7, '1-0:98.128.1.255', 8],
  [7, '1-0:98.128.5.255', 8],
  [3, '1-0:1.8.0.255', 3],
];
const targets = OBJECTS.flatMap(([of, obis, attributes]) =>
  Array.from({ length: attributes }, (_, n) => ({ class: of, obis, id: n + 1 })),
);
const dateTime = octets(hex('07ea0b1c060a1e0000ffc400'));
const sealed = [
  ...targets.map((target) => encodeGet(target)),
  encodeGet({ class: 7, obis: '1-0:99.1.0.255', id: 2 }, { from: 1, to: 2 }),
  encodeGetNext(1),
  encodeSet({ class: 8, obis: '0-0:1.0.0.255', id: 2 }, dateTime),
  encodeSet({ class: 8, obis: '0-0:1.0.0.255', id: 3 }, numberOf('long', 60)),
  encodeSet({ class: 1, obis: '0-0:96.130.0.255', id: 2 }, octets(Buffer.alloc(16, 1))),
  encodeAction({ class: 8, obis: '0-0:1.0.0.255', id: 6 }, numberOf('long', 5)),
  ...hexOf(dlms.request, 'bytes'),
  ...hexOf(dlms.release, 'request'),
];
/** The authority's, then the reader's; a long answer's blocks asked for. */
const session = sealed.flatMap((plain) => [
  Buffer.concat([client(3, plain), client(3, encodeGetNext(1))]),
  client(0, plain),
]);

/** Kinds of records in boards/fuzz/src/target_storage.c. */
const PLACES = 20;
const reads = Buffer.concat([time(4), ...asked(false).slice(0, 12)]);
const storage = Array.from({ length: PLACES }, (_, place) => place).flatMap((place) =>
  [0, 1].map((mended) => Buffer.concat([step('edit', [place, mended, 8, 0, mended, 0xff, 0x7f]), reads])),
);

const atHead = (text: string) => step('bytes', [PORT_OPTICAL, ...Buffer.from(text, 'latin1')]);
const steps = (exchange: Json): Json[] => exchange.steps as unknown as Json[];
const optical = iec.exchanges.map((exchange) =>
  Buffer.concat(
    steps(exchange).flatMap((each) => {
      if ('signOn' in each) return [atHead('/?!\r\n'), step('time', [20])];
      return 'send' in each ? [atHead(each.send), step('time', [30])] : [step('time', [5])];
    }),
  ),
);

const replies = [
  ...onWire.map((bytes) => step('bytes', bytes)),
  ...[0, 8, 20, 60].map((offset) =>
    Buffer.concat(Array.from({ length: 8 }, () => step('edit', [offset, 0xff]))),
  ),
  ...[2, 3].map((kind) => step('frame', [0x10 | kind, 0, 0, 0, 0, 0, 0])),
  step('switch', [1]),
  step('time', [63]),
];

const CORPORA = {
  link,
  legal: [...link, Buffer.concat(onWire.map((bytes) => step('bytes', bytes)).slice(0, 12))],
  adjustment,
  apdu: [...apdus.map((bytes) => client(1, bytes)), ...asked(false)],
  session,
  storage,
  optical,
  replies,
};

const [folder] = process.argv.slice(2);
for (const [target, inputs] of Object.entries(CORPORA)) {
  mkdirSync(join(folder, target), { recursive: true });
  inputs.forEach((bytes, n) => writeFileSync(join(folder, target, `vector-${n}`), bytes));
}
