// Tables of several kilobytes over partial blocks: the activity calendar, read back, cut short, refused.
import { describe, expect, it } from 'vitest';
import { array, encodeData, numberOf, octets, structure } from '../../clients/dlms/axdr.ts';
import { wireTime_ms } from '../../clients/iec62056-21.ts';
import { refused, withBench } from './bench.ts';

const DAYS = '0-0:13.0.0#9';
const SCRIPTS = Buffer.from([0, 0, 10, 0, 100, 255]);

/** A day table of 96 switching times, a rate each. */
const dayOf = (id: number, seed: number) =>
  structure(
    numberOf('unsigned', id),
    array(
      ...Array.from({ length: 96 }, (_, i) =>
        structure(
          octets(Buffer.from([Math.floor(i / 4), (i % 4) * 15, 0, 0])),
          octets(SCRIPTS),
          numberOf('long-unsigned', ((i + seed) % 8) + 1),
        ),
      ),
    ),
  );
const hexOf = (...seeds: number[]) =>
  encodeData(array(...seeds.map((seed, i) => dayOf(i + 1, seed))))
    .toString('hex')
    .toUpperCase();
/** Hundredths that nobody tells come back as such. */
const told = (hex: string) => hex.replaceAll(/(0904....00)(00|FF)(0906)/g, '$1__$3');

describe('A table of several kilobytes', () => {
  it('is written by W4, reads back by R4, and is in force as a whole', () =>
    withBench(async (bench) => {
      const session = await bench.session({ key: true });
      const table = hexOf(0, 3, 5, 6);
      expect(table.length / 2).toBeGreaterThan(7000);
      const began_us = bench.meter.conductor.now_us;
      await session.write('W4', DAYS, table);
      const took_ms = (bench.meter.conductor.now_us - began_us) / 1000;
      expect(took_ms).toBeLessThan(2 * wireTime_ms(table.length, 9600) + (table.length / 128) * 400);
      expect(told(await session.read('R4', DAYS))).toBe(told(table));
    }));

  it('is written by W3 likewise', () =>
    withBench(async (bench) => {
      const session = await bench.session({ key: true });
      await session.write('W3', DAYS, hexOf(1, 2));
      expect(told(await session.read('R6', DAYS))).toBe(told(hexOf(1, 2)));
    }));

  it('is too long for an answer without partial blocks', () =>
    withBench(async (bench) => {
      const session = await bench.session({ key: true });
      await session.write('W4', DAYS, hexOf(1, 2));
      expect(await refused(session.read('R5', DAYS))).toBe('ER10');
    }));

  it.each([
    ['the line falls silent', (ms: number) => ms],
    ['a break message comes', () => 0],
  ])('that is not whole when %s is dropped, and the one before stays', (_, silence) =>
    withBench(async (bench) => {
      const first = await bench.session({ key: true });
      await first.write('W4', DAYS, hexOf(1));
      const half = hexOf(2).slice(0, 1280);
      for (let at = 0; at < half.length; at += 128)
        await first.command('W4', `${at ? '' : DAYS}(${half.slice(at, at + 128)})`, false);
      if (silence(1)) await bench.idle(92_000);
      else await first.close();
      const second = await bench.session({ key: true });
      expect(told(await second.read('R4', DAYS))).toBe(told(hexOf(1)));
      await second.write('W4', DAYS, hexOf(4, 5));
      expect(told(await second.read('R4', DAYS))).toBe(told(hexOf(4, 5)));
    }),
  );

  it('that is refused in its middle leaves the one before, and says so at once', () =>
    withBench(async (bench) => {
      const session = await bench.session({ key: true });
      await session.write('W4', DAYS, hexOf(1));
      const bad = hexOf(2, 3).replace('0904060000000906', '0904190000000906'); // the 25th hour
      expect(bad).not.toBe(hexOf(2, 3));
      expect(await refused(session.write('W4', DAYS, bad))).toMatch(/^ER(09|10)$/);
      expect(told(await session.read('R4', DAYS))).toBe(told(hexOf(1)));
    }));

  it('that was begun is dropped when the port signs on anew, and does not block the next', () =>
    withBench(async (bench) => {
      const first = await bench.session({ key: true });
      await first.command('W4', `${DAYS}(${hexOf(2).slice(0, 128)})`, false);
      const second = await bench.session({ key: true });
      await second.write('W4', DAYS, hexOf(3));
      expect(told(await second.read('R4', DAYS))).toBe(told(hexOf(3)));
    }));

  it('keeps the supply from tearing it: after a cut in the middle the one before is there', () =>
    withBench(async (bench) => {
      const first = await bench.session({ key: true });
      await first.write('W4', DAYS, hexOf(1));
      await first.command('W4', `${DAYS}(${hexOf(2).slice(0, 128)})`, false);
      await bench.cutPower();
      await bench.idle(2000);
      const second = await bench.session();
      expect(told(await second.read('R4', DAYS))).toBe(told(hexOf(1)));
    }));
});
