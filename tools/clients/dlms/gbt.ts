// General block transfer: blocks of an APDU, of an answer several in a row, and which of them are missing.
import { Bytes, lengthBytes, number } from './bytes.ts';
import type { Exchange } from './exchange.ts';

export const GENERAL_BLOCK_TRANSFER = 0xe0;
const LAST = 0x80;
const STREAMING = 0x40;
const WINDOW = 0x3f;
/** An APDU of more blocks is none that was asked for. */
const MOST_BLOCKS = 65_535;
/** Blocks that may come in a row to this client. */
export const OWN_WINDOW = 7;
/** How often in a row nothing new may come. */
const PATIENCE = 5;

export interface GeneralBlock {
  readonly isLast: boolean;
  /** More follows without being asked for. */
  readonly isStreaming: boolean;
  readonly window: number;
  readonly block: number;
  readonly acknowledged: number;
  readonly bytes: Uint8Array;
}

export function encodeGeneralBlock(of: GeneralBlock): Buffer {
  const control = (of.isLast ? LAST : 0) | (of.isStreaming ? STREAMING : 0) | of.window;
  const head = [
    Buffer.from([GENERAL_BLOCK_TRANSFER, control]),
    number(of.block, 2),
    number(of.acknowledged, 2),
  ];
  return Buffer.concat([...head, lengthBytes(of.bytes.length), of.bytes]);
}

/** Throws ApduError. */
export function decodeGeneralBlock(apdu: Uint8Array): GeneralBlock {
  const bytes = new Bytes(apdu);
  bytes.expect(GENERAL_BLOCK_TRANSFER, 'general block transfer');
  const control = bytes.byte();
  const [block, acknowledged] = [bytes.number(2), bytes.number(2)];
  const content = bytes.take(bytes.length());
  bytes.end();
  return {
    isLast: (control & LAST) !== 0,
    isStreaming: (control & STREAMING) !== 0,
    window: control & WINDOW,
    block,
    acknowledged,
    bytes: content,
  };
}

/** How far a transfer is when the other side begins to give: its last number, and the next one of this side's. */
export interface Transfer {
  readonly before: number;
  readonly own: number;
}

/** The whole APDU, of which the first block has come. Throws ApduError. */
export function* generalBlocks(
  first: Uint8Array,
  { before, own: begun }: Transfer = { before: 0, own: 1 },
): Exchange<Buffer> {
  const blocks: Uint8Array[] = [];
  let own = begun;
  let idle = 0;
  let apdu = first;
  for (;;) {
    const block = decodeGeneralBlock(apdu);
    const isNext = block.block === before + blocks.length + 1;
    if (isNext) blocks.push(block.bytes);
    idle = isNext ? 0 : idle + 1;
    if (idle > PATIENCE || blocks.length > MOST_BLOCKS) new Bytes(apdu).refuse('blocks without end');
    if (isNext && block.isLast) return Buffer.concat(blocks);
    // Within a window the next one comes by itself; behind it the missing ones are asked for by what has arrived.
    if (block.isStreaming && !block.isLast) {
      apdu = yield Buffer.alloc(0);
      continue;
    }
    const acknowledged = { acknowledged: before + blocks.length, bytes: Buffer.alloc(0), window: OWN_WINDOW };
    apdu = yield encodeGeneralBlock({ isLast: true, isStreaming: false, block: own++, ...acknowledged });
  }
}

/** Tag, control, both numbers, length. */
const HEAD = 9;

/**
 * Sends a request in blocks of so many bytes, one at a time, and again what did not arrive. The whole answer; what is no block is
 * given as it is. Throws ApduError.
 */
export function* sendGeneralBlocks(request: Uint8Array, most: number): Exchange<Buffer> {
  const size = most - HEAD;
  const count = Math.ceil(request.length / size);
  let acknowledged = 0;
  let idle = 0;
  for (let next = 1; ; ) {
    const bytes = request.subarray((next - 1) * size, next * size);
    const isLast = next === count;
    const own = { isLast, isStreaming: false, window: OWN_WINDOW, block: next, acknowledged, bytes };
    const answer = yield encodeGeneralBlock(own);
    if (answer[0] !== GENERAL_BLOCK_TRANSFER) return Buffer.from(answer);
    const told = decodeGeneralBlock(answer);
    if (told.bytes.length > 0)
      return yield* generalBlocks(answer, { before: told.block - 1, own: count + 1 });
    acknowledged = told.block;
    idle = told.acknowledged < next ? idle + 1 : 0;
    if (idle > PATIENCE || told.acknowledged > next) new Bytes(answer).refuse('blocks that do not arrive');
    next = Math.min(told.acknowledged + 1, count);
  }
}
