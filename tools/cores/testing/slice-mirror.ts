// The other side of the slice format, written independently of the codec: reads inputs, writes outputs.
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput, SliceOutput } from '../core-runner.ts';

function u64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

function readInput(type: number, channel: number, value: number, payload: Buffer): SliceInput {
  switch (type) {
    case P.SLICE_SAMPLES: {
      const sets = new Int32Array((payload.length - 8) / 4).map((_, i) => payload.readInt32LE(8 + 4 * i));
      return { type: 'samples', firstIndex: u64(payload, 0), sets };
    }
    case P.SLICE_PORT:
      return { type: 'port', port: channel, bytes: new Uint8Array(payload) };
    case P.SLICE_PORT_STATE:
      return {
        type: 'portState',
        port: channel,
        free: payload.readUInt32LE(0),
        idle: payload.readUInt32LE(4) === 1,
      };
    case P.SLICE_LINK_FRAME:
      return { type: 'linkFrame', bytes: new Uint8Array(payload) };
    case P.SLICE_LINK_REPLY:
      return { type: 'linkReply', bytes: new Uint8Array(payload), status: value };
    case P.SLICE_SWITCH:
      return { type: 'switch', input: channel, closed: value === 1, sampleIndex: u64(payload, 0) };
    case P.SLICE_SECOND:
      return { type: 'second', sampleIndex: u64(payload, 0), fraction_Q16: payload.readUInt32LE(8) };
    case P.SLICE_TEMPERATURE:
      return { type: 'temperature', temperature_mC: payload.readInt32LE(0) };
    case P.SLICE_TICK:
      return { type: 'tick', now_us: u64(payload, 0) };
    default:
      throw new Error(`no input has type ${type}`);
  }
}

/** Reads a slice as a core's board reads it. */
export function readInputs(slice: Buffer): SliceInput[] {
  if (slice.readUInt32LE(0) !== slice.length - 4) throw new Error('wrong length');
  const inputs: SliceInput[] = [];
  for (let at = 4; at < slice.length; ) {
    const length = slice.readUInt32LE(at + 4);
    const payload = slice.subarray(at + 8, at + 8 + length);
    inputs.push(readInput(slice[at], slice[at + 1], slice.readInt16LE(at + 2), payload));
    at += 8 + length;
  }
  return inputs;
}

function record(type: number, channel: number, value: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(type, 0);
  header.writeUInt8(channel, 1);
  header.writeInt16LE(value, 2);
  header.writeUInt32LE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeInt32LE(value | 0, 4 * i));
  return bytes;
}

function pulsePayload(sampleIndex: number, fraction_Q16: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64LE(BigInt(sampleIndex), 0);
  bytes.writeUInt32LE(fraction_Q16, 8);
  return bytes;
}

function writeOutput(output: SliceOutput): Buffer {
  switch (output.type) {
    case 'port':
      return record(P.SLICE_PORT, output.port, 0, output.bytes);
    case 'portConfig':
      return record(P.SLICE_PORT_CONFIG, output.port, 0, words(output.baud, output.format));
    case 'linkRequest':
      return record(P.SLICE_LINK_REQUEST, 0, output.replyLength, output.bytes);
    case 'linkArmed':
      return record(P.SLICE_LINK_ARMED, 0, 0, output.bytes);
    case 'pulse':
      return record(P.SLICE_PULSE, output.output, 0, pulsePayload(output.sampleIndex, output.fraction_Q16));
    case 'lcd':
      return record(P.SLICE_LCD, output.row, 0, Buffer.from(output.text, 'latin1'));
    case 'fault':
      return record(
        P.SLICE_FAULT,
        0,
        0,
        Buffer.concat([words(output.code, output.detail), Buffer.from(output.text)]),
      );
    case 'started':
      return record(P.SLICE_STARTED, 0, output.resetCause, Buffer.from(output.sha256, 'hex'));
  }
}

/** Writes a slice as a core's board writes it. */
export function writeOutputs(outputs: readonly SliceOutput[]): Buffer {
  const records = Buffer.concat(outputs.map(writeOutput));
  return Buffer.concat([words(records.length), records]);
}
