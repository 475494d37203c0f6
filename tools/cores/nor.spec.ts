// The NOR of a core, the same on every form of the C host and under V8: started, ended with an event, one at a time.
import { openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ABI } from '../../shared-protocol/generated/ts/abi.ts';
import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import { isNorImage, NorImage, norImageBytes, norImageHead } from '../rp2350/chips/nor-image.ts';
import { mapped, setAside } from './chip-file.ts';
import type { CoreRunner, SliceInput } from './core-runner.ts';
import { HostProcess } from './host-process.ts';
import { boot, buildsProbes, FORMS, probe } from './testing/c-host-forms.ts';
import {
  answers,
  command,
  MANAGEMENT_COMMANDS as MC,
  METERING_COMMANDS as C,
  ofType,
  probeText,
  PROGRAMS,
  Scratch,
} from './testing/probes.ts';
import { V8Core } from './v8-core.ts';
import { CoreRefusedError, Wasm3Library } from './wasm3-library.ts';

const { OK, BUSY, BAD_LENGTH, OUT_OF_RANGE, BAD_POINTER } = P.Status;
const DONE: SliceInput = { type: 'norDone', status: OK };
/** The word a probe sends when it is told of an end. */
const TOLD = 0x4e;
const ROOM = 20000;
const MEMORY_BYTES = ABI.management.pages * 65_536;
/** Where the bytes of the command itself stand in the probe's memory. */
const COMMAND = 4096;
/** What a program from there writes: code and the low bytes of the address. */
const written = (code: number, address: number) =>
  Buffer.from([code, address & 0xff, (address >> 8) & 0xff, (address >> 16) & 0xff]).readInt32LE(0);

const underV8 = (role: 'metering' | 'management'): CoreRunner =>
  new V8Core({ role, module: probe(role), fram: new Uint8Array(P.FRAM_BYTES) });

buildsProbes();

describe.each([...FORMS, ['V8', underV8] as (typeof FORMS)[number]])(
  'the NOR of a core in %s',
  (_, start) => {
    it('is erased when it is new, and takes a program that ends with an event', async () => {
      const slice = await boot(start, 'metering');
      const outputs = await slice([
        command(C.norRead, 0x1000, ROOM, 4),
        command(C.load, ROOM),
        command(C.norProgram, 0x1000, COMMAND, 4),
        DONE,
        command(C.norRead, 0x1000, ROOM, 4),
        command(C.load, ROOM),
      ]);
      expect(answers(outputs)).toEqual([OK, -1, OK, TOLD, OK, written(C.norProgram, 0x1000)]);
      expect(ofType(outputs, 'norStarted')).toEqual([{ type: 'norStarted', duration_us: 400 }]);
    });

    it('clears bits only, until its sector is erased', async () => {
      const slice = await boot(start, 'metering');
      const again = [command(C.norRead, 0x2000, ROOM, 4), command(C.load, ROOM)];
      const outputs = await slice([
        command(C.norProgram, 0x2000, COMMAND, 4),
        DONE,
        command(C.norProgram, 0x2000, COMMAND + 1, 4),
        DONE,
        ...again,
        command(C.norErase, 0x2000, P.NOR_SECTOR),
        DONE,
        ...again,
      ]);
      const [first, second] = [written(C.norProgram, 0x2000), Buffer.from([0x00, 0x20, 0, 0]).readInt32LE(0)];
      expect(answers(outputs)).toEqual([OK, TOLD, OK, TOLD, OK, first & second, OK, TOLD, OK, -1]);
      expect(ofType(outputs, 'norStarted').map(({ duration_us }) => duration_us)).toEqual([400, 400, 45_000]);
    });

    it('does one thing at a time, and gives what that thing does not change', async () => {
      const slice = await boot(start, 'management');
      const outputs = await slice([
        command(MC.norErase, 0x10000, P.NOR_BLOCK),
        command(MC.norErase, 0, P.NOR_SECTOR),
        command(MC.norProgram, 0, COMMAND, 1),
        command(MC.norRead, 0xffff, ROOM, 1),
        command(MC.norRead, 0xffff, ROOM, 2),
        command(MC.norRead, 0x20000, ROOM, 1),
        DONE,
        command(MC.norProgram, 0x110, COMMAND, 1),
        command(MC.norRead, 0x100, ROOM, 1),
        command(MC.norRead, 0x200, ROOM, 1),
        DONE,
      ]);
      expect(answers(outputs)).toEqual([OK, BUSY, BUSY, OK, BUSY, OK, TOLD, OK, BUSY, OK, TOLD]);
    });

    it('refuses what lies outside, crosses a page, or is no sector and no block', async () => {
      const slice = await boot(start, 'management');
      const outputs = await slice([
        command(MC.norRead, P.NOR_BYTES - 1, ROOM, 2),
        command(MC.norRead, -1, ROOM, 1),
        command(MC.norProgram, P.NOR_BYTES, COMMAND, 1),
        command(MC.norProgram, -256, COMMAND, 1),
        command(MC.norProgram, 0x1ff, COMMAND, 2),
        command(MC.norProgram, 0, COMMAND, 0),
        command(MC.norProgram, 0, COMMAND, 257),
        command(MC.norErase, 0x800, P.NOR_SECTOR),
        command(MC.norErase, 0x1000, P.NOR_BLOCK),
        command(MC.norErase, P.NOR_BYTES, P.NOR_SECTOR),
        command(MC.norErase, 0, 0x8000),
        command(MC.norRead, 0, MEMORY_BYTES - 1, 2),
        command(MC.norProgram, 0, MEMORY_BYTES - 1, 2),
      ]);
      expect(answers(outputs)).toEqual([
        ...[OUT_OF_RANGE, OUT_OF_RANGE, OUT_OF_RANGE, OUT_OF_RANGE],
        ...[BAD_LENGTH, BAD_LENGTH, BAD_LENGTH],
        ...[OUT_OF_RANGE, OUT_OF_RANGE, OUT_OF_RANGE, BAD_LENGTH],
        ...[BAD_POINTER, BAD_POINTER],
      ]);
      expect(ofType(outputs, 'norStarted')).toEqual([]);
    });

    it('goes on over a fault of its core, which is told of the end', async () => {
      const slice = await boot(start, 'metering');
      const outputs = await slice([
        command(C.norProgram, 0x1000, COMMAND, 4),
        command(C.unreachable),
        command(C.norErase, 0, P.NOR_SECTOR),
        DONE,
        command(C.norErase, 0, P.NOR_SECTOR),
      ]);
      expect(answers(outputs)).toEqual([OK, BUSY, TOLD, OK]);
    });
  },
);

