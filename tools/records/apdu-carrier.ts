// Carries APDUs to logical device 16 in frames and its answers back, without input or output: requests out, replies in.
import { APDU_ANSWERED, APDU_NONE } from '../../shared-protocol/generated/ts/protocol.ts';
import type { MessageName } from './legal-client.ts';
import type { RecordValue, RecordValues } from './records.ts';

/** A message to send; the next `next` is given the values of its reply. */
export interface CarriedMessage {
  readonly message: MessageName;
  readonly values: RecordValues;
}

/** The meter has forgotten an APDU: it was started anew, or somebody else asked on the same port. */
export class ApduForgottenError extends Error {
  constructor() {
    super('the meter has forgotten the APDU: it started anew, or somebody else asks on its port');
  }
}

type Reply = Readonly<Record<string, RecordValue>>;

/** Bytes of an APDU in one frame. */
const PART = 232;

/** Numbers of APDUs of one asker; no two that follow each other are alike. */
export class ApduCarrier {
  #number = Math.floor(Math.random() * 256);

  /**
   * Yields the messages that take an APDU of a client to the meter, then those that fetch the answer, over and over while
   * it is being made; returns it, empty where there is none. Throws ApduForgottenError.
   */
  *carry(client: number, apdu: Uint8Array): Generator<CarriedMessage, Uint8Array, Reply> {
    this.#number = (this.#number + 1) & 0xff;
    for (let offset = 0; offset < apdu.length; offset += PART) yield this.#part(client, apdu, offset);
    return yield* this.#answer();
  }

  #part(client: number, apdu: Uint8Array, offset: number): CarriedMessage {
    const bytes = [...apdu.subarray(offset, offset + PART)];
    const values = { number: this.#number, client, length: apdu.length, offset, count: bytes.length, bytes };
    return { message: 'write_apdu', values };
  }

  *#answer(): Generator<CarriedMessage, Uint8Array, Reply> {
    const parts: number[] = [];
    for (;;) {
      const reply = yield {
        message: 'read_apdu',
        values: { number: this.#number, offset: parts.length },
      };
      if (reply.state === APDU_NONE) throw new ApduForgottenError();
      if (reply.state !== APDU_ANSWERED) continue;
      parts.push(...(reply.bytes as number[]).slice(0, Number(reply.count)));
      if (parts.length >= Number(reply.length)) return Uint8Array.from(parts);
    }
  }
}
