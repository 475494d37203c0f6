// Total registers are resettable by nobody: every message of every port and every row of logical device 16 is tried.
import { describe, expect, it } from 'vitest';
import { LAYOUTS, MESSAGES, MOMENT_OPEN } from '../../../shared-protocol/generated/ts/protocol.ts';
import { AccessError, numberOf as made, octets, structure, type Data } from '../../clients/dlms/index.ts';
import { ServiceExceptionError } from '../../clients/dlms/errors.ts';
import { RefusedError } from '../../records/legal-client.ts';
import { decodeRecord, type RecordValue } from '../../records/records.ts';
import { seeded } from '../../rp2350/chips/nor-image.ts';
import { Journal } from '../power-cuts/journal.ts';
import { BoardError, MeteringBoard } from '../power-cuts/metering-board.ts';
import { Storage } from '../power-cuts/storage.ts';
import { bytesOf, numberOf, partsOf } from './data-parts.ts';
import { FrameRefusedError, SessionBench } from './session-bench.ts';

type Reply = Readonly<Record<string, RecordValue>>;
type MessageName = keyof typeof MESSAGES;
const NAMES = Object.keys(MESSAGES) as MessageName[];
const AUTHORITY = 4;
const SCOPES = [0, 1, 2, 3];
/** Requests of each message: all zeros, all ones, and some by chance. */
const TRIES = 8;

/** What a meter counted, of every scope; what nets out may fall by itself. */
function counted(ask: (values: { scope: number; moment: number }) => Reply): bigint[] {
  return SCOPES.flatMap((scope) =>
    Object.entries(ask({ scope, moment: MOMENT_OPEN }))
      .filter(([name]) => /_(mWs|mvars|mVAs|mAs|V2s|mA2s)$/.test(name) && !/net|harmonic/.test(name))
      .map(([, value]) => BigInt(value as bigint)),
  );
}

const expectNoneFell = (before: bigint[], after: bigint[], what: string) =>
  expect(
    after.map((value, n) => value - before[n]).filter((by) => by < 0n),
    what,
  ).toEqual([]);

/** The values of a request of a message, the n-th that is tried. */
function request(message: MessageName, n: number, random: () => number) {
  const struct = MESSAGES[message].request;
  if (!struct) return {};
  const filled = n === 0 ? () => 0 : n === 1 ? () => 255 : () => Math.floor(random() * 256);
  return decodeRecord(struct, Uint8Array.from({ length: LAYOUTS[struct].bytes }, filled));
}

/** Does what may be refused. */
function refusedOrDone(work: () => void): void {
  try {
    work();
  } catch (error) {
    const isRefusal = [AccessError, ServiceExceptionError, FrameRefusedError, RefusedError, BoardError];
    if (!isRefusal.some((kind) => error instanceof kind)) throw error;
  }
}

const VALUES: readonly Data[] = [
  made('unsigned', 0),
  made('long', 0),
  made('double-long', 0),
  made('long64', 0),
  made('integer', 0),
  made('enum', 0),
  octets(Buffer.alloc(12)),
  structure(),
];

const obisText = (code: Buffer) => `${code[0]}-${code[1]}:${[...code.subarray(2)].join('.')}`;

describe('No register falls', () => {
  it('whatever message comes over the link or the legal port', () => {
    const bench = new SessionBench();
    bench.seconds(2);
    const random = seeded(3);
    const registers = () =>
      counted((values) => bench.message('legal', { message: 'read_registers', values }));
    for (const message of NAMES)
      for (const carrier of ['link', 'legal'] as const) {
        const before = registers();
        for (let n = 0; n < TRIES; n++)
          refusedOrDone(() =>
            bench.message(carrier, { message, values: request(message, n, random) } as never),
          );
        bench.block();
        expectNoneFell(before, registers(), message);
      }
    expect(bench.faults).toEqual([]);
  });

  it('whatever somebody inside the seal sends, the jumper closed', () => {
    const storage = new Storage();
    const board = new MeteringBoard(storage, new Journal());
    board.feed(4400, () => undefined);
    board.jumper(true);
    const random = seeded(5);
    const registers = () => counted((values) => board.ask('read_registers', values));
    for (const message of NAMES) {
      const before = registers();
      for (let n = 0; n < TRIES; n++)
        refusedOrDone(() => board.adjust(message as never, request(message, n, random)));
      board.feed(80, () => undefined);
      expectNoneFell(before, registers(), message);
    }
  });

  it('whatever the verification bench writes or acts on in logical device 16', { timeout: 240_000 }, () => {
    const bench = new SessionBench();
    bench.seconds(2);
    const client = bench.associated(AUTHORITY);
    const registers = () =>
      counted((values) => bench.message('legal', { message: 'read_registers', values }));
    const list = partsOf(bench.run(AUTHORITY, client.get({ class: 15, obis: '0-0:40.0.0.255', id: 2 })));
    let tried = 0;
    for (const object of list) {
      const [of, , name, access] = partsOf(object);
      const target = (id: number) => ({ class: numberOf(of), obis: obisText(bytesOf(name)), id });
      const before = registers();
      const attributes = partsOf(partsOf(access)[0]).map((each) => numberOf(partsOf(each)[0]));
      // Of a row of registers one attribute of each type is enough: the value itself.
      for (const id of attributes.filter((each) => each <= 3))
        for (const value of VALUES.slice(0, id === 2 ? undefined : 1)) {
          refusedOrDone(() => bench.run(AUTHORITY, client.set(target(id), value)));
          tried++;
        }
      for (const id of [1, 2]) {
        if (numberOf(of) === 15) continue; // answering a challenge ends nothing that counts
        refusedOrDone(() => bench.run(AUTHORITY, client.act(target(id), made('integer', 0))));
        tried++;
      }
      expectNoneFell(before, registers(), obisText(bytesOf(name)));
    }
    expect(tried).toBeGreaterThan(1000);
    expect(bench.faults).toEqual([]);
  });
});
