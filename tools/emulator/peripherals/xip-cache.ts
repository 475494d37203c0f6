// XIP_CTRL: control of the XIP cache; its maintenance has nothing to do here, as the windows are always coherent.
import { GuestError } from '../peripheral.ts';
import { RegisterPeripheral } from '../register-peripheral.ts';

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
