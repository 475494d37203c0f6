// A DLMS client without input or output: it makes APDUs and takes their answers; HLS 5, ciphered, logical names.
import { randomBytes } from 'node:crypto';
import {
  CONTEXT_LN_CIPHERED,
  decodeAare,
  decodeInitiate,
  decodeRlre,
  encodeAarq,
  encodeInitiate,
  encodeRlrq,
  MECHANISM_GMAC,
  type Agreement,
} from './acse.ts';
import { decodeData, octets, type Data } from './axdr.ts';
import { answerTo, open, protect, type Keys } from './ciphering.ts';
import { AccessError, ApduError, AssociationRefusedError, DecipheringError, ReplayError } from './errors.ts';
import {
  decodeResponse,
  encodeAction,
  encodeGet,
  encodeGetNext,
  encodeSet,
  type Response,
  type Selection,
  type Target,
} from './xdlms.ts';

export interface ClientOptions {
  readonly keys: Keys;
  /** System title of the client, 8 bytes. */
  readonly title: Uint8Array;
  /** The next counter of the client's own; never one that was used before with these keys. */
  readonly counter?: number;
  readonly challenge?: Uint8Array;
  /** Ciphers what it agrees on, too. */
  readonly cipherInitiate?: boolean;
  readonly agreement?: Agreement;
}

/**
 * Where a client stands; what takes it on:
 *
 *   idle -- associate, AARE with a challenge --> challenged -- replyToChallenge, the server's reply --> associated
 *   associated -- get, set, act --> associated; release, or anything refused in challenged --> idle
 */
export type ClientState = 'idle' | 'challenged' | 'associated';

const REPLY_TO_HLS: Target = { class: 15, obis: '0-0:40.0.0.255', id: 1 };
const GLO_INITIATE = 0x21;
const GLO_RESPONSE = 4;
const DIAGNOSTIC_REQUIRED = 14;
/** GET with blocks, GET, SET, selective access, ACTION. */
const AGREEMENT: Agreement = { conformance: 0x00101d, pduSize: 1024 };

/** A request of which the answer comes in one or more APDUs. */
export type Exchange<T> = Generator<Buffer, T, Uint8Array>;

