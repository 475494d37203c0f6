// QMI: the QSPI memory interface: direct mode, and the set-up of the PSRAM window (RP2350 datasheet 12.14).
import { Aps6404, PSRAM_LIMITS } from '../chips/aps6404.ts';
import { PlainCells } from '../chips/plain-cells.ts';
import { W25q } from '../chips/w25q.ts';
import type { ChipEnvironment } from '../registers/peripheral.ts';
import { GuestError } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import type { QspiDevice } from '../wires/wires.ts';
import { QmiDirect } from './qmi-direct.ts';
import { BOOT_READ_COMMAND, BOOT_READ_FORMAT, BOOT_TIMING, lineCost, scaled } from './qmi-timing.ts';

/** DIRECT_CSR */
const EN = 1 << 0;
const ASSERT_CS = [1 << 2, 1 << 3];
const AUTO_CS = [1 << 6, 1 << 7];
/** Mn_RFMT and Mn_WFMT: every width quad, 8 bit prefix; the dummy length stands beside. */
const FORMAT_MASK = 0x1007d3ff;
const QUAD_WIDTHS = 0x2aa;
const PREFIX_8 = 1 << 12;
const DUMMY_24 = 6 << 16;
/** At reset: 8 bit prefix 0x03, everything on one line. */
const SERIAL_READ = 0xa003;
const TIMING_AT_RESET = 0x40000004;
const QUAD_READ = 0xeb;
const QUAD_WRITE = 0x38;

/** ATRANS4 to 7 are 4 MB each of the PSRAM window; at reset region n starts n x 4 MB into its chip (in 4 KB units). */
const FIRST_PSRAM_REGION = 4;
const REGION_BYTES = 4 << 20;
const regionAtReset = (n: number) => 0x04000000 | ((n % FIRST_PSRAM_REGION) * 0x400);

export class Qmi extends RegisterPeripheral {
  readonly psram = new Aps6404();
  private readonly env: ChipEnvironment;
  private readonly devices: readonly QspiDevice[];
  private readonly direct: QmiDirect;
  private psramWritable = false;
  private psramOpen = false;

  constructor(env: ChipEnvironment) {
    super('QMI');
    this.env = env;
    const { flash } = env.xip;
    const { cyclesPerSecond } = env.scheduler;
    const onChange = (offset: number, length: number) => env.xip.flashWritten(offset, length);
    this.devices = [new W25q({ cells: new PlainCells(flash, onChange), cyclesPerSecond }), this.psram];
    this.direct = new QmiDirect(env.scheduler, {
      byte_cycles: (width) => this.byte_cycles(width),
      exchange: (byte, width, driven, time) => this.exchange(byte, width, driven, time),
      selectAutomatically: (selected) => this.select(AUTO_CS, selected),
    });
    this.declareDirect();
    this.declareWindows();
  }

  override reset(): void {
    super.reset();
    this.direct.reset();
    // The chip's reset does not reach the PSRAM, but its window is no longer set up.
    this.updateWindow();
  }

  /** XIP_CTRL.WRITABLE_M1, without which stores to the window fault. */
  setPsramWritable(writable: boolean): void {
    this.psramWritable = writable;
    this.updateWindow();
  }

  /**
   * What the boot ROM's flash_exit_xip leaves: reads of window 1 back to serial commands and the FIFOs empty.
   * Only a chip that FLASH_DEVINFO knows on select 1 gets the exit sequence, by which the PSRAM leaves quad mode.
   */
  leaveXip(knowsPsram: boolean): void {
    this.direct.drain();
    this.set('M1_TIMING', TIMING_AT_RESET);
    this.set('M1_RFMT', PREFIX_8);
    this.set('M1_RCMD', SERIAL_READ);
    if (knowsPsram && this.psramReachable) this.psram.leaveQuadMode();
    this.updateWindow();
  }

  // --- direct mode

  private declareDirect(): void {
    this.register('DIRECT_CSR', {
      read: () => this.get('DIRECT_CSR') | this.direct.flags,
      written: (word, previous) => this.directControl(word, previous),
    });
    this.register('DIRECT_TX', { written: (word) => this.direct.push(word) });
    this.register('DIRECT_RX', { read: () => this.direct.pop() });
  }

  private directControl(word: number, previous: number): void {
    const changed = word ^ previous;
    for (const n of [0, 1]) if (changed & ASSERT_CS[n]) this.selectOne(n, (word & ASSERT_CS[n]) !== 0);
    if (!(changed & EN)) return;
    const on = (word & EN) !== 0;
    this.direct.enable(on);
    // A memory-mapped access gives a bus error for as long as direct mode lasts.
    this.env.xip.setFlashOpen(!on, 'the QMI is in direct mode');
    this.updateWindow();
  }

  private select(bits: readonly number[], selected: boolean): void {
    const control = this.get('DIRECT_CSR');
    for (const n of [0, 1]) if (control & bits[n]) this.selectOne(n, selected);
  }

  private selectOne(n: number, selected: boolean): void {
    if (n === 1 && !this.psramReachable) return;
    this.devices[n].select(selected, this.env.scheduler.now);
    if (n === 1) this.updateWindow();
  }

  private get psramReachable(): boolean {
    return this.env.xip.psram !== undefined && this.env.pinMux.pinOf('xip_ss_n_1') >= 0;
  }

