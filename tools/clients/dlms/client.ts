// A DLMS client without input or output: it opens associations at every level, makes APDUs and takes their answers.
import { randomBytes } from 'node:crypto';
import {
  CONTEXT_LN,
  CONTEXT_LN_CIPHERED,
  decodeAare,
  decodeInitiate,
  decodeRlre,
  encodeAarq,
  encodeInitiate,
  encodeRlrq,
  MECHANISM_GMAC,
  type Agreement,
  type Answer,
} from './acse.ts';
import { digestAnswer, isSignatureAnswer, signatureAnswer, type Challenged } from './authentication.ts';
import { octets, type Data } from './axdr.ts';
import { Bytes } from './bytes.ts';
import type { ClientOptions } from './client-options.ts';
import {
  ApduError,
  AssociationRefusedError,
  DecipheringError,
  DlmsOptionError,
  ServiceExceptionError,
} from './errors.ts';
import type { Exchange } from './exchange.ts';
import { decodeAccess, encodeAccess, type AccessItem } from './access-service.ts';
import { GENERAL_BLOCK_TRANSFER, generalBlocks, sendGeneralBlocks } from './gbt.ts';
import { decodeResponse, type Response, type Result } from './responses.ts';
import { GENERAL_CIPHERING } from './general-ciphering.ts';
import { Security } from './security.ts';
import { actListOf, actOf, getListOf, getOf, setListOf, setOf, type Channel } from './services.ts';
import type { ListedMethod, ListedTarget, ListedValue, Selection, Target } from './xdlms.ts';

export type { ClientOptions } from './client-options.ts';
export type { Exchange } from './exchange.ts';

/**
 * Where a client stands; what takes it on:
 *
 *   idle -- associate, AARE --> associated, or with a challenge: challenged -- replyToChallenge --> associated
 *   associated -- get, set, act --> associated; release, or anything refused in challenged --> idle
 */
export type ClientState = 'idle' | 'challenged' | 'associated';

const REPLY_TO_HLS: Target = { class: 15, obis: '0-0:40.0.0.255', id: 1 };
const DIAGNOSTIC_REQUIRED = 14;
const EXCEPTION = 0xd8;
const COUNTER_ERROR = 6;
const CHALLENGE_BYTES = 16;
/** Mechanism 7 wants 32 at least. */
const LONG_CHALLENGE_BYTES = 32;
/** GET with blocks, GET, SET, selective access, ACTION. */
const AGREEMENT: Agreement = { conformance: 0x00101d, pduSize: 1024 };
const NO_LIMIT = 0xffff;
const GLO_INITIATE_RESPONSE = 0x28;
const MECHANISM_ECDSA = 7;
/** Bit of the conformance: general block transfer. */
const GENERAL_BLOCKS = 1 << 21;
/** How much further the tag of an answer is than that of its request. */
const PLAIN_RESPONSE = 4;

