// What a client keeps of the security of an association: keys, titles, counters of both sides, and how APDUs are ciphered.
import { randomBytes } from 'node:crypto';
import {
  answerTo,
  GENERAL_DED,
  GENERAL_GLO,
  open,
  openGeneral,
  protect,
  protectGeneral,
  SECURED,
  type Keys,
} from './ciphering.ts';
import { DecipheringError, DlmsOptionError, ReplayError } from './errors.ts';
import {
  chooseKey,
  encodeFields,
  GENERAL_CIPHERING,
  isAgreed,
  openGeneralCiphering,
  protectGeneralCiphering,
  type AgreementKeys,
  type Fields,
  type GeneralKeys,
  type KeyInfo,
} from './general-ciphering.ts';
import { openSigned, signMessage, type SigningKeys } from './general-signing.ts';

/** By which key an APDU is ciphered, and whether its service shows on the outside. */
export type Ciphering = 'global' | 'dedicated' | 'general-global' | 'general-dedicated' | 'general';
export type Suite = 0 | 1 | 2;

export interface SecurityOptions {
  readonly keys: Keys;
  /** System title of the client, 8 bytes. */
  readonly title: Uint8Array;
  readonly suite?: Suite;
  /** Authenticated (10 hex), encrypted (20), or both (30). */
  readonly control?: number;
  readonly ciphering?: Ciphering;
  /** Of general-ciphering ('general'): which key, and what that is wrapped or agreed on by. */
  readonly keyInfo?: KeyInfo;
  readonly masterKey?: Uint8Array;
  readonly agreement?: AgreementKeys;
  /** What is asked is signed, then ciphered, in a general form; so must be what is answered. */
  readonly signing?: SigningKeys;
  /** The next counter of the client's own. */
  readonly counter?: number;
}

const LAST_COUNTER = 0xffffffff;
const FIRST_XDLMS = 0xc0;
const GLO_INITIATE = 0x21;
const ACCESS_REQUEST = 0xd9;
/** How much further the tags of dedicated ciphering are than those of global. */
const DED_INITIATE = 0x20;
const GENERAL_OVERHEAD = 9;
/** Of a signed message: tag, length of the content, signature of P-384 at most with its length. */
const SIGNED_OVERHEAD = 1 + 3 + 2 + 96;
/** A transaction, and of an answer too: drawn anew for each request. */
const TRANSACTION_BYTES = 8;
/** Tag and length of an APDU, security control, counter, tag of authentication. */
const OVERHEAD = 4 + 1 + 4 + 12;

export class Security {
  counter: number;
  serverTitle: Buffer = Buffer.alloc(0);
  readonly suite: Suite;
  readonly #options: SecurityOptions;
  readonly #control: number;
  /** Highest counter of the server's that was seen, by key. */
  readonly #seen = new Map<'global' | 'dedicated', number>();
  /** The key of this association alone. */
  #dedicated?: Buffer;
  #dedicatedCounter = 0;
  /** Of the request that was sealed last. */
  #transaction: Buffer = Buffer.alloc(0);
  /** It was signed. */
  #isSigned = false;

  constructor(options: SecurityOptions) {
    this.#options = options;
    this.suite = options.suite ?? 0;
    this.counter = options.counter ?? 0;
    this.#control = (options.control ?? SECURED) | this.suite;
    const length = this.suite === 2 ? 32 : 16;
    const { encryption, authentication } = options.keys;
    if (encryption.length !== length || authentication.length !== length)
      throw new DlmsOptionError(`keys of suite ${this.suite} have ${length} bytes`);
    if (options.title.length !== 8) throw new DlmsOptionError('a system title has 8 bytes');
  }

  get isDedicated(): boolean {
    return this.#options.ciphering?.endsWith('dedicated') ?? false;
  }

  get overhead(): number {
    const { ciphering, signing } = this.#options;
    const fields = this.#fields(randomBytes(TRANSACTION_BYTES));
    const signed = signing ? encodeFields(fields).length + SIGNED_OVERHEAD : 0;
    if (ciphering !== 'general')
      return OVERHEAD + signed + (this.#isGeneral || signing ? GENERAL_OVERHEAD : 0);
    return OVERHEAD + signed + encodeFields(fields).length + this.#choose(fields).told.length;
  }

  get #isGeneral(): boolean {
    return this.#options.ciphering?.startsWith('general-') ?? false;
  }

