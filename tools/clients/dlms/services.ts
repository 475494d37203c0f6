// Services that take more than one APDU: blocks of what is long both ways, and lists; over any channel that asks and answers.
import { decodeData, encodeData, type Data } from './axdr.ts';
import { Bytes, lengthBytes } from './bytes.ts';
import { AccessError, ApduError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { takeActionResult, takeGetResults, type Response, type Result } from './responses.ts';
import {
  encodeAction,
  encodeActionBlock,
  encodeActionFirst,
  encodeActionList,
  encodeActionNext,
  encodeGet,
  encodeGetList,
  encodeGetNext,
  encodeSet,
  encodeSetBlock,
  encodeSetFirst,
  encodeSetList,
  encodeSetListFirst,
  type Block,
  type ListedMethod,
  type ListedTarget,
  type ListedValue,
  type Selection,
  type Target,
} from './xdlms.ts';

/** Asks for one APDU; knows how many bytes a request may have, and hears how many of an answer have come. */
export interface Channel {
  readonly room: number;
  ask(plain: Buffer): Exchange<Response>;
  onProgress?(bytes: number): void;
}

/** Least room for the content of a block, however little the other side takes. */
const LEAST_BLOCK = 16;
/** Service, form, number, last, block number, length of a block. */
const BLOCK_HEAD = 3 + 1 + 4 + 3;

/** The blocks from the first on, together. Throws AccessError, ApduError. */
function* gathered(
  channel: Channel,
  first: Response & { kind: 'block' },
  next: typeof encodeGetNext,
): Exchange<Buffer> {
  const blocks: Buffer[] = [];
  let response: Response = first;
  for (;;) {
    if (response.kind === 'result') throw new AccessError(response.result);
    if (response.kind !== 'block') throw new ApduError('no block', Buffer.alloc(0));
    if (response.block !== blocks.length + 1)
      throw new ApduError(`block ${response.block}, ${blocks.length + 1} awaited`, response.bytes);
    blocks.push(response.bytes);
    channel.onProgress?.(blocks.reduce((sum, block) => sum + block.length, 0));
    if (response.isLast) return Buffer.concat(blocks);
    response = yield* channel.ask(next(response.block));
  }
}

const all = <T>(bytes: Buffer, take: (bytes: Bytes) => T): T => {
  const from = new Bytes(bytes);
  const taken = take(from);
  from.end();
  return taken;
};

/** An attribute, whatever its length. Throws AccessError, ServiceExceptionError, ApduError. */
export function* getOf(channel: Channel, of: Target, selection?: Selection): Exchange<Data> {
  const response = yield* channel.ask(encodeGet(of, selection));
  if (response.kind === 'block') return decodeData(yield* gathered(channel, response, encodeGetNext));
  if (response.kind === 'result') throw new AccessError(response.result);
  if (response.kind !== 'data') throw new ApduError('no data', Buffer.alloc(0));
  return response.data;
}

const checkedCount = (results: readonly Result[], count: number): readonly Result[] => {
  if (results.length === count) return results;
  throw new ApduError(`${results.length} results for ${count}`, Buffer.alloc(0));
};

/** Several attributes by one request; a result for each. */
export function* getListOf(channel: Channel, targets: readonly ListedTarget[]): Exchange<readonly Result[]> {
  const response = yield* channel.ask(encodeGetList(targets));
  if (response.kind === 'result') throw new AccessError(response.result);
  if (response.kind === 'results') return checkedCount(response.results, targets.length);
  if (response.kind !== 'block') throw new ApduError('no results', Buffer.alloc(0));
  const bytes = yield* gathered(channel, response, encodeGetNext);
  return checkedCount(all(bytes, takeGetResults), targets.length);
}

/** Sends what is long in blocks; the answer to the last of them. */
function* sendBlocks(
  channel: Channel,
  content: Buffer,
  first: (block: Block) => Buffer,
  next: (block: Block) => Buffer,
): Exchange<Response> {
  const empty = { isLast: false, block: 1, bytes: Buffer.alloc(0) };
  let size = Math.max(LEAST_BLOCK, channel.room - first(empty).length - 2);
  let response: Response | undefined;
  for (let at = 0, block = 1; at < content.length; block++) {
    const bytes = content.subarray(at, at + size);
    at += bytes.length;
    response = yield* channel.ask(
      (block === 1 ? first : next)({ isLast: at >= content.length, block, bytes }),
    );
    size = Math.max(LEAST_BLOCK, channel.room - BLOCK_HEAD);
    if (at >= content.length) break;
    if (response.kind === 'result') throw new AccessError(response.result);
    if (response.kind !== 'continue' || response.block !== block)
      throw new ApduError(`block ${block} is not acknowledged`, Buffer.alloc(0));
  }
  return response!;
}

export function* setOf(channel: Channel, of: Target, value: Data, selection?: Selection): Exchange<void> {
  const whole = encodeSet(of, value, undefined, selection);
  const response =
    whole.length <= channel.room
      ? yield* channel.ask(whole)
      : yield* sendBlocks(
          channel,
          encodeData(value),
          (block) => encodeSetFirst({ ...of, selection }, block),
          encodeSetBlock,
        );
  if (response.kind !== 'result') throw new ApduError('no result', Buffer.alloc(0));
  if (response.result !== 0) throw new AccessError(response.result);
}

/** A result for each of several attributes. */
export function* setListOf(channel: Channel, values: readonly ListedValue[]): Exchange<readonly Result[]> {
  const whole = encodeSetList(values);
  const content = () =>
    Buffer.concat([lengthBytes(values.length), ...values.map(({ value }) => encodeData(value))]);
  const response =
    whole.length <= channel.room
      ? yield* channel.ask(whole)
      : yield* sendBlocks(channel, content(), (block) => encodeSetListFirst(values, block), encodeSetBlock);
  if (response.kind === 'result') throw new AccessError(response.result);
  if (response.kind !== 'results') throw new ApduError('no results', Buffer.alloc(0));
  return checkedCount(response.results, values.length);
}

/** What the blocks of a method's answer say: its data, or its result with them. */
function actionData(bytes: Buffer): Data | undefined {
  try {
    return decodeData(bytes);
  } catch (error) {
    if (!(error instanceof ApduError)) throw error;
    const { result, data } = all(bytes, takeActionResult);
    if (result !== 0) throw new AccessError(result);
    return data;
  }
}

/** What the method gives back. */
export function* actOf(channel: Channel, of: Target, parameter?: Data): Exchange<Data | undefined> {
  const whole = encodeAction(of, parameter);
  const response =
    parameter === undefined || whole.length <= channel.room
      ? yield* channel.ask(whole)
      : yield* sendBlocks(
          channel,
          encodeData(parameter),
          (block) => encodeActionFirst(of, block),
          encodeActionBlock,
        );
  if (response.kind === 'block') return actionData(yield* gathered(channel, response, encodeActionNext));
  if (response.kind !== 'result') throw new ApduError('no result', Buffer.alloc(0));
  if (response.result !== 0) throw new AccessError(response.result);
  return response.data;
}

export function* actListOf(channel: Channel, methods: readonly ListedMethod[]): Exchange<readonly Result[]> {
  const response = yield* channel.ask(encodeActionList(methods));
  if (response.kind === 'result') throw new AccessError(response.result);
  if (response.kind !== 'results') throw new ApduError('no results', Buffer.alloc(0));
  return checkedCount(response.results, methods.length);
}
