// A value that is written leaf by leaf: it reads back, and a write that ends anywhere leaves nothing behind.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Status } from '../../generated/ts/protocol.ts';
import { array, bytes, number, structure, toBytes } from './axdr.ts';
import { SELECT_ALL, Synthetic, VALUE } from './synthetic-module.ts';

let synthetic: Synthetic;
beforeAll(() => {
  synthetic = new Synthetic();
}, 300_000);

const dayOf = fc.record({
  id: fc.integer({ min: 0, max: 255 }),
  name: fc.uint8Array({ maxLength: 12 }),
  times: fc.array(fc.record({ minute: fc.integer({ min: 0, max: 1439 }), level: fc.integer() }), {
    maxLength: 4,
  }),
  kind: fc.integer({ min: 0, max: 255 }),
});
type Day = { id: number; name: Uint8Array; times: { minute: number; level: number }[]; kind: number };
const daysOf = fc.array(dayOf, { maxLength: 8 });

const daysBytes = (days: readonly Day[]) =>
  toBytes(
    array(
      days.map(({ id, name, times, kind }) =>
        structure([
          number(17, id),
          bytes(9, Buffer.from(name)),
          array(times.map(({ minute, level }) => structure([number(18, minute), number(5, level)]))),
          number(22, kind),
        ]),
      ),
    ),
  );

describe('A value that is written', () => {
  const settings = () => synthetic.find('0-0:13.0.0.255');
  const begin = () => synthetic.call('begin_write', settings(), VALUE);
  const state = () =>
    Buffer.from(synthetic.bytes(synthetic.call('settings'), synthetic.call('settings_bytes'))).toString(
      'hex',
    );
  const staged = () => synthetic.bytes(synthetic.call('staged'), synthetic.call('settings_bytes'));

  /** Hands bytes over in pieces; what was not taken comes again before the next piece. Returns the last result. */
  function hand(data: Uint8Array, piece: number): number {
    const at = synthetic.call('out');
    let [waiting, handed] = [Buffer.alloc(0), 0];
    while (handed < data.length) {
      waiting = Buffer.concat([waiting, data.subarray(handed, handed + piece)]);
      handed += piece;
      synthetic.memory.set(waiting, at);
      const taken = synthetic.call('write', at, waiting.length);
      if (taken < 0) return taken;
      waiting = waiting.subarray(taken);
    }
    return waiting.length;
  }

  function written(days: readonly Day[], piece = 1000): void {
    expect(begin()).toBe(Status.OK);
    expect(hand(daysBytes(days), piece)).toBe(0);
    expect(synthetic.call('commit_write')).toBe(Status.OK);
  }

  function readBack(): Buffer {
    synthetic.select(SELECT_ALL);
    synthetic.call('begin_attribute', settings(), 0, VALUE);
    return Buffer.from(synthetic.whole('encode_attribute'));
  }

  it('reads back as it was written, in whatever pieces it came', () => {
    fc.assert(
      fc.property(daysOf, fc.integer({ min: 1, max: 70 }), (days, piece) => {
        written(days, piece);
        expect(readBack().toString('hex')).toBe(daysBytes(days).toString('hex'));
      }),
    );
  });

  it('leaves nothing behind when it ends at any byte', () => {
    fc.assert(
      fc.property(daysOf, daysOf, fc.boolean(), (before, days, gaveUp) => {
        written(before);
        const held = state();
        const data = daysBytes(days);
        for (let end = 0; end < data.length; end++) {
          expect(begin()).toBe(Status.OK);
          expect(hand(data.subarray(0, end), 13)).toBeGreaterThanOrEqual(0);
          if (gaveUp) synthetic.call('abort_write');
          else expect(synthetic.call('commit_write')).toBe(Status.INCOMPLETE);
          expect(state()).toBe(held);
          expect(staged().every((byte) => byte === 0)).toBe(true);
        }
        written(days);
      }),
      { numRuns: 20 },
    );
  });

  it('leaves nothing behind when a leaf is refused, by its type, its length or its value', () => {
    const day = { id: 1, name: Buffer.from('night'), times: [{ minute: 60, level: -1 }], kind: 2 };
    written([day]);
    const held = state();
    const whole = daysBytes([day, day]);
    const changed = (at: number, byte: number) => Buffer.from(whole).fill(byte, at, at + 1);
    // Places of tags, counts and a minute beyond the day, in the first of the days.
    const wrong: [number, number][] = [
      [0, 2],
      [1, 9],
      [2, 1],
      [3, 3],
      [4, 18],
      [6, 10],
      [7, 13],
      [13, 2],
      [14, 5],
      [15, 1],
      [16, 3],
      [17, 17],
      [18, 0xff],
      [20, 6],
      [25, 17],
    ];
    for (const [at, byte] of wrong) {
      expect(begin()).toBe(Status.OK);
      expect(hand(changed(at, byte), 1000), `byte ${at}`).toBeLessThan(0);
      expect(state()).toBe(held);
      expect(staged().every((b) => b === 0)).toBe(true);
    }
    written([day, day]);
  });

  it('takes nothing behind its last leaf', () => {
    expect(begin()).toBe(Status.OK);
    expect(hand(Buffer.concat([daysBytes([]), Buffer.from([1, 2, 3])]), 1000)).toBe(3);
    expect(synthetic.call('commit_write')).toBe(Status.OK);
  });

  it('is refused while another one is under way', () => {
    expect(begin()).toBe(Status.OK);
    expect(begin()).toBe(Status.BUSY);
    synthetic.call('abort_write');
  });
});
