// Packs a WASM module with the header the board looks for in flash (boards/rp2350/board/module_image.h), and unpacks it.
import { createHash } from 'node:crypto';
import type { Role } from '../cores/core-runner.ts';
import { ImageError } from './errors.ts';

export const MODULE_MAGIC = 0x4d4d5754; // 'TWMM'
export const MODULE_VERSION = 1;
export const MODULE_HEADER_BYTES = 64;
const ROLE_CODES: Readonly<Record<Role, number>> = { metering: 1, management: 2 };
const HOT_COUNT_AT = 12;
const AFE_OSR_AT = 16;
const DIGEST_AT = 32;
const WASM_MAGIC = 0x6d736100;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** Bytes from the header to the hot list behind the module. */
const hotListAt = (moduleBytes: number) => MODULE_HEADER_BYTES + ((moduleBytes + 3) & ~3);

function putHotList(packed: Uint8Array, at: number, hot: readonly number[]): void {
  const bytes = new DataView(packed.buffer);
  bytes.setUint32(HOT_COUNT_AT, hot.length, true);
  hot.forEach((index, i) => bytes.setUint16(at + 2 * i, index, true));
}

/**
 * Header, module and the indices of its hot functions; `maxBytes` is the room in flash; without an OSR of the front end
 * the board takes that of common.json.
 * Throws ImageError when it is no module or too long.
 */
export function packModule(
  role: Role,
  module: Uint8Array,
  maxBytes: number,
  hot: readonly number[] = [],
  afeOsr = 0,
): Uint8Array {
  const bytes = new DataView(module.buffer, module.byteOffset, module.byteLength);
  if (module.length < 8 || bytes.getUint32(0, true) !== WASM_MAGIC) throw new ImageError('not a WASM module');
  if (module.length + MODULE_HEADER_BYTES > maxBytes) {
    throw new ImageError(
      `a module of ${module.length} bytes; the flash has room for ${maxBytes - MODULE_HEADER_BYTES}`,
    );
  }
  const hotAt = hotListAt(module.length);
  const length = hot.length > 0 ? hotAt + 2 * hot.length : MODULE_HEADER_BYTES + module.length;
  if (length > maxBytes) throw new ImageError(`no room in flash for a hot list of ${hot.length} functions`);
  const packed = new Uint8Array(length);
  const header = new DataView(packed.buffer);
  header.setUint32(0, MODULE_MAGIC, true);
  header.setUint16(4, MODULE_VERSION, true);
  header.setUint16(6, ROLE_CODES[role], true);
  header.setUint32(8, module.length, true);
  header.setUint32(AFE_OSR_AT, afeOsr, true);
  packed.set(sha256(module), DIGEST_AT);
  packed.set(module, MODULE_HEADER_BYTES);
  if (hot.length > 0) putHotList(packed, hotAt, hot);
  return packed;
}

function hotListOf(packed: Uint8Array, header: DataView, moduleBytes: number): number[] {
  const count = header.getUint32(HOT_COUNT_AT, true);
  const at = hotListAt(moduleBytes);
  if (count > 0 && at + 2 * count > packed.length) throw new ImageError('truncated in the hot list');
  return Array.from({ length: count }, (_, i) => header.getUint16(at + 2 * i, true));
}

export interface PackedModule {
  readonly role: Role;
  readonly module: Uint8Array;
  readonly hot: number[];
  /** OSR of the front end; absent where the board's own is meant. */
  readonly afeOsr?: number;
}

/** What a packed module holds; throws ImageError naming what is wrong with it. */
export function unpackModule(packed: Uint8Array): PackedModule {
  if (packed.length < MODULE_HEADER_BYTES) throw new ImageError('truncated in the module header');
  const header = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (header.getUint32(0, true) !== MODULE_MAGIC) throw new ImageError('no module header');
  if (header.getUint16(4, true) !== MODULE_VERSION) throw new ImageError('module header of another version');
  const length = header.getUint32(8, true);
  if (length > packed.length - MODULE_HEADER_BYTES) throw new ImageError('truncated in the module');
  const module = packed.subarray(MODULE_HEADER_BYTES, MODULE_HEADER_BYTES + length);
  if (!sha256(module).equals(packed.subarray(DIGEST_AT, DIGEST_AT + 32)))
    throw new ImageError('module damaged');
  const code = header.getUint16(6, true);
  const role = (['metering', 'management'] as const).find((each) => ROLE_CODES[each] === code);
  if (!role) throw new ImageError(`module for an unknown role ${code}`);
  const afeOsr = header.getUint32(AFE_OSR_AT, true);
  return { role, module, hot: hotListOf(packed, header, length), ...(afeOsr > 0 && { afeOsr }) };
}
