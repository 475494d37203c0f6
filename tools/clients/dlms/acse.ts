// Associations as BER writes them: AARQ and RLRQ made, AARE and RLRE taken apart, and what is agreed on inside them.
import { Bytes, element, lengthBytes, number } from './bytes.ts';

/** Contexts: logical names, plain or ciphered. Mechanism: high level, GMAC. */
export const CONTEXT_LN = 1;
export const CONTEXT_LN_CIPHERED = 3;
export const MECHANISM_GMAC = 5;

export interface Opening {
  readonly context: number;
  readonly mechanism?: number;
  readonly title?: Uint8Array;
  readonly challenge?: Uint8Array;
  /** An InitiateRequest, plain or ciphered. */
  readonly information: Uint8Array;
}

export interface Answer {
  readonly context: number;
  readonly result: number;
  /** Of the service user; one of the provider's is told with 256 added. */
  readonly diagnostic: number;
  readonly title?: Buffer;
  readonly mechanism?: number;
  readonly challenge?: Buffer;
  readonly information?: Buffer;
}

const DLMS_ARC = Buffer.from('6085740508', 'hex');
const identifier = (kind: number, last: number) => Buffer.concat([DLMS_ARC, Buffer.from([kind, last])]);
/** Authentication is asked for: one bit. */
const REQUIREMENTS = Buffer.from([0x07, 0x80]);

export function encodeAarq({ context, mechanism, title, challenge, information }: Opening): Buffer {
  const authenticated = mechanism
    ? [
        element(0x8a, REQUIREMENTS),
        element(0x8b, identifier(2, mechanism)),
        element(0xac, element(0x80, challenge ?? Buffer.alloc(0))),
      ]
    : [];
  return element(
    0x60,
    element(0xa1, element(0x06, identifier(1, context))),
    ...(title ? [element(0xa6, element(0x04, title))] : []),
    ...authenticated,
    element(0xbe, element(0x04, information)),
  );
}

/** Content of an element within another one. */
function inner(bytes: Buffer, tag: number): Buffer {
  const all = new Bytes(bytes);
  all.expect(tag, 'tag');
  const content = all.take(all.length());
  all.end();
  return content;
}

const lastArc = (bytes: Buffer) => bytes[bytes.length - 1];

/** The elements of an APDU by their tags. Throws ApduError. */
function elementsOf(apdu: Uint8Array, tag: number, what: string): Map<number, Buffer> {
  const bytes = new Bytes(apdu);
  bytes.expect(tag, what);
  if (bytes.length() !== bytes.left) bytes.refuse(`${what}: length`);
  const found = new Map<number, Buffer>();
  while (bytes.left > 0) {
    const of = bytes.byte();
    found.set(of, bytes.take(bytes.length()));
  }
  return found;
}

const OF_PROVIDER = 0x100;

/** The source diagnostic: a choice of the user of the service, or its provider. */
function diagnosticOf(bytes: Buffer): number {
  const isProvider = bytes[0] === 0xa2;
  return inner(inner(bytes, isProvider ? 0xa2 : 0xa1), 0x02)[0] + (isProvider ? OF_PROVIDER : 0);
}

/** Throws ApduError. */
export function decodeAare(apdu: Uint8Array): Answer {
  const found = elementsOf(apdu, 0x61, 'AARE');
  const get = (tag: number) => found.get(tag) ?? new Bytes(apdu).refuse(`AARE without ${tag.toString(16)}`);
  const optional = (tag: number, within: number) => {
    const bytes = found.get(tag);
    return bytes && inner(bytes, within);
  };
  const [mechanism] = [found.get(0x89)];
  return {
    context: lastArc(inner(get(0xa1), 0x06)),
    result: inner(get(0xa2), 0x02)[0],
    diagnostic: diagnosticOf(get(0xa3)),
    title: optional(0xa4, 0x04),
    mechanism: mechanism && lastArc(mechanism),
    challenge: optional(0xaa, 0x80),
    information: optional(0xbe, 0x04),
  };
}

/** With a ciphered InitiateRequest for servers that want to know who releases. */
export const encodeRlrq = (reason = 0, information?: Uint8Array): Buffer =>
  element(
    0x62,
    element(0x80, Buffer.from([reason])),
    ...(information ? [element(0xbe, element(0x04, information))] : []),
  );

/** The reason an RLRE gives. Throws ApduError. */
export const decodeRlre = (apdu: Uint8Array): number => elementsOf(apdu, 0x63, 'RLRE').get(0x80)?.[0] ?? 0;

/** What both sides can do: 24 bits, the first on the wire the highest, and the longest APDU. */
export interface Agreement {
  readonly conformance: number;
  readonly pduSize: number;
}

const VERSION = 6;
const CONFORMANCE = Buffer.from('5f1f0400', 'hex');

/** `dedicated`: a key for this association alone. */
export function encodeInitiate({ conformance, pduSize }: Agreement, dedicated?: Uint8Array): Buffer {
  const key = dedicated ? [Buffer.from([1]), lengthBytes(dedicated.length), dedicated] : [Buffer.from([0])];
  return Buffer.concat([
    Buffer.from([0x01]),
    ...key,
    Buffer.from([0, 0, VERSION]),
    CONFORMANCE,
    number(conformance, 3),
    number(pduSize, 2),
  ]);
}

/** Throws ApduError for what is no InitiateResponse. */
export function decodeInitiate(apdu: Uint8Array): Agreement {
  const bytes = new Bytes(apdu);
  bytes.expect(0x08, 'InitiateResponse');
  if (bytes.byte() !== 0) bytes.byte();
  bytes.expect(VERSION, 'version');
  if (!bytes.take(4).equals(CONFORMANCE)) bytes.refuse('conformance');
  const agreement = { conformance: bytes.number(3), pduSize: bytes.number(2) };
  bytes.number(2);
  bytes.end();
  return agreement;
}

/** Services by the bit of the conformance that says that both sides have them. */
export const SERVICES = {
  action: 0x000001,
  event: 0x000002,
  selective: 0x000004,
  set: 0x000008,
  get: 0x000010,
  access: 0x000040,
  notification: 0x000080,
  lists: 0x000200,
  actionBlocks: 0x000400,
  setBlocks: 0x000800,
  getBlocks: 0x001000,
  generalBlocks: 0x200000,
  generalProtection: 0x400000,
} as const;