export class DlmsClient implements Channel {
  state: ClientState = 'idle';
  /** What was agreed on. */
  agreement?: Agreement;
  readonly #options: ClientOptions;
  readonly #mechanism: number;
  readonly #challenge: Uint8Array;
  readonly #security?: Security;
  readonly #isCiphered: boolean;
  #serverTitle: Buffer = Buffer.alloc(0);
  #serverChallenge: Buffer = Buffer.alloc(0);
  #ciphersInitiate: boolean | undefined = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    const { keys, title, mechanism = keys ? MECHANISM_GMAC : 0, isCiphered = keys !== undefined } = options;
    this.#mechanism = mechanism;
    this.#isCiphered = isCiphered;
    if (keys) this.#security = new Security({ ...options, keys, title, agreement: options.agreementKeys });
    if (!keys && (mechanism === MECHANISM_GMAC || isCiphered)) throw new DlmsOptionError('keys are missing');
    const length = mechanism === 7 ? LONG_CHALLENGE_BYTES : CHALLENGE_BYTES;
    this.#challenge =
      options.challenge ?? (mechanism === 1 ? (options.secret ?? Buffer.alloc(0)) : randomBytes(length));
  }

  /** System title of the server. */
  get serverTitle(): Uint8Array {
    return this.#serverTitle;
  }

  /** The next counter of its own. */
  get counter(): number {
    return this.#security?.counter ?? 0;
  }

  set counter(counter: number) {
    if (this.#security) this.#security.counter = counter;
  }

  /** Bytes that a request may have before it is ciphered. */
  get room(): number {
    const size = this.agreement?.pduSize || NO_LIMIT;
    return size - (this.#isCiphered ? this.#security!.overhead : 0);
  }

  onProgress(bytes: number): void {
    this.#options.onProgress?.(bytes);
  }

  /** Opens an association, all passes. Throws AssociationRefusedError, DecipheringError, ReplayError, ApduError. */
  *associate(): Exchange<void> {
    yield* this.#recovering(() => this.#open());
    if (this.state === 'challenged') yield* this.#recovering(() => this.replyToChallenge());
  }

  /** The same once more where the server awaits another counter. */
  *#recovering<T>(attempt: () => Exchange<T>): Exchange<T> {
    try {
      return yield* attempt();
    } catch (error) {
      if (!this.#isRecovered(error)) throw error;
      return yield* attempt();
    }
  }

  #isRecovered(error: unknown): boolean {
    if (!this.#options.recoverCounter || !(error instanceof ServiceExceptionError)) return false;
    const { service, expectedCounter } = error;
    if (service !== COUNTER_ERROR || expectedCounter === undefined) return false;
    return this.#security?.recover(expectedCounter) ?? false;
  }

  *#open(): Exchange<void> {
    this.takeAare(yield this.aarq());
  }

  aarq(): Buffer {
    this.state = 'idle';
    const { agreement = AGREEMENT, cipherInitiate, title } = this.#options;
    const dedicated = this.#isCiphered ? this.#security!.beginAssociation() : undefined;
    const plain = encodeInitiate(agreement, dedicated);
    // A key is told to nobody else.
    this.#ciphersInitiate = this.#isCiphered && (cipherInitiate || dedicated !== undefined);
    return encodeAarq({
      context: this.#isCiphered ? CONTEXT_LN_CIPHERED : CONTEXT_LN,
      mechanism: this.#mechanism,
      title: this.#usesTitles ? title : undefined,
      challenge: this.#challenge,
      information: this.#ciphersInitiate ? this.#security!.sealInitiate(plain) : plain,
    });
  }

  get #usesTitles(): boolean {
    return this.#isCiphered || this.#mechanism >= MECHANISM_GMAC;
  }

  takeAare(apdu: Uint8Array): void {
    if (apdu[0] === EXCEPTION) decodeResponse(apdu);
    const answer = decodeAare(apdu);
    const { result, diagnostic, information } = answer;
    const isHigh = this.#mechanism > 1;
    if (result !== 0 || diagnostic !== (isHigh ? DIAGNOSTIC_REQUIRED : 0))
      throw new AssociationRefusedError(result, diagnostic);
    this.#takeServer(answer, apdu, isHigh);
    if (!information) throw new ApduError('AARE lacks an element', apdu);
    const isSealed = this.#ciphersInitiate || (this.#isCiphered && information[0] === GLO_INITIATE_RESPONSE);
    this.agreement = decodeInitiate(isSealed ? this.#security!.open(information, true) : information);
    this.state = isHigh ? 'challenged' : 'associated';
  }

  #takeServer({ title, challenge }: Answer, apdu: Uint8Array, isHigh: boolean): void {
    if ((this.#usesTitles && !title) || (isHigh && !challenge))
      throw new ApduError('AARE lacks an element', apdu);
    if (isHigh && challenge!.equals(this.#challenge))
      throw new DecipheringError('the server gives the challenge back');
    this.#serverTitle = title ?? Buffer.alloc(0);
    this.#security?.knowServer(this.#serverTitle);
    this.#serverChallenge = challenge ?? Buffer.alloc(0);
  }

  *replyToChallenge(): Exchange<void> {
    const token = this.#answerTo(this.#challenged(true));
    const data = yield* this.act(REPLY_TO_HLS, octets(token));
    if (data?.type !== 'octet-string') throw new DecipheringError('the server does not answer the challenge');
    if (!this.#isAnswer(Buffer.from(data.bytes), this.#challenged(false)))
      throw new DecipheringError("the server's answer to the challenge is wrong");
    this.state = 'associated';
  }

  /** What the client answers, or what the server does. */
  #challenged(byClient: boolean): Challenged {
    const [own, server] = [this.#options.title, this.#serverTitle];
    return byClient
      ? { ownTitle: own, otherTitle: server, answered: this.#serverChallenge, given: this.#challenge }
      : { ownTitle: server, otherTitle: own, answered: this.#challenge, given: this.#serverChallenge };
  }

  #answerTo(of: Challenged): Buffer {
    const { secret, signingKey } = this.#options;
    if (this.#mechanism === MECHANISM_GMAC) return this.#security!.answer(of.answered);
    if (this.#mechanism !== MECHANISM_ECDSA)
      return digestAnswer(this.#mechanism, secret ?? Buffer.alloc(0), of);
    if (!signingKey) throw new DlmsOptionError('mechanism 7 wants a signing key');
    return signatureAnswer(signingKey, of);
  }

  /** The server must know the key, too. */
  #isAnswer(token: Buffer, of: Challenged): boolean {
    const { secret, serverKey } = this.#options;
    if (this.#mechanism === MECHANISM_GMAC) return this.#security!.isAnswer(token, of.answered);
    if (this.#mechanism !== MECHANISM_ECDSA)
      return token.equals(digestAnswer(this.#mechanism, secret ?? Buffer.alloc(0), of));
    if (!serverKey) throw new DlmsOptionError("mechanism 7 wants the server's public key");
    return isSignatureAnswer(serverKey, of, token);
  }

  /** An attribute, whatever its length. Throws AccessError, ServiceExceptionError, and as `associate`. */
  get(of: Target, selection?: Selection): Exchange<Data> {
    return getOf(this, of, selection);
  }

  /** Several attributes by one request. Throws as `get`, but for a result of one of them. */
  getList(targets: readonly ListedTarget[]): Exchange<readonly Result[]> {
    return getListOf(this, targets);
  }

  set(of: Target, value: Data, selection?: Selection): Exchange<void> {
    return setOf(this, of, value, selection);
  }

  setList(values: readonly ListedValue[]): Exchange<readonly Result[]> {
    return setListOf(this, values);
  }

  /** What the method gives back. */
  act(of: Target, parameter?: Data): Exchange<Data | undefined> {
    return actOf(this, of, parameter);
  }

  actList(methods: readonly ListedMethod[]): Exchange<readonly Result[]> {
    return actListOf(this, methods);
  }

  /** Reads, writes and methods by one request, a result for each. `breaks`: what follows an error is not done. */
  *access(items: readonly AccessItem[], breaks = false): Exchange<readonly Result[]> {
    const plain = encodeAccess(items, 1, breaks);
    return decodeAccess(yield* this.#recovering(() => this.#answered(plain)));
  }

  /** `proves`: with a ciphered InitiateRequest, for servers that want to know who releases. */
  *release(proves = false): Exchange<void> {
    const { agreement = AGREEMENT } = this.#options;
    const plain = encodeInitiate(agreement);
    const information = proves && this.#isCiphered ? this.#security!.sealInitiate(plain) : undefined;
    decodeRlre(yield encodeRlrq(0, information));
    this.state = 'idle';
  }

  /** A request ciphered where the association is, one of its own making too. */
  request(plain: Uint8Array): Buffer {
    return this.#isCiphered ? this.#security!.seal(plain, this.state === 'associated') : Buffer.from(plain);
  }

  /** One request and its answer. In an open association a counter that was lost is found again. */
  ask(plain: Buffer): Exchange<Response> {
    const attempt = () => this.#exchange(plain);
    return this.state === 'associated' ? this.#recovering(attempt) : attempt();
  }

  *#exchange(plain: Buffer): Exchange<Response> {
    return decodeResponse(yield* this.#answered(plain));
  }

  /** One request as it travels, and its answer as plain text. */
  *#answered(plain: Buffer): Exchange<Uint8Array> {
    const request = this.request(plain);
    const most = this.#options.generalBytes ?? (this.agreement?.pduSize || NO_LIMIT);
    const isLong = this.#hasGeneralBlocks && request.length > most;
    let answer = isLong ? yield* sendGeneralBlocks(request, most) : yield request;
    if (answer[0] === GENERAL_BLOCK_TRANSFER) answer = yield* generalBlocks(answer);
    return this.#isSealed(answer, plain) ? this.#security!.open(answer) : answer;
  }

  get #hasGeneralBlocks(): boolean {
    return this.state === 'associated' && ((this.agreement?.conformance ?? 0) & GENERAL_BLOCKS) !== 0;
  }

  /** A plain answer in a ciphered association says no more than that something was refused. */
  #isSealed(answer: Uint8Array, plain: Uint8Array): boolean {
    if (!this.#isCiphered || answer[0] === EXCEPTION) return false;
    const isOther = answer[0] !== GENERAL_CIPHERING && answer[0] === plain[0] + PLAIN_RESPONSE;
    if (isOther || answer[0] === plain[0] + 1) new Bytes(answer).refuse('an answer that is not ciphered');
    return true;
  }
}
