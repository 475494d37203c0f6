// The registers at an exception: stack frames pushed and popped, and the switch between MSP and PSP (ARMv8-M, B3.19).
import type { Memory } from './memory.ts';
import type { Engine } from './unicorn.ts';
import { REG } from './unicorn.ts';

const BASIC_FRAME = 0x20;
const FP_FRAME = 0x68;
/** xPSR bit 9 in a frame: the stack pointer was realigned to 8. */
const FRAME_PADDED = 1 << 9;
/** EPSR.IT: what is left of an IT block that a page boundary cut in two. */
const IT_STATE = 0x0600fc00;
const CONTROL_SPSEL = 2;
const CONTROL_FPCA = 4;
// EXC_RETURN (B3.11), all Secure: base value and the bits this model sets or reads.
const EXC_RETURN = 0xffffffe1;
const RETURN_PSP = 4;
const RETURN_THREAD = 8;
const RETURN_NO_FP = 16;

/** Slots of the batches below, in the order their registers are listed. */
const R0 = 0;
const LR = 5;
const XPSR = 6;
const SP = 7;
const CONTROL = 8;
const FPSCR = 16;

/** An exception that cannot be taken as the guest asks: the run ends with this as its report. */
export class ExceptionFault extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'ExceptionFault';
  }
}

/** Whether an EXC_RETURN value goes to thread mode. */
export const returnsToThread = (excReturn: number): boolean => (excReturn & RETURN_THREAD) !== 0;

export class ExceptionContext {
  private readonly memory: Memory;
  private readonly context;
  private readonly entry;
  private readonly stacks;
  private readonly exit;
  private readonly floats;
  private readonly status;

  constructor(engine: Engine, memory: Memory) {
    this.memory = memory;
    const { IPSR, CONTROL: CONTROL_ID, SP: SP_ID, LR: LR_ID, XPSR: XPSR_ID } = REG;
    const scratch = [REG.R0, REG.R1, REG.R2, REG.R3, REG.R12, LR_ID];
    this.context = engine.batch([...scratch, XPSR_ID, SP_ID, CONTROL_ID]);
    // Writing IPSR and CONTROL switches between MSP and PSP: the stack is set before entry, after return.
    this.entry = engine.batch([SP_ID, IPSR, CONTROL_ID, LR_ID]);
    this.stacks = engine.batch([SP_ID, REG.PSP, CONTROL_ID]);
    this.exit = engine.batch([IPSR, CONTROL_ID, SP_ID, XPSR_ID, ...scratch]);
    this.status = engine.batch([XPSR_ID]);
    this.floats = engine.batch([...Array.from({ length: 16 }, (_, i) => REG.S0 + i), REG.FPSCR]);
  }

  /** Pushes the frame for `pc` and prepares what `enter` writes. */
  stack(exception: number, pc: number, isNested: boolean): void {
    const { context, entry } = this;
    context.read();
    const control = context.values[CONTROL];
    const hasFloat = (control & CONTROL_FPCA) !== 0;
    const frame = this.push(pc, hasFloat);
    if (context.values[XPSR] & IT_STATE) this.endItBlock();
    const usedPsp = !isNested && (control & CONTROL_SPSEL) !== 0;
    const mode = isNested ? 0 : RETURN_THREAD;
    entry.values[0] = frame;
    entry.values[1] = exception;
    entry.values[2] = control & ~(CONTROL_SPSEL | CONTROL_FPCA);
    entry.values[3] = EXC_RETURN | (hasFloat ? 0 : RETURN_NO_FP) | mode | (usedPsp ? RETURN_PSP : 0);
  }

  /** The handler runs without the condition of what it interrupts; the frame keeps it for the return (B3.19). */
  private endItBlock(): void {
    this.status.values[0] = this.context.values[XPSR] & ~IT_STATE;
    this.status.write();
  }

  /** Prepares the entry on the frame that is there, without popping it (B3.27). */
  chain(exception: number, excReturn: number): void {
    const { entry, stacks } = this;
    stacks.read();
    entry.values[0] = stacks.values[0];
    entry.values[1] = exception;
    entry.values[2] = stacks.values[2] & ~(CONTROL_SPSEL | CONTROL_FPCA);
    entry.values[3] = excReturn;
  }

  /** The core is in the handler that `stack` or `chain` prepared. */
  enter(): void {
    this.entry.write();
  }

  /** R0-R3, R12, LR, return address, xPSR and, in use, S0-S15 and FPSCR; 8-byte aligned (B3.19). */
  private push(pc: number, hasFloat: boolean): number {
    const { values } = this.context;
    const length = hasFloat ? FP_FRAME : BASIC_FRAME;
    const unaligned = values[SP] - length;
    const frame = unaligned & ~7;
    const place = this.memory.frame(frame >>> 0, length);
    if (!place) throw new ExceptionFault(`exception frame at 0x${(frame >>> 0).toString(16)}: no RAM there`);
    const { view, offset } = place;
    for (let i = R0; i <= LR; i++) view.setUint32(offset + 4 * i, values[i], true);
    view.setUint32(offset + 24, pc, true);
    const padded = unaligned !== frame ? FRAME_PADDED : 0;
    view.setUint32(offset + 28, (values[XPSR] & ~FRAME_PADDED) | padded, true);
    if (hasFloat) this.pushFloats(view, offset + BASIC_FRAME);
    return frame;
  }

  private pushFloats(view: DataView, offset: number): void {
    this.floats.read();
    for (let i = 0; i <= FPSCR; i++) view.setUint32(offset + 4 * i, this.floats.values[i], true);
  }

  /** Pops the frame; `current` is the exception that goes on, 0 for none. Gives where execution goes on. */
  unstack(excReturn: number, current: number): number {
    const { stacks, exit } = this;
    stacks.read();
    const hasFloat = (excReturn & RETURN_NO_FP) === 0;
    const toPsp = (excReturn & RETURN_PSP) !== 0;
    const frame = stacks.values[toPsp ? 1 : 0];
    const length = hasFloat ? FP_FRAME : BASIC_FRAME;
    const place = this.memory.frame(frame, length);
    if (!place) throw new ExceptionFault(`exception return from 0x${frame.toString(16)}: no RAM there`);
    const { view, offset } = place;
    const status = view.getUint32(offset + 28, true);
    const flags = (hasFloat ? CONTROL_FPCA : 0) | (toPsp ? CONTROL_SPSEL : 0);
    if (hasFloat) this.popFloats(view, offset + BASIC_FRAME);
    exit.values[0] = current;
    exit.values[1] = (stacks.values[2] & ~(CONTROL_FPCA | CONTROL_SPSEL)) | flags;
    exit.values[2] = frame + length + (status & FRAME_PADDED ? 4 : 0);
    exit.values[3] = status & ~FRAME_PADDED;
    for (let i = R0; i <= LR; i++) exit.values[4 + i] = view.getUint32(offset + 4 * i, true);
    exit.write();
    return view.getUint32(offset + 24, true) & ~1;
  }

  private popFloats(view: DataView, offset: number): void {
    for (let i = 0; i <= FPSCR; i++) this.floats.values[i] = view.getUint32(offset + 4 * i, true);
    this.floats.write();
  }
}
