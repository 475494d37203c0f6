// The other end of an HDLC connection in tests: a server by the book, slow and simple, that answers each APDU by a function.
import { fcs } from '../hdlc/fcs.ts';
import { FrameScanner } from '../hdlc/scanner.ts';
import type { Frame } from '../hdlc/frame.ts';

export interface DoubleOptions {
  readonly answer: (apdu: Buffer) => Buffer;
  readonly window?: number;
  readonly bytes?: number;
  /** Says RR this often before an answer is there. */
  readonly busy?: number;
}

const CLIENT = 0x21;
const SERVER = 0x03;

/** Frames written out by hand, not by the code that is tested. */
function frame(control: number, information: Buffer = Buffer.alloc(0), segmented = false): Buffer {
  const length = 7 + (information.length > 0 ? information.length + 2 : 0);
  const head = Buffer.from([
    0xa0 | (segmented ? 8 : 0) | (length >> 8),
    length & 0xff,
    CLIENT,
    SERVER,
    control,
  ]);
  const header = Buffer.concat([head, fcs(head)]);
  const all = Buffer.concat([header, information]);
  const check = information.length > 0 ? fcs(all) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([0x7e]), all, check, Buffer.from([0x7e])]);
}

export class HdlcDouble {
  readonly #options: Required<DoubleOptions>;
  readonly #scanner = new FrameScanner();
  /** Requests that it has had whole. */
  readonly requests: Buffer[] = [];
  #connected = false;
  #receive = 0;
  #send = 0;
  #acknowledged = 0;
  #request: Buffer[] = [];
  /** Parts of the answer that are not acknowledged. */
  #parts: Buffer[] = [];
  #busy = 0;

  constructor(options: DoubleOptions) {
    this.#options = { window: 1, bytes: 128, busy: 0, ...options };
  }

  /** What it sends for what it hears. */
  hear(bytes: Uint8Array): Buffer {
    return Buffer.concat(this.#scanner.push(bytes).flatMap((each) => this.#take(each)));
  }

  #take({ control, information, segmented }: Frame): Buffer[] {
    if (control.kind === 'SNRM') return [this.#connect()];
    if (control.kind === 'DISC') {
      const was = this.#connected;
      this.#connected = false;
      return [frame(was ? 0x73 : 0x1f)];
    }
    if (!this.#connected) return [frame(0x1f)];
    if (!('nr' in control)) return [];
    this.#acknowledge(control.nr);
    if (control.kind === 'I') this.#collect(control.ns, Buffer.from(information), segmented);
    return control.final ? this.#turn() : [];
  }

  #connect(): Buffer {
    [this.#connected, this.#receive, this.#send, this.#acknowledged] = [true, 0, 0, 0];
    [this.#request, this.#parts] = [[], []];
    const { bytes, window } = this.#options;
    const two = (id: number, value: number) => [id, 2, value >> 8, value & 0xff];
    const four = (id: number, value: number) => [id, 4, 0, 0, 0, value];
    const all = [...two(5, bytes), ...two(6, bytes), ...four(7, window), ...four(8, window)];
    return frame(0x73, Buffer.from([0x81, 0x80, all.length, ...all]));
  }

  #acknowledge(nr: number): void {
    const ahead = (nr - this.#acknowledged + 8) % 8;
    const open = (this.#send - this.#acknowledged + 8) % 8;
    if (ahead <= open) {
      this.#acknowledged = nr;
      this.#parts.splice(0, ahead);
    }
    this.#send = this.#acknowledged;
  }

  #collect(ns: number, information: Buffer, segmented: boolean): void {
    if (ns !== this.#receive) return;
    this.#receive = (this.#receive + 1) % 8;
    this.#request.push(information);
    if (segmented) return;
    const apdu = Buffer.concat(this.#request).subarray(3);
    this.requests.push(apdu);
    const answer = Buffer.concat([Buffer.from('e6e700', 'hex'), this.#options.answer(apdu)]);
    const { bytes } = this.#options;
    this.#parts = Array.from({ length: Math.ceil(answer.length / bytes) }, (_, i) =>
      answer.subarray(i * bytes, (i + 1) * bytes),
    );
    [this.#request, this.#busy] = [[], this.#options.busy];
  }

  /** Its turn: the frames that are not acknowledged, the last one with F; or RR. */
  #turn(): Buffer[] {
    const rest = this.#parts.slice(0, this.#options.window);
    if (rest.length === 0 || this.#busy-- > 0) return [frame(0x11 | (this.#receive << 5))];
    return rest.map((part, i) => {
      const final = i === rest.length - 1 ? 0x10 : 0;
      const control = (this.#receive << 5) | final | (this.#send << 1);
      this.#send = (this.#send + 1) % 8;
      return frame(control, part, i < this.#parts.length - 1);
    });
  }
}
