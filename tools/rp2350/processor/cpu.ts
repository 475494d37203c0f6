// Runs the core: interrupts at block boundaries, sleep, boot ROM traps, and a readable report when it cannot go on.
import type { Accounting } from './accounting.ts';
import { ENDS_WFE, ENDS_WFI, STOP } from './accounting.ts';
import type { Exceptions } from './exceptions.ts';
import type { FaultReport } from './fault.ts';
import { captureFault, memoryFaultText } from './fault.ts';
import type { Memory } from './memory.ts';
import { ROM_BYTES } from './memory.ts';
import type { VirtualTime } from './scheduler.ts';
import type { Engine, RegisterBatch } from './unicorn.ts';
import { ENDED_BY_EXCEPTION, OK, REG } from './unicorn.ts';

// libunicorn's interrupt numbers for an M-profile core.
const INTERRUPT_UNDEFINED = 1;
const INTERRUPT_SVC = 2;
const INTERRUPT_BREAKPOINT = 7;
const INTERRUPT_NO_COPROCESSOR = 17;
const INTERRUPT_NAMES: Readonly<Record<number, string>> = {
  [INTERRUPT_UNDEFINED]: 'undefined instruction',
  3: 'instruction fetch refused',
  4: 'data access refused',
  [INTERRUPT_BREAKPOINT]: 'breakpoint instruction (panic, abort or a failed assertion)',
  18: 'invalid state: a branch to an address that is not Thumb',
  19: 'stack limit passed',
  22: 'unaligned access',
};

/** Handles an SVC inside the boot ROM: the host does the function's work. `address` is that of the SVC. */
export type RomTrap = (address: number) => void;

export class Cpu {
  /** Set once, when the guest cannot go on. */
  fault: FaultReport | undefined;
  /** Cycles spent asleep. */
  sleptCycles = 0;
  onRomTrap: RomTrap = () => {};
  private readonly engine: Engine;
  private readonly accounting: Accounting;
  private readonly time: VirtualTime;
  private readonly exceptions: Exceptions;
  private readonly memory: Memory;
  private readonly pcBatch: RegisterBatch;
  private pc = 0;
  private sleeping = 0;
  private svcPending = false;
  private breakRequested = false;

  constructor(engine: Engine, time: VirtualTime, memory: Memory, exceptions: Exceptions) {
    this.engine = engine;
    this.accounting = engine.accounting;
    this.time = time;
    this.memory = memory;
    this.exceptions = exceptions;
    this.pcBatch = engine.batch([REG.PC]);
    engine.onInterrupt((number) => this.guarded(() => this.interrupted(number)));
    engine.onMemoryFault((kind, address, size) => this.memoryFault(kind, address, size));
  }

  /** Starts at a vector table: its first word is the stack pointer, its second the reset handler. */
  start(pc: number, stackPointer: number): void {
    const reset = this.engine.batch([REG.IPSR, REG.CONTROL, REG.PRIMASK, REG.BASEPRI, REG.FAULTMASK, REG.SP]);
    reset.values.set([0, 0, 0, 0, 0, stackPointer]);
    reset.write();
    this.pc = pc & ~1;
    this.sleeping = 0;
    this.svcPending = false;
    this.accounting.event = false;
    this.accounting.lastBlockEnd = 0;
    this.accounting.pendingPriority = 0;
  }

  /** Ends `run` at the next block boundary, for a reset. */
  requestBreak(): void {
    this.breakRequested = true;
    this.accounting.limit = -1;
  }

  /** Records an error from anywhere inside the run as the fault, and stops. */
  fail(error: unknown): void {
    if (!this.fault) {
      const what = error instanceof Error ? error.message : String(error);
      this.fault = captureFault(this.engine, this.exceptions, what, error);
    }
    this.engine.stop();
  }

  private guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Lets time pass with the processor at rest: without power, or locked up. */
  pass(until: number): void {
    const { accounting, time } = this;
    this.breakRequested = false;
    while (accounting.now < until && !this.breakRequested) {
      accounting.now = Math.max(accounting.now, Math.min(time.next, until));
      time.runDue();
    }
  }

