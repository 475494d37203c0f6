// Companion profiles in force at a meter: its own, DSMR 4.2.2 P3, one that a client loads from a file; on the wire, of each client.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMPANION_MOST } from '../../../shared-protocol/generated/ts/protocol.ts';
import { checkMeter } from '../../clients/dlms/check/check.ts';
import { companionImage } from '../../clients/dlms/companion/image.ts';
import { readCompanion, type Companion } from '../../clients/dlms/companion/profile-file.ts';
import { numberOf, objectList, OBJECT_LIST, octets, type ListedObject } from '../../clients/dlms/index.ts';
import type { Data } from '../../clients/dlms/index.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, MANAGEMENT, PUBLIC, READING, refusal, SUPERVISOR, withDlms } from './dlms-bench.ts';

const LIMIT_ms = 120_000;
const FOLDER = join(import.meta.dirname, '../../../shared-protocol');
const DSMR = readCompanion(readFileSync(join(FOLDER, 'spec/companions/dsmr-4.2.2-p3.json'), 'utf8'));
const OWN = readCompanion(readFileSync(join(FOLDER, 'generated/companions/twinmeter.json'), 'utf8'));
const CHOICE = { class: 1, obis: '0-0:96.144.0.255', id: 2 };
const NAME = { class: 1, obis: '0-0:96.144.1.255', id: 2 };
const FILE = { class: 1, obis: '0-0:96.144.2.255', id: 2 };
const [OWN_LIST, BUILT_IN, LOADED] = [0, 1, 2];
/** What no profile takes away. */
const FIXED = ['15/0-0:40.0.0.255', '17/0-0:41.0.0.255', '1/0-0:42.0.0.255', ...[0, 1, 2, 3].map((e) => `1/0-0:96.144.${e}.255`)];

/** A profile of one register and the clock, for the management client. */
const SMALL = readCompanion(
  JSON.stringify({
    ...{ name: 'Small', clients: { management: 1 } },
    rights: { read: { management: ['read'] }, none: {} },
    kinds: {
      register: {
        class: 3,
        attributes: [
          { id: 1, type: 'octet-string', rights: 'read' },
          { id: 2, type: 'any', rights: 'read' },
        ],
      },
      clock: { class: 8, attributes: [{ id: 2, type: 'any', rights: 'none' }] },
    },
    objects: [
      { obis: '1-0:1.8.0.255', kind: 'register', name: 'Import' },
      { obis: '0-0:1.0.0.255', kind: 'clock', name: 'Clock' },
    ],
  }),
);

let counter = 1;
const asking = (meter: Meter, client: number, client_options = {}) =>
  new Asker(meter, { client, over: 'wrapper', counter: (counter += 1000), client_options }).associate();
const select = (asker: Asker, value: number) =>
  asker.run(asker.client.set(CHOICE, numberOf('unsigned', value)));
const load = (asker: Asker, bytes: Uint8Array) => asker.run(asker.client.set(FILE, octets(bytes)));
const nameIn = async (asker: Asker) =>
  Buffer.from(((await asker.run(asker.client.get(NAME))) as { bytes: Uint8Array }).bytes).toString();
const listOf = async (asker: Asker): Promise<readonly ListedObject[]> =>
  objectList(await asker.run(asker.client.get(OBJECT_LIST)));
const key = ({ class: of, obis }: { class: number; obis: string }) => `${of}/${obis}`;
const names = (list: readonly ListedObject[]) => list.map(key);

