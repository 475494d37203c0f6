// Cryptography on the emulated chip: the published vectors, what each use of a key costs, random numbers, the identity.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Status } from '../../shared-protocol/generated/ts/protocol.ts';
import { ROOT } from '../../tools/build/paths.ts';
import { OTP_ROWS } from '../../tools/rp2350/peripherals/otp.ts';
import { Rp2350 } from '../../tools/rp2350/chip/rp2350.ts';
import { CYCLES_PER_US } from '../../tools/rp2350/processor/scheduler.ts';
import { cryptoVectors } from '../crypto-vectors.ts';
import { built } from './image-boards.ts';

const BUILD = join(ROOT, 'build/firmware/twinmeter-management');
/** Where the program finds the vectors in flash (testing/crypto_check.c). */
const VECTORS_OFFSET = 0x200000;
const STEP_cycles = 50_000 * CYCLES_PER_US;
const STEPS = 200;
/** Rows of the two pages, and of their locks. */
const SIGNING_ROW = 20 * 64;

function packed(): Buffer {
  const all = Buffer.concat(cryptoVectors().map((vector) => vector.packed));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(all.length);
  return Buffer.concat([length, all]);
}

/** Runs the program on a chip with these fuses; gives what it said, and the chip. */
function run(prepare: (chip: Rp2350) => void = () => {}): { said: Record<string, number>; chip: Rp2350 } {
  const chip = new Rp2350({ flashBytes: 16 << 20, psramBytes: 8 << 20 });
  let text = '';
  chip.peripherals.uarts[0].onTransmit = ({ data }) => (text += String.fromCharCode(data));
  chip.load(readFileSync(join(BUILD, 'crypto_check.elf')));
  chip.memory.flash.set(packed(), VECTORS_OFFSET);
  prepare(chip);
  for (let step = 1; step <= STEPS && !text.includes('end\n') && !chip.fault; step++)
    chip.run(step * STEP_cycles);
  expect(chip.fault?.what).toBeUndefined();
  const lines = text.matchAll(/^(\w+) (-?\d+)$/gm);
  return { said: Object.fromEntries([...lines].map(([, name, value]) => [name, Number(value)])), chip };
}

describe.skipIf(!built || !existsSync(BUILD))('Cryptography on the chip', () => {
  let first: ReturnType<typeof run>;
  beforeAll(() => {
    execFileSync('cmake', ['--build', BUILD, '--target', 'crypto_check'], { stdio: 'pipe' });
    first = run();
  }, 900_000);

  it('holds every published vector both ways, as on the laptop', () => {
    expect(first.said.vectors).toBe(cryptoVectors().length);
    expect([first.said.verified_256, first.said.verified_384]).toEqual([1, 1]);
  });

  it('costs instructions of the order that slow work is planned for', () => {
    const { said } = first;
    for (const [what, most] of [
      ['sign_256', 6_500_000],
      ['verify_256', 13_000_000],
      ['agree_256', 7_500_000],
      ['verify_384', 62_000_000],
    ] as const)
      expect([what, said[what] < most, said[what] > most / 3]).toEqual([what, true, true]);
    // What a core waits for is less than a millisecond and a half, of the 128 that the ring of frames holds.
    for (const what of ['cmac_184', 'gcm_1000', 'sha256_1024', 'sha384_1024', 'wrap_16', 'random_128'])
      expect([what, said[what] < 250_000]).toEqual([what, true]);
  });

  it('seeds its random numbers within five milliseconds of the start, and gives other ones each time', () => {
    const { said } = first;
    expect([said.seeded, said.random_status, said.random_differs]).toEqual([1, 0, 1]);
    expect(said.seed_cycles).toBeLessThan(5000 * CYCLES_PER_US);
    // 1,024 bits: five standard deviations.
    expect(Math.abs(said.random_ones - 512)).toBeLessThan(80);
  });

  it('writes an identity into blank fuses, and shuts its pages once it was read', () => {
    const { said, chip } = first;
    expect([said.before, said.write, said.after, said.title]).toEqual([Status.NOT_FOUND, 0, 0, 0x3c]);
    expect(said.locked).toBe(0xf);
    expect(chip.peripherals.otp.mayRead(SIGNING_ROW)).toBe(false);
  });

  it('never writes it again: refused before a fuse is changed, after a reset too', () => {
    expect(first.said.write_again).toBe(Status.SEALED);
    const { rows } = first.chip.peripherals.otp;
    const before = Array.from({ length: OTP_ROWS }, (_, row) => rows.raw(row));
    const { said, chip } = run(({ peripherals }) =>
      before.forEach((bits, row) => peripherals.otp.rows.program(row, bits)),
    );
    expect([said.before, said.title]).toEqual([0, 0x3c]);
    expect([said.write, said.write_again]).toEqual([Status.SEALED, Status.SEALED]);
    const after = before.map((_, row) => chip.peripherals.otp.rows.raw(row));
    expect(after).toEqual(before);
    chip.peripherals.otp.reset();
    expect(chip.peripherals.otp.mayRead(SIGNING_ROW)).toBe(true);
    expect(chip.peripherals.otp.mayProgram(SIGNING_ROW)).toBe(false);
  });
});
