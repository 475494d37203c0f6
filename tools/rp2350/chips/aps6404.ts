// The APS6404L 8 MB PSRAM at its QSPI pins: identification, serial and quad (QPI) command states.
import type { QspiDevice } from '../wires/wires.ts';

const READ_ID = 0x9f;
const ENTER_QUAD = 0x35;
const EXIT_QUAD = 0xf5;
const RESET_ENABLE = 0x66;
const RESET = 0x99;
/** Manufacturer, known good die, and EID whose upper three bits say 64 Mbit. */
const IDENTITY = [0x0d, 0x5d, 0x46, 0x12, 0x34, 0x56, 0x78, 0x9a];
const ID_STARTS = 4;

/** Clock limit, and the limits of a select: longest low (refresh), shortest high (datasheet table 5). */
export const PSRAM_LIMITS = { clock_Hz: 133e6, select_us: 8, deselect_ns: 18 } as const;

/** Data transfers go through the XIP window; only commands of direct mode are answered here. */
export class Aps6404 implements QspiDevice {
  /** False: its place on the board is empty, and nobody answers. */
  fitted = true;
  private quad = false;
  private resetEnabled = false;
  private selected = false;
  private index = 0;
  private command = -1;

  /** Whether commands, addresses and data go over four lines. */
  get inQuadMode(): boolean {
    return this.quad;
  }

  /** EXIT_QUAD on four lines, as the boot ROM's exit sequence sends it. */
  leaveQuadMode(): void {
    this.quad = this.resetEnabled = false;
  }

  select(selected: boolean): void {
    if (this.selected && !selected && this.index > 0) this.execute();
    this.selected = selected;
    this.index = 0;
    this.command = -1;
  }

  exchange(byte: number, width: 1 | 2 | 4): number {
    if (!this.selected || !this.fitted) return 0;
    const at = this.index++;
    // A command on the wrong number of lines is some other command, if any.
    if (at === 0) this.command = width === (this.quad ? 4 : 1) ? byte : -1;
    if (this.command !== READ_ID || this.quad) return 0;
    return at < ID_STARTS ? 0 : (IDENTITY[at - ID_STARTS] ?? 0);
  }

  /** Mode changes take effect when select rises. */
  private execute(): void {
    const { command } = this;
    if (command === RESET && this.resetEnabled) this.quad = false;
    else if (command === ENTER_QUAD) this.quad = true;
    else if (command === EXIT_QUAD) this.quad = false;
    this.resetEnabled = command === RESET_ENABLE;
  }
}
