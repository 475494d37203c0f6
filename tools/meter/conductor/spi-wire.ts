// The SPI link between the boards, byte by byte in virtual time: request, READY, reply, and what can go wrong on it.
import { Status } from '../../../shared-protocol/generated/ts/protocol.ts';

/** Longest wait for READY (hal.h, hal_link_request). */
const READY_TIMEOUT_us = 20_000;
/** What the master reads while nobody drives MISO. */
const FLOATING = 0xff;

/** Changes a byte on its way; for tests of a disturbed link. */
export type Disturbance = (byte: number, direction: 'request' | 'reply', index: number) => number;

/** What the wire wants done at this instant. */
export type WireEvent =
  | { to: 'metering'; bytes: Uint8Array }
  | { to: 'management'; bytes: Uint8Array; status: number };

/** What was seen on the wire since the start of the run. */
export interface WireCounters {
  requests: number;
  replies: number;
  timeouts: number;
  bytes: number;
}

type Phase = 'idle' | 'request' | 'ready' | 'reply';

export class SpiWire {
  readonly counters: WireCounters = { requests: 0, replies: 0, timeouts: 0, bytes: 0 };
  disturb: Disturbance | undefined;
  /** Called with the bytes of each finished transfer, as a logic analyser would show them. */
  onTransfer: ((direction: 'request' | 'reply', bytes: Uint8Array) => void) | undefined;
  readonly #byteTime_us: number;
  #phase: Phase = 'idle';
  #phaseEnd_us = 0;
  #request: Uint8Array = new Uint8Array();
  #replyLength = 0;
  #armed: Uint8Array | undefined;
  #shifting: Uint8Array = new Uint8Array();
  #reply: Uint8Array = new Uint8Array();
  #clocked = 0;
  #replyStart_us = 0;

  constructor(clock_Hz: number) {
    this.#byteTime_us = 8e6 / clock_Hz;
  }

  /** When the wire next has something to hand over; infinity while it rests. */
  get nextEvent_us(): number {
    return this.#phase === 'idle' ? Infinity : this.#phaseEnd_us;
  }

  /** The master starts an exchange. */
  request(now_us: number, bytes: Uint8Array, replyLength: number): void {
    this.#request = this.#passed(bytes, 'request');
    this.#replyLength = replyLength;
    // The slave's receiver starts over with each select; a reply nobody fetched is gone.
    this.#armed = undefined;
    this.counters.requests++;
    this.#enter('request', now_us + bytes.length * this.#byteTime_us);
  }

  /** The slave arms a reply: READY goes high. */
  arm(now_us: number, bytes: Uint8Array): void {
    this.#armed = bytes;
    if (this.#phase === 'ready') this.#startReply(now_us);
  }

  /** The master lost power or was killed: select goes high, the exchange ends. */
  masterGone(): void {
    this.#phase = 'idle';
  }

  /** The slave is gone: READY falls, and from here on nobody drives the reply line. */
  slaveGone(now_us: number): void {
    this.#clockUpTo(now_us);
    this.#armed = undefined;
    this.#shifting = this.#shifting.subarray(0, this.#clocked);
  }

  /** What is due by now_us, if anything; call again until undefined. */
  take(now_us: number): WireEvent | undefined {
    if (now_us < this.nextEvent_us) return undefined;
    if (this.#phase === 'request') return this.#requestDone();
    return this.#phase === 'ready' ? this.#notReady() : this.#replyDone();
  }

  #enter(phase: Phase, end_us: number): void {
    this.#phase = phase;
    this.#phaseEnd_us = end_us;
  }

  /** What arrives of bytes sent, the first of which is number `index` of its transfer. */
  #passed(bytes: Uint8Array, direction: 'request' | 'reply', index = 0): Uint8Array {
    this.counters.bytes += bytes.length;
    const { disturb } = this;
    return disturb ? bytes.map((byte, i) => disturb(byte, direction, index + i) & 0xff) : bytes;
  }

  #requestDone(): WireEvent {
    this.#enter('ready', this.#phaseEnd_us + READY_TIMEOUT_us);
    this.onTransfer?.('request', this.#request);
    return { to: 'metering', bytes: this.#request };
  }

  #notReady(): WireEvent {
    this.#phase = 'idle';
    this.counters.timeouts++;
    return { to: 'management', bytes: new Uint8Array(), status: Status.TIMEOUT };
  }

  #startReply(now_us: number): void {
    this.#shifting = this.#armed!;
    this.#reply = new Uint8Array(this.#replyLength).fill(FLOATING);
    this.#clocked = 0;
    this.#replyStart_us = now_us;
    this.#enter('reply', now_us + this.#replyLength * this.#byteTime_us);
  }

  #clockUpTo(now_us: number): void {
    if (this.#phase !== 'reply') return;
    const due = Math.min(
      this.#replyLength,
      Math.floor((now_us - this.#replyStart_us) / this.#byteTime_us + 1e-6),
    );
    if (due <= this.#clocked) return;
    // What the slave does not drive floats, and is disturbed like the rest.
    this.#reply.set(this.#shifting.subarray(this.#clocked, due), this.#clocked);
    const now = this.#reply.subarray(this.#clocked, due);
    now.set(this.#passed(now, 'reply', this.#clocked));
    this.#clocked = due;
  }

  #replyDone(): WireEvent {
    this.#clockUpTo(this.#phaseEnd_us);
    this.#phase = 'idle';
    this.counters.replies++;
    this.onTransfer?.('reply', this.#reply);
    return { to: 'management', bytes: this.#reply, status: Status.OK };
  }
}
