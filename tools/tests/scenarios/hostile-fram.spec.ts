// Whatever the FRAM holds when the power comes, the metering core starts, meters, answers and never faults.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EVENT_RING,
  FRAM_BYTES,
  FRAM_EVENTS_A,
  FRAM_EVENTS_B,
  FRAM_HOT_A,
  FRAM_HOT_B,
  FRAM_PARAMETERS_A,
  FRAM_PARAMETERS_B,
  FRAME_REQUEST,
  LAYOUTS,
  MESSAGES,
  SAMPLE_WORDS,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { crc32, encodeFrame } from '../../records/framing.ts';
import { encodeParameters } from '../../records/parameters.ts';
import { builtFile } from '../../build/paths.ts';
import type { SliceInput } from '../../cores/core-runner.ts';
import { V8Core } from '../../cores/v8-core.ts';

const module = builtFile('metering-core.wasm');

/** Where records stand, and how long they are, their CRC at the end. */
const RECORDS = [
  ...[FRAM_PARAMETERS_A, FRAM_PARAMETERS_B].map((at) => ({ at, bytes: LAYOUTS.parameters.bytes })),
  ...[FRAM_HOT_A, FRAM_HOT_B].map((at) => ({ at, bytes: LAYOUTS.hot_record.bytes })),
  ...[FRAM_EVENTS_A, FRAM_EVENTS_B].flatMap((copies) =>
    Array.from({ length: EVENT_RING }, (_, slot) => {
      const { bytes } = LAYOUTS.event_record;
      return { at: copies + slot * bytes, bytes };
    }),
  ),
];

/** A FRAM such as a meter leaves behind after it ran. */
function used(): Uint8Array {
  const fram = new Uint8Array(FRAM_BYTES).fill(0xff);
  const parameters = encodeParameters({ service: '3p4w', samplingRate_mHz: 4_000_000 });
  for (const bank of [FRAM_PARAMETERS_A, FRAM_PARAMETERS_B]) fram.set(parameters, bank);
  run(fram, 9000);
  run(fram, 9000);
  return fram;
}

/** Some bytes of some records replaced, and their CRC made right again. */
const forgeries = fc.array(
  fc.record({
    record: fc.oneof(fc.nat(3), fc.nat(RECORDS.length - 1)),
    edits: fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 0x7f, 0x80, 0xff), fc.nat(255))), {
      minLength: 1,
      maxLength: 12,
    }),
    whole: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);
type Forgeries = typeof forgeries extends fc.Arbitrary<infer T> ? T : never;

function forged(fram: Uint8Array, changes: Forgeries): Uint8Array {
  const copy = fram.slice();
  for (const { record, edits, whole } of changes) {
    const { at, bytes } = RECORDS[record];
    for (const [offset, value] of edits) copy[at + (offset % bytes)] = value;
    if (whole)
      new DataView(copy.buffer).setUint32(at + bytes - 4, crc32(copy.subarray(at, at + bytes - 4)), true);
  }
  return copy;
}

function sets(firstIndex: number, count: number): SliceInput {
  const words = new Int32Array(count * SAMPLE_WORDS);
  for (let n = 0; n < count; n++) {
    for (let phase = 0; phase < 3; phase++) {
      const angle = 2 * Math.PI * ((firstIndex + n) / 80 - phase / 3);
      words[n * SAMPLE_WORDS + phase] = Math.round(4_065_864 * Math.sin(angle));
      words[n * SAMPLE_WORDS + 3 + phase] = Math.round(282_843 * Math.sin(angle));
    }
  }
  return { type: 'samples', firstIndex, sets: words } as unknown as SliceInput;
}

const READS = (
  ['identify', 'read_status', 'read_registers', 'read_instantaneous', 'read_events'] as const
).map((name): SliceInput => {
  const { code, request } = MESSAGES[name];
  const payload = new Uint8Array(request ? LAYOUTS[request].bytes : 0);
  return {
    type: 'linkFrame',
    bytes: encodeFrame({ kind: FRAME_REQUEST, sequence: 1, message: code, payload }),
  };
});

/** Starts, meters and reads; returns what the core gave out. */
function run(fram: Uint8Array, samples: number) {
  const core = new V8Core({ role: 'metering', module, fram });
  const outputs = [];
  for (let first = 0; first < samples; first += 60) outputs.push(...core.slice([sets(first, 60)]));
  outputs.push(...core.slice(READS));
  return outputs;
}

describe('The metering core with a FRAM that somebody wrote', () => {
  const fram = used();

  it('starts, meters and answers, with whatever records, whole by their CRC or not', () => {
    fc.assert(
      fc.property(forgeries, (changes) => {
        const outputs = run(forged(fram, changes), 4200);
        expect(outputs.filter(({ type }) => type === 'fault')).toEqual([]);
        expect(outputs.filter(({ type }) => type === 'linkArmed')).toHaveLength(READS.length);
      }),
      { numRuns: Number(process.env.TWINMETER_FUZZ_RUNS) || 30 },
    );
  });
});
