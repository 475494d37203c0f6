// The tests are tested: each of these changes to a core makes a scenario fail that holds without it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../cores/core-runner.ts';
import { feed, netEnergy_Ws, withMeter } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { mutant, mutate, MutationTextError, type Mutation } from './mutant.ts';

const SETS = 12_000;
const load = () => sineSource({ service: '1p2w', volts: 230, amps: 5, pf: 0.8 });

type Modules = Partial<Record<Role, Uint8Array>>;

/** What three virtual seconds say about two modules. */
async function verdict(modules: Modules): Promise<{ error_percent: number; replies: number; title: string }> {
  const source = load();
  return withMeter('wasm v8', { source, modules }, async (meter) => {
    await feed(meter, SETS);
    const title = meter.management.lcd[0];
    const { replies } = meter.link.health;
    // A core whose frames nobody understands is silent on its own port too.
    const energy_Ws = await netEnergy_Ws(meter).catch(() => Number.NaN);
    return { error_percent: (energy_Ws / source.truth(SETS).total.energy_Ws - 1) * 100, replies, title };
  });
}

const metersRightly = ({ error_percent }: { error_percent: number }) => Math.abs(error_percent) < 0.1;
const mirrors = ({ title }: { title: string }) => title.startsWith('Twinmeter relayed');

const CRC = 'shared-protocol/assembly/crc.ts';
const FRAMING = 'shared-protocol/assembly/framing.ts';
const PROTOCOL = 'shared-protocol/generated/assembly/protocol.ts';

const POWER: [what: string, mutation: Mutation][] = [
  [
    'the binary point of the gains',
    {
      file: 'metering-core/assembly/math/arithmetic.ts',
      from: 'GAIN_BITS: i32 = 30',
      to: 'GAIN_BITS: i32 = 29',
    },
  ],
  [
    'the counts of a milliwatt by 0.2 %',
    {
      file: 'metering-core/assembly/quantities/quantities.ts',
      from: 'i64 = 1_000_000_000_000_000 /',
      to: 'i64 = 1_002_000_000_000_000 /',
    },
  ],
];

/** Each in one core only, while the other one is sound. */
const LINK: [what: string, role: Role, mutation: Mutation][] = [
  ['one entry of the CRC table', 'metering', { file: CRC, from: '0x1db71064', to: '0x1db71065' }],
  ['the start value of the CRC', 'management', { file: CRC, from: 'let crc = ~seed', to: 'let crc = seed' }],
  [
    'the start byte',
    'metering',
    { file: PROTOCOL, from: 'FRAME_START: i32 = 165', to: 'FRAME_START: i32 = 164' },
  ],
  [
    'the header length',
    'management',
    { file: PROTOCOL, from: 'FRAME_HEADER: i32 = 6', to: 'FRAME_HEADER: i32 = 7' },
  ],
  [
    'the place of the payload',
    'metering',
    { file: FRAMING, from: 'return pointer + FRAME_HEADER;', to: 'return pointer + FRAME_HEADER + 1;' },
  ],
];

describe('The unchanged copy of both cores', () => {
  it('meters rightly and is mirrored', async () => {
    const result = await verdict({
      metering: await mutant('metering'),
      management: await mutant('management'),
    });
    expect(metersRightly(result)).toBe(true);
    expect(mirrors(result)).toBe(true);
  });
});

describe('A change in the power path', () => {
  it.each(POWER)('is found by the accuracy of a plain load: %s', async (_, mutation) => {
    expect(metersRightly(await verdict({ metering: await mutant('metering', mutation) }))).toBe(false);
  });
});

describe('A change in CRC or framing', () => {
  it.each(LINK)('is found by the mirror that stays empty: %s', async (_, role, mutation) => {
    expect(mirrors(await verdict({ [role]: await mutant(role, mutation) }))).toBe(false);
  });
});

describe('A mutation', () => {
  it('whose text is gone or stands twice says so instead of changing nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinmeter-mutate-'));
    const file = 'core/a.ts';
    mkdirSync(dirname(join(folder, file)));
    writeFileSync(join(folder, file), 'const a = 1;\nconst b = 1;\n');
    try {
      expect(() => mutate(folder, { file, from: '= 2', to: '= 3' })).toThrow(MutationTextError);
      expect(() => mutate(folder, { file, from: '= 1', to: '= 3' })).toThrow(
        "core/a.ts: '= 1' stands there 2 times",
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
