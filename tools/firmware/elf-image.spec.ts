// An ELF as flash contents, and another module put into it.
import { describe, expect, it } from 'vitest';
import { flashRuns, flatImage, moduleOf, replaceModule } from './elf-image.ts';
import { packModule } from './module-image.ts';
import { testElf } from './test-elf.ts';

const MODULE_OFFSET = 0x1000;
const small = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const large = Uint8Array.from([...small, ...new Array<number>(500).fill(7)]);
const pack = (module: Uint8Array, role: 'metering' | 'management' = 'metering') =>
  packModule(role, module, 4096);

const elf = testElf([
  { name: '.text', address: 0x10000000, bytes: Uint8Array.of(1, 2, 3, 4) },
  { name: '.data', address: 0x20000000, load: 0x10000010, bytes: Uint8Array.of(5, 6) },
  { name: '.bss', address: 0x20000100, size: 64 },
  { name: '.twinmeter_module', address: 0x10000000 + MODULE_OFFSET, bytes: pack(small) },
]);

describe('a firmware image', () => {
  it('is flash from its start, data where it is stored, erased bytes between', () => {
    const image = flatImage(elf);
    expect([...image.subarray(0, 5)]).toEqual([1, 2, 3, 4, 0xff]);
    expect([...image.subarray(0x10, 0x13)]).toEqual([5, 6, 0xff]);
    expect(image.length).toBe(MODULE_OFFSET + pack(small).length);
  });

  it('holds its module', () => {
    expect(moduleOf(elf, MODULE_OFFSET)).toEqual({ role: 'metering', module: small, hot: [] });
  });
});

describe('another module in the image', () => {
  it('stands in its place, and everything else stays', () => {
    const combined = replaceModule(elf, pack(large), MODULE_OFFSET);
    expect(moduleOf(combined, MODULE_OFFSET).module).toEqual(large);
    expect(flatImage(combined).subarray(0, MODULE_OFFSET)).toEqual(flatImage(elf).subarray(0, MODULE_OFFSET));
    expect(flashRuns(combined).length).toBe(flashRuns(elf).length);
  });

  it('stands in the place of its copy, too', () => {
    const copy = 0x10000000 + 2 * MODULE_OFFSET;
    const sections = [MODULE_OFFSET, 2 * MODULE_OFFSET].map((at, n) => ({
      name: n === 0 ? '.twinmeter_module' : '.twinmeter_module_copy',
      address: 0x10000000 + at,
      bytes: pack(small),
    }));
    const combined = replaceModule(testElf(sections), pack(large), MODULE_OFFSET);
    expect(flashRuns(combined).find(({ address }) => address === copy)!.bytes).toEqual(pack(large));
  });

  it('may be replaced again, also by a shorter one', () => {
    const twice = replaceModule(replaceModule(elf, pack(large), MODULE_OFFSET), pack(small), MODULE_OFFSET);
    expect(flatImage(twice)).toEqual(flatImage(elf));
  });

  it('is refused for the other role', () => {
    expect(() => replaceModule(elf, pack(large, 'management'), MODULE_OFFSET)).toThrow('does not belong');
  });

  it('is refused where the image has no place for one', () => {
    expect(() => replaceModule(elf, pack(large), 0x2000)).toThrow('no module at flash offset 0x2000');
  });

  it('is refused in a file that is no ELF or is cut', () => {
    expect(() => replaceModule(Uint8Array.of(1, 2), pack(large), MODULE_OFFSET)).toThrow('not an RP2350 ELF');
    expect(() => replaceModule(elf.subarray(0, 120), pack(large), MODULE_OFFSET)).toThrow('truncated');
  });
});
