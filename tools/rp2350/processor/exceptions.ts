// ARMv8-M exceptions: which one may be taken, entry, return, nesting and tail-chaining (B3).
import type { Accounting } from './accounting.ts';
import { ExceptionContext, ExceptionFault, returnsToThread } from './exception-context.ts';
import type { Memory } from './memory.ts';
import type { Nvic } from './nvic.ts';
import { FIRST_INTERRUPT } from './nvic.ts';
import type { Engine } from './unicorn.ts';
import { REG } from './unicorn.ts';

export const HARDFAULT = 3;
export const SVCALL = 11;
export const PENDSV = 14;
export const SYSTICK = 15;

const THREAD_PRIORITY = 256;
/** Entry takes 12 cycles and return 10 on a Cortex-M33 with zero-wait memory. */
const ENTRY_CYCLES = 12;
const RETURN_CYCLES = 10;
const TAIL_CHAIN_CYCLES = 6;

export class Exceptions {
  vectorTable = 0;
  /** SCR.SEVONPEND. */
  sendEventOnPend = false;
  /** Taken since power-on, for the counters. */
  taken = 0;
  /** Where execution goes on after `take` or `leave`. */
  pc = 0;
  private readonly nvic: Nvic;
  private readonly memory: Memory;
  private readonly accounting: Accounting;
  private readonly priorities = new Uint8Array(16);
  private pendingHandlers = 0;
  /** Numbers and group priorities of the active exceptions, the running one last. */
  private readonly activeNumbers: number[] = [];
  private readonly activePriorities: number[] = [];
  private groupMask = 0xff;
  private readonly masks;
  private readonly context: ExceptionContext;

  constructor(engine: Engine, memory: Memory, nvic: Nvic) {
    this.nvic = nvic;
    this.memory = memory;
    this.accounting = engine.accounting;
    this.masks = engine.batch([REG.PRIMASK, REG.BASEPRI, REG.FAULTMASK]);
    this.context = new ExceptionContext(engine, memory);
    nvic.onChange = () => this.reconsider();
    nvic.onPend = () => this.eventOnPend();
  }

  get depth(): number {
    return this.activeNumbers.length;
  }

  /** Number of the running exception, 0 in thread mode. */
  get current(): number {
    return this.depth === 0 ? 0 : this.activeNumbers[this.depth - 1];
  }

  get nvicAnyPending(): boolean {
    return this.nvic.anyPending;
  }

  nvicPend(irq: number): void {
    this.nvic.pendInterrupt(irq);
  }

  setPriority(exception: number, priority: number): void {
    this.priorities[exception] = priority;
    this.reconsider();
  }

  /** PRIGROUP: the bits of a priority that decide about preemption (B3.10). */
  setPriorityGrouping(group: number): void {
    this.groupMask = (0xff << (group + 1)) & 0xff;
  }

  isPending(exception: number): boolean {
    return (this.pendingHandlers & (1 << exception)) !== 0;
  }

  pend(exception: number): void {
    this.pendingHandlers |= 1 << exception;
    this.eventOnPend();
    this.reconsider();
  }

  unpend(exception: number): void {
    this.pendingHandlers &= ~(1 << exception);
  }

  private eventOnPend(): void {
    if (this.sendEventOnPend) this.accounting.event = true;
  }

  /** Makes the engine stop at its next block, if anything is pending that might be taken. */
  private reconsider(): void {
    if (this.candidate() >= 0) this.accounting.limit = -1;
  }

  /** The pending exception of highest priority, lowest number first; -1 if none is pending. */
  candidate(): number {
    const irq = this.nvic.highestPending();
    let best = irq < 0 ? -1 : irq + FIRST_INTERRUPT;
    let priority = irq < 0 ? 256 : this.nvic.priorities[irq];
    if (this.pendingHandlers === 0) return best;
    for (let number = SYSTICK; number >= PENDSV; number--) {
      if (!this.isPending(number) || this.priorities[number] > priority) continue;
      best = number;
      priority = this.priorities[number];
    }
    return best;
  }

  private priorityOf(exception: number): number {
    const { priorities, nvic } = this;
    return exception < FIRST_INTERRUPT ? priorities[exception] : nvic.priorities[exception - FIRST_INTERRUPT];
  }

  private groupPriority(exception: number): number {
    return this.priorityOf(exception) & this.groupMask;
  }

