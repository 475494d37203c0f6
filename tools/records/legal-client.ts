// Sans-IO client of the metering core's own RS485 port, and of a provisioning image: requests out, replies in, one at a time.
import {
  FRAME_ERROR,
  FRAME_REPLY,
  FRAME_REQUEST,
  FRAME_START,
  LINK_FRAME_MAX,
  MESSAGES as OF_METER,
  STATUS_NAMES,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { PROVISION_MESSAGES } from '../../shared-protocol/generated/ts/provision.ts';
import { checkFrame, decodeFrame, encodeFrame, type Frame } from './framing.ts';
import { decodeRecord, encodeRecord, type RecordValue, type RecordValues } from './records.ts';

/** Of a meter, and of a board that is being given its identity: their codes differ. */
const MESSAGES = { ...OF_METER, ...PROVISION_MESSAGES };
export type MessageName = keyof typeof OF_METER;
export type AnyMessage = keyof typeof MESSAGES;

/** The metering core refused the request; carries its Status. */
export class RefusedError extends Error {
  readonly status: number;
  constructor(message: AnyMessage, status: number) {
    super(`${message} was refused: ${STATUS_NAMES.get(status) ?? status}`);
    this.status = status;
  }
}

/** Encodes requests and finds their replies in the received stream. */
export class LegalClient {
  #sequence = 0;
  #stream = new Uint8Array();

  /** The bytes of a request; its reply must be awaited before the next one. What was received before is forgotten. */
  request(message: AnyMessage, values: RecordValues = {}): Uint8Array {
    const { code, request } = MESSAGES[message];
    this.#sequence = (this.#sequence + 1) & 0xff;
    this.#stream = new Uint8Array();
    const payload = request ? encodeRecord(request, values) : new Uint8Array();
    return encodeFrame({ kind: FRAME_REQUEST, sequence: this.#sequence, message: code, payload });
  }

  /** Takes received bytes; returns the reply's values once it is whole. Throws RefusedError. */
  receive(message: AnyMessage, bytes: Uint8Array): Record<string, RecordValue> | undefined {
    this.#stream = Uint8Array.from([...this.#stream, ...bytes]);
    for (let frame = this.#nextFrame(); frame; frame = this.#nextFrame()) {
      if (frame.sequence !== this.#sequence || frame.message !== MESSAGES[message].code) continue;
      // On a two-wire bus the request itself comes back.
      if (frame.kind !== FRAME_REPLY && frame.kind !== FRAME_ERROR) continue;
      if (frame.kind === FRAME_ERROR)
        throw new RefusedError(message, Number(decodeRecord('error', frame.payload).status));
      return decodeRecord(MESSAGES[message].reply, frame.payload);
    }
    return undefined;
  }

  #nextFrame(): Frame | undefined {
    let at = 0;
    try {
      for (; at < this.#stream.length; at++) {
        if (this.#stream[at] !== FRAME_START) continue;
        const bytes = this.#stream.subarray(at, at + LINK_FRAME_MAX);
        const length = checkFrame(bytes);
        if (length === Status.INCOMPLETE) return undefined;
        if (length < 0) continue;
        at += length;
        return decodeFrame(bytes);
      }
      return undefined;
    } finally {
      this.#stream = this.#stream.subarray(at);
    }
  }
}