  /** Runs until virtual time `until`, a fault or a requested break; time may pass `until` by one block. */
  run(until: number): void {
    const { accounting, time } = this;
    this.breakRequested = false;
    try {
      while (accounting.now < until && !this.fault && !this.breakRequested) {
        time.runDue();
        if (!this.breakRequested) this.step(until);
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Executes so many instructions more unless it sleeps: no interrupt is taken among them, no event happens. */
  goOn(instructions: number): void {
    if (instructions === 0 || this.sleeping || this.fault) return;
    this.accounting.limit = Infinity;
    this.engine.step(this.pc, instructions);
  }

  private step(until: number): void {
    if (this.exceptions.takePending(this.pc)) {
      this.sleeping = 0;
      this.pc = this.exceptions.pc;
    }
    if (this.sleeping && !this.wakes()) return this.sleepUntil(until);
    this.execute(until);
  }

  private wakes(): boolean {
    const { accounting } = this;
    const wakes = this.sleeping === STOP.WFE ? accounting.event : this.exceptions.wakesFromWfi();
    if (!wakes) return false;
    if (this.sleeping === STOP.WFE) accounting.event = false;
    this.sleeping = 0;
    return true;
  }

  private sleepUntil(until: number): void {
    const { accounting } = this;
    const wake = Math.min(this.time.next, until);
    if (wake <= accounting.now) return;
    this.sleptCycles += wake - accounting.now;
    accounting.now = wake;
  }

  private execute(until: number): void {
    const { accounting, engine } = this;
    accounting.limit = Math.min(this.time.next, until);
    const code = engine.start(this.pc);
    if (this.fault) return;
    if (accounting.exceptionReturn) return this.returnFromException(accounting.exceptionReturn);
    this.pc = accounting.stopPc;
    if (this.svcPending) return this.supervisorCall();
    this.noteSleep(code);
  }

  private readPc(): number {
    this.pcBatch.read();
    return (this.pcBatch.values[0] & ~1) >>> 0;
  }

  private returnFromException(value: number): void {
    this.exceptions.leave(value);
    this.pc = this.exceptions.pc;
  }

  private supervisorCall(): void {
    this.svcPending = false;
    this.exceptions.supervisorCall(this.pc);
    this.pc = this.exceptions.pc;
  }

  /** WFE leaves the engine with an error code, WFI with none; else the block hook has seen them. */
  private noteSleep(code: number): void {
    const { accounting } = this;
    const { stopReason, lastBlockEnd } = accounting;
    if (stopReason === STOP.WFE || stopReason === STOP.WFI) this.sleeping = stopReason;
    else if (code === ENDED_BY_EXCEPTION && lastBlockEnd & ENDS_WFE) this.fallAsleep(STOP.WFE);
    else if (code !== OK) this.fail(new Error(`the engine gave up: ${this.engine.errorText(code)}`));
    else if (stopReason === STOP.NONE && lastBlockEnd & ENDS_WFI) this.fallAsleep(STOP.WFI);
  }

  private fallAsleep(how: number): void {
    this.accounting.lastBlockEnd = 0;
    this.sleeping = how;
  }

  private interrupted(number: number): void {
    const pc = this.readPc();
    if (number === INTERRUPT_SVC) return this.onSvc(pc);
    if (number === INTERRUPT_NO_COPROCESSOR) return this.onCoprocessor(pc);
    throw new Error(INTERRUPT_NAMES[number] ?? `CPU exception ${number}`);
  }

  private onSvc(pc: number): void {
    if (pc < ROM_BYTES) return this.onRomTrap(pc - 2);
    this.svcPending = true;
    this.engine.stop();
  }

  /** The SDK touches the double coprocessor (CP4) once at start, to clear its state: stepped over. */
  private onCoprocessor(pc: number): void {
    const code = this.memory.view(pc, 4, false);
    const coprocessor = code ? code[3] & 0x0f : -1;
    if (coprocessor !== 4) throw new Error(`coprocessor ${coprocessor} is not modelled`);
    this.pcBatch.values[0] = (pc + 4) | 1;
    this.pcBatch.write();
  }

  private memoryFault(kind: number, address: number, size: number): void {
    this.fail(
      new Error(`${memoryFaultText(kind, size)} 0x${address.toString(16)}: ${this.memory.explain(address)}`),
    );
  }
}
