// The module's header both ways, and what unpacking refuses.
import { describe, expect, it } from 'vitest';
import { ImageError } from './errors.ts';
import { MODULE_HEADER_BYTES, packModule, unpackModule } from './module-image.ts';

const ROOM = 4096;
const module = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 2, 1, 7);

describe('a packed module', () => {
  it.each(['metering', 'management'] as const)('gives back the %s module', (role) => {
    const packed = packModule(role, module, ROOM);
    expect(packed.length).toBe(MODULE_HEADER_BYTES + module.length);
    expect(unpackModule(packed)).toEqual({ role, module, hot: [] });
  });

  it('names the OSR of the front end where it is not the board’s own', () => {
    expect(unpackModule(packModule('metering', module, ROOM, [3], 256))).toEqual({
      ...{ role: 'metering', module, hot: [3], afeOsr: 256 },
    });
  });

  it('may be followed by other bytes', () => {
    const longer = new Uint8Array(200).fill(0xff);
    longer.set(packModule('metering', module, ROOM));
    expect(unpackModule(longer).module).toEqual(module);
  });

  it('refuses what is no module, and one that is too long', () => {
    expect(() => packModule('metering', Uint8Array.of(1, 2, 3), ROOM)).toThrow(ImageError);
    expect(() => packModule('metering', module, MODULE_HEADER_BYTES + 11)).toThrow('room for 11');
  });

  it.each([
    ['magic', 0, 'no module header'],
    ['version', 4, 'another version'],
    ['role', 6, 'unknown role'],
    ['length', 9, 'truncated in the module'],
    ['digest', 32, 'damaged'],
    ['module', MODULE_HEADER_BYTES + 9, 'damaged'],
  ])('says so when a bit of its %s is flipped', (_, at, reason) => {
    const packed = packModule('metering', module, ROOM);
    packed[at] ^= 0x40;
    expect(() => unpackModule(packed)).toThrow(reason);
  });

  it('says so when it is cut anywhere', () => {
    const packed = packModule('metering', module, ROOM);
    for (let length = 0; length < packed.length; length++) {
      expect(() => unpackModule(packed.subarray(0, length))).toThrow(ImageError);
    }
  });
});
