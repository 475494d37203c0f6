// A load profile of 60 days, 15 minutes and 8 channels: the same rows over each transport, all of them, and how much of the line they take.
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../figures/dlms-profile/reading.ts';
import { rowsOf } from '../../figures/dlms-profile/storage.ts';

const DAYS = 60;
/** Of the line's time at 9600 Bd, window 7, frames of 2,030 bytes. */
const LEAST_SHARE = 0.9;

describe('A load profile of 60 days', { timeout: 120_000 }, () => {
  it.each([
    ['hdlc', 'array', 92],
    ['wrapper', 'array', 92],
    ['hdlc', 'compact', 79],
    ['wrapper', 'compact', 79],
  ] as const)('is read whole over %s as %s, as it is stored', async (over, encoding, bytes) => {
    const { rows, rowBytes, share, ...reading } = await readProfile(over, DAYS, encoding);
    expect(reading.encoding).toBe(encoding);
    expect(rowBytes / rows.length).toBe(bytes);
    expect(rows).toHaveLength(DAYS * 96);
    expect(rows).toEqual(rowsOf(DAYS));
    if (over === 'hdlc') expect(share).toBeGreaterThanOrEqual(LEAST_SHARE);
  });
});
