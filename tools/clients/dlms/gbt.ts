// General block transfer, the receiving side: blocks of an APDU, several in a row, and which of them are missing.
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

/** The whole APDU, of which the first block has come. Throws ApduError. */
export function* generalBlocks(first: Uint8Array): Exchange<Buffer> {
  const blocks: Uint8Array[] = [];
  let own = 1;
  let idle = 0;
  let apdu = first;
  for (;;) {
    const block = decodeGeneralBlock(apdu);
    const isNext = block.block === blocks.length + 1;
    if (isNext) blocks.push(block.bytes);
    idle = isNext ? 0 : idle + 1;
    if (idle > PATIENCE || blocks.length > MOST_BLOCKS) new Bytes(apdu).refuse('blocks without end');
    if (isNext && block.isLast) return Buffer.concat(blocks);
    // Within a window the next one comes by itself; behind it the missing ones are asked for by what has arrived.
    if (block.isStreaming && !block.isLast) {
      apdu = yield Buffer.alloc(0);
      continue;
    }
    const acknowledged = { acknowledged: blocks.length, bytes: Buffer.alloc(0), window: OWN_WINDOW };
    apdu = yield encodeGeneralBlock({ isLast: true, isStreaming: false, block: own++, ...acknowledged });
  }
}
