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
import { decodeRecord, RecordLengthError, type RecordValue } from '../records/records.ts';
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
export type LinkRecords = Map<string, Record<string, RecordValue>>;

const MESSAGE_NAMES = new Map(
  Object.entries(MESSAGES).map(([name, m]) => [m.code as number, name as keyof typeof MESSAGES]),
);

/** Where the link's wires can be tapped: the modelled wire, or the pins of emulated boards. */
export interface LinkTap {
  readonly counters: WireCounters;
  onTransfer: ((direction: 'request' | 'reply', bytes: Uint8Array) => void) | undefined;
}

/** What a damaged request asked for. */
const UNREADABLE = '';

/** Key of a record by what it says of itself. */
function recordKey(name: string, { scope, input, first_order }: Record<string, RecordValue>): string {
  return [name, scope ?? input ?? 0, ...(first_order === undefined ? [] : [first_order])].join(' ');
}

export class LinkMonitor {
  readonly records: LinkRecords = new Map();
  /** Events that passed, by sequence, as many as the meter keeps; one under way stands as it was told last. */
  readonly events = new Map<number, MeterEvent>();
  #repeats = 0;
  #damaged = 0;
  #refused = 0;
  #asked = UNREADABLE;
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

  #observe(direction: 'request' | 'reply', bytes: Uint8Array): void {
    try {
      const frame = decodeFrame(bytes);
      if (direction === 'request') this.#request(frame);
      else this.#reply(frame);
    } catch (error) {
      if (!(error instanceof FrameError || error instanceof RecordLengthError)) throw error;
      this.#damaged++;
      this.#answered = false;
      if (direction === 'request') this.#asked = UNREADABLE;
    }
  }

  #request(frame: Frame): void {
    if (frame.kind !== FRAME_REQUEST) return;
    const asked = `${frame.message} ${frame.payload}`;
    if (!this.#answered && (asked === this.#asked || this.#asked === UNREADABLE)) this.#repeats++;
    this.#asked = asked;
    this.#answered = false;
  }

  #reply(frame: Frame): void {
    const name = MESSAGE_NAMES.get(frame.message);
    if (frame.kind === FRAME_ERROR) this.#refused++;
    if (!name || frame.kind !== FRAME_REPLY) return;
    const values = decodeRecord(MESSAGES[name].reply, frame.payload);
    this.#answered = true;
    this.records.set(recordKey(name, values), values);
    if (name === 'read_events') this.#remember(eventsOf(values));
  }

  #remember(events: readonly MeterEvent[]): void {
    for (const event of events) this.events.set(event.sequence, event);
    for (const sequence of this.events.keys()) {
      if (this.events.size <= EVENT_RING) return;
      this.events.delete(sequence);
    }
  }
}
