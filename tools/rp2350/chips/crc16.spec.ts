// Checks the AFE's CRCs against the published check values of CRC-16/CCITT-FALSE and CRC-16/CMS.
import { describe, expect, it } from 'vitest';
import { crc16 } from './crc16.ts';

const CHECK = new TextEncoder().encode('123456789');

describe('CRC of AFE frames', () => {
  it('gives 0x29B1 for the CCITT check string', () => expect(crc16(CHECK, 9)).toBe(0x29b1));
  it('gives 0xAEE7 for the ANSI check string', () => expect(crc16(CHECK, 9, 'ansi')).toBe(0xaee7));
  it('is the seed for no bytes at all', () => expect(crc16(CHECK, 0)).toBe(0xffff));
});
