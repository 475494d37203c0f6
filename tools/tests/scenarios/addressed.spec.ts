// Who the meter is, at each of its ports: its serial number in the sign-on, the identification and the data block.
import { describe, expect, it } from 'vitest';
import { NoAnswerError } from '../../clients/errors.ts';
import { EVERYWHERE, idle, withMeter } from '../../meter/targets/with-meter.ts';
import type { Meter } from '../../meter/meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { Service } from '../../signals/waves/source.ts';
import { readAtOnce } from './reader.ts';

const SERIAL = '00471100';
const MAXIMUM_BAUD = 9600;

const named = (service: Service = '3p4w') => ({
  source: sineSource({ service, volts: 230, amps: 5, pf: 1 }),
  parameters: { serialNumber: SERIAL },
  lines: { rs485: 'iec62056-21' } as const,
});

const readAt = async (meter: Meter, port: 'optical' | 'rs485', address?: string) =>
  (await readAtOnce(meter, [{ port: meter[port]!, maximumBaud: MAXIMUM_BAUD, address }]))[0];

describe('A meter with a serial number', () => {
  it.each(EVERYWHERE)(
    'answers it as an address on either port, leading zeros or not, and no other: %s',
    async (place) => {
      await withMeter(place, named(), async (meter) => {
        await idle(meter, 2000);
        for (const [port, address] of [
          ['optical', SERIAL],
          ['rs485', '471100'],
          ['rs485', undefined],
        ] as const) {
          const { identification, values } = await readAt(meter, port, address);
          expect(identification).toBe(SERIAL);
          expect(values.get('0-0:96.1.0.255')).toBe(SERIAL);
        }
        await expect(readAt(meter, 'optical', '471101')).rejects.toThrow(NoAnswerError);
      });
    },
  );
});

describe('A single-phase meter', () => {
  it('sends no line of phases it has not, and all others', async () => {
    const codesOf = (service: Service) =>
      withMeter('wasm v8', named(service), async (meter) => {
        await idle(meter, 2000);
        return [...(await readAt(meter, 'optical')).values.keys()];
      });
    const single = await codesOf('1p2w');
    const three = await codesOf('3p4w');
    expect(three).toEqual(expect.arrayContaining(single));
    const missing = three.filter((code) => !single.includes(code));
    expect(missing.filter((code) => !/^1-0:([4-7]\d|80|12[4-6])\./.test(code))).toEqual([
      '1-0:81.7.10.255',
      '1-0:81.7.20.255',
      '1-0:81.7.50.255',
      '1-0:81.7.60.255',
      '1-0:12.7.131.255',
      '1-0:12.7.132.255',
      '1-0:11.7.131.255',
      '1-0:11.7.132.255',
      '1-0:12.7.133.255',
    ]);
    expect(single.filter((code) => /^1-0:([4-7]\d|80|12[4-6])\./.test(code))).toEqual([]);
  });
});