  private exchange(byte: number, width: 1 | 2 | 4, driven: boolean, time: number): number {
    let heard = 0;
    for (const device of this.devices) heard |= device.exchange(byte, width, driven, time);
    return heard;
  }

  private byte_cycles(width: number): number {
    const { clocks, scheduler } = this.env;
    const divisor = (this.get('DIRECT_CSR') >>> 22) & 0xff || 256;
    return ((8 / width) * divisor * scheduler.cyclesPerSecond) / clocks.frequency_Hz('clk_sys');
  }

  // --- windows

  /** Window 0 as the boot ROM leaves it. */
  booted(): void {
    this.set('M0_TIMING', BOOT_TIMING);
    this.set('M0_RFMT', BOOT_READ_FORMAT);
    this.set('M0_RCMD', BOOT_READ_COMMAND);
    this.updateCosts();
  }

  /** To be called as well when clk_sys, of which SCK is made, has changed. */
  updateCosts(): void {
    const { clocks, scheduler, xip } = this.env;
    const cycle = scheduler.cyclesPerSecond / clocks.frequency_Hz('clk_sys');
    if (!Number.isFinite(cycle)) return;
    for (const n of [0, 1] as const) {
      const cost = lineCost(this.get(`M${n}_TIMING`), this.get(`M${n}_RFMT`), this.get(`M${n}_WFMT`));
      xip.setLineCost?.(n, scaled(cost, cycle));
    }
  }

  private declareWindows(): void {
    for (const name of ['TIMING', 'RFMT', 'RCMD', 'WFMT', 'WCMD'])
      this.register(`M0_${name}`, { written: () => this.updateCosts() });
    const update = { written: () => (this.updateWindow(), this.updateCosts()) };
    for (const name of ['TIMING', 'RFMT', 'RCMD', 'WFMT', 'WCMD']) this.register(`M1_${name}`, update);
    for (let n = 0; n < 8; n++) {
      this.register(`ATRANS${n}`, { written: (word, previous) => this.translated(n, word, previous) });
    }
  }

  /** Of the PSRAM window a region may be closed by size 0, as the SDK does where no chip is; nothing else is modelled. */
  private translated(n: number, word: number, previous: number): void {
    const isClosing = n >= FIRST_PSRAM_REGION && word === 0;
    if (word !== previous && !isClosing && word !== regionAtReset(n))
      throw new GuestError(this.name, `address translation (ATRANS${n}) is not modelled`);
    this.updateWindow();
  }

  private get hasClosedRegion(): boolean {
    const regions = Math.ceil((this.env.xip.psram?.length ?? 0) / REGION_BYTES);
    for (let n = 0; n < regions; n++) if (this.get(`ATRANS${FIRST_PSRAM_REGION + n}`) === 0) return true;
    return false;
  }

  /** Why a load or store through the PSRAM window would not reach the PSRAM as meant, or undefined. */
  private obstacle(): string | undefined {
    if (!this.psramReachable) return 'no pad is routed to its chip select (XIP_CS1)';
    if (this.get('DIRECT_CSR') & EN) return 'the QMI is in direct mode';
    if (!this.psram.inQuadMode) return 'it is not in quad mode (command 0x35)';
    if (!this.formatIs('M1_RFMT', QUAD_WIDTHS | PREFIX_8 | DUMMY_24)) return 'M1_RFMT is not its quad read';
    if ((this.get('M1_RCMD') & 0xff) !== QUAD_READ) return 'M1_RCMD is not its quad read, 0xEB';
    if (!this.formatIs('M1_WFMT', QUAD_WIDTHS | PREFIX_8)) return 'M1_WFMT is not its quad write';
    if ((this.get('M1_WCMD') & 0xff) !== QUAD_WRITE) return 'M1_WCMD is not its quad write, 0x38';
    if (this.hasClosedRegion) return 'an ATRANS register gives a region of it size 0';
    if (!this.psramWritable) return 'XIP_CTRL.WRITABLE_M1 is not set';
    return this.timingObstacle();
  }

  private formatIs(name: string, wanted: number): boolean {
    return (this.get(name) & FORMAT_MASK) === wanted;
  }

  /** The PSRAM loses data when it is selected longer than its refresh allows. */
  private timingObstacle(): string | undefined {
    const timing = this.get('M1_TIMING');
    const sys_Hz = this.env.clocks.frequency_Hz('clk_sys');
    const divisor = timing & 0xff || 256;
    const maxSelect = (timing >>> 17) & 0x3f;
    const deselect = ((timing >>> 12) & 0x1f) + Math.ceil(divisor / 2);
    if (sys_Hz / divisor > PSRAM_LIMITS.clock_Hz)
      return `its clock is above ${PSRAM_LIMITS.clock_Hz / 1e6} MHz`;
    if (maxSelect === 0 || (maxSelect * 64e6) / sys_Hz > PSRAM_LIMITS.select_us) {
      return `MAX_SELECT allows more than ${PSRAM_LIMITS.select_us} us`;
    }
    if ((deselect * 1e9) / sys_Hz < PSRAM_LIMITS.deselect_ns) {
      return `MIN_DESELECT is below ${PSRAM_LIMITS.deselect_ns} ns`;
    }
    return undefined;
  }

  private updateWindow(): void {
    if (!this.env.xip.psram) return;
    const obstacle = this.obstacle();
    const open = obstacle === undefined;
    if (!open || open !== this.psramOpen) this.env.xip.setPsramOpen(open, obstacle ?? '');
    this.psramOpen = open;
  }
}
