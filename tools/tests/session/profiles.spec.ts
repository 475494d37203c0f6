// Minute records and freezes as profiles of logical device 16: whole, by entries, by a range of time; held against the link's.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  LAYOUTS,
  MINUTE_STRIDE,
  NOR_MINUTES,
  RING_INSTANT,
  RING_MINUTES,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { decodeDateTime, type Data, type DlmsClient, type Selection } from '../../clients/dlms/index.ts';
import { decodeRecord } from '../../records/records.ts';
import { bytesOf, numberOf, partsOf } from './data-parts.ts';
import { SessionBench } from './session-bench.ts';

const READER = 1;
const minutes = (id = 2) => ({ class: 7, obis: '1-0:99.1.0.255', id });
const instant = (id = 2) => ({ class: 7, obis: '1-0:98.128.5.255', id });

let bench: SessionBench;
let client: DlmsClient;
beforeAll(() => {
  bench = new SessionBench();
  bench.seconds(300);
  bench.message('link', { message: 'freeze', values: {} });
  bench.seconds(2);
  client = bench.associated(READER);
}, 120_000);

const read = (target: ReturnType<typeof minutes>, selection?: Selection) =>
  bench.run(READER, client.get(target, selection));
const sequences = (data: Data) => partsOf(data).map((entry) => numberOf(partsOf(entry)[1]));
const timeOf = (entry: Data) => decodeDateTime(bytesOf(partsOf(entry)[0])).instant;

/** A record as the link gives it, part by part. */
function linkRecord(ring: number, name: 'minute_record' | 'freeze_record', sequence: number) {
  const bytes: number[] = [];
  for (let part = 0, parts = 1; part < parts; part++) {
    const reply = bench.message('link', { message: 'read_record', values: { ring, part, sequence } });
    parts = Number(reply.parts);
    bytes.push(...(reply.bytes as number[]));
  }
  const whole = Uint8Array.from(bytes);
  return (length: number) => decodeRecord(name, whole.subarray(0, length));
}

