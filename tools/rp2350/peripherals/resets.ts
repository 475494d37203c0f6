// RESETS: holds blocks of the chip in reset and reports when they have left it (datasheet 7.5).
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

/** Blocks by bit of RESET, RESET_DONE and WDSEL. */
export const RESET_BITS: readonly string[] = (
  'ADC BUSCTRL DMA HSTX I2C0 I2C1 IO_BANK0 IO_QSPI JTAG PADS_BANK0 PADS_QSPI PIO0 PIO1 PIO2 PLL_SYS PLL_USB PWM ' +
  'SHA256 SPI0 SPI1 SYSCFG SYSINFO TBMAN TIMER0 TIMER1 TRNG UART0 UART1 USBCTRL'
).split(' ');
const ALL = 0x1fffffff;

/** The boot ROM reads the image through these, so it leaves them out of reset. */
const QSPI = (1 << 7) | (1 << 10);

/** What the chip does for this block. */
export interface ResetLines {
  /** Puts one block into its reset state: when its bit rises, and as it is let go. */
  resetBlock(name: string): void;
  /** The blocks held from now on, by bit: none of them answers on the bus. */
  hold(blocks: number): void;
}

export class Resets extends RegisterPeripheral {
  private readonly lines: ResetLines;

  constructor(lines: ResetLines) {
    super('RESETS');
    this.lines = lines;
    this.register('RESET', { written: (word, previous) => this.change(word, previous) });
    this.register('RESET_DONE', { read: () => ~this.get('RESET') & ALL });
    this.storage('WDSEL');
  }

  private change(word: number, previous: number): void {
    for (let bit = 0; bit < RESET_BITS.length; bit++)
      if ((word ^ previous) & (1 << bit)) this.lines.resetBlock(RESET_BITS[bit]);
    this.lines.hold(word);
  }

  /** As the boot ROM leaves it. */
  booted(): void {
    this.set('RESET', this.get('RESET') & ~QSPI);
    this.lines.hold(this.get('RESET'));
  }

  override reset(): void {
    super.reset();
    this.lines.hold(this.get('RESET'));
  }
}

/** The bit of RESET that holds a block by its name in the SVD; 0 where none does. */
export function resetBitOf(name: string): number {
  const bit = RESET_BITS.indexOf(name === 'USB' ? 'USBCTRL' : name);
  return bit < 0 ? 0 : 1 << bit;
}
