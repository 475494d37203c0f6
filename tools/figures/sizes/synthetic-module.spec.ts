// The synthetic module is a real one: valid, of the size asked for, and start calls every function.
import { describe, expect, it } from 'vitest';
import type { Role } from '../../cores/core-runner.ts';
import { ABI } from '../../../shared-protocol/generated/ts/abi.ts';
import { checkedModule } from '../../cores/module-check.ts';
import { emptyModule, syntheticModule } from './synthetic-module.ts';
import { moduleFigures } from './wasm-sections.ts';

interface Run {
  readonly row: string;
  readonly exports: Record<string, CallableFunction>;
}

/** Runs start under Node's engine and gives what it wrote to the display, or sent on the legal port. */
function run(bytes: Uint8Array, role: Role = 'management'): Run {
  let row = '';
  const host = Object.fromEntries(ABI[role].imports.map(({ name }) => [name, () => 0]));
  const show = (_: number, pointer: number, length: number) => {
    row = Buffer.from((instance.exports.memory as WebAssembly.Memory).buffer, pointer, length).toString(
      'latin1',
    );
    return 0;
  };
  const module = checkedModule(role, bytes);
  const shows = role === 'metering' ? 'port_send' : 'lcd_write';
  const instance = new WebAssembly.Instance(module, { host: { ...host, [shows]: show } });
  const exports = instance.exports as unknown as Record<string, CallableFunction>;
  exports.start(0);
  return { row, exports };
}

describe('a synthetic module', () => {
  it.each([8, 72, 160])('of %i KB has that much code, and not much more', (kilobytes) => {
    const { codeBytes, linearBytes } = moduleFigures(syntheticModule(kilobytes * 1024));
    expect(codeBytes).toBeGreaterThanOrEqual(kilobytes * 1024);
    expect(codeBytes).toBeLessThan(kilobytes * 1024 + 2048);
    expect(linearBytes).toBe(ABI.management.pages * 65_536);
  });

  it('shows a result on the display that depends on every function', () => {
    const { row } = run(syntheticModule(8 * 1024));
    expect(row).toMatch(/^SYNTHETIC [A-P]{8} {2}$/);
    expect(run(syntheticModule(9 * 1024)).row).not.toBe(row);
  });

  it('gives another result when one function is left out', () => {
    const bytes = syntheticModule(8 * 1024);
    const { row } = run(bytes);
    const broken = bytes.slice();
    // In the first mixer: local.get 0, i32.const (five bytes at most), i32.mul becomes i32.add.
    const body = broken.findIndex(
      (byte, i) => byte === 0x20 && broken[i + 1] === 0 && broken[i + 2] === 0x41,
    );
    const at = broken.indexOf(0x6c, body + 4);
    expect(at - body).toBeLessThan(9);
    broken[at] = 0x6a;
    expect(run(broken).row).not.toBe(row);
  });

  it('is to be had for metering, which sends the same result on its port', () => {
    const bytes = syntheticModule(8 * 1024, { role: 'metering' });
    expect(run(bytes, 'metering').row).toMatch(/^SYNTHETIC [A-P]{8} {2}$/);
    expect(run(syntheticModule(9 * 1024, { role: 'metering' }), 'metering').row).not.toBe(
      run(bytes, 'metering').row,
    );
  });

  it.each(['metering', 'management'] as const)('can be next to nothing (%s)', (role) => {
    expect(run(emptyModule(role), role).row).toMatch(/^SYNTHETIC/);
    expect(moduleFigures(emptyModule(role)).codeBytes).toBeLessThan(600);
  });

  it('exports what the ABI asks for', () => {
    const { exports } = run(syntheticModule(1024));
    expect(Object.keys(exports).sort()).toEqual(
      ['memory', ...ABI.management.exports.map(({ name }) => name)].sort(),
    );
  });
});
