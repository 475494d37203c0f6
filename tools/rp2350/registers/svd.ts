// Register names, reset values and access types, read from the RP2350.svd of the Pico SDK package.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { EMULATOR_BUILD, SVD_PATH } from '../paths.ts';

/** One register; each mask has a bit set for every bit of its access type. */
export interface RegisterDescription {
  readonly name: string;
  readonly offset: number;
  readonly reset: number;
  readonly readWrite: number;
  readonly oneToClear: number;
  readonly writeOnly: number;
  /** A load has an effect (it takes from a FIFO, or clears a flag), so loads must not be merged. */
  readonly readModifies: boolean;
}

export interface PeripheralDescription {
  readonly name: string;
  readonly base: number;
  readonly registers: readonly RegisterDescription[];
}

export interface ChipDescription {
  readonly peripherals: Readonly<Record<string, PeripheralDescription>>;
  /** IO_BANK0 function names by GPIO and FUNCSEL value: `pinFunctions[0][2]` is `uart0_tx`. */
  readonly pinFunctions: readonly (readonly (string | undefined)[])[];
}

/** The SDK package is not there or holds no usable SVD. */
export class SvdMissing extends Error {
  constructor(path: string) {
    super(
      `no register description at ${path}: run 'make packages-firmware', or set PICO_SDK_PATH to a Pico SDK of version 2`,
    );
    this.name = 'SvdMissing';
  }
}

const CACHE_PATH = join(EMULATOR_BUILD, 'rp2350.svd.json');
/** Raised when the JSON's shape changes, so that an old cache is not read. */
const CACHE_VERSION = 2;

let loaded: ChipDescription | undefined;

/** The chip as the SVD describes it; parsed once, kept as JSON under build/ and in this process. */
export function chipDescription(): ChipDescription {
  loaded ??= readCache() ?? convertAndCache();
  return loaded;
}

/** One peripheral's registers; throws a RangeError for a name the SVD does not hold. */
export function peripheralDescription(name: string): PeripheralDescription {
  const found = chipDescription().peripherals[name];
  if (!found) throw new RangeError(`RP2350.svd has no peripheral ${name}`);
  return found;
}

/** `PIO0.CTRL` for an address of the chip, alias bits left out; the address itself where the SVD knows nothing. */
export function registerNameAt(address: number): string {
  const text = `0x${address.toString(16)}`;
  const block = (address & ~0xffff) >>> 0;
  for (const at of [(address & ~0x3000) >>> 0, address])
    for (const { name, base, registers } of Object.values(chipDescription().peripherals)) {
      if (base < block - 0x10000 || base > address) continue;
      const register = registers.find((r) => base + r.offset === (at & ~3) >>> 0);
      if (register) return `${name}.${register.name} (${text})`;
    }
  return `at ${text}`;
}

function svdText(): string {
  if (!existsSync(SVD_PATH)) throw new SvdMissing(SVD_PATH);
  return readFileSync(SVD_PATH, 'utf8');
}

function digest(text: string): string {
  return createHash('sha256').update(`${CACHE_VERSION}\n`).update(text).digest('hex');
}

function readCache(): ChipDescription | undefined {
  if (!existsSync(CACHE_PATH)) return undefined;
  const cache = JSON.parse(readFileSync(CACHE_PATH, 'utf8')) as { digest: string; chip: ChipDescription };
  return cache.digest === digest(svdText()) ? cache.chip : undefined;
}

function convertAndCache(): ChipDescription {
  const text = svdText();
  const chip = parseSvd(text);
  mkdirSync(dirname(CACHE_PATH), { recursive: true });
  // Test workers may convert at the same time: each writes its own file, the rename is atomic.
  const temporary = `${CACHE_PATH}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify({ digest: digest(text), chip }));
  renameSync(temporary, CACHE_PATH);
  return chip;
}

interface XmlField {
  name: string;
  bitRange: string;
  access?: string;
  modifiedWriteValues?: string;
  readAction?: string;
  enumeratedValues?: { enumeratedValue: { name: string; value: string }[] };
}
interface XmlRegister {
  name: string;
  addressOffset: string;
  resetValue: string;
  access?: string;
  fields?: { field: XmlField[] };
}
interface XmlPeripheral {
  name: string;
  baseAddress: string;
  '@derivedFrom'?: string;
  registers?: { register: XmlRegister[] };
}

const LISTS = new Set(['peripheral', 'register', 'field', 'enumeratedValue']);

/** Converts SVD text; exported for its spec. */
export function parseSvd(text: string): ChipDescription {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    isArray: (name) => LISTS.has(name),
  });
  const xml = parser.parse(text) as { device?: { peripherals?: { peripheral?: XmlPeripheral[] } } };
  const all = xml.device?.peripherals?.peripheral;
  if (!all) throw new SvdMissing(SVD_PATH);
  const byName = new Map(all.map((p) => [p.name, p]));
  const peripherals: Record<string, PeripheralDescription> = {};
  for (const p of all) peripherals[p.name] = peripheralOf(p, byName);
  return { peripherals, pinFunctions: pinFunctionsOf(byName.get('IO_BANK0')) };
}

function peripheralOf(p: XmlPeripheral, byName: Map<string, XmlPeripheral>): PeripheralDescription {
  const source = p.registers ?? byName.get(p['@derivedFrom'] ?? '')?.registers;
  const registers = (source?.register ?? []).map(registerOf);
  return { name: p.name, base: Number(p.baseAddress) >>> 0, registers };
}

function registerOf(r: XmlRegister): RegisterDescription {
  // A register without fields (a FIFO port, a boot RAM word) is one field of 32 bits.
  let readWrite = r.fields || r.access === 'read-only' ? 0 : 0xffffffff;
  let oneToClear = 0;
  let writeOnly = 0;
  for (const field of r.fields?.field ?? []) {
    const mask = maskOf(field.bitRange);
    if (field.modifiedWriteValues === 'oneToClear') oneToClear |= mask;
    else if (field.access === 'read-write') readWrite |= mask;
    else if (field.access === 'write-only') writeOnly |= mask;
  }
  return {
    name: r.name,
    offset: Number(r.addressOffset),
    reset: Number(r.resetValue) >>> 0,
    readWrite: readWrite >>> 0,
    oneToClear: oneToClear >>> 0,
    writeOnly: writeOnly >>> 0,
    readModifies: (r.fields?.field ?? []).some((field) => field.readAction !== undefined),
  };
}

function maskOf(bitRange: string): number {
  const [high, low] = bitRange.slice(1, -1).split(':').map(Number);
  return Number(((1n << BigInt(high - low + 1)) - 1n) << BigInt(low));
}

function pinFunctionsOf(ioBank0: XmlPeripheral | undefined): (string | undefined)[][] {
  const functions: (string | undefined)[][] = [];
  for (const register of ioBank0?.registers?.register ?? []) {
    const gpio = /^GPIO(\d+)_CTRL$/.exec(register.name);
    if (!gpio) continue;
    const names: (string | undefined)[] = new Array<string | undefined>(32).fill(undefined);
    const field = register.fields?.field.find((f) => f.name === 'FUNCSEL');
    for (const e of field?.enumeratedValues?.enumeratedValue ?? []) names[Number(e.value)] = e.name;
    functions[Number(gpio[1])] = names;
  }
  return functions;
}
