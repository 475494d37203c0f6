// What each client may do with each object, on the wire: the list says it, the rights' table says it, and the meter does it.
import { describe, expect, it } from 'vitest';
import { readSpecs } from '../../../shared-protocol/generate/read-specs.ts';
import { loadModel } from '../../../shared-protocol/generate/model.ts';
import { codesOf } from '../../../shared-protocol/generate/objects/codes.ts';
import { objectList, OBJECT_LIST, type ListedObject } from '../../clients/dlms/index.ts';
import type { Data } from '../../clients/dlms/index.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, CLIENTS, MANAGEMENT, PUBLIC, withDlms } from './dlms-bench.ts';

const LIMIT_ms = 300_000;
const LIST_ITEMS = 16;
const DENIED = 3;
const UNDEFINED = 4;
const specs = readSpecs();
const { objects } = loadModel();

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** What the specification lets a client do, by object, attribute and method. */
function expectedRights(client: number): Map<string, number> {
  const column = specs.rights.associations.findIndex((each) => each.client === client);
  const rights = new Map<string, number>();
  for (const { raw, template } of objects.rows)
    for (const obis of codesOf(raw))
      for (const { id, source, rights: row } of template.attributes) {
        const kind = source === 'method' ? 'method' : 'attribute';
        rights.set(`${template.class} ${obis} ${kind} ${id}`, objects.rights.bytes[row][column]);
      }
  return rights;
}

const listOf = async (asker: Asker): Promise<readonly ListedObject[]> =>
  objectList(await asker.run(asker.client.get(OBJECT_LIST)));

describe.each(Object.entries(CLIENTS))('The objects of a client: %s', { timeout: LIMIT_ms }, (_, client) => {
  it('are listed with the rights it has, and give and refuse just that', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client, over: 'wrapper' }).associate();
      const rights = expectedRights(client);
      const list = await listOf(asker);
      const attributes = list.flatMap((each) => each.attributes.map((a) => ({ ...each, ...a })));
      for (const { class: of, obis, id, mode } of attributes)
        expect(`${of} ${obis} ${id} ${mode}`).toBe(
          `${of} ${obis} ${id} ${rights.get(`${of} ${obis} attribute ${id}`)}`,
        );
      for (const { class: of, obis, methods } of list)
        for (const { id, mode } of methods)
          expect(`${of} ${obis} ${id} ${mode}`).toBe(
            `${of} ${obis} ${id} ${rights.get(`${of} ${obis} method ${id}`)}`,
          );
      for (const some of chunks(attributes, LIST_ITEMS)) {
        const results = await asker.run(asker.client.getList(some));
        some.forEach(({ class: of, obis, id, mode }, i) => {
          const { result = 0 } = results[i];
          const outcome = result === DENIED ? 'denied' : result === 0 ? 'read' : `result ${result}`;
          expect(`${of} ${obis} ${id} ${outcome}`).toBe(
            `${of} ${obis} ${id} ${mode & 1 ? 'read' : 'denied'}`,
          );
        });
      }
      // A value that no attribute has: who may write is told so, who may not is told that.
      const value: Data = { type: 'structure', of: [] };
      for (const some of chunks(attributes, LIST_ITEMS)) {
        const results = await asker.run(asker.client.setList(some.map((each) => ({ ...each, value }))));
        some.forEach(({ class: of, obis, id, mode }, i) => {
          const outcome = results[i].result === DENIED ? 'denied' : 'taken to its type';
          expect(`${of} ${obis} ${id} ${outcome}`).toBe(
            `${of} ${obis} ${id} ${mode & 2 ? 'taken to its type' : 'denied'}`,
          );
          expect(results[i].result).not.toBe(0);
        });
      }
    }));

  it('that it does not see are undefined to it, and their methods too', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client, over: 'wrapper' }).associate();
      const seen = new Set((await listOf(asker)).map(({ class: of, obis }) => `${of} ${obis}`));
      const others = objects.rows
        .filter(({ raw, template, span }) => span === 1 && !seen.has(`${template.class} ${raw.obis}`))
        .map(({ raw, template }) => ({ class: template.class, obis: raw.obis, id: 2 }));
      for (const some of chunks(others, LIST_ITEMS)) {
        const results = await asker.run(asker.client.getList(some));
        for (const { result } of results) expect(result).toBe(UNDEFINED);
      }
    }));
});

