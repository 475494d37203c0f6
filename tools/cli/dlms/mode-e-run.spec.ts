// DLMS through an optical head: the command signs on by IEC 62056-21 and is handed over to HDLC, at a meter that runs.
import { describe, expect, it } from 'vitest';
import { twinmeter } from '../testing.ts';
import { runningMeter } from './testing.ts';

const LIMIT_ms = 90_000;
const meter = runningMeter([], 'optical', LIMIT_ms);

describe('DLMS by mode E', { timeout: LIMIT_ms }, () => {
  const dlms = ['read', '--protocol', 'dlms', '--mode-e', '--object', '3/1-0:1.8.0#2', '--json'];
  const read = (...more: string[]) => twinmeter(...dlms, '--port', meter.at, '--state', meter.state, ...more);

  it('reads by password, by keys with the counter that the meter tells, and leaves the port to mode C', async () => {
    for (const more of [
      ['--client', '2'],
      ['--client', '1'],
      ['--client', '2', '--baud', '2400', '--trace'],
    ]) {
      const { code, out, err } = await read(...more);
      expect(more.includes('--trace') ? '' : err).toBe('');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ object: { obis: '1-0:1.8.0.255', class: 3 } });
      if (more.includes('--trace')) expect(err).toMatch(/= 2400 Bd/);
    }
    const { code, out, err } = await twinmeter('read', '--port', meter.at, '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ protocol: 'iec62056-21', meter: { manufacturer: 'TWM' } });
  });

  it('gives the port back where the meter refuses the client', async () => {
    const { code, err } = await twinmeter(
      ...dlms,
      '--port',
      meter.at,
      '--client',
      '2',
      '--password',
      '00000000',
    );
    expect(err).toContain('authentication failed');
    expect(code).toBe(1);
    const { code: again } = await read('--client', '2');
    expect(again).toBe(0);
  });

  it('goes with a port alone', async () => {
    const { code, err } = await twinmeter(
      'read',
      '--protocol',
      'dlms',
      '--mode-e',
      '--host',
      '127.0.0.1:4059',
    );
    expect(code).toBe(2);
    expect(err).toContain('--mode-e goes with --port');
  });
});