/** What an own list becomes under a profile, worked out of the file. */
function narrowed(list: readonly ListedObject[], { objects, rights }: Companion, client: number): ListedObject[] {
  return list.flatMap((own) => {
    if (FIXED.includes(key(own))) return [own];
    const kind = objects.find((each) => each.obis === own.obis && each.kind.class === own.class)?.kind;
    if (!kind) return [];
    const mode = (id: number, items: typeof kind.attributes) => {
      const item = items.find((each) => each.id === id);
      return (item && rights.get(item.rights)!.get(client)) ?? 0;
    };
    const open = [...kind.attributes, ...kind.methods].some((item) => rights.get(item.rights)!.get(client));
    if (!open) return [];
    const narrow = (items: typeof kind.attributes) => <T extends { id: number; mode: number }>(each: T) => ({
      ...each,
      mode: each.mode & (~3 | mode(each.id, items)),
    });
    return [
      {
        ...own,
        attributes: own.attributes.map(narrow(kind.attributes)),
        methods: own.methods.map(narrow(kind.methods)),
      },
    ];
  });
}

describe('A companion profile', { timeout: LIMIT_ms }, () => {
  it('that the meter was built with narrows the lists of its clients, and no others', () =>
    withDlms(async (meter) => {
      const lists = new Map<number, readonly ListedObject[]>();
      for (const client of [MANAGEMENT, PUBLIC, READING, SUPERVISOR])
        lists.set(client, await listOf(await asking(meter, client)));
      const manager = await asking(meter, MANAGEMENT);
      expect(await nameIn(manager)).toBe('Twinmeter');
      await select(manager, BUILT_IN);
      expect(await nameIn(manager)).toBe('DSMR 4.2.2 P3');
      for (const client of [READING, SUPERVISOR])
        expect(await listOf(await asking(meter, client))).toEqual(lists.get(client));
      for (const client of [MANAGEMENT, PUBLIC]) {
        const found = await listOf(await asking(meter, client));
        expect(found).toEqual(narrowed(lists.get(client)!, DSMR, client));
        expect(found.length).toBeGreaterThan(client === PUBLIC ? 5 : 50);
      }
    }));

  it('is what a check by its file finds: nothing too much, and what it lacks by name', () =>
    withDlms(async (meter) => {
      await select(await asking(meter, SUPERVISOR), BUILT_IN);
      for (const client of [MANAGEMENT, PUBLIC]) {
        const progress: { onProgress?: (bytes: number) => void } = {};
        const client_options = { onProgress: (bytes: number) => progress.onProgress?.(bytes) };
        const asker = await asking(meter, client, client_options);
        const report = await checkMeter(asker.client, (exchange) => asker.run(exchange), progress, {
          profile: { companion: DSMR, client },
        });
        const failed = report.verdicts.filter(({ object, outcome }) => outcome === 'failed' && !FIXED.includes(object!));
        const reasons = new Set(failed.map(({ reason }) => reason!.replace(/ \(.*| method \d+/gu, '')));
        for (const reason of reasons)
          expect(reason).toMatch(
            /^(is not in the list|is [\w-]+, the profile wants [\w|-]+|allows (read|nothing), the profile read( and write)?|has version \d, the profile wants \d|.*may not be called, the profile wants it)$/u,
          );
        expect(failed.some(({ object, reason }) => object === '72/0-1:24.1.0.255' && /not in the list/u.test(reason!))).toBe(client === MANAGEMENT);
      }
    }));

  it('is kept on the wire: undefined outside of it, denied within, events by its codes', () =>
    withDlms(async (meter) => {
      // The gate of the port locks: an event of this meter's own.
      for (let i = 0; i < 12; i++) {
        const stranger = new Asker(meter, { client: READING, over: 'wrapper', password: 'wrong' });
        expect(await refusal(stranger.associate())).toBeDefined();
        await idle(meter, 20_000);
      }
      const manager = await asking(meter, MANAGEMENT);
      const codes = async () => {
        const log = await manager.run(manager.client.get({ class: 7, obis: '0-0:99.98.1.255', id: 2 }));
        return (log as { of: { of: { value: bigint }[] }[] }).of.map((row) => Number(row.of[1].value));
      };
      expect(await codes()).toContain(161);
      await select(manager, BUILT_IN);
      const told = await codes();
      expect(told).toContain(248);
      expect(told).not.toContain(161);
      const results = async (...targets: { class: number; obis: string; id: number }[]) =>
        (await manager.run(manager.client.getList(targets))).map(({ result = 0 }) => result);
      expect(
        await results(
          { class: 3, obis: '1-0:1.8.0.255', id: 2 },
          { class: 3, obis: '1-0:1.8.3.255', id: 2 },
          { class: 3, obis: '1-0:9.7.0.255', id: 2 },
          { class: 7, obis: '0-0:99.98.2.255', id: 2 },
          { class: 64, obis: '0-0:43.0.0.255', id: 6 },
        ),
      ).toEqual([0, 4, 4, 4, 3]);
      const write = (target: { class: number; obis: string; id: number }, value: Data) =>
        refusal(manager.run(manager.client.set(target, value)));
      expect(await write({ class: 7, obis: '1-0:99.1.0.255', id: 4 }, numberOf('double-long-unsigned', 900))).toMatch(/denied/);
      expect(await write({ class: 1, obis: '0-0:96.13.0.255', id: 2 }, octets(Buffer.from('Hello')))).toBeUndefined();
      expect(await refusal(manager.run(manager.client.act({ class: 70, obis: '0-0:96.3.10.255', id: 1 }, numberOf('integer', 0))))).toMatch(/undefined/);
    }));

  it('comes from a file, holds over a power cut, and can be left again', () =>
    withDlms(async (meter) => {
      const manager = await asking(meter, MANAGEMENT);
      expect(await refusal(select(manager, LOADED))).toBeDefined();
      const image = companionImage(SMALL);
      await load(manager, image);
      expect(await manager.run(manager.client.get(FILE))).toEqual(octets(image));
      expect(names(await listOf(manager)).length).toBeGreaterThan(100);
      await select(manager, LOADED);
      await meter.cutPower!();
      await idle(meter, 3000);
      const again = await asking(meter, MANAGEMENT);
      expect(await nameIn(again)).toBe('Small');
      expect(names(await listOf(again)).sort()).toEqual([...FIXED, '3/1-0:1.8.0.255'].sort());
      const [denied] = await again.run(again.client.getList([{ class: 8, obis: '0-0:1.0.0.255', id: 2 }]));
      expect(denied.result).toBe(3);
      await select(again, OWN_LIST);
      expect(names(await listOf(again)).length).toBeGreaterThan(100);
    }, 'host wasm3'));

  it('as long as there is room for comes in blocks; what is none changes nothing, nor does who may not', () =>
    withDlms(async (meter) => {
      const supervisor = await asking(meter, SUPERVISOR);
      const image = companionImage(DSMR);
      await load(supervisor, image);
      await select(supervisor, LOADED);
      const changed = (at: number, byte: number) => Buffer.from(image).fill(byte, at, at + 1);
      const wrong = [
        new Uint8Array(0),
        image.subarray(0, image.length - 1),
        Buffer.concat([image, Buffer.alloc(1)]),
        Buffer.alloc(COMPANION_MOST + 1, 32),
        changed(0, 7),
        changed(40, 255),
        changed(62, 255),
        changed(63, 255),
        changed(56, 9),
      ];
      for (const bytes of wrong) expect(await refusal(load(supervisor, bytes))).toBeDefined();
      for (const value of [3, 255]) expect(await refusal(select(supervisor, value))).toBeDefined();
      expect(await nameIn(supervisor)).toBe('DSMR 4.2.2 P3');
      expect(await supervisor.run(supervisor.client.get(FILE))).toEqual(octets(image));
      for (const client of [READING, PUBLIC]) {
        const other = await asking(meter, client);
        expect(await refusal(select(other, OWN_LIST))).toBeDefined();
        expect(await refusal(load(other, image))).toBeDefined();
      }
    }));

  it('longer than there is room for is refused whole', () =>
    withDlms(async (meter) => {
      const image = companionImage(OWN);
      expect(image.length).toBeGreaterThan(COMPANION_MOST);
      expect(await refusal(load(await asking(meter, MANAGEMENT), image))).toBeDefined();
    }));
});
