// What a meter sends unasked: DataNotification, plain or ciphered, out of frames of HDLC or of the wrapper.
import { takeData, type Data } from './axdr.ts';
import { Bytes } from './bytes.ts';
import { GENERAL_GLO, openGeneral, type Keys } from './ciphering.ts';
import { ApduError, DecipheringError, LlcError, ReplayError } from './errors.ts';
import { FrameScanner } from './hdlc/scanner.ts';
import { WrapperScanner } from './wrapper.ts';

export interface Notification {
  /** Number and priority, as sent. */
  readonly invoke: number;
  /** When it was made, as a date-time; empty where that is not told. */
  readonly time: Buffer;
  readonly body: Data;
  /** System title of the sender, where it was ciphered. */
  readonly title?: Buffer;
}

const DATA_NOTIFICATION = 0x0f;
const LLC = Buffer.from('e6e700', 'hex');
/** A message of more bytes is none. */
const MOST = 0x20000;

/** Throws ApduError. */
export function decodeNotification(apdu: Uint8Array): Notification {
  const bytes = new Bytes(apdu);
  bytes.expect(DATA_NOTIFICATION, 'DataNotification');
  const invoke = bytes.number(4);
  const time = bytes.take(bytes.length());
  const body = takeData(bytes);
  bytes.end();
  return { invoke, time, body };
}

/** Opens what comes from meters that share the keys; their counters have to rise. */
export class NotificationReader {
  readonly #keys: Keys | undefined;
  readonly #seen = new Map<string, number>();

  constructor(keys?: Keys) {
    this.#keys = keys;
  }

  /** Throws DecipheringError, ReplayError, ApduError. */
  read(apdu: Uint8Array): Notification {
    if (apdu[0] !== GENERAL_GLO) return decodeNotification(apdu);
    if (!this.#keys) throw new DecipheringError('a ciphered notification, and no keys are given');
    const title = Buffer.from(apdu.subarray(2, 2 + apdu[1]));
    if (title.length !== 8) throw new ApduError('a notification without its system title', apdu);
    const { counter, text } = openGeneral(this.#keys, title, apdu);
    const name = title.toString('hex');
    const seen = this.#seen.get(name) ?? -1;
    if (counter <= seen) throw new ReplayError(`counter ${counter} of ${name}, ${seen} was seen`);
    this.#seen.set(name, counter);
    return { ...decodeNotification(text), title };
  }
}

/** Whole messages out of frames that nobody asked for: segments are put together, whoever sends them. */
export class HdlcListener {
  readonly #scanner = new FrameScanner();
  #parts: Buffer[] = [];

  /** Throws LlcError for a message without its head. */
  push(bytes: Uint8Array): Buffer[] {
    const messages: Buffer[] = [];
    for (const { control, information, segmented } of this.#scanner.push(bytes)) {
      if (control.kind !== 'I' && control.kind !== 'UI') continue;
      this.#parts.push(Buffer.from(information));
      const length = this.#parts.reduce((sum, part) => sum + part.length, 0);
      if (!segmented || length > MOST) messages.push(this.#whole());
    }
    return messages;
  }

  #whole(): Buffer {
    const message = Buffer.concat(this.#parts);
    this.#parts = [];
    if (!message.subarray(0, LLC.length).equals(LLC))
      throw new LlcError('a message without its head', message);
    return message.subarray(LLC.length);
  }
}

/** The same out of a stream with wrappers. Throws WrapperError. */
export class WrapperListener {
  readonly #scanner = new WrapperScanner();

  push(bytes: Uint8Array): Buffer[] {
    return this.#scanner.push(bytes).map(({ apdu }) => Buffer.from(apdu));
  }
}
