// IEC 62056-21 mode E at the optical port, by a client that knows the bytes of the standards and nothing of this project.
import { describe, expect, it } from 'vitest';
import type { Meter } from '../../meter/meter.ts';
import type { SerialFormat } from '../../lines/serial-format.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { withDlms } from './dlms-bench.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const SIGN_ON = Buffer.from('/?!\r\n');
/** Client 16, logical device 1, physical device 17 in four bytes: printed with its check by jDLMS. */
const SNRM = hex('7E A00A 00020023 21 93 1871 7E');
const AARQ = hex('601DA109060760857405080101BE10040E01000000065F1F040000101DFFFF');
const GET_CLOCK = hex('C001C1 0008 0000010000FF 02 00');

/** CRC-16/X-25 (ISO/IEC 13239, 4.2.5.2), low byte first. */
function check(bytes: Uint8Array): Buffer {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  const out = Buffer.alloc(2);
  out.writeUInt16LE(crc ^ 0xffff);
  return out;
}

function frame(control: number, apdu?: Uint8Array): Buffer {
  const information = apdu ? Buffer.concat([hex('E6E600'), apdu]) : Buffer.alloc(0);
  const length = 8 + (apdu ? 2 + information.length : 0) + 2;
  const head = Buffer.concat([Uint8Array.of(0xa0, length), hex('00020023 21'), Uint8Array.of(control)]);
  const inner = apdu ? [head, check(head), information] : [head];
  const whole = Buffer.concat(inner);
  return Buffer.concat([hex('7E'), whole, check(whole), hex('7E')]);
}

const DISC = frame(0x53);

/** Whoever holds the head: sets its rate and format, sends, and has what came within a time. */
class Head {
  readonly meter: Meter;
  #heard: number[] = [];

  constructor(meter: Meter) {
    this.meter = meter;
    meter.optical!.listen((bytes) => this.#heard.push(...bytes));
  }

  set(baud: number, format: SerialFormat): void {
    this.meter.optical!.line.setOutside({ baud, format });
  }

  async say(bytes: Uint8Array, within_ms: number): Promise<Buffer> {
    this.#heard = [];
    this.meter.optical!.line.fromOutside(bytes);
    await idle(this.meter, within_ms);
    return Buffer.from(this.#heard);
  }

  /** Signs on at 300 Bd, 7E1; the identification. */
  async signOn(): Promise<string> {
    this.set(300, '7E1');
    return (await this.say(SIGN_ON, 1800)).toString('latin1');
  }

  /** Signs on and selects mode E; what the meter says to that at the new rate, in 7E1. */
  async handOver(rate = '5', baud = 9600): Promise<string> {
    await this.signOn();
    await this.say(Buffer.from(`\x062${rate}2\r\n`), 210);
    this.set(baud, '7E1');
    const said = (await this.say(new Uint8Array(0), 700)).toString('latin1');
    this.set(baud, '8N1');
    return said;
  }
}

const withHead = (use: (head: Head) => Promise<void>) => withDlms((meter) => use(new Head(meter)));

describe('mode E at the optical port', () => {
  it('is announced, confirmed at the rate selected, and is HDLC from then on', () =>
    withHead(async (head) => {
      expect(await head.signOn()).toMatch(/^\/TWM5\\2\w+\r\n$/);
      expect(await head.handOver()).toBe('\x06252\r\n');
      const ua = await head.say(SNRM, 300);
      expect(ua.toString('hex')).toMatch(/^7ea0..210002002373/);
      const aare = await head.say(frame(0x10, AARQ), 300);
      expect(aare.toString('hex')).toMatch(/e6e70061..a109060760857405080101a203020100/);
      const clock = await head.say(frame(0x32, GET_CLOCK), 300);
      expect(clock.toString('hex')).toMatch(/e6e700c401c100090c07/);
    }));

  it('ends with DISC: a reader of mode C is answered at 300 Bd again', () =>
    withHead(async (head) => {
      await head.handOver();
      await head.say(SNRM, 300);
      expect((await head.say(DISC, 300)).toString('hex')).toMatch(/^7ea0..210002002373.*7e$/);
      expect(await head.signOn()).toMatch(/^\/TWM5/);
      const block = (await head.say(Buffer.from('\x06000\r\n'), 3000)).toString('latin1');
      expect(block).toMatch(/^\x02[^\x03]+/);
    }));

  it.each([
    ['a link', [SNRM]],
    ['no link at all', []],
  ])('ends 120 s behind the last frame of %s, and not before', (_, frames) =>
    withHead(async (head) => {
      await head.handOver();
      for (const bytes of frames) await head.say(bytes, 300);
      await idle(head.meter, 117_000);
      expect((await head.say(SNRM, 300)).toString('hex')).toMatch(/^7ea0..210002002373/);
      await idle(head.meter, 122_000);
      expect(await head.signOn()).toMatch(/^\/TWM5/);
    }),
  );

  it('can be entered again and again, at 19200 Bd too', () =>
    withHead(async (head) => {
      for (const [rate, baud] of [
        ['5', 9600],
        ['6', 19_200],
        ['0', 300],
      ] as const) {
        expect(await head.handOver(rate, baud)).toBe(`\x062${rate}2\r\n`);
        expect((await head.say(SNRM, 3000)).toString('hex')).toMatch(/^7ea0..210002002373/);
        await head.say(DISC, 2000);
      }
    }));

  it('is not entered by a rate that there is not: the block follows at 300 Bd', () =>
    withHead(async (head) => {
      await head.signOn();
      const said = (await head.say(Buffer.from('\x06292\r\n'), 3000)).toString('latin1');
      expect(said).toMatch(/^\x02/);
    }));
});
