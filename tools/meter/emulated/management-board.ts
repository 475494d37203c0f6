// The emulated management board: a Pico Plus 2 with PSRAM, FRAM, display and optical head on its pins.
import { Hd44780 } from '../../rp2350/chips/hd44780.ts';
import { Mb85rs2mta } from '../../rp2350/chips/mb85rs2mta.ts';
import { Pcf8574 } from '../../rp2350/chips/pcf8574.ts';
import { I2cBus } from '../../rp2350/wires/i2c-bus.ts';
import { SpiBus } from '../../rp2350/wires/spi-bus.ts';
import { EmulatedBoard } from './board.ts';
import { SerialSocket } from './serial-socket.ts';

const FLASH_BYTES = 16 << 20;
const PSRAM_BYTES = 8 << 20;
const LCD_ADDRESS = 0x27;

export interface ManagementBoardOptions {
  elf: Uint8Array;
  fram: Uint8Array;
  /** Plain characters at the optical head instead of wire bytes. */
  characters?: boolean;
  /** False: the board was made without its PSRAM. */
  psramFitted?: boolean;
  fastPath?: boolean;
}

export class ManagementBoard extends EmulatedBoard {
  override readonly lcd: Hd44780;
  readonly optical: SerialSocket;
  readonly rs485: SerialSocket;

  constructor(options: ManagementBoardOptions) {
    super('management', { flashBytes: FLASH_BYTES, psramBytes: PSRAM_BYTES, fastPath: options.fastPath });
    const { time, peripherals } = this.chip;
    peripherals.qmi.psram.fitted = options.psramFitted ?? true;
    this.lcd = new Hd44780(time);
    const i2c = new I2cBus();
    i2c.attach(LCD_ADDRESS, new Pcf8574(this.lcd));
    peripherals.i2cs[0].bus = i2c;
    const storage = new SpiBus(time, peripherals.spis[1]);
    const fram = new Mb85rs2mta({ cells: options.fram, cyclesPerSecond: time.cyclesPerSecond });
    storage.attach(fram, this.pin('FRAM_CS'));
    this.optical = new SerialSocket(peripherals.uarts[1], time, { wireBytes: !options.characters });
    const driverEnable = this.pin('RS485_DE');
    this.rs485 = new SerialSocket(peripherals.uarts[0], time, { wireBytes: true, driverEnable });
    this.pin('POWER_FAIL').drive(true);
    this.chip.load(options.elf);
  }

  /** Words of a link transfer still under way reach the slave before it runs past their time. */
  override runUntil(time: number): void {
    super.runUntil(time);
    this.chip.peripherals.spis[0].settle();
  }
}
