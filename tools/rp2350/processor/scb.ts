// The System Control Block: vector table, priorities of the system handlers, sleep and reset control (B3.2, D1.2).
import type { Exceptions } from './exceptions.ts';
import { PENDSV, SYSTICK } from './exceptions.ts';
import { GuestError } from '../registers/peripheral.ts';
import type { PrivatePeripheralBus } from './ppb.ts';

const PENDNMISET = 1 << 31;
const PENDSVSET = 1 << 28;
const PENDSVCLR = 1 << 27;
const PENDSTSET = 1 << 26;
const PENDSTCLR = 1 << 25;
const VECTKEY = 0x05fa;
const VECTKEYSTAT = 0xfa05;
const SYSRESETREQ = 1 << 2;
const SEVONPEND = 1 << 4;
const SLEEPDEEP = 1 << 2;

/** Identification registers: the SVD's values are what the core reports. */
const CONSTANTS =
  'CPUID ID_PFR0 ID_PFR1 ID_DFR0 ID_AFR0 ID_MMFR0 ID_MMFR1 ID_MMFR2 ID_MMFR3 ID_ISAR0 ID_ISAR1 ID_ISAR2 ID_ISAR3 ' +
  'ID_ISAR4 CTR MPU_TYPE SAU_TYPE MVFR0 MVFR1 MVFR2 ICTR';

/** Remembered only: no MPU or SAU region, fault handler enable or lazy stacking choice changes what is emulated. */
const STORAGE =
  'ACTLR CCR SHCSR CFSR HFSR DFSR MMFAR BFAR CPACR NSACR MPU_CTRL MPU_RNR MPU_RBAR MPU_RLAR MPU_RBAR_A1 MPU_RLAR_A1 ' +
  'MPU_RBAR_A2 MPU_RLAR_A2 MPU_RBAR_A3 MPU_RLAR_A3 MPU_MAIR0 MPU_MAIR1 SAU_CTRL SAU_RNR SAU_RBAR SAU_RLAR SFSR SFAR ' +
  'DHCSR DEMCR FPCCR FPCAR FPDSCR';

export class SystemControlBlock {
  private readonly ppb: PrivatePeripheralBus;
  private readonly exceptions: Exceptions;

  /** `onResetRequest` is called when the guest asks for a system reset through AIRCR. */
  constructor(ppb: PrivatePeripheralBus, exceptions: Exceptions, onResetRequest: () => void) {
    this.ppb = ppb;
    this.exceptions = exceptions;
    for (const name of CONSTANTS.split(' ')) ppb.define(name);
    ppb.remember(...STORAGE.split(' '));
    this.defineControl(onResetRequest);
    for (let word = 1; word <= 3; word++) this.definePriorities(word);
    ppb.define('STIR', { written: (irq) => exceptions.nvicPend(irq & 0x1ff) });
  }

  private defineControl(onResetRequest: () => void): void {
    const { ppb, exceptions } = this;
    ppb.define('ICSR', {
      read: () => this.readIcsr(),
      written: (word) => this.writeIcsr(word),
      // The SVD has the two set bits as read-only; the ARM (D1.2.125) lets software set them.
      writableAnyway: PENDSVSET | PENDSTSET | PENDNMISET,
    });
    ppb.define('VTOR', { written: (address) => void (exceptions.vectorTable = address) });
    ppb.define('AIRCR', {
      read: () => ((VECTKEYSTAT << 16) | (ppb.valueAt('AIRCR') & 0xffff)) >>> 0,
      written: (word, previous) => this.writeAircr(word, previous, onResetRequest),
    });
    ppb.define('SCR', {
      written: (word) => {
        // Deep sleep would gate clocks by SLEEP_EN and stop SysTick: nothing here relies on it.
        if (word & SLEEPDEEP) throw new GuestError('SCB', 'SCR.SLEEPDEEP is not modelled');
        exceptions.sendEventOnPend = (word & SEVONPEND) !== 0;
      },
    });
  }

  private definePriorities(word: number): void {
    this.ppb.define(`SHPR${word}`, {
      written: (bits) => {
        for (let i = 0; i < 4; i++) this.exceptions.setPriority(word * 4 + i, (bits >>> (8 * i)) & 0xff);
      },
    });
  }

  private readIcsr(): number {
    const { exceptions } = this;
    const pendSv = exceptions.isPending(PENDSV) ? PENDSVSET : 0;
    const pendSt = exceptions.isPending(SYSTICK) ? PENDSTSET : 0;
    const interruptPending = exceptions.nvicAnyPending ? 1 << 22 : 0;
    const pending = Math.max(exceptions.candidate(), 0) << 12;
    const returnToBase = exceptions.depth <= 1 ? 1 << 11 : 0;
    return (pendSv | pendSt | interruptPending | pending | returnToBase | exceptions.current) >>> 0;
  }

  private writeIcsr(word: number): void {
    if (word & PENDNMISET) throw new GuestError('SCB', 'a pended NMI is not modelled');
    if (word & PENDSVCLR) this.exceptions.unpend(PENDSV);
    if (word & PENDSTCLR) this.exceptions.unpend(SYSTICK);
    if (word & PENDSVSET) this.exceptions.pend(PENDSV);
    if (word & PENDSTSET) this.exceptions.pend(SYSTICK);
  }

  /** Without the key the write is ignored (D1.2.3). */
  private writeAircr(word: number, previous: number, onResetRequest: () => void): void {
    if (word >>> 16 !== VECTKEY) return this.ppb.setValue('AIRCR', previous);
    this.exceptions.setPriorityGrouping((word >>> 8) & 7);
    if (word & SYSRESETREQ) onResetRequest();
  }
}