describe('An answer', { timeout: LIMIT_ms }, () => {
  it('is the same in any blocks, over any link', () =>
    withDlms(async (meter) => {
      const small = { transmitBytes: 128, receiveBytes: 128, transmitWindow: 1, receiveWindow: 1 };
      const ways = [
        { client: PUBLIC, over: 'wrapper' },
        { client: PUBLIC, over: 'wrapper', pduSize: 100 },
        { client: PUBLIC, over: 'hdlc' },
        { client: PUBLIC, over: 'hdlc', pduSize: 400, hdlc: { parameters: small } },
        { client: PUBLIC, over: 'hdlc', hdlc: { wideFields: true } },
      ] as const;
      const lists: string[] = [];
      for (const way of ways) {
        const asker = await new Asker(meter, way).associate();
        lists.push(JSON.stringify(await listOf(asker)));
        if (way.over === 'hdlc') await asker.close();
      }
      expect(lists[0].length).toBeGreaterThan(10_000);
      for (const each of lists) expect(each).toBe(lists[0]);
    }));

  it('comes right, or with a clean error, over a line that alters and loses', () =>
    withDlms(async (meter) => {
      let seed = 7;
      const draw = () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x80000000;
      const spoil = (bytes: Uint8Array) =>
        Uint8Array.from([...bytes].filter(() => draw() > 0.0005).map((b) => (draw() < 0.0005 ? b ^ 4 : b)));
      const hdlc = { retries: 20, response_ms: 1500, parameters: { transmitBytes: 128, receiveBytes: 128 } };
      const clean = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
      const right = JSON.stringify(await listOf(clean));
      const noisy = await new Asker(meter, { client: PUBLIC, spoil, hdlc }).associate();
      expect(JSON.stringify(await listOf(noisy))).toBe(right);
      expect((noisy.link as unknown as { repeated: number }).repeated).toBeGreaterThan(10);
    }));

  it('to an ACTION opens and closes the load switch', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: MANAGEMENT }).associate();
      const of = { class: 70, obis: '0-0:96.3.10.255' };
      const output = () => asker.run(asker.client.get({ ...of, id: 2 }));
      const act = (id: number) => asker.run(asker.client.act({ ...of, id }, { type: 'integer', value: 0n }));
      await asker.run(asker.client.set({ ...of, id: 4 }, { type: 'enum', value: 4n }));
      await idle(meter, 10_000);
      expect(await output()).toMatchObject({ value: 1n });
      await act(1);
      await idle(meter, 3000);
      expect(await output()).toMatchObject({ value: 0n });
      await idle(meter, 15_000);
      await act(2);
      await idle(meter, 3000);
      expect(await output()).toMatchObject({ value: 1n });
    }));

  it('to a SET holds, and a part of a list that is wrong changes nothing', () =>
    withDlms(async (meter) => {
      const asker = await new Asker(meter, { client: MANAGEMENT }).associate();
      const text = { class: 1, obis: '0-0:96.13.0.255', id: 2 };
      const rate = { class: 1, obis: '0-0:96.140.1.255', id: 2 };
      const message: Data = { type: 'octet-string', bytes: Buffer.from('Reading on Monday') };
      const results = await asker.run(
        asker.client.setList([
          { ...text, value: message },
          { ...rate, value: { type: 'unsigned', value: 200n } },
        ]),
      );
      expect(results.map(({ result }) => result)[0]).toBe(0);
      expect(results[1].result).not.toBe(0);
      expect(await asker.run(asker.client.get(text))).toMatchObject({
        bytes: Buffer.from('Reading on Monday'),
      });
      expect(await asker.run(asker.client.get(rate))).toMatchObject({ value: 1n });
    }));
});
