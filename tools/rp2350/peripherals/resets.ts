// RESETS: holds blocks of the chip in reset and reports when they have left it (datasheet 7.5).
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

/** Blocks by bit of RESET, RESET_DONE and WDSEL. */
export const RESET_BITS: readonly string[] = (
  'ADC BUSCTRL DMA HSTX I2C0 I2C1 IO_BANK0 IO_QSPI JTAG PADS_BANK0 PADS_QSPI PIO0 PIO1 PIO2 PLL_SYS PLL_USB PWM ' +
  'SHA256 SPI0 SPI1 SYSCFG SYSINFO TBMAN TIMER0 TIMER1 TRNG UART0 UART1 USBCTRL'
).split(' ');
const ALL = 0x1fffffff;

export class Resets extends RegisterPeripheral {
  /** `resetBlock` puts one block into its reset state. */
  constructor(resetBlock: (name: string) => void) {
    super('RESETS');
    this.register('RESET', {
      written: (word, previous) => {
        for (let bit = 0; bit < RESET_BITS.length; bit++)
          if (word & ~previous & (1 << bit)) resetBlock(RESET_BITS[bit]);
      },
    });
    this.register('RESET_DONE', { read: () => ~this.get('RESET') & ALL });
    this.storage('WDSEL');
  }
}
