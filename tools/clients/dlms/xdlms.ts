// Requests to objects by their logical names, as bytes (IEC 62056-5-3, 7.3).
import { array, encodeData, numberOf, octets, structure, type Data } from './axdr.ts';
import { lengthBytes, number } from './bytes.ts';
import { encodeDateTime, type DateTime } from './date-time.ts';

export { decodeResponse, INVOKE, type Response, type Result } from './responses.ts';
import { INVOKE } from './responses.ts';

/** An attribute or method of an object. */
export interface Target {
  readonly class: number;
  /** All six fields, `1-0:1.8.0.255`. */
  readonly obis: string;
  readonly id: number;
}

/** A column of a profile. */
export interface CaptureObject {
  readonly class: number;
  readonly obis: string;
  readonly id: number;
  /** 0: the whole attribute, else one element of it. */
  readonly index: number;
}

/**
 * What is wanted of a profile: entries by number from 1 (to 0: the last) with columns by number, a range of its clock or of
 * another column with the columns that are wanted, all where none are; or any selector with its parameters.
 */
export type Selection =
  | {
      readonly from: number;
      readonly to: number;
      readonly columns?: { readonly from: number; readonly to: number };
    }
  | {
      readonly from: DateTime | Data;
      readonly to: DateTime | Data;
      readonly by?: CaptureObject;
      readonly columns?: readonly CaptureObject[];
    }
  | { readonly selector: number; readonly parameters: Data };

export const obisBytes = (obis: string): Buffer => Buffer.from(obis.split(/[-:.]/).map(Number));
export const obisText = (bytes: Uint8Array): string =>
  `${bytes[0]}-${bytes[1]}:${Array.from(bytes.subarray(2)).join('.')}`;

export const targetBytes = ({ class: of, obis, id }: Target): Buffer =>
  Buffer.concat([number(of, 2), obisBytes(obis), Buffer.from([id])]);
const head = (service: number, form: number, invoke: number) => Buffer.from([service, form, invoke]);

const CLOCK: CaptureObject = { class: 8, obis: '0-0:1.0.0.255', id: 2, index: 0 };

export const captureData = ({ class: of, obis, id, index }: CaptureObject): Data =>
  structure(
    numberOf('long-unsigned', of),
    octets(obisBytes(obis)),
    numberOf('integer', id),
    numberOf('long-unsigned', index),
  );

const endOf = (end: DateTime | Data): Data => ('instant' in end ? octets(encodeDateTime(end)) : end);

/** Selector and parameters of a selection. */
export function selectionBytes(selection: Selection): Buffer {
  if ('selector' in selection)
    return Buffer.concat([Buffer.from([selection.selector]), encodeData(selection.parameters)]);
  if (typeof selection.from === 'number') {
    const { from, to, columns = { from: 1, to: 0 } } = selection as Extract<Selection, { from: number }>;
    const entries = [from, to].map((n) => numberOf('double-long-unsigned', n));
    const some = [columns.from, columns.to].map((n) => numberOf('long-unsigned', n));
    return Buffer.concat([Buffer.from([2]), encodeData(structure(...entries, ...some))]);
  }
  const { from, to, by = CLOCK, columns = [] } = selection as Extract<Selection, { from: DateTime | Data }>;
  const range = structure(captureData(by), endOf(from), endOf(to), array(...columns.map(captureData)));
  return Buffer.concat([Buffer.from([1]), encodeData(range)]);
}

const selected = (selection?: Selection): Buffer =>
  selection ? Buffer.concat([Buffer.from([1]), selectionBytes(selection)]) : Buffer.from([0]);
const counted = (all: readonly Uint8Array[]): Buffer => Buffer.concat([lengthBytes(all.length), ...all]);

/** An attribute of several that are asked for at once. */
export interface ListedTarget extends Target {
  readonly selection?: Selection;
}
const listed = (each: ListedTarget): Buffer => Buffer.concat([targetBytes(each), selected(each.selection)]);

export const encodeGet = (of: Target, selection?: Selection, invoke = INVOKE): Buffer =>
  Buffer.concat([head(0xc0, 1, invoke), targetBytes(of), selected(selection)]);

/** Asks for the block behind the one received last. */
export const encodeGetNext = (block: number, invoke = INVOKE): Buffer =>
  Buffer.concat([head(0xc0, 2, invoke), number(block, 4)]);

export const encodeGetList = (all: readonly ListedTarget[], invoke = INVOKE): Buffer =>
  Buffer.concat([head(0xc0, 3, invoke), counted(all.map(listed))]);

export const encodeSet = (of: Target, value: Data, invoke = INVOKE, selection?: Selection): Buffer =>
  Buffer.concat([head(0xc1, 1, invoke), targetBytes(of), selected(selection), encodeData(value)]);

export interface ListedValue extends ListedTarget {
  readonly value: Data;
}

export const encodeSetList = (all: readonly ListedValue[], invoke = INVOKE): Buffer =>
  Buffer.concat([
    head(0xc1, 4, invoke),
    counted(all.map(listed)),
    counted(all.map(({ value }) => encodeData(value))),
  ]);

/** A block of something long: whether it is the last one, its number, its bytes. */
export interface Block {
  readonly isLast: boolean;
  readonly block: number;
  readonly bytes: Uint8Array;
}
const blockBytes = ({ isLast, block, bytes }: Block): Buffer =>
  Buffer.concat([Buffer.from([isLast ? 1 : 0]), number(block, 4), lengthBytes(bytes.length), bytes]);

export const encodeSetFirst = (of: ListedTarget, block: Block, invoke = INVOKE): Buffer =>
  Buffer.concat([head(0xc1, 2, invoke), listed(of), blockBytes(block)]);
export const encodeSetListFirst = (all: readonly ListedTarget[], block: Block, invoke = INVOKE): Buffer =>
  Buffer.concat([head(0xc1, 5, invoke), counted(all.map(listed)), blockBytes(block)]);
export const encodeSetBlock = (block: Block, invoke = INVOKE): Buffer =>
  Buffer.concat([head(0xc1, 3, invoke), blockBytes(block)]);

export const encodeAction = (of: Target, parameter?: Data, invoke = INVOKE): Buffer =>
  Buffer.concat([
    head(0xc3, 1, invoke),
    targetBytes(of),
    ...(parameter ? [Buffer.from([1]), encodeData(parameter)] : [Buffer.from([0])]),
  ]);

/** Asks for the block of an answer behind the one received last. */
export const encodeActionNext = (block: number, invoke = INVOKE): Buffer =>
  Buffer.concat([head(0xc3, 2, invoke), number(block, 4)]);

export interface ListedMethod extends Target {
  readonly parameter?: Data;
}

export const encodeActionList = (all: readonly ListedMethod[], invoke = INVOKE): Buffer =>
  Buffer.concat([
    head(0xc3, 3, invoke),
    counted(all.map(targetBytes)),
    counted(all.map(({ parameter }) => encodeData(parameter ?? { type: 'null' }))),
  ]);
export const encodeActionFirst = (of: Target, block: Block, invoke = INVOKE): Buffer =>
  Buffer.concat([head(0xc3, 4, invoke), targetBytes(of), blockBytes(block)]);
export const encodeActionBlock = (block: Block, invoke = INVOKE): Buffer =>
  Buffer.concat([head(0xc3, 6, invoke), blockBytes(block)]);
