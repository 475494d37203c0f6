// `make size`: bytes of the modules, of the C host on a laptop, of the firmware images against their boards.
import { execFileSync } from 'node:child_process';
import { Rp2350 } from '../rp2350/chip/rp2350.ts';
import { firmwareSizes } from './sizes/measure.ts';
import { excess, sizeReport } from './sizes/sizes.ts';
import { moduleFigures } from './sizes/wasm-sections.ts';
import { builtFile, builtPath } from '../build/paths.ts';

/** Bytes of linear memory the static data reaches up to, from the module's data section. */
function dataEnd(bytes: Uint8Array): number {
  const text = execFileSync('wasm-objdump', ['-x', '-j', 'Data', '-'], { input: bytes, encoding: 'utf8' });
  const ends = [...text.matchAll(/size=(\d+) - init i32=(\d+)/g)].map(
    ([, size, at]) => Number(size) + Number(at),
  );
  return Math.max(0, ...ends);
}

function moduleLine(file: string): string {
  const figures = moduleFigures(builtFile(file));
  const end = dataEnd(builtFile(file));
  const cells = [figures.moduleBytes, figures.functions, figures.codeBytes, end, figures.linearBytes];
  return `  ${file.padEnd(24)}${cells.map((n) => String(n).padStart(12)).join('')}`;
}

function hostLines(): string[] {
  const text = execFileSync('size', [builtPath('host', 'twinmeter-core')], { encoding: 'utf8' });
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line.replace(process.cwd(), '.')}`);
}

function emulatorLine(): string {
  const chip = new Rp2350({ flashBytes: 16 << 20, psramBytes: 8 << 20 });
  const [modelled, storage] = [chip.modelledRegisters().length, chip.storageOnlyRegisters()];
  chip.close();
  return `emulator: ${modelled} registers modelled, ${storage.length} storage only:\n  ${storage.join(' ')}`;
}

const heads = ['bytes', 'functions', 'code bytes', 'memory to', 'of'].map((h) => h.padStart(12)).join('');
console.log(`modules${heads.padStart(24 + 60 - 5)}`);
['metering-core.wasm', 'management-core.wasm', 'protocol.wasm'].forEach((file) =>
  console.log(moduleLine(file)),
);
console.log(['C host on this machine', ...hostLines()].join('\n'));
const sizes = await firmwareSizes();
console.log(sizeReport(sizes).join('\n'));
console.log(emulatorLine());

const tooMuch = sizes.flatMap(excess);
if (tooMuch.length > 0) {
  console.error(['more than the board has:', ...tooMuch].join('\n  '));
  process.exitCode = 1;
}
