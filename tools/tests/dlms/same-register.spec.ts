// One register over every protocol that tells it: IEC 62056-21, DLMS/COSEM of both cores, DL/T 645 and P1 are equal to the last digit each shows.
import { describe, expect, it } from 'vitest';
import { FRAM_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { telegramOf } from '../../clients/p1/telegram.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { read645Data, takeQuickRate, type Say } from '../../records/asked-645.ts';
import { withDownlink } from '../../records/downlink.ts';
import { readItems } from '../../records/items-645.ts';
import { during, faulty, I1, I2, I3, IN, scale } from '../../signals/waves/faulty.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { ProgrammingBench } from '../programming/bench.ts';
import { Asker, METERING_DEVICE, PUBLIC, READING, withDlms } from './dlms-bench.ts';

const LIMIT_ms = 120_000;
const START_s = Date.UTC(2026, 10, 28, 10, 29, 10) / 1000;
const CURRENTS = [I1, I2, I3, IN];
/** Seconds since the start: power is fed in, then nothing flows any more. */
const [FED_IN_s, TAKEN_s, QUIET_s] = [10, 25, 40];
/** Active import and export, reactive import and export; of DL/T 645 the identifier, where it has the same sum. */
const REGISTERS = [
  ['1-0:1.8.0.255', '00010000'],
  ['1-0:2.8.0.255', '00020000'],
  ['1-0:3.8.0.255', undefined],
  ['1-0:4.8.0.255', undefined],
] as const;

const source = () => {
  const load = sineSource({ service: '3p4w', volts: 230, amps: 90, pf: 0.8 });
  const inverted = faulty(load, during(FED_IN_s, TAKEN_s, scale(CURRENTS, -1)));
  return faulty(inverted, during(QUIET_s, Infinity, scale(CURRENTS, 0)));
};

/** The number behind so many decimals, cut: counts are of the sixth decimal of kWh. */
const shown = (count: bigint, decimals: number): string => {
  const cut = count / 10n ** BigInt(6 - decimals);
  const digits = String(cut).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
};
const plain = (text: string): string => text.replace(/\*.*$/, '').replace(/^0+(?=\d)/, '');

async function counts(meter: Meter, options: { client: number; device?: number }): Promise<bigint[]> {
  const asker = await new Asker(meter, options).associate();
  const found: bigint[] = [];
  for (const [obis] of REGISTERS) {
    const data = await asker.run(asker.client.get({ class: 3, obis, id: 2 }));
    found.push((data as { value: bigint }).value);
  }
  await asker.close();
  return found;
}

async function opticalTexts(meter: Meter): Promise<string[]> {
  const session = await new ProgrammingBench(meter).session();
  const texts: string[] = [];
  for (const [obis] of REGISTERS) texts.push(await session.read('R5', obis.replace(/\.255$/, '')));
  await session.close();
  return texts.map(plain);
}

async function telegram(meter: Meter): Promise<ReadonlyMap<string, readonly string[]>> {
  let text = '';
  meter.slots!.downlink.listen((part) => (text += Buffer.from(part).toString('latin1')));
  await idle(meter, 21_000);
  const [whole] = /\/[^/]*![0-9A-F]{4}\r\n/.exec(text)!;
  return telegramOf(whole).lines;
}

describe('A register', { timeout: LIMIT_ms }, () => {
  it('is the same over IEC 62056-21, DLMS/COSEM, DL/T 645 and P1, to the last digit each shows', () =>
    withDlms(
      async (meter) => {
        await idle(meter, QUIET_s * 1000 + 5000);
        const management = await counts(meter, { client: PUBLIC });
        for (const count of management) expect(count).toBeGreaterThan(0n);
        expect(await counts(meter, { client: READING, device: METERING_DEVICE })).toEqual(management);
        expect(await opticalTexts(meter)).toEqual(management.map((count) => shown(count, 6)));

        const say: Say = (bytes, isEnough) => meter.say(bytes, isEnough);
        await takeQuickRate(say);
        await idle(meter, 50);
        for (const [i, [, identifier]] of REGISTERS.entries()) {
          if (identifier === undefined) continue;
          const [item] = readItems(identifier, (await read645Data(say, identifier))!);
          expect(plain(item.text)).toBe(shown(management[i], 2));
        }

        meter.surroundings?.plug('downlink');
        const lines = await telegram(meter);
        for (const [i, [obis]] of REGISTERS.entries())
          expect(plain(lines.get(obis.replace(/\.255$/, ''))!.at(-1)!)).toBe(shown(management[i], 3));
      },
      'wasm v8',
      {
        source: source(),
        surroundings: new Surroundings({}, START_s),
        managementFram: withDownlink(new Uint8Array(FRAM_BYTES).fill(0xff), 'p1-se'),
      },
    ));
});
