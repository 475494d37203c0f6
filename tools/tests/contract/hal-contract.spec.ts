// The contract of the porting layer (hal/contract) on every board there is here: the same C, the same lines.
import { afterAll, describe, expect, it } from 'vitest';
import { NOR_BLOCK, NOR_BYTES, NOR_SECTOR } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { StorageCut } from '../../cores/core-runner.ts';
import { contractImagesBuilt, EmulatedStand } from './emulated-stand.ts';
import { HostStand } from './host-stand.ts';
import type { Rig, Stand } from './rig.ts';

const LIMIT_ms = 300_000;
const PATIENCE_s = 20;
/** As in hal/contract/contract.h. */
const SECTOR = NOR_BYTES - NOR_BLOCK - 2 * NOR_SECTOR;

/** Says a letter, and gives time until a line says that it is done with, or the supply goes. */
async function ask(rig: Rig, letter: string, last: RegExp): Promise<string[]> {
  const lines: string[] = [];
  rig.say(letter);
  for (const end_s = rig.now_s + PATIENCE_s; rig.now_s < end_s && rig.powered; ) {
    await rig.advance();
    lines.push(...rig.lines.splice(0));
    if (last.test(lines.at(-1) ?? '')) return lines;
  }
  if (rig.powered) throw new Error(`no answer to ${letter}, only: ${lines.join(' | ')}`);
  return lines;
}

async function session<T>(stand: Stand, use: (rig: Rig) => Promise<T>, cut?: StorageCut): Promise<T> {
  const rig = await stand.start(cut);
  try {
    return await use(rig);
  } finally {
    await rig.close();
  }
}

const figureOf = (line: string): number => Number(/: (\d+)$/.exec(line)![1]);

/** Prepares, changes with a power cut, and gives the lines of what is there afterwards. */
async function afterCut(stand: Stand, letters: string, cut: StorageCut, last: RegExp): Promise<string[]> {
  const [before, change, after] = letters;
  await session(stand, (rig) => ask(rig, before, /^ok (FRAM prepared|NOR erased|NOR sector programmed)/));
  const changed = await session(stand, (rig) => ask(rig, change, /^ok/), cut);
  expect(changed).toEqual([]);
  return session(stand, (rig) => ask(rig, after, last));
}

const STANDS: Stand[] = [new HostStand('metering'), new HostStand('management')];
if (contractImagesBuilt()) {
  STANDS.push(new EmulatedStand('metering', 'longest'), new EmulatedStand('management'));
}
afterAll(() => STANDS.forEach((stand) => stand.remove()));

describe.each(STANDS)('$name keeps the contract of the porting layer', { timeout: LIMIT_ms }, (stand) => {
  it('in everything that needs no power cut, and the model counts what wears', async () => {
    const [sector, block] = [SECTOR, NOR_BYTES - NOR_BLOCK].map((at) => stand.nor.erases(at));
    const lines = await session(stand, (rig) => ask(rig, 'r', /^done/));
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual(['done missed samples: 0']);
    expect(lines.length).toBe(3 + 9 + 3 + 1);
    expect(stand.nor.erases(SECTOR) - sector).toBe(3);
    expect(stand.nor.erases(NOR_BYTES - NOR_BLOCK) - block).toBe(1);
    expect(stand.nor.erases(0)).toBe(0);
  });

  it.each([1, 17, 64, 65, 1023])('when the supply goes with byte %i of an FRAM write', async (framBytes) => {
    const lines = await afterCut(stand, 'Ff1', { framBytes }, /^(ok|FAIL)/);
    expect(lines).toEqual([`ok FRAM after a cut is new up to a byte and old behind it: ${framBytes}`]);
  });

  it('when the supply goes during a program of NOR', async () => {
    const [line] = await afterCut(stand, 'Pp2', { norOperations: 1 }, /^(ok|FAIL)/);
    expect(line).toMatch(/^ok NOR after a cut in a program has no bit cleared that was to stay/);
    expect(figureOf(line)).toBeGreaterThan(0);
  });

  it('when the supply goes during an erase of NOR, which leaves bits that are neither', async () => {
    const [after, again] = await afterCut(stand, 'Ee3', { norOperations: 1 }, /NOR erased once more/);
    expect(after).toMatch(/^ok NOR after a cut in an erase has its neighbour whole/);
    expect(figureOf(after)).toBeGreaterThan(0);
    expect(again).toMatch(/^ok NOR erased once more is firm .*: 0$/);
  });
});