  get #generalKeys(): GeneralKeys {
    const { keys, masterKey, agreement } = this.#options;
    return { keys, masterKey, agreement };
  }

  #fields(transaction: Buffer): Fields {
    return { transaction, originator: this.#options.title, recipient: this.serverTitle };
  }

  #choose(fields: Fields, isProved = true) {
    const { keyInfo = 'global' } = this.#options;
    const info = isProved || !isAgreed(keyInfo) ? keyInfo : 'global';
    return chooseKey(info, this.#generalKeys, fields, randomBytes);
  }

  /** By general-ciphering, each request a transaction of its own. */
  #sealGeneral(plain: Uint8Array, isProved: boolean): Buffer {
    const fields = this.#fields(this.#transaction);
    const chosen = this.#choose(fields, isProved);
    return protectGeneralCiphering(this.#generalKeys, fields, chosen, this.#next(), plain, this.#control);
  }

  #openGeneral(apdu: Uint8Array): Buffer {
    const titles = { originator: this.serverTitle, recipient: this.#options.title };
    const { counter, text, fields } = openGeneralCiphering(this.#generalKeys, titles, apdu, this.#control);
    if (!this.#transaction.equals(fields.transaction))
      throw new DecipheringError(
        `an answer of transaction ${Buffer.from(fields.transaction).toString('hex')}`,
      );
    this.#checkCounter(counter, true, 'global');
    return text;
  }

  /** Another server than before has counters of its own. */
  knowServer(title: Buffer): void {
    if (!title.equals(this.serverTitle)) this.#seen.clear();
    this.serverTitle = title;
  }

  /** Draws the key of an association, where it is to have one: it begins with counters of its own. */
  beginAssociation(): Uint8Array | undefined {
    if (!this.isDedicated) return undefined;
    this.#dedicatedCounter = 0;
    this.#seen.delete('dedicated');
    this.#dedicated = randomBytes(this.#options.keys.encryption.length);
    return this.#dedicated;
  }

  /** Takes the counter that the server awaits; never one that may have been used. False where it is none to go on with. */
  recover(expected: number): boolean {
    if (expected < this.counter || expected >= LAST_COUNTER) return false;
    this.counter = expected;
    return true;
  }

  #next(): number {
    if (this.counter >= LAST_COUNTER) throw new DlmsOptionError('the counter of these keys is used up');
    return this.counter++;
  }

  /** InitiateRequest: always under the global keys. */
  sealInitiate(plain: Uint8Array): Buffer {
    const { keys, title } = this.#options;
    return protect(keys, title, this.#next(), GLO_INITIATE, plain, this.#control);
  }

  /** A request of xDLMS; who has not proved yet who it is agrees on no key. */
  seal(request: Uint8Array, isProved = true): Buffer {
    const { keys, title, ciphering, signing } = this.#options;
    this.#transaction = randomBytes(TRANSACTION_BYTES);
    this.#isSigned = isProved && signing !== undefined;
    const plain = this.#isSigned
      ? signMessage(signing!.own, this.#fields(this.#transaction), request)
      : request;
    if (ciphering === 'general') return this.#sealGeneral(plain, isProved);
    // ACCESS has no tag of its own under a key, nor has what is signed.
    const isGeneral = this.#isGeneral || this.#isSigned || plain[0] === ACCESS_REQUEST;
    if (!this.isDedicated) {
      if (isGeneral) return protectGeneral(keys, title, this.#next(), GENERAL_GLO, plain, this.#control);
      return protect(keys, title, this.#next(), globalTag(plain[0]), plain, this.#control);
    }
    const own = this.#dedicatedKeys();
    const counter = this.#dedicatedCounter++;
    return isGeneral
      ? protectGeneral(own, title, counter, GENERAL_DED, plain, this.#control)
      : protect(own, title, counter, globalTag(plain[0]) + 8, plain, this.#control);
  }

  /** Throws DecipheringError, ReplayError, ApduError. */
  open(apdu: Uint8Array, isInitiate = false): Buffer {
    const text = this.#deciphered(apdu, isInitiate);
    if (isInitiate || !this.#isSigned) return text;
    const titles = { originator: this.serverTitle, recipient: this.#options.title };
    return openSigned(this.#options.signing!.server, { ...titles, transaction: this.#transaction }, text);
  }

  #deciphered(apdu: Uint8Array, isInitiate: boolean): Buffer {
    if (apdu[0] === GENERAL_CIPHERING) return this.#openGeneral(apdu);
    const isGeneral = apdu[0] === GENERAL_GLO || apdu[0] === GENERAL_DED;
    const isDedicated = !isInitiate && (apdu[0] === GENERAL_DED || (!isGeneral && this.isDedicated));
    const keys = isDedicated ? this.#dedicatedKeys() : this.#options.keys;
    const { counter, text } = (isGeneral ? openGeneral : open)(keys, this.serverTitle, apdu, this.#control);
    this.#checkCounter(counter, true, isDedicated ? 'dedicated' : 'global');
    return text;
  }

  #dedicatedKeys(): Keys {
    if (!this.#dedicated) throw new DecipheringError('an APDU under a dedicated key, and none was given');
    return { encryption: this.#dedicated, authentication: this.#options.keys.authentication };
  }

  /** What answers the server's challenge by GMAC. */
  answer(challenge: Uint8Array): Buffer {
    const { keys, title } = this.#options;
    return answerTo(keys, title, this.#next(), challenge, this.suite);
  }

  /** Whether the server knows the keys, too. Throws ReplayError. */
  isAnswer(token: Buffer, challenge: Uint8Array): boolean {
    if (token.length !== 17) return false;
    const counter = token.readUInt32BE(1);
    this.#checkCounter(counter, false, 'global');
    return token.equals(answerTo(this.#options.keys, this.serverTitle, counter, challenge, this.suite));
  }

  /** The counter in an answer to a challenge is older than that of the APDU it lies in. */
  #checkCounter(counter: number, isApdu: boolean, of: 'global' | 'dedicated'): void {
    const seen = this.#seen.get(of) ?? -1;
    if (isApdu ? counter <= seen : counter === seen)
      throw new ReplayError(`counter ${counter} of the server, ${seen} was seen`);
    if (isApdu) this.#seen.set(of, counter);
  }
}

/** The tag of a service under global keys. */
const globalTag = (service: number): number => service + (service >= FIRST_XDLMS ? 8 : DED_INITIATE);
