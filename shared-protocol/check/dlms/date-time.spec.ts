// Dates and times as the codec takes and puts them, against published bytes, in both directions.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Status } from '../../generated/ts/protocol.ts';
import vectors from '../../vectors/dlms.json' with { type: 'json' };
import { Codec } from './proof-module.ts';

let codec: Codec;
beforeAll(() => void (codec = new Codec()), 120_000);

const bytesOf = ({ bytes }: { bytes: string }) => Buffer.from(bytes, 'hex');

describe('A date and time', () => {
  const [NUMBER, DEVIATION, STATUS] = [0, 20, 28];

  it.each(vectors.date_time)('is $name', (vector) => {
    codec.memory.set(bytesOf(vector), codec.call('buffer'));
    expect(codec.call('take_date_time')).toBe(Status.OK);
    expect({ local_ms: codec.i64(NUMBER), min: codec.i32(DEVIATION), status: codec.u32(STATUS) }).toEqual({
      local_ms: BigInt(vector.local_ms),
      min: vector.deviation_min,
      status: vector.status,
    });
    codec.memory.fill(0, codec.call('buffer'), codec.call('buffer') + 12);
    codec.call('put_date_time');
    expect(codec.at(codec.call('buffer'), 12).toString('hex')).toBe(vector.bytes);
  });

  it.each(vectors.date_time_refused)('is not $name', (vector) => {
    codec.memory.set(bytesOf(vector), codec.call('buffer'));
    expect(codec.call('take_date_time')).toBe(Status.OUT_OF_RANGE);
  });

  it('that is written is taken as it was', () => {
    const day_ms = 86_400_000;
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), fc.nat(day_ms / 10 - 1), (day, time) => {
        const local_ms = BigInt(day) * BigInt(day_ms) + BigInt(time * 10);
        codec.memory.writeBigInt64LE(local_ms, codec.call('found'));
        codec.memory.writeInt32LE(-90, codec.call('found') + DEVIATION);
        codec.call('put_date_time');
        codec.memory.writeBigInt64LE(0n, codec.call('found'));
        expect(codec.call('take_date_time')).toBe(Status.OK);
        expect(codec.i64(NUMBER)).toBe(local_ms);
        expect(codec.i32(DEVIATION)).toBe(-90);
      }),
    );
  });
});
