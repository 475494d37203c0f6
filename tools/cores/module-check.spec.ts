// A module is held against the ABI before anything of it runs.
import binaryen from 'binaryen';
import { describe, expect, it } from 'vitest';
import { builtFile } from '../build/paths.ts';
import { checkedModule, ModuleError } from './module-check.ts';

const bytesOf = (text: string): Uint8Array => binaryen.parseText(text).emitBinary();
const good = builtFile('management-core.wasm');

describe('A module', () => {
  it('that was built for its role is taken', () => {
    expect(checkedModule('management', good)).toBeInstanceOf(WebAssembly.Module);
  });

  it.each([
    ['bytes that are no module', Uint8Array.of(1, 2, 3), /^management module: damaged: /],
    ['nothing', new Uint8Array(), /^management module: damaged: /],
    ['a module cut short', good.subarray(0, -1), /^management module: damaged: /],
    [
      'the other core',
      builtFile('metering-core.wasm'),
      /^management module: imports host\.\w+, which is not/,
    ],
    ['a foreign import', bytesOf('(module (import "env" "abort" (func)))'), /imports env\.abort/],
    ['no exports', bytesOf('(module)'), /does not export memory/],
  ])('is refused with its role and reason: %s', (_, bytes, says) => {
    expect(() => checkedModule('management', bytes)).toThrow(ModuleError);
    expect(() => checkedModule('management', bytes)).toThrow(says);
  });
});
