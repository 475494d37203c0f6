// The exhaustive cut is tested: a metering core that breaks one of its promises is found.
import { describe, expect, it } from 'vitest';
import { everyday } from '../../build/testing/long-form.ts';
import { cutEverywhere } from '../power-cuts/cutting.ts';
import { METERING_INVARIANTS } from '../power-cuts/metering-invariants.ts';
import { liveThrough, meteringStart, SCENARIOS } from '../power-cuts/metering-scenarios.ts';
import { inMeteringCore, mutant, type Mutation } from './mutant.ts';

const LIMIT_ms = 600_000;
const STEP = 61;

/** The promises that a core breaks over its first seconds. */
async function broken(mutation?: Mutation): Promise<string[]> {
  const module = await mutant('metering', mutation);
  const run = liveThrough(SCENARIOS[0], module);
  const { violations } = cutEverywhere(
    {
      powerOn: meteringStart(module),
      invariants: METERING_INVARIANTS,
      step: STEP,
      again: 0,
      seed: 7,
      ways: ['byte torn'],
    },
    run,
  );
  return [...new Set(violations.map(({ invariant }) => invariant))];
}

const LOAD =
  'at most 20 ms of load are lost with the comparator, 1 s without, and no register jumps or goes back';
const EVENTS = 'an event once told outlives any cut';
const SEALED = 'sealed parameters are the old ones, or the new ones with their event';
const ENTRIES = 'what was done is in the audit trail';
const STARTS = 'a start that was told is counted';

const CASES: readonly [string, Mutation, string][] = [
  [
    'has both copies of its events in one place',
    inMeteringCore('event-copies.ts', 'return FRAM_EVENTS_B + slot', 'return FRAM_EVENTS_A + slot'),
    EVENTS,
  ],
  [
    'seals both banks before the event',
    inMeteringCore(
      'sealing.ts',
      'noteSealing(preparedParameters().sequence, change);\n  finishSealing(changetype<usize>(preparedParameters()));',
      'finishSealing(changetype<usize>(preparedParameters()));\n  noteSealing(preparedParameters().sequence, change);',
    ),
    SEALED,
  ],
  [
    'seals before it enters that',
    inMeteringCore(
      'sealing.ts',
      '  status = enterAudit(AUDIT_SEALED, AUDIT_BY_ADJUSTMENT, PARAMETERS_VERSION, parametersCrc(), preparedParameters().crc);',
      '  sealParameters();\n  status = enterAudit(AUDIT_SEALED, AUDIT_BY_ADJUSTMENT, PARAMETERS_VERSION, parametersCrc(), preparedParameters().crc);',
    ),
    ENTRIES,
  ],
  [
    'does not write down that it started',
    inMeteringCore('storage-state.ts', '  saveRegisters();\n  markUsed();', '  markUsed();'),
    STARTS,
  ],
  [
    'has its registers in one bank',
    inMeteringCore('hot-record.ts', 'bankAddress(hotRecord().sequence & 1 ? 0 : 1)', 'bankAddress(0)'),
    LOAD,
  ],
];

describe('A metering core whose supply goes with any byte', () => {
  it('breaks no promise as it is', { timeout: LIMIT_ms }, async () => {
    expect(await broken()).toEqual([]);
  });

  it.each(everyday(CASES, 3))(
    'and which %s is found',
    { timeout: LIMIT_ms },
    async (_, mutation, promise) => {
      expect(await broken(mutation)).toContain(promise);
    },
  );
});
