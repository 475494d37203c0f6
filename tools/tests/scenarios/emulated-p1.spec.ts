// P1 from the emulated boards: a telegram each second leaves the slot's UART whole, and no sample is missed for it.
import { expect, it } from 'vitest';
import { FRAM_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { telegramOf } from '../../clients/p1/telegram.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { withDownlink } from '../../records/downlink.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 300_000;
const BAUD = 115_200;
/** Five seconds before the first minute record. */
const START_s = Date.UTC(2026, 10, 28, 10, 29, 55) / 1000;

describeEmulated('A reader of P1 at the emulated boards', () => {
  it('gets a telegram each second, whole within it', { timeout: LIMIT_ms }, async () => {
    const managementFram = withDownlink(new Uint8Array(FRAM_BYTES).fill(0xff), 'p1');
    const surroundings = new Surroundings({}, START_s);
    const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });
    await withMeter('emulated aot', { source, managementFram, surroundings }, async (opened) => {
      const meter = opened as EmulatedMeter;
      meter.surroundings.plug('downlink');
      const socket = meter.pair.management.slots.downlink;
      socket.setOutside(BAUD);
      let text = '';
      socket.onByte = (byte) => (text += String.fromCharCode(byte));
      await idle(meter, 16_000);
      const telegrams = (text.match(/\/[^!]*![0-9A-F]{4}\r\n/g) ?? []).map(telegramOf);
      expect(telegrams.length).toBeGreaterThanOrEqual(5);
      const seconds = telegrams.map(({ lines }) => Number(lines.get('0-0:1.0.0')![0].slice(10, 12)));
      seconds.slice(1).forEach((second, i) => expect(second - seconds[i]).toBe(1));
      for (const { lines } of telegrams) expect(lines.get('1-0:1.7.0')![0]).toMatch(/^03\.4(49|50|51)\*kW$/);
      const { missed_samples, invalid_samples } = await meter.ask('read_status');
      expect([missed_samples, invalid_samples]).toEqual([0, 0]);
    });
  });
});
