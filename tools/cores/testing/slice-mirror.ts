// The other side of the slice format, independent of the codec: reads abi.json itself, inputs in and outputs out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput, SliceOutput } from '../core-runner.ts';

export interface SpecField {
  name: string;
  type: string;
  where: 'channel' | 'value' | 'payload';
}
export interface SpecEntry {
  name: string;
  code: number;
  fields: SpecField[];
  bytes?: { name: string; of?: string; words?: string; as?: string; length?: string };
}

const spec = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../shared-protocol/spec/abi.json'), 'utf8'),
) as { events: SpecEntry[]; records: SpecEntry[]; constants: { name: string; value: number }[] };

export const EVENTS = spec.events;
export const RECORDS = spec.records;
export const constantOf = (name: string): number => spec.constants.find((c) => c.name === name)!.value;

/** `first_index` is firstIndex here; what follows the last underscore stays when it is a unit. */
export const nameOf = (name: string): string =>
  name.replace(/_([a-z0-9]+)(?=_|$)/g, (whole, part: string) =>
    /^(s|us|mC|ppm|mV|uA|mW|mHz)$/.test(part) ? whole : part[0].toUpperCase() + part.slice(1),
  );

type Values = Record<string, unknown>;

function readWord(type: string, payload: Buffer, at: number): number | boolean {
  if (type === 'u64') return Number(payload.readBigUInt64LE(at));
  if (type === 'i32') return payload.readInt32LE(at);
  const word = payload.readUInt32LE(at);
  return type === 'bool' ? word === 1 : word;
}

function readInput(record: Buffer): SliceInput {
  const entry = EVENTS.find(({ code }) => code === record[0]);
  if (!entry) throw new Error(`no input has type ${record[0]}`);
  const payload = record.subarray(P.SLICE_HEADER);
  const input: Values = { type: nameOf(entry.name) };
  let at = 0;
  for (const { name, type, where } of entry.fields) {
    const value = record.readInt16LE(2);
    if (where === 'channel') input[nameOf(name)] = record[1];
    else if (where === 'value') input[nameOf(name)] = type === 'bool' ? value === 1 : value;
    else {
      input[nameOf(name)] = readWord(type, payload, at);
      at += type === 'u64' ? 8 : 4;
    }
  }
  const rest = payload.subarray(at);
  const words = () => new Int32Array(rest.length / 4).map((_, i) => rest.readInt32LE(4 * i));
  if (entry.bytes)
    input[nameOf(entry.bytes.name)] = entry.bytes.of === 'i32' ? words() : new Uint8Array(rest);
  return input as SliceInput;
}

/** Reads a slice as a core's board reads it. */
export function readInputs(slice: Buffer): SliceInput[] {
  if (slice.readUInt32LE(0) !== slice.length - 4) throw new Error('wrong length');
  const inputs: SliceInput[] = [];
  for (let at = 4; at < slice.length; ) {
    const end = at + P.SLICE_HEADER + slice.readUInt32LE(at + 4);
    inputs.push(readInput(slice.subarray(at, end)));
    at = end;
  }
  return inputs;
}

function word(type: string, value: number): Buffer {
  const bytes = Buffer.alloc(type === 'u64' ? 8 : 4);
  if (type === 'u64') bytes.writeBigUInt64LE(BigInt(value));
  else bytes.writeInt32LE(value | 0);
  return bytes;
}

function writeOutput(output: SliceOutput): Buffer {
  const values = output as unknown as Values;
  const entry = RECORDS.find(({ name }) => nameOf(name) === output.type)!;
  const header = Buffer.alloc(P.SLICE_HEADER);
  header[0] = entry.code;
  const parts: Buffer[] = [];
  for (const { name, type, where } of entry.fields) {
    const value = Number(values[nameOf(name)]);
    if (where === 'channel') header[1] = value;
    else if (where === 'value') header.writeInt16LE(value, 2);
    else parts.push(word(type, value));
  }
  if (entry.bytes) {
    const bytes = values[nameOf(entry.bytes.name)];
    parts.push(
      entry.bytes.as === 'bytes'
        ? Buffer.from(bytes as Uint8Array)
        : Buffer.from(bytes as string, entry.bytes.as as BufferEncoding),
    );
  }
  header.writeUInt32LE(Buffer.concat(parts).length, 4);
  return Buffer.concat([header, ...parts]);
}

/** Writes a slice as a core's board writes it. */
export function writeOutputs(outputs: readonly SliceOutput[]): Buffer {
  const records = Buffer.concat(outputs.map(writeOutput));
  return Buffer.concat([word('u32', records.length), records]);
}
