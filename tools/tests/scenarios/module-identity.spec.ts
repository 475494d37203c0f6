// A metering core that finds parameters sealed by another module: on its own ports, with registers, until somebody seals again.
import { describe, expect, it } from 'vitest';
import {
  LAYOUTS,
  METERING_FLAG_MODULE,
  MOMENT_OPEN,
  PARAMETERS_PAGE,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtFile } from '../../build/paths.ts';
import { Journal } from '../power-cuts/journal.ts';
import { MeteringBoard, RATE_Hz } from '../power-cuts/metering-board.ts';
import { Storage } from '../power-cuts/storage.ts';

/** The module with a custom section behind it: the same program under another digest. */
function other(): Uint8Array {
  const module = builtFile('metering-core.wasm');
  return Uint8Array.from([...module, 0, 2, 1, 0x78]);
}

const feed = (board: MeteringBoard, seconds: number) => board.feed(seconds * RATE_Hz, () => undefined);
const energy = (board: MeteringBoard) =>
  BigInt(board.ask('read_registers', { scope: 0, moment: MOMENT_OPEN }).active_import_mWs as bigint);
const isMarked = (board: MeteringBoard) =>
  (Number(board.ask('read_status').flags) & METERING_FLAG_MODULE) !== 0 &&
  (Number(board.ask('read_registers', { scope: 0, moment: MOMENT_OPEN }).flags) & 1) !== 0;

/** Seals again what is in use. */
function seal(board: MeteringBoard): void {
  const pages = Math.ceil(LAYOUTS.parameters.bytes / PARAMETERS_PAGE);
  board.jumper(true);
  const bytes = Array.from({ length: pages }, (_, page) => board.adjust('read_parameters', { page }).bytes);
  bytes.forEach((each, page) => board.adjust('write_parameters', { page, pages, bytes: each }));
  board.jumper(false);
  feed(board, 1);
}

describe('A module that did not seal the parameters', () => {
  it('answers on its ports, marks its readings, and stands where the sealed one stood', () => {
    const storage = new Storage();
    const first = new MeteringBoard(storage, new Journal());
    feed(first, 2);
    seal(first);
    feed(first, 2);
    const before = energy(first);
    expect(isMarked(first)).toBe(false);

    const second = new MeteringBoard(storage, new Journal(), other());
    const stands = energy(second);
    expect(stands).toBeGreaterThan((before * 5n) / 10n);
    feed(second, 3);
    expect(energy(second)).toBe(stands);
    expect(isMarked(second)).toBe(true);

    seal(second);
    feed(second, 2);
    expect(isMarked(second)).toBe(false);
    expect(energy(second)).toBeGreaterThan(stands);
  });
});
