// General block transfer: what is long in blocks either way, several in a row, and again what was lost on the way.
import { describe, expect, it } from 'vitest';
import { encodeAccess } from '../../clients/dlms/access-service.ts';
import { decodeGeneralBlock, encodeGeneralBlock, type GeneralBlock } from '../../clients/dlms/gbt.ts';
import { octets } from '../../clients/dlms/index.ts';
import type { Meter } from '../../meter/meter.ts';
import { Asker, MANAGEMENT, PUBLIC, withDlms, type AskerOptions } from './dlms-bench.ts';

const LIMIT_ms = 120_000;
const CONFORMANCE = 0x001a1d | (1 << 6) | (1 << 21);
const agreed = (pduSize: number) => ({ agreement: { conformance: CONFORMANCE, pduSize } });
const LIST = { class: 15, obis: '0-0:40.0.0.255', id: 2 };
const NAME = { kind: 'get', class: 1, obis: '0-0:42.0.0.255', id: 2 } as const;
const MESSAGE = { class: 1, obis: '0-0:96.13.0.255', id: 2 };
/** Long enough for several blocks of 100 bytes. */
const LONG = encodeAccess(Array.from({ length: 20 }, () => NAME));

const open = (meter: Meter, options: Partial<AskerOptions>, pduSize = 100) =>
  new Asker(meter, {
    client: PUBLIC,
    over: 'wrapper',
    client_options: agreed(pduSize),
    ...options,
  }).associate();

const acknowledge = (acknowledged: number, block: number, window: number): Buffer =>
  encodeGeneralBlock({
    isLast: true,
    isStreaming: false,
    window,
    block,
    acknowledged,
    bytes: Buffer.alloc(0),
  });

/** What comes by itself until the row is over. */
async function row(asker: Asker, say: Buffer): Promise<GeneralBlock[]> {
  const blocks = [decodeGeneralBlock(await asker.say(say))];
  while (blocks.at(-1)!.isStreaming) blocks.push(decodeGeneralBlock(await asker.more()));
  return blocks;
}

describe('General blocks', { timeout: LIMIT_ms }, () => {
  it.each([
    ['wrapper', 'wasm v8'],
    ['hdlc', 'wasm v8'],
    ['wrapper', 'host wasm3'],
  ] as const)('carry an answer that the client does not take at once, and a request: %s, %s', (over, place) =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, {
        client: MANAGEMENT,
        over,
        client_options: { ...agreed(120), generalBytes: 40 },
      }).associate();
      const list = await asker.run(asker.client.get(LIST));
      expect(list.type === 'array' && list.of.length).toBeGreaterThan(50);
      const text = octets(Buffer.from('A message that is longer than a block is.'));
      const results = await asker.run(
        asker.client.access([
          { kind: 'set', ...MESSAGE, value: text },
          { kind: 'get', ...MESSAGE },
        ]),
      );
      expect(results.map(({ result }) => result)).toEqual([0, 0]);
      expect(results[1].data).toEqual(text);
    }, place),
  );

  it('come in rows of as many as the client takes, and from where it wants them', () =>
    withDlms(async (meter) => {
      const asker = await open(meter, {});
      const whole = await (await open(meter, { over: 'hdlc' }, 2048)).say(LONG);
      const [first] = await row(asker, LONG);
      expect(first).toMatchObject({ block: 1, acknowledged: 0, isLast: false, isStreaming: false });
      const three = await row(asker, acknowledge(1, 1, 3));
      expect(three.map(({ block, isStreaming, isLast }) => [block, isStreaming, isLast])).toEqual([
        [2, true, false],
        [3, true, false],
        [4, false, false],
      ]);
      // The third was lost.
      const again = await row(asker, acknowledge(2, 2, 63));
      expect(again[0].bytes).toEqual(three[1].bytes);
      expect(again[1].bytes).toEqual(three[2].bytes);
      expect(again.at(-1)!.isLast).toBe(true);
      const all = [first, three[0], ...again].map(({ bytes }) => bytes);
      expect(Buffer.concat(all).toString('hex')).toBe(whole.toString('hex'));
      for (const { bytes } of again.slice(0, -1)) expect(bytes.length).toBe(91);
      // All from the beginning, and the last one again.
      const anew = await row(asker, acknowledge(0, 3, 40));
      expect(Buffer.concat(anew.map(({ bytes }) => bytes)).toString('hex')).toBe(whole.toString('hex'));
      const last = await row(asker, acknowledge(anew.length - 1, 4, 1));
      expect(last[0].bytes).toEqual(anew.at(-1)!.bytes);
    }));

  it('of a request are taken in rows, and what was lost is asked for again', () =>
    withDlms(async (meter) => {
      const asker = await open(meter, {}, 2048);
      const right = await asker.say(LONG);
      const size = 60;
      const count = Math.ceil(LONG.length / size);
      const part = (n: number, isStreaming: boolean) =>
        encodeGeneralBlock({
          ...{ isLast: n === count, isStreaming, window: 5, block: n, acknowledged: 0 },
          bytes: LONG.subarray((n - 1) * size, n * size),
        });
      // The first goes with the second; the third is lost, the fourth asks.
      asker.link.send(part(1, true), 0);
      asker.link.send(part(2, true), 0);
      const told = decodeGeneralBlock(await asker.say(part(4, false)));
      expect(told).toMatchObject({ acknowledged: 2, isLast: false, block: 1 });
      expect(told.bytes.length).toBe(0);
      for (let n = 3; n < count; n++) asker.link.send(part(n, true), 0);
      const answer = await row(asker, part(count, false));
      expect(answer[0]).toMatchObject({ block: 2, acknowledged: count });
      expect(Buffer.concat(answer.map(({ bytes }) => bytes)).toString('hex')).toBe(right.toString('hex'));
    }));

  it('are refused where they go on with nothing, become too long, are within one another, or were not agreed on', () =>
    withDlms(async (meter) => {
      const asker = await open(meter, {}, 2048);
      const block = (n: number, bytes: Uint8Array, isLast = false) =>
        encodeGeneralBlock({ isLast, isStreaming: false, window: 1, block: n, acknowledged: 0, bytes });
      const say = async (apdu: Buffer) => (await asker.say(apdu)).toString('hex');
      expect(await say(block(2, LONG))).toBe('d80103');
      expect(await say(acknowledge(1, 1, 1))).toBe('d80103');
      expect(await say(block(1, block(1, LONG, true), true))).toMatch(/d80103$/);
      expect(await say(block(1, Buffer.alloc(1500)))).toMatch(/^e0/);
      expect(await say(block(2, Buffer.alloc(1500)))).toBe('d80103');
      expect(await say(Buffer.from('e0c1', 'hex'))).toBe('d80103');
      expect((await asker.run(asker.client.access([NAME])))[0].result).toBe(0);
      const other = await new Asker(meter, { client: PUBLIC }).associate();
      expect((await other.say(block(1, LONG, true))).toString('hex')).toBe('d80202');
    }));
});
