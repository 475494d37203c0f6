// Event logs of a whole meter: each thing that happens is in exactly its log with exactly its code and time, once, over a cut of the supply too.
import { describe, expect, it } from 'vitest';
import { FUNCTION_645 } from '../../clients/dlt645/client.ts';
import { ALL_ADDRESS, encodeFrame } from '../../clients/dlt645/frame.ts';
import { during, I2, scale, V1 } from '../../signals/waves/faulty.ts';
import { refused } from '../programming/bench.ts';
import { found, logsOf, namesSince, seconds, START_s, withLogs } from './event-logs.ts';

const LIMIT_ms = 120_000;
const PASSWORD = '12345678';
const [ERRORS, REGISTER, FILTER, DESCRIPTOR] = ['0-0:97.97.1', '0-0:97.98.0', '0-0:97.98.10', '0-0:97.98.20'];
const PASS_P1 = '0-0:20.0.0#7';

/** ss mm hh DD MM YY of the local clock, which has no zone here. */
function dateBytes(time_s: number): Uint8Array {
  const [, year, ...rest] = /^20(..)-(..)-(..)T(..):(..):(..)/.exec(new Date(time_s * 1000).toISOString())!;
  return Uint8Array.from([...rest.reverse(), year].map((digits) => Number.parseInt(digits, 16)));
}

