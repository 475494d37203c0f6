// ACCESS as bytes, and general blocks of a request over a way that loses them.
import { describe, expect, it } from 'vitest';
import { decodeAccess, encodeAccess } from './access-service.ts';
import { ApduError, ServiceExceptionError } from './errors.ts';
import { decodeGeneralBlock, encodeGeneralBlock, sendGeneralBlocks } from './gbt.ts';
import { numberOf } from './index.ts';

const TOTAL = { class: 3, obis: '1-0:1.8.0.255', id: 2 };
const MODE = { class: 70, obis: '0-0:96.3.10.255', id: 4 };
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('ACCESS', () => {
  it('asks for each in its order, with a value for each', () => {
    const request = encodeAccess(
      [
        { kind: 'get', ...TOTAL },
        { kind: 'set', ...MODE, value: numberOf('enum', 4) },
        { kind: 'action', ...MODE, id: 1 },
        { kind: 'get', class: 7, obis: '1-0:99.1.0.255', id: 2, selection: { from: 1, to: 2 } },
      ],
      5,
    );
    expect(request).toEqual(
      hex(
        'd9 c0000005 00 04 01 0003 0100010800ff 02 02 0046 000060030aff 04 03 0046 000060030aff 01' +
          '04 0007 0100630100ff 02 02 0204 0600000001 0600000002 120001 120000 04 00 1604 00 00',
      ),
    );
    expect(encodeAccess([{ kind: 'get', ...TOTAL }], 1, true)[1]).toBe(0xe0);
  });

  it('gives data and a result for each, and passes by what it was asked for', () => {
    const results = [{ result: 0, data: numberOf('unsigned', 7) }, { result: 3 }];
    expect(decodeAccess(hex('da c0000001 00 00 02 1107 00 02 0100 0203'))).toEqual(results);
    const told =
      'da d0000001 00 01 02 01 0003 0100010800ff 02 02 0046 000060030aff 04 02 1107 00 02 0100 0203';
    expect(decodeAccess(hex(told))).toEqual(results);
  });

  it('is no answer where it is cut short, to another request, or has not a result for each', () => {
    const whole = hex('da c0000001 00 00 02 1107 00 02 0100 0203');
    for (let length = 1; length < whole.length; length++)
      expect(() => decodeAccess(whole.subarray(0, length))).toThrow(ApduError);
    expect(() => decodeAccess(whole, 2)).toThrow('answer to request 1');
    expect(() => decodeAccess(hex('da c0000001 00 00 02 1107 00 01 0100'))).toThrow(ApduError);
    expect(() => decodeAccess(hex('d80202'))).toThrow(ServiceExceptionError);
    expect(() => decodeAccess(hex('c401c100'))).toThrow(ApduError);
  });
});

/** A server that takes a request in blocks of which those named are lost once, and answers with the request itself. */
function* serving(lost: Set<number>): Generator<Buffer, void, Buffer> {
  const taken: Uint8Array[] = [];
  let own = 0;
  let answer: Buffer = Buffer.alloc(0);
  for (;;) {
    const block = decodeGeneralBlock(yield answer);
    const isLost = lost.delete(block.block);
    if (!isLost && block.block === taken.length + 1) taken.push(block.bytes);
    const isWhole = !isLost && block.isLast;
    const bytes = isWhole ? Buffer.concat(taken) : Buffer.alloc(0);
    const numbers = { window: 1, block: ++own, acknowledged: taken.length };
    answer = encodeGeneralBlock({ isLast: isWhole, isStreaming: false, ...numbers, bytes });
  }
}

describe('A request in general blocks', () => {
  const request = Buffer.from(Array.from({ length: 500 }, (_, i) => i & 0xff));

  it.each([[[]], [[1]], [[2, 5]], [[10]]])('arrives whole where blocks %j are lost', (lost) => {
    const server = serving(new Set(lost));
    server.next();
    const client = sendGeneralBlocks(request, 60);
    let step = client.next();
    while (!step.done) {
      expect(step.value.length).toBeLessThanOrEqual(60);
      step = client.next(server.next(step.value).value as Buffer);
    }
    expect(step.value).toEqual(request);
  });

  it('ends where nothing of it arrives, or more than was sent', () => {
    const told = (acknowledged: number) =>
      encodeGeneralBlock({
        isLast: false,
        isStreaming: false,
        window: 1,
        block: 1,
        acknowledged,
        bytes: Buffer.alloc(0),
      });
    const deaf = sendGeneralBlocks(request, 60);
    deaf.next();
    expect(() => {
      for (let i = 0; i < 20; i++) deaf.next(told(0));
    }).toThrow(ApduError);
    const liar = sendGeneralBlocks(request, 60);
    liar.next();
    expect(() => liar.next(told(9))).toThrow(ApduError);
  });

  it('gives what is no block as it is', () => {
    const client = sendGeneralBlocks(request, 60);
    client.next();
    expect(client.next(Buffer.from('d80101', 'hex'))).toEqual({
      done: true,
      value: Buffer.from('d80101', 'hex'),
    });
  });
});
