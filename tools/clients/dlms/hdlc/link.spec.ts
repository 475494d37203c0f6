// A connection of HDLC against a server in the same process, over lines that lose, alter and repeat.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClientError } from '../../errors.ts';
import { FrameRejectedError, LinkLostError, LinkTimeoutError, LlcError } from '../errors.ts';
import { HdlcDouble, type DoubleOptions } from '../testing/hdlc-double.ts';
import { encodeFrame } from './frame.ts';
import { HdlcLink, type HdlcOptions } from './link.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

/** A line between a link and a double, by a clock of its own; `spoil` may alter or lose what goes over it. */
class Line {
  now_ms = 0;
  readonly link: HdlcLink;
  readonly double: HdlcDouble;
  readonly #spoil: (bytes: Buffer) => Buffer;

  constructor(options: DoubleOptions, own: Partial<HdlcOptions> = {}, spoil = (bytes: Buffer) => bytes) {
    this.link = new HdlcLink({ client: hex('21'), server: hex('03'), ...own });
    this.double = new HdlcDouble(options);
    this.#spoil = spoil;
  }

  run(begin: (link: HdlcLink) => void, isDone: () => boolean): void {
    begin(this.link);
    for (let i = 0; i < 10_000 && !isDone(); i++) {
      this.now_ms += 10;
      const output = this.link.takeOutput();
      if (output) {
        const answer = this.double.hear(this.#spoil(output));
        if (answer.length > 0) this.link.receive(this.#spoil(answer), this.now_ms);
      } else {
        this.now_ms = Math.max(this.now_ms, this.link.deadline_ms ?? 0);
        this.link.tick(this.now_ms);
      }
    }
  }

  open(): void {
    this.run(
      (link) => link.open(this.now_ms),
      () => this.link.state !== 'opening',
    );
  }

  ask(apdu: Buffer): Buffer {
    let answer: Buffer | undefined;
    this.run(
      (link) => link.send(apdu, this.now_ms),
      () => (answer ??= this.link.takeApdu()) !== undefined,
    );
    return answer!;
  }
}

const long = (apdu: Buffer) => Buffer.concat([apdu, Buffer.alloc(1200, 0x7e), apdu]);
const request = Buffer.from(Array.from({ length: 1000 }, (_, i) => i & 0xff));

describe('A connection', () => {
  it.each([
    [1, 32, 1, 2030],
    [1, 128, 7, 128],
    [3, 100, 5, 500],
    [7, 2030, 7, 2030],
    [7, 64, 7, 128],
  ])(
    'carries long messages both ways: window %i, %i bytes; own window %i, %i bytes',
    (window, bytes, ownWindow, ownBytes) => {
      const own = {
        transmitWindow: ownWindow,
        receiveWindow: ownWindow,
        transmitBytes: ownBytes,
        receiveBytes: ownBytes,
      };
      const line = new Line({ answer: long, window, bytes: Math.min(bytes, ownBytes) }, { parameters: own });
      line.open();
      for (let i = 0; i < 5; i++) expect(line.ask(request)).toEqual(long(request));
      expect(line.double.requests).toHaveLength(5);
      expect(line.link.repeated).toBe(0);
      line.run(
        (link) => link.close(line.now_ms),
        () => line.link.state === 'closed',
      );
      expect(line.link.state).toBe('closed');
    },
  );

  it('waits for a server that has nothing to say yet', () => {
    const line = new Line({ answer: long, busy: 10 });
    line.open();
    expect(line.ask(request)).toEqual(long(request));
  });

  it('ends right or with a clean error over a line that loses and alters', () => {
    let whole = 0;
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(99)), fc.constantFrom(1, 3, 7), (chances, window) => {
        const next = () => chances.next().value as number;
        const spoil = (bytes: Buffer) => {
          if (next() < 4) return Buffer.alloc(0);
          const copy = Buffer.from(bytes);
          if (next() < 6) copy[next() % copy.length] ^= 1 << (next() & 7);
          if (next() < 3) return copy.subarray(0, next() % copy.length);
          return next() < 3 ? Buffer.concat([copy, copy]) : copy;
        };
        const line = new Line({ answer: long, window }, { response_ms: 500, retries: 6 }, spoil);
        try {
          line.open();
          for (let i = 0; i < 3; i++) {
            const own = Buffer.concat([Buffer.from([i]), request]);
            expect(line.ask(own)).toEqual(long(own));
            whole++;
          }
          expect(line.double.requests.map(([first]) => first)).toEqual([0, 1, 2]);
        } catch (error) {
          if (!(error instanceof ClientError)) throw error;
        }
      }),
    );
    expect(whole).toBeGreaterThan(20);
  });

  it('asks for a frame that is missing among several', () => {
    let isLost = false;
    const lose = (bytes: Buffer) => {
      if (isLost || bytes.length < 900) return bytes;
      isLost = true;
      // Of seven frames of 139 bytes a piece of the second.
      return Buffer.concat([bytes.subarray(0, 150), bytes.subarray(200)]);
    };
    const line = new Line({ answer: long, window: 7 }, {}, lose);
    line.open();
    expect(line.ask(Buffer.from([1]))).toEqual(long(Buffer.from([1])));
    expect(isLost).toBe(true);
    expect(line.link.repeated).toBeGreaterThan(0);
  });

  it('says after all attempts that nobody answers', () => {
    const line = new Line({ answer: long }, { retries: 2, response_ms: 100 }, () => Buffer.alloc(0));
    expect(() => line.open()).toThrow(LinkTimeoutError);
    expect(line.link.state).toBe('closed');
  });

  it('hears a refusal, a disconnection and a rejection', () => {
    const to = (bytes: string) => {
      const link = new HdlcLink({ client: hex('21'), server: hex('03') });
      link.open(0);
      link.receive(hex(bytes), 1);
      return link;
    };
    const control = (kind: 'DM' | 'FRMR' | 'UA') =>
      encodeFrame({
        destination: hex('21'),
        source: hex('03'),
        control: { kind, final: true },
        information: Buffer.alloc(0),
        segmented: false,
      }).toString('hex');
    expect(() => to(control('DM'))).toThrow(LinkLostError);
    expect(() => to(control('FRMR'))).toThrow(FrameRejectedError);
    const link = to(control('UA'));
    expect(link.state).toBe('open');
    expect(() => link.receive(hex(control('DM')), 2)).toThrow(LinkLostError);
    expect(() => link.send(Buffer.from([1]), 3)).toThrow(LinkLostError);
  });

  it('refuses an answer without its head, and a number that was never sent', () => {
    const opened = () => {
      const line = new Line({ answer: long });
      line.open();
      return line.link;
    };
    const information = (nr: number, bytes: string) =>
      encodeFrame({
        destination: hex('21'),
        source: hex('03'),
        control: { kind: 'I', ns: 0, nr, final: true },
        information: hex(bytes),
        segmented: false,
      });
    expect(() => opened().receive(information(0, '6129'), 1)).toThrow(LlcError);
    expect(() => opened().receive(information(3, 'e6e70061'), 1)).toThrow(FrameRejectedError);
  });

  it('leaves what is addressed to others alone', () => {
    const line = new Line({ answer: long });
    line.open();
    const other = {
      destination: hex('03'),
      source: hex('03'),
      control: { kind: 'DM', final: true } as const,
    };
    line.link.receive(encodeFrame({ ...other, information: Buffer.alloc(0), segmented: false }), 1);
    expect(line.link.state).toBe('open');
  });
});
