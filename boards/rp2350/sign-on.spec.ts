// What the management board's image hears at 300 Bd while its port is left at a higher rate.
import { describe, expect, it } from 'vitest';
import { toWire } from '../../tools/clients/parity.ts';
import { everyday } from '../../tools/build/testing/long-form.ts';
import { withLines } from '../../tools/records/lines.ts';
import { FRAM_BYTES, SIGN_ON_BAUD } from '../../shared-protocol/generated/ts/protocol.ts';
import { built, CYCLES_PER_MS, managementBoard } from './image-boards.ts';

const ETX = 0x03;
const PORTS = ['optical', 'rs485'] as const;
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** A FRAM that says so of the RS485 pair too. */
const readers = () => withLines(new Uint8Array(FRAM_BYTES), { rs485: 'iec62056-21' });

/** A reader at a port of the management board; the mirror is empty, so the block is a short one. */
class Reader {
  heard = '';
  readonly #board = managementBoard(undefined, readers()).board;
  readonly #socket;
  #now_ms = 300;

  constructor(port: (typeof PORTS)[number]) {
    this.#socket = this.#board[port];
    this.#socket.onByte = (byte) => (this.heard += String.fromCharCode(byte & 0x7f));
    this.#board.runUntil(this.#now_ms * CYCLES_PER_MS);
  }

  /** Sends at a rate, or at the meter's, and listens until the line was quiet for 400 ms, twice the reaction time. */
  ask(text: string, baud?: number): string {
    this.heard = '';
    this.#socket.setOutside(baud);
    this.#socket.send(toWire(ascii(text)));
    this.run_ms((text.length * 10e3) / (baud ?? SIGN_ON_BAUD));
    for (let before = ''; ; before = this.heard) {
      this.run_ms(400);
      if (this.heard === before) return this.heard;
    }
  }

  run_ms(duration_ms: number): void {
    this.#now_ms += duration_ms;
    this.#board.runUntil(Math.round(this.#now_ms * CYCLES_PER_MS));
  }

  /** From now on an edge every half microsecond at the RX pin. */
  oscillate_ms(duration_ms: number): void {
    const { chip } = this.#board;
    const end = (this.#now_ms + duration_ms) * CYCLES_PER_MS;
    const turn = (level: boolean): void => {
      this.#board.pin('OPTICAL_RX').drive(level);
      if (chip.now < end || !level) chip.time.at(chip.now + CYCLES_PER_MS / 2000, () => turn(!level));
    };
    turn(false);
  }

  /** How often the board asks on the link in this time. */
  linkRequests(duration_ms: number): number {
    let asked = 0;
    this.#board.pin('LINK_CS').watch((level) => void (asked += level ? 0 : 1));
    this.run_ms(duration_ms);
    return asked;
  }

  close(): void {
    this.#board.close();
  }
}

/** A block without its check and without what may change meanwhile: errors and alarms of a board whose FRAM holds anything. */
const lasting = (block: string): string =>
  block.slice(0, -1).replace(/0-0:97\.9[78]\.[01]\*255\(\w*\)\r\n/g, '');

/** Characters of the rates; a block takes a minute at the slow ones. */
const RATES = ['6', '5', '4', '3', '2', '1'];

/** Only the optical port tells of mode E. */
const IDENTIFICATIONS = { optical: /^\/TWM5\\2\w+\r\n$/, rs485: /^\/TWM5\w+\r\n$/ };

describe.skipIf(!built)('a reader at 300 Bd', () => {
  /** Reads a block at a rate and hands the reader on at once, while the meter still waits there for a NAK. */
  function behindABlock(
    port: (typeof PORTS)[number],
    rateCharacter: string,
  ): { reader: Reader; block: string } {
    const reader = new Reader(port);
    expect(reader.ask('/?!\r\n')).toMatch(IDENTIFICATIONS[port]);
    const block = reader.ask(`\x060${rateCharacter}0\r\n`);
    expect(block.charCodeAt(block.length - 2)).toBe(ETX);
    return { reader, block };
  }

  it.each(
    everyday(
      RATES.flatMap((rate) => PORTS.map((port) => [port, rate] as const)),
      4,
    ),
  )(
    'is identified on the %s port right after a block at rate %s, without a pause or a break message',
    (port, rate) => {
      const { reader, block } = behindABlock(port, rate);
      expect(reader.ask('/?!\r\n', SIGN_ON_BAUD)).toMatch(IDENTIFICATIONS[port]);
      expect(lasting(reader.ask(`\x060${rate}0\r\n`))).toBe(lasting(block));
      reader.close();
    },
  );

  it.each(everyday(['6', '5', '1'], 2))(
    'leaves NAK at rate %s to be honoured, when it is for another meter',
    (rate) => {
      const { reader, block } = behindABlock('optical', rate);
      expect(reader.ask('/?1!\r\n', SIGN_ON_BAUD)).toBe('');
      expect(lasting(reader.ask('\x15'))).toBe(lasting(block));
      reader.close();
    },
  );

  it('is identified after the line oscillated, which does not keep the board from its work', () => {
    const { reader } = behindABlock('optical', '5');
    const usual = reader.linkRequests(300);
    reader.oscillate_ms(300);
    expect(reader.linkRequests(300)).toBeGreaterThanOrEqual(usual - 1);
    reader.run_ms(100);
    expect(reader.ask('/?!\r\n', SIGN_ON_BAUD)).toMatch(IDENTIFICATIONS.optical);
    reader.close();
  });

  it('is not heard at 4800 Bd', () => {
    const { reader } = behindABlock('optical', '5');
    expect(reader.ask('/?!\r\n', 4800)).toBe('');
    reader.close();
  });
});
