// Addresses of HDLC: a client in one byte, a server in one, two or four (IEC 62056-46, 6.4.2).
import { DlmsOptionError } from '../errors.ts';

/** A logical device, and the physical device (the meter on a bus) behind it. */
export interface ServerAddress {
  /** 1: management logical device, 16: the metering core of a Twinmeter. */
  readonly logical: number;
  /** Lower address; left out where one byte is enough. */
  readonly physical?: number;
  /** How many bytes; by the values where it is not told. */
  readonly bytes?: 1 | 2 | 4;
}

const MOST_OF_BYTE = 0x7f;
const MOST = 0x3fff;

const inRange = (value: number, most: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= most;

export function clientAddress(client: number): Buffer {
  if (!inRange(client, MOST_OF_BYTE))
    throw new DlmsOptionError(`client ${client}: expected 0 to ${MOST_OF_BYTE}`);
  return Buffer.from([(client << 1) | 1]);
}

function lengthOf({ logical, physical, bytes }: ServerAddress): 1 | 2 | 4 {
  if (bytes) return bytes;
  if (physical === undefined && logical <= MOST_OF_BYTE) return 1;
  return logical <= MOST_OF_BYTE && (physical ?? 0) <= MOST_OF_BYTE ? 2 : 4;
}

/** Throws DlmsOptionError for what no such address holds. */
export function serverAddress(address: ServerAddress): Buffer {
  const { logical, physical = 0 } = address;
  const length = lengthOf(address);
  const most = length === 4 ? MOST : MOST_OF_BYTE;
  if (!inRange(logical, most)) throw new DlmsOptionError(`logical device ${logical}: expected 0 to ${most}`);
  if (!inRange(physical, most))
    throw new DlmsOptionError(`physical address ${physical}: expected 0 to ${most}`);
  if (length === 1 && address.physical !== undefined)
    throw new DlmsOptionError(`physical address ${physical} does not go with one byte`);
  if (length === 1) return Buffer.from([(logical << 1) | 1]);
  const halves = (value: number) => (length === 2 ? [value] : [value >> 7, value & 0x7f]);
  const all = [...halves(logical), ...halves(physical)].map((half) => half << 1);
  all[all.length - 1] |= 1;
  return Buffer.from(all);
}

/** How many bytes the address at an offset has; undefined where it does not end within four, or has three. */
export function addressLength(bytes: Uint8Array, at: number): 1 | 2 | 4 | undefined {
  for (const length of [1, 2, 3, 4] as const)
    if (bytes[at + length - 1] & 1) return length === 3 ? undefined : length;
  return undefined;
}

/** What an address of bytes says. */
export function addressOf(bytes: Uint8Array): ServerAddress {
  const parts = Array.from(bytes, (byte) => byte >> 1);
  if (parts.length === 1) return { logical: parts[0], bytes: 1 };
  if (parts.length === 2) return { logical: parts[0], physical: parts[1], bytes: 2 };
  return { logical: (parts[0] << 7) | parts[1], physical: (parts[2] << 7) | parts[3], bytes: 4 };
}
