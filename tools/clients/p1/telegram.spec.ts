// Telegrams taken apart, and what is none.
import { describe, expect, it } from 'vitest';
import { crc16, numberOf, telegramOf, TelegramError } from './telegram.ts';

const BODY =
  '/TWM5TWINMETER\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(261128120000W)\r\n1-0:1.8.1(000123.456*kWh)\r\n1-0:1.7.0(01.193*kW)\r\n!';
const SOUND = `${BODY}8D61\r\n`;

describe('A telegram', () => {
  it('is taken apart into its lines', () => {
    const telegram = telegramOf(SOUND);
    expect(telegram.identification).toBe('TWM5TWINMETER');
    expect([...telegram.lines.keys()]).toEqual(['1-3:0.2.8', '0-0:1.0.0', '1-0:1.8.1', '1-0:1.7.0']);
    expect(numberOf(telegram, '1-0:1.8.1')).toBe(123.456);
    expect(numberOf(telegram, '1-0:1.8.2')).toBeNaN();
  });

  it('has the CRC-16/ARC of all up to its exclamation mark', () => {
    expect(crc16('123456789')).toBe(0xbb3d);
    expect(crc16(BODY)).toBe(0x8d61);
  });

  it.each([
    ['with another character in it', SOUND.replace('123.456', '123.457')],
    ['with another CRC', SOUND.replace('8D61', '8D62')],
    ['without its end', SOUND.slice(0, -2)],
    ['without its beginning', SOUND.slice(1)],
    ['with a line that is none', `${BODY.replace('1-3:0.2.8(50)', '1-3:0.2.8')}0000\r\n`],
  ])('%s is refused', (_, text) => {
    expect(() => telegramOf(text)).toThrow(TelegramError);
  });
});