export class DlmsClient {
  state: ClientState = 'idle';
  /** What was agreed on. */
  agreement?: Agreement;
  /** The next counter of its own. */
  counter: number;
  readonly #options: ClientOptions;
  readonly #challenge: Uint8Array;
  #serverTitle: Buffer = Buffer.alloc(0);
  #serverChallenge: Buffer = Buffer.alloc(0);
  /** Highest counter of the server's that was seen. */
  #seen = -1;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.counter = options.counter ?? 0;
    this.#challenge = options.challenge ?? randomBytes(16);
  }

  /** System title of the server. */
  get serverTitle(): Uint8Array {
    return this.#serverTitle;
  }

  /** Opens an association: both passes. Throws AssociationRefusedError, DecipheringError, ReplayError, ApduError. */
  *associate(): Exchange<void> {
    this.takeAare(yield this.aarq());
    yield* this.replyToChallenge();
  }

  aarq(): Buffer {
    this.state = 'idle';
    const { agreement = AGREEMENT, cipherInitiate, title } = this.#options;
    const plain = encodeInitiate(agreement);
    return encodeAarq({
      context: CONTEXT_LN_CIPHERED,
      mechanism: MECHANISM_GMAC,
      title,
      challenge: this.#challenge,
      information: cipherInitiate ? this.#sealed(GLO_INITIATE, plain) : plain,
    });
  }

  takeAare(apdu: Uint8Array): void {
    const { result, diagnostic, title, challenge, information } = decodeAare(apdu);
    if (result !== 0 || diagnostic !== DIAGNOSTIC_REQUIRED)
      throw new AssociationRefusedError(result, diagnostic);
    if (!title || !challenge || !information) throw new ApduError('AARE lacks an element', apdu);
    if (challenge.equals(this.#challenge)) throw new DecipheringError('the server gives the challenge back');
    if (!title.equals(this.#serverTitle)) this.#seen = -1;
    [this.#serverTitle, this.#serverChallenge] = [title, challenge];
    this.agreement = decodeInitiate(this.#options.cipherInitiate ? this.#opened(information) : information);
    this.state = 'challenged';
  }

  *replyToChallenge(): Exchange<void> {
    const { keys, title } = this.#options;
    const token = answerTo(keys, title, this.#nextCounter(), this.#serverChallenge);
    const data = yield* this.act(REPLY_TO_HLS, octets(token));
    this.#checkToken(data);
    this.state = 'associated';
  }

  /** The server must know the key, too. */
  #checkToken(data: Data | undefined): void {
    if (data?.type !== 'octet-string' || data.bytes.length !== 17)
      throw new DecipheringError('the server does not answer the challenge');
    const token = Buffer.from(data.bytes);
    const counter = token.readUInt32BE(1);
    this.#checkCounter(counter, false);
    if (!token.equals(answerTo(this.#options.keys, this.#serverTitle, counter, this.#challenge)))
      throw new DecipheringError("the server's answer to the challenge is wrong");
  }

  /** An attribute, whatever its length. Throws AccessError, ServiceExceptionError, and as `associate`. */
  *get(of: Target, selection?: Selection): Exchange<Data> {
    let response = yield* this.#exchange(encodeGet(of, selection));
    const blocks: Buffer[] = [];
    while (response.kind === 'block') {
      if (response.block !== blocks.length + 1)
        throw new ApduError(`block ${response.block}, ${blocks.length + 1} awaited`, response.bytes);
      blocks.push(response.bytes);
      if (response.isLast) return decodeData(Buffer.concat(blocks));
      response = yield* this.#exchange(encodeGetNext(response.block));
    }
    if (response.kind === 'result') throw new AccessError(response.result);
    return response.data;
  }

  *set(of: Target, value: Data): Exchange<void> {
    this.#accepted(yield* this.#exchange(encodeSet(of, value)));
  }

  /** What the method gives back. */
  *act(of: Target, parameter?: Data): Exchange<Data | undefined> {
    return this.#accepted(yield* this.#exchange(encodeAction(of, parameter)));
  }

  *release(): Exchange<void> {
    decodeRlre(yield encodeRlrq());
    this.state = 'idle';
  }

  /** A request ciphered, one of its own making too. */
  request(plain: Uint8Array): Buffer {
    return this.#sealed(plain[0] + (plain[0] >= 0xc0 ? 8 : 0), plain);
  }

  *#exchange(plain: Buffer): Exchange<Response> {
    const answer = yield this.request(plain);
    const isCiphered = answer[0] === plain[0] + 8 + GLO_RESPONSE;
    return decodeResponse(isCiphered ? this.#opened(answer) : answer);
  }

  #accepted(response: Response): Data | undefined {
    if (response.kind !== 'result') throw new ApduError('no result', Buffer.alloc(0));
    if (response.result !== 0) throw new AccessError(response.result);
    return response.data;
  }

  #nextCounter(): number {
    return this.counter++;
  }

  #sealed(service: number, plain: Uint8Array): Buffer {
    const { keys, title } = this.#options;
    return protect(keys, title, this.#nextCounter(), service, plain);
  }

  #opened(apdu: Uint8Array): Buffer {
    const { counter, text } = open(this.#options.keys, this.#serverTitle, apdu);
    this.#checkCounter(counter, true);
    return text;
  }

  /** The counter in an answer to a challenge is older than that of the APDU it lies in. */
  #checkCounter(counter: number, isApdu: boolean): void {
    if (isApdu ? counter <= this.#seen : counter === this.#seen)
      throw new ReplayError(`counter ${counter} of the server, ${this.#seen} was seen`);
    if (isApdu) this.#seen = counter;
  }
}
