// Frames of HDLC at the RS485 pair as public sources have them, and what is answered to those that are wrong.
import { describe, expect, it } from 'vitest';
import type { Meter } from '../../meter/meter.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { fcs } from '../../clients/dlms/hdlc/fcs.ts';
import { withDlms } from './dlms-bench.ts';

/** Of client 16 to logical device 1, physical device 17. */
const SNRM = '7ea00802232193bd647e';
const AARQ = '7ea02c02232110af9fe6e600601da109060760857405080101be10040e01000000065f1f0400001e1dffffc5e47e';
const UA_HEAD = '7ea01f21022373e6c7818012';
const LIMIT_ms = 60_000;

/** A frame of format, addresses and control, with its checks; information behind its own. */
function frame(head: string, information = ''): string {
  const bytes = Buffer.from(head, 'hex');
  const info = Buffer.from(information, 'hex');
  const length = 2 + bytes.length + 2 + (info.length > 0 ? info.length + 2 : 0);
  const begun = Buffer.concat([Buffer.from([0xa0 | (length >> 8), length & 0xff]), bytes]);
  const headed = Buffer.concat([begun, fcs(begun)]);
  const whole = info.length > 0 ? Buffer.concat([headed, info, fcs(Buffer.concat([headed, info]))]) : headed;
  return `7e${whole.toString('hex')}7e`;
}

async function say(meter: Meter, frames: string, ms = 500): Promise<string> {
  const heard: number[] = [];
  meter.rs485!.listen((bytes) => heard.push(...bytes));
  meter.rs485!.line.fromOutside(Buffer.from(frames, 'hex'));
  await idle(meter, ms);
  return Buffer.from(heard).toString('hex');
}

describe('A frame', { timeout: LIMIT_ms }, () => {
  it('as the standard prints it is answered as it says', () =>
    withDlms(async (meter) => {
      expect(await say(meter, SNRM)).toMatch(new RegExp(`^${UA_HEAD}`));
      const aare = await say(meter, AARQ);
      expect(aare).toMatch(/^7ea038210223/);
      expect(aare).toContain(
        'e6e7006129a109060760857405080101a203020100a305a103020100be10040e0800065f1f0400',
      );
    }));

  it('with a wrong check, for another meter, or for all, is not answered', () =>
    withDlms(async (meter) => {
      const spoilt = SNRM.replace('bd64', 'bd65');
      const others = [spoilt, frame('02252193'), frame('06232193'), frame('feff2193')];
      for (const each of others) expect(await say(meter, each)).toBe('');
      expect(await say(meter, SNRM)).toMatch(new RegExp(`^${UA_HEAD}`));
    }));

  it('before a connection is answered by DM, and an unknown one within it by FRMR', () =>
    withDlms(async (meter) => {
      expect(await say(meter, frame('02232153'))).toBe(frame('2102231f'));
      expect(await say(meter, frame('02232111'))).toBe(frame('2102231f'));
      await say(meter, SNRM);
      expect(await say(meter, frame('022321b7'))).toMatch(/^7ea0..21022397/);
      expect(await say(meter, frame('02232153'))).toMatch(/^7ea0..21022373/);
      expect(await say(meter, frame('02232153'))).toBe(frame('2102231f'));
    }));

  it('that was lost half is forgotten, and the next one is heard', () =>
    withDlms(async (meter) => {
      await say(meter, SNRM.slice(0, 10));
      expect(await say(meter, SNRM)).toMatch(new RegExp(`^${UA_HEAD}`));
      // What begins like a frame of 126 bytes takes the next one with it; the one behind is heard.
      await say(meter, `${'7e'.repeat(5)}a0${'7e'.repeat(3)}${SNRM}`);
      expect(await say(meter, SNRM)).toMatch(new RegExp(`^${UA_HEAD}`));
    }));

  it('out of its order is rejected, and one that came twice is answered as before', () =>
    withDlms(async (meter) => {
      await say(meter, SNRM);
      const first = await say(meter, AARQ);
      expect(await say(meter, AARQ)).toBe(first);
      const get = 'e6e600c001c100030100010800ff0200';
      expect(await say(meter, frame('02232136', get))).toBe(frame('21022339'));
    }));

  it('of a wild length, or of random bytes, changes nothing', () =>
    withDlms(async (meter) => {
      let seed = 11;
      const draw = () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) >> 8;
      const noise = Array.from({ length: 4000 }, () => draw() & 0xff);
      await say(meter, Buffer.from(noise).toString('hex'), 6000);
      await say(meter, `7ea7ff0223${'00'.repeat(300)}`, 1000);
      expect(await say(meter, SNRM)).toMatch(new RegExp(`^${UA_HEAD}`));
      expect(meter.management.restarts).toBe(0);
    }));
});
