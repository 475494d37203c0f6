// `twinmeter relay` at a meter that runs: the switch is shown and operated by who may, and refused to who may not.
import { describe, expect, it } from 'vitest';
import { twinmeter } from '../testing.ts';
import { runningMeter } from './testing.ts';

const LIMIT_ms = 120_000;
const meter = runningMeter(['--dlms-tcp', '0'], 'dlms_tcp', LIMIT_ms);
const relay = (...words: string[]) => twinmeter('relay', ...words, '--host', meter.at);
const asManager = (...words: string[]) => relay(...words, '--state', meter.state);

describe('twinmeter relay', { timeout: LIMIT_ms }, () => {
  it('is refused to the public client, with exit code 1, and moves nothing', async () => {
    const { code, err } = await relay('disconnect');
    expect([code, err]).toEqual([1, expect.stringMatching(/^twinmeter relay: .*denied/u)]);
    expect((await asManager()).out).toBe('0-0:96.3.10.255 connected; contact closed; control mode 6\n');
  });

  it('opens the switch, and makes it ready for the hand that closes it in this mode', async () => {
    const opened = await asManager('disconnect', '--json');
    expect(opened).toMatchObject({ code: 0, err: '' });
    const { relay: shown } = JSON.parse(opened.out) as { relay: object };
    expect(shown).toEqual({ output: 'open', state: 'disconnected', mode: 6 });
    expect(await asManager('reconnect')).toMatchObject({
      code: 0,
      out: '0-0:96.3.10.255 ready for reconnection; contact open; control mode 6\n',
    });
  });
});
