// The address of DL/T 645 that was written to a meter, as it stands in its FRAM.
import {
  FRAM_LEGAL_LINE_A,
  FRAM_LEGAL_LINE_B,
  LEGAL_LINE_MAGIC,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { newerBank } from './banked.ts';

/** Twelve digits; undefined where the meter goes by its serial number. */
export function writtenAddress(fram: Uint8Array): string | undefined {
  const line = newerBank(fram, 'legal_line', LEGAL_LINE_MAGIC, [FRAM_LEGAL_LINE_A, FRAM_LEGAL_LINE_B]);
  if (!line || Number(line.has_address) === 0) return undefined;
  return Buffer.from(line.address as number[])
    .reverse()
    .toString('hex');
}