  /** Priority of what runs, masks not considered: a nested exception is always the most urgent active one. */
  private activePriority(): number {
    return this.depth === 0 ? THREAD_PRIORITY : this.activePriorities[this.depth - 1];
  }

  /** What PRIMASK, BASEPRI and FAULTMASK hold back is told to the block hook, which then watches them. */
  private isMasked(exception: number): boolean {
    this.masks.read();
    const [primask, basepri, faultmask] = this.masks.values;
    const boost = basepri & 0xff;
    const priority = this.groupPriority(exception);
    const masked = ((primask | faultmask) & 1) !== 0 || (boost !== 0 && priority >= (boost & this.groupMask));
    this.accounting.pendingPriority = masked ? priority + 1 : 0;
    return masked;
  }

  /** Takes the most urgent pending exception if it may preempt what runs at `pc`; tells whether it did. */
  takePending(pc: number): boolean {
    const exception = this.candidate();
    if (exception < 0) {
      this.accounting.pendingPriority = 0;
      return false;
    }
    if (this.groupPriority(exception) >= this.activePriority() || this.isMasked(exception)) return false;
    this.take(exception, pc);
    return true;
  }

  /** WFI ends on an interrupt that would preempt if PRIMASK were clear (B3.17). */
  wakesFromWfi(): boolean {
    const exception = this.candidate();
    if (exception < 0) return false;
    const priority = this.groupPriority(exception);
    if (priority >= this.activePriority()) return false;
    this.masks.read();
    const boost = this.masks.values[1] & 0xff;
    return boost === 0 || priority < (boost & this.groupMask);
  }

  /** A synchronous SVC: it is taken at once or, when its priority does not allow that, escalates. */
  supervisorCall(pc: number): void {
    const priority = this.groupPriority(SVCALL);
    if (priority >= this.activePriority() || this.isMasked(SVCALL))
      throw new ExceptionFault('SVC at a priority that cannot take it escalates to HardFault');
    this.take(SVCALL, pc);
  }

  /** Pushes the frame for `pc` and goes to the handler. */
  private take(exception: number, pc: number): void {
    this.context.stack(exception, pc, this.depth > 0);
    this.activate(exception);
    this.context.enter();
    this.accounting.now += ENTRY_CYCLES;
  }

  private activate(exception: number): void {
    this.taken++;
    if (exception >= FIRST_INTERRUPT) this.nvic.activate(exception - FIRST_INTERRUPT);
    else this.unpend(exception);
    this.activeNumbers.push(exception);
    this.activePriorities.push(this.groupPriority(exception));
    const vector = this.memory.word(this.vectorTable + 4 * exception);
    if (vector === undefined || !(vector & 1))
      throw new ExceptionFault(
        `vector ${exception} at 0x${this.vectorTable.toString(16)} is no Thumb address`,
      );
    this.pc = vector & ~1;
    this.accounting.event = true;
    this.accounting.lastBlockEnd = 0;
  }

  /** The guest loaded an EXC_RETURN value into PC: ends the running exception. */
  leave(excReturn: number): void {
    if (this.depth === 0) throw new ExceptionFault('exception return in thread mode');
    if (returnsToThread(excReturn) !== (this.depth === 1))
      throw new ExceptionFault(
        `EXC_RETURN 0x${(excReturn >>> 0).toString(16)} does not match what is active`,
      );
    const ended = this.activeNumbers.pop()!;
    this.activePriorities.pop();
    if (ended >= FIRST_INTERRUPT) this.nvic.deactivate(ended - FIRST_INTERRUPT);
    this.accounting.event = true;
    if (this.tailChain(excReturn)) return;
    this.pc = this.context.unstack(excReturn, this.current);
    this.accounting.now += RETURN_CYCLES;
  }

  /** The next pending exception is entered on the frame that is there, without popping it (B3.27). */
  private tailChain(excReturn: number): boolean {
    const next = this.candidate();
    if (next < 0 || this.groupPriority(next) >= this.activePriority() || this.isMasked(next)) return false;
    this.context.chain(next, excReturn);
    this.activate(next);
    this.context.enter();
    this.accounting.now += TAIL_CHAIN_CYCLES;
    return true;
  }

  reset(): void {
    this.vectorTable = 0;
    this.sendEventOnPend = false;
    this.pendingHandlers = 0;
    this.groupMask = 0xff;
    this.priorities.fill(0);
    this.activeNumbers.length = 0;
    this.activePriorities.length = 0;
  }
}
