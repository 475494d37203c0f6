// A logic analyser on the SPI link: decodes what passes, counts it, and keeps the latest record of each kind.
import {
  EVENT_RING,
  FRAME_ERROR,
  FRAME_REPLY,
  FRAME_REQUEST,
  MESSAGES,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { decodeFrame, FrameError, type Frame } from '../records/framing.ts';
import { eventsOf, type MeterEvent } from '../records/events.ts';
import { decodeRecord, fieldsReader, RecordLengthError, type RecordValue } from '../records/records.ts';
import type { WireCounters } from './conductor/spi-wire.ts';

/** Health of the link as seen on the wire. */
export interface LinkHealth {
  requests: number;
  replies: number;
  /** Requests that ask again for what the one before asked, or follow one that nobody could read. */
  repeats: number;
  timeouts: number;
  /** Transfers in either direction whose frame did not check out. */
  damaged: number;
  /** Requests the metering core answered with an error. */
  refused: number;
  bytes: number;
}

/** What passed last, keyed by message and scope, or by message, input and first order. */
export type LinkRecords = ReadonlyMap<string, Record<string, RecordValue>>;

type MessageName = keyof typeof MESSAGES;

/** A message as its replies are kept: the part of one that its key is made of, read without the rest. */
interface Kept {
  readonly name: MessageName;
  readonly identity: (payload: Uint8Array) => (RecordValue | undefined)[];
}

const KEPT = new Map(
  Object.entries(MESSAGES).map(([name, { code, reply }]): [number, Kept] => [
    code,
    { name: name as MessageName, identity: fieldsReader(reply, ['scope', 'input', 'first_order', 'count']) },
  ]),
);

/** Where the link's wires can be tapped: the modelled wire, or the pins of emulated boards. */
export interface LinkTap {
  readonly counters: WireCounters;
  onTransfer: ((direction: 'request' | 'reply', bytes: Uint8Array) => void) | undefined;
}

/** A reply that nobody looked at yet. */
interface Unread {
  readonly name: MessageName;
  readonly payload: Uint8Array;
}

const sameQuestion = (a: Frame, b: Frame): boolean =>
  a.message === b.message && Buffer.compare(a.payload, b.payload) === 0;

export class LinkMonitor {
  /** Events that passed, by sequence, as many as the meter keeps; one under way stands as it was told last. */
  readonly events = new Map<number, MeterEvent>();
  readonly #records = new Map<string, Record<string, RecordValue>>();
  /** The latest reply under each key: eighteen come each second, and hardly any of them is ever looked at. */
  readonly #unread = new Map<string, Unread>();
  #repeats = 0;
  #damaged = 0;
  #refused = 0;
  /** The request before; undefined when nobody could read it. */
  #asked: Frame | undefined;
  #answered = true;
  readonly #wire: LinkTap;

  constructor(wire: LinkTap) {
    this.#wire = wire;
    wire.onTransfer = (direction, bytes) => this.#observe(direction, bytes);
  }

  get health(): LinkHealth {
    const { requests, replies, timeouts, bytes } = this.#wire.counters;
    return {
      requests,
      replies,
      repeats: this.#repeats,
      timeouts,
      damaged: this.#damaged,
      refused: this.#refused,
      bytes,
    };
  }

  /** The latest record under each key; those that came meanwhile are read now. */
  get records(): LinkRecords {
    for (const [key, { name, payload }] of this.#unread)
      this.#records.set(key, decodeRecord(MESSAGES[name].reply, payload));
    this.#unread.clear();
    return this.#records;
  }

  #observe(direction: 'request' | 'reply', bytes: Uint8Array): void {
    try {
      const frame = decodeFrame(bytes);
      if (direction === 'request') this.#request(frame);
      else this.#reply(frame);
    } catch (error) {
      if (!(error instanceof FrameError || error instanceof RecordLengthError)) throw error;
      this.#damaged++;
      this.#answered = false;
      if (direction === 'request') this.#asked = undefined;
    }
  }

  #request(frame: Frame): void {
    if (frame.kind !== FRAME_REQUEST) return;
    if (!this.#answered && (!this.#asked || sameQuestion(frame, this.#asked))) this.#repeats++;
    this.#asked = frame;
    this.#answered = false;
  }

  #reply(frame: Frame): void {
    const kept = KEPT.get(frame.message);
    if (frame.kind === FRAME_ERROR) this.#refused++;
    if (!kept || frame.kind !== FRAME_REPLY) return;
    const { name, identity } = kept;
    const { payload } = frame;
    const [scope, input, firstOrder, count] = identity(payload);
    this.#answered = true;
    const key = `${name} ${scope ?? input ?? 0}`;
    this.#unread.set(firstOrder === undefined ? key : `${key} ${firstOrder}`, { name, payload });
    if (name === 'read_events' && count)
      this.#remember(eventsOf(decodeRecord(MESSAGES[name].reply, payload)));
  }

  #remember(events: readonly MeterEvent[]): void {
    for (const event of events) this.events.set(event.sequence, event);
    for (const sequence of this.events.keys()) {
      if (this.events.size <= EVENT_RING) return;
      this.events.delete(sequence);
    }
  }
}
