// The load switch of a whole meter: commands at the optical port, credit, hold-on, and what of it is told where.
import { describe, expect, it } from 'vitest';
import { IN_PROCESS } from '../../meter/targets/with-meter.ts';
import { refused } from '../programming/bench.ts';
import { CODES, hex, withSwitch } from './bench.ts';

const LIMIT_ms = 240_000;
const VALUE_ERROR = 'ER09';
const [TERMS, MONEY_ORDER] = ['0-0:96.141.8', '0-0:96.141.10'];
/** Mode energy, no alarm, no emergency credit, reconnection above nothing, room for much. */
const TERMS_BYTES = `02091101${['0', '0', '0', '3600000000000'].map((n) => `14${hex(BigInt(n), 8)}`).join('')}1100120000120000120000`;

describe('The load switch of a meter', () => {
  it.each(IN_PROCESS)(
    'opens and closes by command, tells so, and stays open over a cut, on %s',
    { timeout: LIMIT_ms },
    (place) =>
      withSwitch(async (bench) => {
        expect(await bench.told()).toMatchObject({
          closed: true,
          control_state: 'connected',
          control_mode: 6,
          last_source: null,
        });
        await bench.put(`${CODES.control}#4`, 4);
        await bench.idle_s(10);
        await bench.disconnect();
        await bench.idle_s(2);
        expect(bench.contact).toBe(false);
        expect(await bench.told()).toMatchObject({
          closed: false,
          control_state: 'disconnected',
          last_command: 'remote_disconnect',
          last_source: 'remote',
          open_for: 'remote',
        });
        await bench.bench.cutPower();
        await bench.idle_s(15);
        expect(bench.contact).toBe(false);
        expect(await bench.shown(32)).toContain('Open: command');
        await bench.reconnect();
        await bench.idle_s(2);
        expect(bench.contact).toBe(true);
        expect(await bench.told()).toMatchObject({
          closed: true,
          control_state: 'connected',
          open_for: null,
        });
      }, place),
  );

  it('is commanded at level 3 alone, and by numbers that there are', { timeout: LIMIT_ms }, () =>
    withSwitch(async (bench) => {
      const session = await bench.bench.session();
      expect(await refused(session.command('E2', '0-0:96.3.10#1()'))).toBe('ER04');
      expect(await refused(session.write('W5', CODES.holdOn, '1'))).toBe('ER04');
      await session.close();
      expect(await refused(bench.put(`${CODES.control}#4`, 8))).toBe(VALUE_ERROR);
      expect(await refused(bench.put(CODES.holdOn, 2))).toBe(VALUE_ERROR);
      expect(await refused(bench.write(CODES.times, '0203120E11120000' + '1100'))).toBe(VALUE_ERROR);
      await bench.put(CODES.holdOn, 1);
      await bench.idle_s(12);
      expect(await refused(bench.disconnect())).toBe(VALUE_ERROR);
      expect(bench.contact).toBe(true);
    }),
  );

  it('opens without credit, behind a warning, and closes again with some', { timeout: LIMIT_ms }, () =>
    withSwitch(async (bench) => {
      await bench.write(CODES.times, '02031200141200001100');
      await bench.write(TERMS, TERMS_BYTES);
      expect(await bench.shown(12)).toMatch(/Opens in \d+ s/);
      await bench.idle_s(20);
      expect(bench.contact).toBe(false);
      expect((await bench.told()).open_for).toBe('prepayment');
      expect(await bench.shown(32)).toContain('Open: no credit');
      const power = bench.meter.link.records.get('read_instantaneous 0')!;
      expect(Number(power.active_power_mW)).toBe(0);
      await bench.write(MONEY_ORDER, `02020600000001 14${hex(360_000_000, 8)}`.replace(' ', ''));
      await bench.idle_s(15);
      expect(bench.contact).toBe(true);
    }),
  );
});
