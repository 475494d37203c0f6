// Scenarios of the emulated boards need the firmware images: without them they say so, and count as skipped.
import { existsSync } from 'node:fs';
import { describe, it } from 'vitest';
import { imageFile } from '../../firmware/firmware-image.ts';

const missing = [
  imageFile('metering', 'wasm3'),
  imageFile('metering', 'aot'),
  imageFile('management', 'wasm3'),
].find((image) => !existsSync(image));

/** A group of tests on the images of `make firmware` and `make firmware ENGINE=aot`. */
export function describeEmulated(name: string, tests: () => void): void {
  if (missing === undefined) return void describe(name, tests);
  describe(name, () => {
    it.skip(`is not tested: ${missing} is not built (make firmware)`, () => {});
  });
}
