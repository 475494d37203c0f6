// The sealed record in an FRAM as it stands there: the newer sound bank, and in what it differs from another one.
import {
  FRAM_PARAMETERS_A,
  FRAM_PARAMETERS_B,
  LAYOUTS,
  PARAMETERS_MAGIC,
  SHA256_BYTES,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { newerBank } from './banked.ts';
import { crc32 } from './framing.ts';
import { SERVICE_CODES, textOf } from './parameters.ts';
import type { RecordValue } from './records.ts';

type Sealed = Record<string, RecordValue>;

/** What an adjustment changes, and what counts the sealings: a meter stays the same meter over it. */
const OF_ADJUSTMENT =
  /^(sequence|crc|length|version|reserved|module_sha256|reference_temperature_mC|correction_.*|.*_(gain_Q30|delay_ns|lead_udeg|offset|drift_.*))$/;

const BYTES = LAYOUTS.parameters.bytes;
const CRC_BYTES = 4;
/** Before version 4 the record ended without the digest of the module. */
const VERSION_AT = 4;
const OLDER = 3;
const OLDER_BYTES = BYTES - SHA256_BYTES;

/** The FRAM with the banks of an older version as the core takes them: sealed by no module. */
function ofThisVersion(fram: Uint8Array): Uint8Array {
  const copy = Buffer.from(fram);
  for (const at of [FRAM_PARAMETERS_A, FRAM_PARAMETERS_B]) {
    const end = at + OLDER_BYTES - CRC_BYTES;
    if (
      copy.readUInt16LE(at + VERSION_AT) !== OLDER ||
      copy.readUInt32LE(end) !== crc32(copy.subarray(at, end))
    )
      continue;
    copy.fill(0, end, end + SHA256_BYTES);
    copy.writeUInt32LE(crc32(copy.subarray(at, at + BYTES - CRC_BYTES)), at + BYTES - CRC_BYTES);
  }
  return copy;
}

/** What a meter with this FRAM is sealed with; undefined where no bank is sound. */
export const sealedRecord = (fram: Uint8Array): Sealed | undefined =>
  newerBank(ofThisVersion(fram), 'parameters', PARAMETERS_MAGIC, [FRAM_PARAMETERS_A, FRAM_PARAMETERS_B]);

/** The first field, adjustments aside, that two meters are sealed with differently. */
export function sealedDifference(kept: Sealed, asked: Sealed): string | undefined {
  return Object.keys(asked).find(
    (name) => !OF_ADJUSTMENT.test(name) && String(kept[name]) !== String(asked[name]),
  );
}

/** A field's value as a person says it. */
export function sealedText(name: string, value: RecordValue): string {
  if (name === 'serial_number') return textOf(value as number[]);
  const service = Object.entries(SERVICE_CODES).find(([, code]) => code === value);
  return name === 'service' && service ? service[0] : String(value);
}
