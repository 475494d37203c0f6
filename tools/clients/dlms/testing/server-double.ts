// A meter in tests: associations at every level, long values in blocks both ways; its keys are those of the published examples.
import { createHash } from 'node:crypto';
import { answerTo, open, openGeneral, protect, protectGeneral, type Keys } from '../ciphering.ts';
import { element } from '../bytes.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
export const KEYS: Keys = {
  encryption: hex('000102030405060708090a0b0c0d0e0f'),
  authentication: hex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf'),
};
export const SERVER_TITLE = hex('4d4d4d0000bc614e');
export const CLIENT_TITLE = hex('4d4d4d0000000001');
export const SECRET = Buffer.from('gmac-hls6-secret');
const CHALLENGE = Buffer.from('P6wRJ21FP6wRJ21F');

export interface ServerOptions {
  readonly mechanism: number;
  readonly isCiphered: boolean;
  /** Lowest counter it takes. */
  readonly counter?: number;
  readonly pduSize?: number;
  /** Gives every challenge's answer wrong. */
  readonly lies?: boolean;
}

/** Where the value of an APDU's element begins: these are all short. */
function field(apdu: Buffer, tag: number): Buffer | undefined {
  for (let at = 2; at < apdu.length; at += 2 + apdu[at + 1])
    if (apdu[at] === tag) return apdu.subarray(at + 2, at + 2 + apdu[at + 1]);
  return undefined;
}

export class ServerDouble {
  readonly #options: Required<ServerOptions>;
  /** What can be read and written, by class, name and number in hex. */
  readonly values = new Map<string, Buffer>();
  readonly written: Buffer[] = [];
  #expected: number;
  #own = 1;
  #challenge: Buffer = Buffer.alloc(0);
  #dedicated: Buffer | undefined;
  #blocks: Buffer[] = [];
  #parts: Buffer[] = [];

  constructor(options: ServerOptions) {
    this.#options = { counter: 0, pduSize: 200, lies: false, ...options };
    this.#expected = this.#options.counter;
  }

  answer(apdu: Buffer): Buffer {
    if (apdu[0] === 0x60) return this.#associate(apdu);
    if (apdu[0] === 0x62) return hex('6303800100');
    return this.#options.isCiphered ? this.#ciphered(apdu) : this.#serve(apdu);
  }

