// The built images on emulated boards, for specs: what is there, and a board with what it says on its port.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/build/paths.ts';
import type { Role } from '../../tools/cores/core-runner.ts';
import { FRAM_BYTES } from '../../tools/rp2350/chips/mb85rs2mta.ts';
import { quiet } from '../../tools/meter/emulated/feed.ts';
import { ManagementBoard } from '../../tools/meter/emulated/management-board.ts';
import { MeteringBoard } from '../../tools/meter/emulated/metering-board.ts';

export const CYCLES_PER_MS = 150_000;
export const ROLES = ['metering', 'management'] as const;

const path = (role: Role, kind: string) => join(ROOT, 'build/firmware', `twinmeter-${role}.${kind}`);

/** The file of an image. */
export const read = (role: Role, kind = 'elf'): Uint8Array => new Uint8Array(readFileSync(path(role, kind)));

/** `make firmware` needs a cross compiler; without its images there is nothing to look at. */
export const built = ROLES.every((role) => existsSync(path(role, 'uf2')));

/** The metering image with its module linked into it, where `make firmware ENGINE=aot` made one. */
export function readLinked(): Uint8Array | undefined {
  const file = join(ROOT, 'build/firmware/twinmeter-metering-aot.elf');
  return existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined;
}

export function meteringBoard(elf = read('metering'), fram = new Uint8Array(FRAM_BYTES)) {
  const board = new MeteringBoard({ elf, fram, samples: quiet() });
  let said = '';
  board.legal.onByte = (byte) => (said += String.fromCharCode(byte));
  return { board, said: () => said };
}

export function managementBoard(elf = read('management'), fram: Uint8Array = new Uint8Array(FRAM_BYTES)) {
  const board = new ManagementBoard({ elf, fram });
  let said = '';
  // With a reader by IEC 62056-21 the core sets 7E1: the parity bit stands in bit 7 of what is on the wire.
  board.rs485.onByte = (byte) => (said += String.fromCharCode(byte & 0x7f));
  return { board, said: () => said };
}