describe('The event logs', { timeout: LIMIT_ms }, () => {
  it('begin with the entry that says so, and the start of the meter', () =>
    withLogs(async (bench) => {
      const logs = await logsOf(bench);
      for (const entries of Object.values(logs)) expect(entries[0].name).toBe('log_cleared');
      expect(found(logs, 'standard', 'power_up')).toHaveLength(1);
      expect(Math.abs(seconds(found(logs, 'standard', 'power_up')[0]) - START_s)).toBeLessThanOrEqual(2);
      expect(logs.fraud).toHaveLength(1);
    }));

  it('tell a magnet and that it is gone, each with its time', () =>
    withLogs(async (bench, at) => {
      const before = await logsOf(bench);
      const { contacts } = bench.meter.surroundings!.terminals;
      contacts.set('magnet', true);
      const from_s = at();
      await bench.idle(5000);
      contacts.set('magnet', false);
      const to_s = at();
      await bench.idle(2000);
      const after = await logsOf(bench);
      expect(namesSince(before, after)).toEqual({ fraud: ['magnet', 'magnet_gone'] });
      const [near, gone] = after.fraud.slice(-2);
      expect([near.code, gone.code]).toEqual([42, 43]);
      expect(Math.abs(seconds(near) - from_s)).toBeLessThanOrEqual(2);
      expect(Math.abs(seconds(gone) - to_s)).toBeLessThanOrEqual(2);
    }));

  it('tell both covers, opened and closed', () =>
    withLogs(async (bench, at) => {
      const before = await logsOf(bench);
      const surroundings = bench.meter.surroundings!;
      surroundings.set('mainCover', false);
      surroundings.set('terminalCover', false);
      const from_s = at();
      await bench.idle(4000);
      surroundings.set('mainCover', true);
      surroundings.set('terminalCover', true);
      const to_s = at();
      await bench.idle(8000);
      const after = await logsOf(bench);
      const { fraud, ...others } = namesSince(before, after);
      expect(others).toEqual({});
      expect([...fraud].sort()).toEqual(['cover_off', 'cover_on', 'terminal_cover_off', 'terminal_cover_on']);
      for (const name of fraud)
        expect(
          Math.abs(seconds(found(after, 'fraud', name)[0]) - (name.endsWith('off') ? from_s : to_s)),
        ).toBeLessThanOrEqual(2);
    }));

  it('tell covers that were opened while the boards had no power, and for how long the supply was gone', () =>
    withLogs(async (bench, at) => {
      const before = await logsOf(bench);
      const down_s = at();
      bench.meter.surroundings!.openWithoutPower('management');
      bench.meter.surroundings!.openWithoutPower('metering');
      await bench.cutPower({ off_ms: 30_000 });
      await bench.idle(6000);
      const after = await logsOf(bench);
      expect(namesSince(before, after)).toEqual({
        standard: ['power_down', 'power_up'],
        fraud: ['terminal_cover_off', 'cover_off'],
      });
      expect(found(after, 'fraud', 'terminal_cover_off').map(({ value }) => value)).toEqual([2]);
      expect(found(after, 'fraud', 'cover_off').map(({ value }) => value)).toEqual([2]);
      const [down] = found(after, 'standard', 'power_down').slice(-1);
      expect(Math.abs(Number(down.value) - 30)).toBeLessThanOrEqual(2);
      expect(Math.abs(seconds(down) - down_s)).toBeLessThanOrEqual(3);
    }));

  it('tell a fault of the neutral from its first moment, once', () =>
    withLogs(
      async (bench) => {
        await bench.idle(40_000);
        const after = await logsOf(bench);
        expect(after.fraud.map(({ name }) => name)).toEqual([
          'log_cleared',
          'neutral_fault',
          'neutral_agrees',
        ]);
        expect(Math.abs(seconds(after.fraud[1]) - START_s - 6)).toBeLessThanOrEqual(2);
        expect(Math.abs(seconds(after.fraud[2]) - START_s - 22)).toBeLessThanOrEqual(2);
      },
      { fault: during(6, 22, scale([I2], 0)) },
    ));

  it('tell wrong passwords, and that they locked the port', () =>
    withLogs(async (bench) => {
      bench.cover(false);
      await bench.idle(500);
      const key = await bench.session({ key: true });
      await key.write('W5', PASS_P1, PASSWORD);
      await key.close();
      const before = await logsOf(bench);
      const session = await bench.session();
      for (let n = 0; n < 3; n++) await refused(session.password('00000000'));
      await bench.idle(500);
      const after = await logsOf(bench);
      expect(namesSince(before, after)).toEqual({
        fraud: ['failed_login', 'failed_login', 'failed_login', 'locked_out'],
      });
      expect(after.fraud.slice(-4).map(({ value }) => value)).toEqual([1, 2, 3, 3]);
    }));

  it('tell what was written, with its object, and who came in', () =>
    withLogs(async (bench) => {
      bench.cover(false);
      await bench.idle(500);
      const before = await logsOf(bench);
      const key = await bench.session({ key: true });
      await key.write('W5', '0-0:96.135.0*255', '3');
      await key.close();
      await bench.idle(500);
      const after = await logsOf(bench);
      expect(namesSince(before, after)).toEqual({ communication: ['maintenance'], parameters: ['written'] });
      expect(after.parameters.at(-1)).toMatchObject({ object: '0-0:96.135.0.255#2', scope: 3 });
    }));

  it('tell a clock that was set, with the time before and the time after', () =>
    withLogs(
      async (bench) => {
        const before = await logsOf(bench);
        const now_s = Number((await bench.meter.ask('read_status')).clock_s);
        const data = dateBytes(now_s + 40);
        const frame = encodeFrame({ address: ALL_ADDRESS, control: FUNCTION_645.broadcastTime, data });
        await bench.meter.say(frame, () => false);
        await bench.idle(4000);
        const after = await logsOf(bench);
        expect(namesSince(before, after)).toEqual({ standard: ['clock_old', 'clock_new'] });
        const [old, now] = after.standard.slice(-2);
        expect([old.code, now.code]).toEqual([4, 5]);
        expect(Math.abs(seconds(old) - now_s)).toBeLessThanOrEqual(3);
        expect(seconds(now) - seconds(old)).toBe(40);
        expect(now.value).toBe(40);
      },
      { parameters: { broadcastTime: 'slewed' } },
    ));

  it('tell a billing period that was ended by command', () =>
    withLogs(async (bench) => {
      await bench.idle(15_000); // a minute record
      bench.cover(false);
      await bench.idle(500);
      const before = await logsOf(bench);
      const key = await bench.session({ key: true });
      await key.write('W5', '0-0:96.140.3*255', '1');
      await key.close();
      await bench.idle(62_000);
      const after = await logsOf(bench);
      expect(namesSince(before, after)).toEqual({
        standard: ['billing_reset'],
        communication: ['maintenance'],
        parameters: ['written'],
      });
      expect(after.standard.at(-1)).toMatchObject({ value: 1, scope: 2 });
    }));

  it('tell an under-voltage of its phase, from and to', () =>
    withLogs(
      async (bench) => {
        await bench.idle(150_000);
        const after = await logsOf(bench);
        expect(after.power_quality.map(({ name }) => name)).toContain('under_voltage_l1');
        expect(after.power_quality.map(({ name }) => name)).toContain('voltage_normal_l1');
        expect(after.power_quality.find(({ name }) => name === 'under_voltage_l1')!.code).toBe(77);
      },
      { fault: during(6, 80, scale([V1], 0.7)) },
    ));

  it('raise an alarm that lasts as long as what it tells, a descriptor until it is cleared, and neither through a closed filter', () =>
    withLogs(async (bench) => {
      bench.cover(true);
      await bench.idle(500);
      const { contacts } = bench.meter.surroundings!.terminals;
      const key = await bench.session({ key: true });
      const read = (code: string) => key.read('R5', `${code}*255`);
      expect(await read(REGISTER)).toBe('00000004'); // power up
      contacts.set('magnet', true);
      await bench.idle(500);
      expect(await read(REGISTER)).toBe('00002004');
      contacts.set('magnet', false);
      await bench.idle(500);
      expect(await read(REGISTER)).toBe('00000004');
      expect(await read(DESCRIPTOR)).toBe('00002004');
      expect(await read(ERRORS)).toBe('00002004');
      await key.close();
      bench.cover(false);
      await bench.idle(500);
      const writer = await bench.session({ key: true });
      await writer.write('W2', `${DESCRIPTOR}*255`, '0600000000');
      expect(await writer.read('R5', `${DESCRIPTOR}*255`)).toBe('00000000');
      await writer.write('W2', `${ERRORS}*255`, '0600002000');
      expect(await writer.read('R5', `${ERRORS}*255`)).toBe('00002000');
      await writer.write('W2', `${FILTER}*255`, '06FFFFDFFF');
      contacts.set('magnet', true);
      await bench.idle(500);
      expect(await writer.read('R5', `${REGISTER}*255`)).toBe('00000004');
      expect(await writer.read('R5', `${DESCRIPTOR}*255`)).toBe('00000000');
      await writer.write('W2', `${REGISTER}*255`, '0600000000');
      expect(await writer.read('R5', `${REGISTER}*255`)).toBe('00000000');
      await writer.close();
      const logs = await logsOf(bench);
      expect(logs.standard.slice(-3).map(({ name, value }) => [name, value])).toEqual([
        ['alarms_cleared', 0x2004],
        ['errors_cleared', 0x0004],
        ['alarms_cleared', 0x0004],
      ]);
    }));

  it('tell a long power failure in the log of these, as often as the telegrams do', () =>
    withLogs(async (bench) => {
      await bench.cutPower({ off_ms: 300_000 });
      await bench.idle(8000);
      const session = await bench.session();
      const digits = await session.read('R6', '1-0:99.97.0*255');
      expect(digits).toMatch(/^01010202090C[0-9A-F]{24}06000001[0-9A-F]{2}$/);
      expect(Math.abs(parseInt(digits.slice(-8), 16) - 300)).toBeLessThanOrEqual(3);
      expect(await session.read('R5', '1-0:99.97.0*255#7')).toBe('1');
      expect(await session.read('R5', '0-0:96.11.0*255')).toBe('2');
    }));

  it('are in force as they were over ten cuts of the supply: nothing twice, nothing lost', () =>
    withLogs(async (bench) => {
      const { contacts } = bench.meter.surroundings!.terminals;
      for (let n = 0; n < 10; n++) {
        contacts.set('magnet', true);
        await bench.idle(200 + 37 * n);
        contacts.set('magnet', false);
        await bench.idle(11 * n);
        await bench.cutPower({ off_ms: 5000, comparator: n % 2 === 0 });
        await bench.idle(3000);
      }
      const logs = await logsOf(bench);
      expect(found(logs, 'standard', 'power_up')).toHaveLength(11);
      const fraud = logs.fraud.map(({ name }) => name);
      expect(fraud).toEqual([
        'log_cleared',
        ...Array.from({ length: 10 }, () => ['magnet', 'magnet_gone']).flat(),
      ]);
      for (const entries of Object.values(logs))
        entries.slice(1).forEach(({ sequence }, i) => expect(sequence).toBe(entries[i].sequence + 1));
    }));
});