describe('the FRAM of the management core', () => {
  it.each([...FORMS, ['V8', underV8] as (typeof FORMS)[number]])('is its own in %s', async (_, start) => {
    const slice = await boot(start, 'management');
    const outputs = await slice([
      command(MC.storageWrite, 0x300, COMMAND, 4),
      command(MC.storageRead, 0x300, COMMAND, 4),
      command(MC.storageWrite, P.FRAM_BYTES - 3, COMMAND, 4),
    ]);
    expect(answers(outputs)).toEqual([OK, OK, OUT_OF_RANGE]);
  });
});

describe('the image of a NOR', () => {
  const scratch = new Scratch();
  const open = new Set<CoreRunner>();
  const BYTES = norImageBytes(P.NOR_BYTES);
  afterEach(async () => {
    for (const core of open) await core.close();
    open.clear();
  });
  afterAll(() => scratch.remove());

  function newImage(): { nor: string; image: NorImage } {
    const nor = scratch.path('nor');
    const file = openSync(nor, 'w+');
    setAside(file, BYTES);
    writeSync(file, norImageHead(P.NOR_BYTES));
    return { nor, image: new NorImage(P.NOR_BYTES, mapped(file, BYTES)) };
  }

  function process_(nor: string): HostProcess {
    const module = scratch.assemble(probeText('metering'));
    const core = new HostProcess({ role: 'metering', module, nor, program: PROGRAMS.plain });
    open.add(core);
    return core;
  }

  it('is the same for the C host and the emulator: cells, erases, what is under way, unstable bits', async () => {
    const { nor, image } = newImage();
    const core = process_(nor);
    const program = [command(C.norProgram, 0x1000, COMMAND, 4), DONE];
    await core.slice([...program, command(C.norErase, 0x3000, P.NOR_SECTOR), DONE]);
    expect([0, 1, 2, 3].map((i) => image.read(0x1000 + i))).toEqual([C.norProgram, 0x00, 0x10, 0]);
    expect([image.erases(0x3000), image.erases(0x2000)]).toEqual([1, 0]);
    await core.slice([command(C.norErase, 0x1000, P.NOR_SECTOR)]);
    expect(image.underWay).toMatchObject({ kind: 'erase', address: 0x1000, length: P.NOR_SECTOR });
    core.kill();
    await core.close();
    image.settle();
    const twin = new NorImage(P.NOR_BYTES, new Uint8Array(readFileSync(nor)));
    const torn = await process_(nor).slice([command(C.norRead, 0x1000, ROOM, 4), command(C.load, ROOM)]);
    const word = Buffer.from([0, 1, 2, 3].map((i) => twin.read(0x1000 + i))).readInt32LE(0);
    expect(answers(torn)).toEqual([OK, word]);
    expect(image.isUnstable(0x1000)).toBe(true);
  });

  it.each([
    ['of another size', (path: string) => writeFileSync(path, 'TWMNOR01')],
    ['without its mark', (path: string) => writeFileSync(path, new Uint8Array(BYTES))],
    [
      'with something under way outside its cells',
      (path: string) => {
        const bytes = Buffer.alloc(BYTES);
        bytes.set(norImageHead(P.NOR_BYTES));
        [2, P.NOR_BYTES, P.NOR_SECTOR].forEach((word, i) => bytes.writeUInt32LE(word, 12 + 4 * i));
        expect(isNorImage(bytes, P.NOR_BYTES)).toBe(false);
        writeFileSync(path, bytes);
      },
    ],
  ])('%s is refused in one line', (_name, make) => {
    const nor = scratch.path('nor');
    make(nor);
    const open = () => new Wasm3Library({ role: 'metering', module: probe('metering'), nor });
    expect(open).toThrow(new CoreRefusedError(`NOR file ${nor}: is no image of a NOR`));
  });
});
