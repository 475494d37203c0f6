// A failing supply, as every form of the host handles it: what was prepared is written before the core hears of it, or without it.
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import type { CoreRunner, Role, SliceInput, SliceOutput } from './core-runner.ts';
import { boot, buildsProbes, FORMS, probe } from './testing/c-host-forms.ts';
import {
  METERING_BYTES,
  METERING_COMMANDS as C,
  answers,
  command,
  ofType,
  reports,
} from './testing/probes.ts';
import { V8Core } from './v8-core.ts';

buildsProbes();

/** Where the probe looks when it hears of the supply. */
const PLACE = 300;
/** The bytes of a command lie there: they are what is prepared. */
const COMMAND = 4096;
const LENGTH = 13;
const ERASED = 0xff;
const FREE = 8200;

const fails: SliceInput = { type: 'power', failing: true, at: 5 };
const whole: SliceInput = { type: 'power', failing: false, at: 6 };
/** Makes the probe trap when it hears of it. */
const failsAndTraps: SliceInput = { type: 'power', failing: true, at: 77 };

const prepare = (address: number, length = LENGTH, pointer = COMMAND) =>
  command(C.powerPrepare, address, pointer, length);

/** What stands in the FRAM then: the command, its last four bytes their CRC. */
function recordOf(prepared: SliceInput): Buffer {
  const bytes = Buffer.from((prepared as Extract<SliceInput, { type: 'port' }>).bytes);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, LENGTH - 4)), LENGTH - 4);
  return bytes;
}

type Slice = (inputs: SliceInput[]) => Promise<SliceOutput[]>;

async function framAt(slice: Slice, address: number): Promise<Buffer> {
  const outputs = await slice([
    command(C.storageRead, address, FREE, LENGTH),
    command(C.portSend, 0, FREE, LENGTH),
  ]);
  return reports(outputs).find(({ length }) => length === LENGTH)!;
}

/** What the probe says of an edge: failing or not, and the byte at PLACE by then. */
const heard = (failing: boolean, byte: number) => (Number(failing) << 8) | byte;

function inV8(role: Role): CoreRunner {
  return new V8Core({ role, module: probe(role), fram: new Uint8Array(P.FRAM_BYTES).fill(ERASED) });
}

const EVERY: [string, (role: Role) => CoreRunner][] = [...FORMS, ['this process, under V8', inV8]];

describe.each(EVERY)('a failing supply in %s', (_, start) => {
  it('writes what was prepared, its CRC made, before the core hears of it', async () => {
    const slice = await boot(start, 'metering');
    expect(answers(await slice([prepare(PLACE)]))).toEqual([P.Status.OK]);
    expect(answers(await slice([fails]))).toEqual([heard(true, C.powerPrepare)]);
    expect(await framAt(slice, PLACE)).toEqual(recordOf(prepare(PLACE)));
  });

  it('writes it for a core that does not live to hear of it', async () => {
    const slice = await boot(start, 'metering');
    await slice([prepare(PLACE)]);
    expect(ofType(await slice([failsAndTraps]), 'fault')).toHaveLength(1);
    expect(await framAt(slice, PLACE)).toEqual(recordOf(prepare(PLACE)));
  });

  it('writes nothing where nothing was prepared, where the supply is whole again, or for the core before', async () => {
    const slice = await boot(start, 'metering');
    expect(answers(await slice([fails, whole]))).toEqual([heard(true, ERASED), heard(false, ERASED)]);
    expect(answers(await slice([prepare(PLACE), whole]))).toEqual([P.Status.OK, heard(false, ERASED)]);
    await slice([command(C.panic, 1, 2)]);
    expect(answers(await slice([fails]))).toEqual([heard(true, ERASED)]);
  });

  it('writes the newest of what was prepared, once, and says so to the next that comes: which is not kept', async () => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([
      prepare(PLACE),
      prepare(PLACE + 100),
      fails,
      fails,
      prepare(PLACE + 200),
      fails,
      prepare(PLACE),
      fails,
    ]);
    expect(answers(outputs)).toEqual([
      ...[P.Status.OK, P.Status.OK, heard(true, ERASED), heard(true, ERASED)],
      ...[P.POWER_RECORD_WRITTEN, heard(true, ERASED), P.Status.OK, heard(true, C.powerPrepare)],
    ]);
    expect(await framAt(slice, PLACE + 100)).toEqual(recordOf(prepare(PLACE + 100)));
    expect([...(await framAt(slice, PLACE + 200))]).toEqual(Array(LENGTH).fill(ERASED));
  });

  it('refuses a record of the wrong length, outside the FRAM, or outside the memory of the core', async () => {
    const slice = await boot(start, 'metering');
    const refused = [
      prepare(PLACE, 4),
      prepare(PLACE, P.POWER_RECORD_MAX + 1),
      prepare(PLACE, -1),
      prepare(-1),
      prepare(P.KEY_BANKS - LENGTH + 1),
      prepare(PLACE, LENGTH, METERING_BYTES - LENGTH + 1),
    ];
    const { BAD_LENGTH, OUT_OF_RANGE, BAD_POINTER } = P.Status;
    expect(answers(await slice(refused))).toEqual([
      ...[BAD_LENGTH, BAD_LENGTH, BAD_POINTER],
      ...[OUT_OF_RANGE, OUT_OF_RANGE, BAD_POINTER],
    ]);
    const largest = [prepare(P.KEY_BANKS - LENGTH), prepare(0, P.POWER_RECORD_MAX)];
    expect(answers(await slice(largest))).toEqual([P.Status.OK, P.Status.OK]);
  });

  it('tells the management core, with its own time', async () => {
    const slice = await boot(start, 'management');
    const outputs = await slice([{ type: 'power', failing: true, at: 1_234_567 }, whole]);
    expect(answers(outputs)).toEqual([(1 << 24) | 1_234_567, 6]);
  });
});
