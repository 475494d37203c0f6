// XIP_CTRL: control of the XIP cache, and its maintenance: of time alone, as the windows are always coherent.
import { GuestError, type Peripheral } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

const EN_SECURE = 1 << 0;
const POWER_DOWN = 1 << 3;
const WRITABLE_M0 = 1 << 10;
const WRITABLE_M1 = 1 << 11;
const FIFO_EMPTY = 1 << 1;

export class XipControl extends RegisterPeripheral {
  /** `onWritable`: WRITABLE_M1 as it stands after a write or reset. */
  constructor(private readonly onWritable: (writable: boolean) => void) {
    super('XIP_CTRL');
    this.register('CTRL', { written: (word) => this.controlled(word) });
    this.register('STAT', { read: () => FIFO_EMPTY });
    this.storage('CTR_HIT', 'CTR_ACC');
  }

  override reset(): void {
    super.reset();
    this.onWritable(false);
  }

  private controlled(word: number): void {
    if (word & WRITABLE_M0)
      throw new GuestError(this.name, 'WRITABLE_M0: the flash window would take stores');
    if (!(word & EN_SECURE))
      throw new GuestError(this.name, 'the cache is switched off: timing is not modelled');
    if (word & POWER_DOWN) throw new GuestError(this.name, 'POWER_DOWN of the cache is not modelled');
    this.onWritable((word & WRITABLE_M1) !== 0);
  }
}

/** Maintenance operations by the lowest address bits (datasheet 4.4.1.1). */
const INVALIDATE_SET_WAY = 0;
const CLEAN_SET_WAY = 1;
const INVALIDATE_ADDRESS = 2;
const CLEAN_ADDRESS = 3;
const OPERATIONS = [INVALIDATE_SET_WAY, CLEAN_SET_WAY, INVALIDATE_ADDRESS, CLEAN_ADDRESS];
export const XIP_MAINTENANCE = { base: 0x18000000, bytes: 0x04000000 } as const;

/** The window whose stores clean or invalidate cache lines. */
export class XipMaintenance implements Peripheral {
  readonly name = 'XIP_MAINTENANCE';

  constructor(private readonly maintain: (offset: number) => void = () => {}) {}

  read(): number {
    throw new GuestError(this.name, 'a load: the window is write-only');
  }

  write(offset: number): void {
    if (!OPERATIONS.includes(offset & 7))
      throw new GuestError(this.name, `operation ${offset & 7} is not modelled`);
    this.maintain(offset);
  }

  reset(): void {}
}
