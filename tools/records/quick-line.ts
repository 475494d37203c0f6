// A FRAM whose meter's legal port was left at its quickest rate: what asks there much takes less of the meter's time.
import {
  FRAM_LEGAL_LINE_A,
  FRAM_LEGAL_LINE_B,
  LEGAL_LINE_MAGIC,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { putBanked } from './banked.ts';

/** Z of 17H: 115,200 baud. */
const QUICKEST = 0x82;
const NOTHING = { address: [], refused: [], first_s: [], last_s: [] };

/** Writes the record of the line; the port goes by it from the start on. */
export function withQuickLine(fram: Uint8Array): Uint8Array {
  const banks = [FRAM_LEGAL_LINE_A, FRAM_LEGAL_LINE_B] as const;
  putBanked(fram, 'legal_line', LEGAL_LINE_MAGIC, banks, { rate: QUICKEST, ...NOTHING });
  return fram;
}
