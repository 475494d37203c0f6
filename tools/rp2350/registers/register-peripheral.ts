// A peripheral whose names, reset values and access types come from the SVD; subclasses state side effects.
import type { AccessMode, AccessSize, Peripheral } from './peripheral.ts';
import { CLEAR, GuestError, PLAIN, SET, UnmodelledRegister, XOR } from './peripheral.ts';
import type { RegisterDescription } from './svd.ts';
import { peripheralDescription } from './svd.ts';

/** Side effects of one register; what is left out follows the SVD. */
export interface RegisterEffects {
  /** The value a load gives instead of the stored one. */
  read?: () => number;
  /**
   * Called after the stored value took the write (read-write bits combined with the alias, write-1-to-clear
   * bits cleared). `word`: the register's new read-write bits plus the ones written to write-only and
   * write-1-to-clear bits. `previous`: the stored value before.
   */
  written?: (word: number, previous: number) => void;
  /** See Peripheral.stableUntil; not known when left out. */
  stableUntil?: () => number;
  /** Bits the SVD calls read-only although writing them has an effect; `written` sees them. */
  writableAnyway?: number;
}

/** All have one shape, whatever their effects: each access of the processor looks here. */
interface Slot {
  readonly description: RegisterDescription;
  readonly read: (() => number) | undefined;
  readonly written: RegisterEffects['written'];
  readonly stableUntil: (() => number) | undefined;
  /** Bits that `written` sees of what was written, though they are not stored. */
  readonly writeOnly: number;
  value: number;
}

const NONE: RegisterEffects = {};

export abstract class RegisterPeripheral implements Peripheral {
  readonly name: string;
  /** Modelled registers by word index; a hole is an unmodelled register. */
  private readonly slots: (Slot | undefined)[] = [];
  /** The same without the holes. */
  private readonly declared: Slot[] = [];
  private readonly byName = new Map<string, RegisterDescription>();
  private readonly storageOnly: string[] = [];

  /** `svdName` where instances share a description under another name. */
  protected constructor(name: string, svdName = name) {
    this.name = name;
    for (const r of peripheralDescription(svdName).registers) this.byName.set(r.name, r);
  }

  /** Declares a register modelled with these side effects. */
  protected register(name: string, effects: RegisterEffects = NONE): void {
    const description = this.describe(name);
    const { read, written, stableUntil, writableAnyway = 0 } = effects;
    const { reset: value } = description;
    const writeOnly = description.writeOnly | writableAnyway;
    const slot = { description, read, written, stableUntil, writeOnly, value };
    this.slots[description.offset >> 2] = slot;
    this.declared.push(slot);
  }

  /** Declares registers that only remember what is written: listed as such, not counted as modelled. */
  protected storage(...names: string[]): void {
    for (const name of names) {
      this.register(name);
      this.storageOnly.push(name);
    }
  }

  /** Declares every register of the block that is not declared yet as storage. */
  protected storageForTheRest(): void {
    for (const [name, r] of this.byName) if (!this.slots[r.offset >> 2]) this.storage(name);
  }

  /** Names of the registers without side effects, for the size report. */
  get storageOnlyRegisters(): readonly string[] {
    return this.storageOnly;
  }

  /** Names of the registers with modelled side effects. */
  get modelledRegisters(): readonly string[] {
    const names = this.slots.filter((slot) => slot !== undefined).map((slot) => slot.description.name);
    return names.filter((name) => !this.storageOnly.includes(name));
  }

  /** Byte offset of a register by its SVD name. */
  offsetOf(name: string): number {
    return this.describe(name).offset;
  }

  /** The stored value, without read side effects. */
  protected get(name: string): number {
    return this.slot(name).value;
  }

  /** Sets the stored value as hardware does, past access types. */
  protected set(name: string, value: number): void {
    this.slot(name).value = value >>> 0;
  }

  /** A reader of one stored value for hot paths: looked up once, called often. */
  protected cell(name: string): { value: number } {
    return this.slot(name);
  }

  read(offset: number, size: AccessSize): number {
    const slot = this.slots[offset >> 2];
    if (!slot) throw new UnmodelledRegister(this.registerName(offset), 'read');
    const word = slot.read ? slot.read() : slot.value;
    if (size === 4) return word >>> 0;
    const lane = word >>> ((offset & 3) * 8);
    return size === 1 ? lane & 0xff : lane & 0xffff;
  }

  stableUntil(offset: number): number {
    const slot = this.slots[offset >> 2];
    if (!slot || slot.description.readModifies) return -1;
    return slot.stableUntil?.() ?? 0;
  }

  /** Narrow writes are replicated over the word, as the RP2350's bus does (datasheet 2.1.4). */
  write(offset: number, value: number, size: AccessSize, mode: AccessMode): void {
    const slot = this.slots[offset >> 2];
    if (!slot) throw new UnmodelledRegister(this.registerName(offset), 'write');
    const bits = size === 4 ? value : size === 2 ? (value & 0xffff) * 0x10001 : (value & 0xff) * 0x1010101;
    const { readWrite, oneToClear } = slot.description;
    const previous = slot.value;
    const ones = this.onesWritten(bits, mode, oneToClear);
    const kept = previous & ~readWrite & ~(ones & oneToClear);
    const combined = combine(previous, bits, mode) & readWrite;
    slot.value = (kept | combined) >>> 0;
    slot.written?.((combined | (ones & (oneToClear | slot.writeOnly))) >>> 0, previous);
  }

  reset(): void {
    for (const slot of this.declared) slot.value = slot.description.reset;
  }

  /** What the CLEAR alias does to a write-1-to-clear bit is documented nowhere, so nobody may rely on it. */
  private onesWritten(bits: number, mode: AccessMode, oneToClear: number): number {
    if (mode !== CLEAR) return bits;
    if (bits & oneToClear) throw new GuestError(this.name, 'atomic CLEAR of a write-1-to-clear bit');
    return 0;
  }

  private registerName(offset: number): string {
    for (const r of this.byName.values()) if (r.offset === (offset & ~3)) return `${this.name}.${r.name}`;
    return `${this.name}+0x${offset.toString(16)}`;
  }

  private describe(name: string): RegisterDescription {
    const description = this.byName.get(name);
    if (!description) throw new RangeError(`RP2350.svd has no register ${this.name}.${name}`);
    return description;
  }

  private slot(name: string): Slot {
    const slot = this.slots[this.describe(name).offset >> 2];
    if (!slot) throw new RangeError(`${this.name}.${name} is not declared as modelled`);
    return slot;
  }
}

/** The value after an access in this mode, were every bit plain read-write. */
export function combine(previous: number, bits: number, mode: AccessMode): number {
  if (mode === PLAIN) return bits;
  if (mode === XOR) return previous ^ bits;
  if (mode === SET) return previous | bits;
  return previous & ~bits;
}