  #exception = (counter: number): Buffer => {
    const code = Buffer.from('d8010600000000', 'hex');
    code.writeUInt32BE(counter, 3);
    return code;
  };

  #ciphered(apdu: Buffer): Buffer {
    const isGeneral = apdu[0] === 0xdb || apdu[0] === 0xdc;
    const isDedicated = apdu[0] === 0xdc || (!isGeneral && apdu[0] >= 0xd0);
    const keys = isDedicated ? { ...KEYS, encryption: this.#dedicated! } : KEYS;
    const { counter, text } = (isGeneral ? openGeneral : open)(keys, CLIENT_TITLE, apdu);
    if (!isDedicated && counter < this.#expected) return this.#exception(this.#expected);
    if (!isDedicated) this.#expected = counter + 1;
    const plain = this.#serve(text);
    if (plain[0] === 0xd8) return plain;
    if (isGeneral) return protectGeneral(keys, SERVER_TITLE, this.#own++, apdu[0], plain);
    return protect(keys, SERVER_TITLE, this.#own++, plain[0] + (isDedicated ? 16 : 8), plain);
  }

  #associate(apdu: Buffer): Buffer {
    const { mechanism, pduSize } = this.#options;
    const refused = (diagnostic: number) =>
      hex(`6117a109060760857405080101a203020101a305a1030201${diagnostic.toString(16).padStart(2, '0')}`);
    if ((field(apdu, 0x8b)?.at(-1) ?? 0) !== mechanism) return refused(11);
    if (mechanism === 1 && !field(apdu, 0xac)!.subarray(2).equals(SECRET)) return refused(13);
    this.#challenge = Buffer.from(field(apdu, 0xac)?.subarray(2) ?? []);
    const information = field(apdu, 0xbe)!.subarray(2);
    if (information[0] === 0x21) {
      const { counter, text } = open(KEYS, CLIENT_TITLE, information);
      if (counter < this.#expected) return this.#exception(this.#expected);
      this.#expected = counter + 1;
      this.#dedicated = text[1] === 1 ? Buffer.from(text.subarray(3, 3 + text[2])) : undefined;
    }
    return this.#accept(information[0] === 0x21, pduSize);
  }

  #accept(isSealed: boolean, pduSize: number): Buffer {
    const { mechanism, isCiphered } = this.#options;
    const plain = Buffer.concat([
      hex('0800065f1f0400001e1d'),
      Buffer.from([pduSize >> 8, pduSize & 0xff]),
      hex('0007'),
    ]);
    const information = isSealed ? protect(KEYS, SERVER_TITLE, this.#own++, 0x28, plain) : plain;
    const context = Buffer.from([...hex('0607608574050801'), isCiphered ? 3 : 1]);
    const high = [
      element(0x88, hex('0780')),
      element(0x89, Buffer.from([...hex('608574050802'), mechanism])),
      element(0xaa, element(0x80, CHALLENGE)),
    ];
    return element(
      0x61,
      element(0xa1, context),
      hex('a203020100'),
      hex(mechanism > 1 ? 'a305a10302010e' : 'a305a103020100'),
      ...(isCiphered || mechanism >= 5 ? [element(0xa4, element(0x04, SERVER_TITLE))] : []),
      ...(mechanism > 1 ? high : []),
      element(0xbe, element(0x04, information)),
    );
  }

  #serve(plain: Buffer): Buffer {
    const kind = `${plain[0].toString(16)}${plain[1]}`;
    if (kind === 'c01') return this.#get(plain.subarray(3, 12).toString('hex'));
    if (kind === 'c02') return this.#block(plain.readUInt32BE(3) + 1);
    if (kind === 'c03') return this.#getList(plain);
    if (kind === 'c11') return this.#set(plain.subarray(13));
    if (kind === 'c12' || kind === 'c13') return this.#setBlock(plain, kind === 'c12' ? 13 : 3);
    if (kind === 'c31' && plain.subarray(3, 12).toString('hex') === '000f0000280000ff01')
      return this.#reply(plain.subarray(15));
    return hex('d80202');
  }

  #get(target: string): Buffer {
    const value = this.values.get(target);
    if (!value) return hex('c401c10104');
    if (value.length + 4 <= this.#options.pduSize - 40) return Buffer.concat([hex('c401c100'), value]);
    return this.#inBlocks(value);
  }

  #inBlocks(value: Buffer): Buffer {
    const size = this.#options.pduSize - 60;
    this.#blocks = Array.from({ length: Math.ceil(value.length / size) }, (_, i) =>
      value.subarray(i * size, (i + 1) * size),
    );
    return this.#block(1);
  }

  #block(number: number): Buffer {
    const block = this.#blocks[number - 1];
    if (!block) return hex('c401c10113');
    const head = hex('c402c1000000000000');
    head[3] = number === this.#blocks.length ? 1 : 0;
    head.writeUInt32BE(number, 4);
    return Buffer.concat([head, element(0, block).subarray(1)]);
  }

  #getList(plain: Buffer): Buffer {
    const results = Array.from({ length: plain[3] }, (_, i) => {
      const value = this.values.get(plain.subarray(4 + 10 * i, 13 + 10 * i).toString('hex'));
      return value ? Buffer.concat([hex('00'), value]) : hex('0104');
    });
    const all = Buffer.concat([Buffer.from([plain[3]]), ...results]);
    return all.length + 3 > this.#options.pduSize - 40
      ? this.#inBlocks(all)
      : Buffer.concat([hex('c403c1'), all]);
  }

  #set(value: Buffer): Buffer {
    this.written.push(Buffer.from(value));
    return hex('c501c100');
  }

  #setBlock(plain: Buffer, at: number): Buffer {
    if (at === 13) this.#parts = [];
    const number = plain.subarray(at + 1, at + 5);
    const wide = plain[at + 5] === 0x81 ? 2 : plain[at + 5] === 0x82 ? 3 : 1;
    this.#parts.push(Buffer.from(plain.subarray(at + 5 + wide)));
    if (plain[at] === 0) return Buffer.concat([hex('c502c1'), number]);
    this.written.push(Buffer.concat(this.#parts));
    return Buffer.concat([hex('c503c100'), number]);
  }

  #reply(token: Buffer): Buffer {
    const { mechanism, lies } = this.#options;
    const right = this.#answer(
      mechanism,
      CLIENT_TITLE,
      SERVER_TITLE,
      CHALLENGE,
      this.#challenge,
      token.readUInt32BE(1),
    );
    if (!token.equals(right)) return hex('c701c10300');
    const own = this.#answer(mechanism, SERVER_TITLE, CLIENT_TITLE, this.#challenge, CHALLENGE, this.#own++);
    if (lies) own[own.length - 1] ^= 1;
    return Buffer.concat([hex('c701c1000100'), element(9, own)]);
  }

  #answer(
    mechanism: number,
    by: Buffer,
    to: Buffer,
    answered: Buffer,
    given: Buffer,
    counter: number,
  ): Buffer {
    const digest = (name: string, ...parts: Buffer[]) =>
      createHash(name).update(Buffer.concat(parts)).digest();
    if (mechanism === 5) return answerTo(KEYS, by, counter, answered);
    if (mechanism === 3) return digest('md5', answered, SECRET);
    if (mechanism === 4) return digest('sha1', answered, SECRET);
    return digest('sha256', SECRET, by, to, answered, given);
  }
}