describe('The profile of minutes', () => {
  it('has an entry for each record, each column of the object and in the unit that its capture objects say', () => {
    const all = partsOf(read(minutes()));
    expect(all.length).toBeGreaterThanOrEqual(4);
    expect(numberOf(read(minutes(7)))).toBe(all.length);
    expect(numberOf(read(minutes(4)))).toBe(60);
    const columns = partsOf(read(minutes(3))).map(partsOf);
    expect(columns.length).toBe(partsOf(all[0]).length);
    const codes = columns.map((column) => [...bytesOf(column[1])].join('.'));
    const record = linkRecord(
      RING_MINUTES,
      'minute_record',
      sequences(read(minutes())).at(-1)!,
    )(LAYOUTS.minute_record.bytes);
    const last = partsOf(all.at(-1)!);
    const value = (code: string) => numberOf(last[codes.indexOf(code)]);
    const energy = Buffer.from(record.energy as number[]);
    expect(value('1.0.1.8.0.255')).toBe(energy.readUIntLE(0, 6) * 10);
    expect(value('1.0.62.8.0.255')).toBe(energy.readUIntLE(78, 6) * 10);
    expect(value('1.0.32.3.0.255')).toBe(Number((record.voltage_cV as number[])[0]) * 10);
    expect(value('1.0.72.6.0.255')).toBe(Number((record.voltage_cV as number[])[8]) * 10);
    expect(value('1.0.51.24.0.255')).toBe(Number((record.current_mA as number[])[4]) * 1000);
    expect(value('1.0.14.24.0.255')).toBe(Number(record.frequency_cHz) * 10);
    expect(timeOf(all.at(-1)!).getTime() / 1000).toBe(Number(record.time_s));
    // Each captured register is one of the list, with the scaler that the values here have.
    const seen = codes.filter((code) => code.startsWith('1.0.') && code.split('.')[3] === '8');
    for (const code of seen) {
      const [a, b, ...rest] = code.split('.');
      const obis = `${a}-${b}:${rest.join('.')}`;
      expect(partsOf(bench.run(READER, client.get({ class: 3, obis, id: 3 }))).map(numberOf)[0], obis).toBe(
        -3,
      );
    }
  });

  it('is selected by entries from the oldest on, to the last, and beyond', () => {
    const all = sequences(read(minutes()));
    expect(sequences(read(minutes(), { from: 1, to: 2 }))).toEqual(all.slice(0, 2));
    expect(sequences(read(minutes(), { from: 2, to: 0 }))).toEqual(all.slice(1));
    expect(sequences(read(minutes(), { from: 3, to: 99 }))).toEqual(all.slice(2));
    expect(sequences(read(minutes(), { from: 99, to: 120 }))).toEqual([]);
    expect(sequences(read(minutes(), { from: 3, to: 2 }))).toEqual([]);
  });

  it('is selected by a range of time, in UTC and in local time, both ends included', () => {
    const all = partsOf(read(minutes()));
    const [first, second, third] = all.map(timeOf);
    const range = (from: Date, to: Date, deviation_min?: number) =>
      sequences(
        read(minutes(), {
          from: { instant: from, deviation_min, status: 0 },
          to: { instant: to, deviation_min, status: 0 },
        }),
      );
    const numbers = sequences(read(minutes()));
    for (const deviation of [0, 60, -330, undefined]) {
      expect(range(second, third, deviation)).toEqual(numbers.slice(1, 3));
      expect(range(new Date(first.getTime() + 1000), second, deviation)).toEqual(numbers.slice(1, 2));
    }
    expect(range(new Date(0), new Date('2150-01-01'), 0)).toEqual(numbers);
    expect(range(new Date('2100-01-01'), new Date('2150-01-01'), 0)).toEqual([]);
    expect(range(third, first, 0)).toEqual([]);
  });

  it('is fixed when its reading begins: a minute that ends meanwhile does not join it', () => {
    const before = sequences(read(minutes())).length;
    const narrow = bench.associated(READER, {
      counter: client.counter,
      agreement: { conformance: 0x00101d, pduSize: 128 },
    });
    client = narrow;
    const work = narrow.get(minutes());
    let step = work.next(bench.ask(READER, work.next().value as Buffer));
    bench.seconds(61);
    while (!step.done) step = work.next(bench.ask(READER, step.value));
    expect(sequences(step.value)).toHaveLength(before);
    expect(sequences(read(minutes()))).toHaveLength(before + 1);
  });

  it('tells nothing but the number of a record that is damaged, and all of those beside it', () => {
    const whole = partsOf(read(minutes()));
    // A bit of the energies of the second record, the lowest that is set.
    let address = NOR_MINUTES + MINUTE_STRIDE + 16;
    while (bench.nor.read(address) === 0) address++;
    const data = Uint8Array.of(bench.nor.read(address) & (bench.nor.read(address) - 1));
    bench.nor.begin({ kind: 'program', address, length: 1, data });
    bench.nor.complete();
    const damaged = partsOf(read(minutes()));
    const [, second, ...others] = damaged;
    expect(partsOf(second).filter(({ type }) => type !== 'null')).toEqual([partsOf(whole[1])[1]]);
    expect([damaged[0], ...others]).toEqual([whole[0], ...whole.slice(2)]);
  });
});

describe('The profiles of freezes', () => {
  it('have the registers of the total and of each phase in the unit of their objects', () => {
    const [entry] = partsOf(read(instant())).slice(-1);
    const sequence = numberOf(partsOf(entry)[1]);
    const record = linkRecord(RING_INSTANT, 'freeze_record', sequence)(LAYOUTS.freeze_record.bytes);
    const registers = record.registers as bigint[];
    const columns = partsOf(read(instant(3))).map((column) => [...bytesOf(partsOf(column)[1])].join('.'));
    expect(columns).toHaveLength(57);
    const value = (code: string) => BigInt(numberOf(partsOf(entry)[columns.indexOf(code)]));
    expect(value('1.0.1.8.0.255')).toBe(registers[0] / 3600n);
    expect(value('1.0.5.8.0.255')).toBe(registers[2] / 3600n);
    expect(value('1.0.41.8.0.255')).toBe(registers[26] / 3600n);
    expect(value('1.0.71.8.0.255')).toBe(registers[49] / 3600n);
    expect(new Set(columns).size).toBe(columns.length);
  });

  it('are empty where nothing was recorded yet, whatever is selected', () => {
    const fresh = new SessionBench();
    fresh.seconds(1);
    const reader = fresh.associated(READER);
    const get = (id: number, selection?: Selection) => fresh.run(READER, reader.get(instant(id), selection));
    for (const selection of [undefined, { from: 1, to: 0 }]) expect(sequences(get(2, selection))).toEqual([]);
    expect(numberOf(get(7))).toBe(0);
  });
});
