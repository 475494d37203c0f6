// What the boot ROM tells about the chip and the boot.
import { describe, expect, it } from 'vitest';
import { sysInfoWords } from './sys-info.ts';

const values = { packageSelect: 1, deviceId: [0x11, 0x22], bootRandom: [1, 2, 3, 4] } as const;

describe('get_sys_info', () => {
  it('gives the groups asked for, in the order of their bits, after the word that names them', () => {
    expect(sysInfoWords(0x01, values)).toEqual([0x01, 1, 0x11, 0x22]);
    expect(sysInfoWords(0x51, values)).toEqual([0x51, 1, 0x11, 0x22, 1, 2, 3, 4, 0x00ff00ff, 0, 0, 0]);
  });

  it('tells of a normal boot from no partition', () => {
    const [, word] = sysInfoWords(0x40, values);
    expect((word >>> 8) & 0xff).toBe(0);
  });

  it('fails on groups it does not know', () => {
    expect(() => sysInfoWords(0x08, values)).toThrow('get_sys_info of flags 0x8');
  });
});
