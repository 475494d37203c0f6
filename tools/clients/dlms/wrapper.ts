// The wrapper of TCP and UDP: eight bytes before an APDU say from whom to whom, and how long it is (IEC 62056-47).
import { number } from './bytes.ts';
import { DlmsOptionError, LinkLostError, LinkTimeoutError, WrapperError } from './errors.ts';
import type { Link } from './link.ts';

const VERSION = 1;
const HEAD = 8;
const MOST = 0xffff;

export interface Wrapped {
  readonly source: number;
  readonly destination: number;
  readonly apdu: Uint8Array;
}

/** Throws DlmsOptionError for what the header has no room for. */
export function encodeWrapper({ source, destination, apdu }: Wrapped): Buffer {
  for (const [what, value] of Object.entries({ source, destination, length: apdu.length }))
    if (!Number.isInteger(value) || value < 0 || value > MOST)
      throw new DlmsOptionError(`${what} ${value} of a wrapper: expected 0 to ${MOST}`);
  const head = [VERSION, source, destination, apdu.length].map((value) => number(value, 2));
  return Buffer.concat([...head, apdu]);
}

/** True for bytes that are one APDU in its wrapper, whole and nothing else, as a datagram has to be. */
export function isWrapped(bytes: Uint8Array): boolean {
  if (bytes.length <= HEAD) return false;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, HEAD);
  return head.readUInt16BE(0) === VERSION && head.readUInt16BE(6) === bytes.length - HEAD;
}

/** Takes APDUs out of a stream. */
export class WrapperScanner {
  #bytes: Buffer = Buffer.alloc(0);

  /** Those that are whole now. Throws WrapperError: a stream that has lost its place does not find it again. */
  push(bytes: Uint8Array): Wrapped[] {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const found: Wrapped[] = [];
    while (this.#bytes.length >= HEAD) {
      const [version, source, destination, length] = [0, 2, 4, 6].map((at) => this.#bytes.readUInt16BE(at));
      if (version !== VERSION)
        throw new WrapperError('no header of a wrapper', this.#bytes.subarray(0, HEAD));
      if (this.#bytes.length < HEAD + length) break;
      found.push({ source, destination, apdu: this.#bytes.subarray(HEAD, HEAD + length) });
      this.#bytes = this.#bytes.subarray(HEAD + length);
    }
    return found;
  }
}

export interface WrapperOptions {
  /** Ports of the wrapper: client, and logical device. */
  readonly client: number;
  readonly server: number;
  /** How long an answer may take, ms. */
  readonly response_ms?: number;
}

const RESPONSE_ms = 10_000;

/** A link over a stream that loses nothing: no connection of its own, nothing is sent twice. */
export class WrapperLink implements Link {
  state: Link['state'] = 'closed';
  deadline_ms: number | undefined;
  readonly #options: Required<WrapperOptions>;
  readonly #output: Buffer[] = [];
  readonly #apdus: Buffer[] = [];
  #scanner = new WrapperScanner();

  constructor(options: WrapperOptions) {
    this.#options = { response_ms: RESPONSE_ms, ...options };
    encodeWrapper({ source: options.client, destination: options.server, apdu: Buffer.alloc(0) });
  }

  open(): void {
    this.#scanner = new WrapperScanner();
    this.state = 'open';
  }

  send(apdu: Uint8Array, now_ms: number): void {
    if (this.state !== 'open') throw new LinkLostError('nothing can be sent while the link is closed');
    const { client, server } = this.#options;
    this.#output.push(encodeWrapper({ source: client, destination: server, apdu }));
    // What still lies there answers nothing that is asked now.
    this.#apdus.length = 0;
    this.awaitMore(now_ms);
  }

  awaitMore(now_ms: number): void {
    this.deadline_ms = now_ms + this.#options.response_ms;
  }

  close(): void {
    this.state = 'closed';
    this.deadline_ms = undefined;
  }

  receive(bytes: Uint8Array, now_ms: number): void {
    if (this.deadline_ms !== undefined) this.awaitMore(now_ms);
    for (const { source, destination, apdu } of this.#scanner.push(bytes)) {
      if (source !== this.#options.server || destination !== this.#options.client) continue;
      this.#apdus.push(Buffer.from(apdu));
      this.deadline_ms = undefined;
    }
  }

  tick(now_ms: number): void {
    if (this.deadline_ms === undefined || now_ms < this.deadline_ms) return;
    this.close();
    throw new LinkTimeoutError(`no answer within ${this.#options.response_ms} ms`);
  }

  takeOutput(): Buffer | undefined {
    return this.#output.shift();
  }

  takeApdu(): Buffer | undefined {
    return this.#apdus.shift();
  }
}
