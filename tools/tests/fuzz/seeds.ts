// Writes what the fuzzer begins with, a folder a target: the vectors of the protocols as inputs, and steps that every message needs.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  LAYOUTS,
  MESSAGES,
  PARAMETERS_PAGE,
  PORT_OPTICAL,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { factoryFram } from '../../records/parameters.ts';
import { ROOT } from '../../build/paths.ts';
import { askedBy, client } from './seeds-session.ts';
import { SEEDS_645 } from './seeds-645.ts';
import { cosemSeeds, hdlcSeeds, MODBUS_SEEDS } from './seeds-cosem.ts';
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
const PAGES = Math.ceil(LAYOUTS.parameters.bytes / PARAMETERS_PAGE);
/** The sealed record in its pages, one byte of it changed. */
function sealing(changed: number): Buffer {
  const record = factoryFram({ service: '3p4w', samplingRate_mHz: 4_000_000 }).slice(
    0,
    PAGES * PARAMETERS_PAGE,
  );
  record.fill(0, LAYOUTS.parameters.bytes);
  record[changed] ^= 1;
  const pages = Array.from({ length: PAGES }, (_, page) =>
    request(MESSAGES.write_parameters.code, [
      ...[page, PAGES, 0, 0],
      ...record.subarray(page * PARAMETERS_PAGE, (page + 1) * PARAMETERS_PAGE),
    ]),
  );
  return Buffer.concat([jumper, ...pages, time(4)]);
}
const adjustment = [
  ...asked(true).map((each) => Buffer.concat([jumper, each])),
  ...Array.from({ length: 20 }, (_, n) => sealing(8 + 16 * n)),
];

const apdus = [
  ...hexOf(dlms.aarq, 'bytes'),
  ...hexOf(dlms.aarq_refused, 'bytes'),
  ...hexOf(dlms.request, 'bytes'),
  ...hexOf(dlms.protected, 'bytes'),
  ...hexOf(dlms.release, 'request'),
];
/** Parts made by hand: the first of a longer APDU, the rest of it, one that says more than it has. */
const part = (offset: number, count: number, length: number) =>
  request(MESSAGES.write_apdu.code, [
    9,
    1,
    length & 0xff,
    length >> 8,
    offset,
    0,
    count,
    0,
    ...Array(count).fill(0xc0),
  ]);
const parts = [
  part(0, 232, 400),
  Buffer.concat([
    part(0, 232, 300),
    part(232, 68, 300),
    time(4),
    request(MESSAGES.read_apdu.code, [9, 0, 0, 0]),
  ]),
];

/** Kinds of records in boards/fuzz/src/target_storage.c. */
const PLACES = 21;
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
      if (!('send' in each)) return [step('time', [5])];
      // Of a command the harness makes end and block check anew, so that a changed one is heard, too.
      const command = /^\x01([^\x03]*)\x03.$/s.exec(each.send)?.[1];
      return [
        command === undefined ? atHead(each.send) : step('frame', Buffer.from(command, 'latin1')),
        step('time', [30]),
      ];
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
  legal: [...link, ...SEEDS_645, Buffer.concat(onWire.map((bytes) => step('bytes', bytes)).slice(0, 12))],
  adjustment,
  apdu: [...apdus.map((bytes) => client(1, bytes)), ...parts, ...asked(false)],
  session: askedBy([...hexOf(dlms.request, 'bytes'), ...hexOf(dlms.release, 'request')]),
  storage,
  optical,
  replies,
  hdlc: hdlcSeeds(apdus[0], apdus),
  cosem: await cosemSeeds(apdus),
  modbus: MODBUS_SEEDS,
};

const [folder] = process.argv.slice(2);
for (const [target, inputs] of Object.entries(CORPORA)) {
  mkdirSync(join(folder, target), { recursive: true });
  inputs.forEach((bytes, n) => writeFileSync(join(folder, target, `vector-${n}`), bytes));
}
