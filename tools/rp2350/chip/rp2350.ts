// The chip: core, memories and peripherals assembled, with the interface a board or a test uses.
import { Bus } from '../processor/bus.ts';
import { BootRom } from './bootrom.ts';
import { countersOf, type Counters } from './counters.ts';
import { Cpu } from '../processor/cpu.ts';
import { CycleCounter } from '../processor/dwt.ts';
import { Environment } from './environment.ts';
import { placeImage, startOf } from './image.ts';
import type { Rp2350Options } from './options.ts';
import { isPackageB, knowsPsram, sysInfoOf } from './package.ts';
import { Exceptions } from '../processor/exceptions.ts';
import type { FaultReport } from '../processor/fault.ts';
import { Gpio } from '../peripherals/gpio.ts';
import { FLASH_BASE, Memory } from '../processor/memory.ts';
import { Nvic } from '../processor/nvic.ts';
import type { Peripheral, Scheduler } from '../registers/peripheral.ts';
import { resetBitOf } from '../peripherals/resets.ts';
import { PrivatePeripheralBus } from '../processor/ppb.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import { mapRegisterSpaces, PPB_BASE, PPB_BYTES } from '../processor/register-spaces.ts';
import { CYCLES_PER_SECOND, CYCLES_PER_US, VirtualTime } from '../processor/scheduler.ts';
import { SystemControlBlock } from '../processor/scb.ts';
import { SysTick } from '../processor/systick.ts';
import { isOfItself, resetBlocks, type ResetKind } from './reset.ts';
import { createPeripherals } from './table.ts';
import { Engine, type ProfiledBlock } from '../processor/unicorn.ts';
import { timingByEnvironment } from '../processor/xip-timing.ts';

export class Rp2350 {
  readonly memory: Memory;
  readonly bus: Bus;
  readonly gpio: Gpio;
  readonly rom: BootRom;
  readonly time: VirtualTime;
  /** The same, by the name boards joined by a link know it. */
  readonly scheduler: Scheduler;
  readonly peripherals: ReturnType<typeof createPeripherals>;
  /** Resets by watchdog or AIRCR since power-on. */
  resets = 0;
  private readonly engine: Engine;
  private readonly nvic: Nvic;
  private readonly exceptions: Exceptions;
  private readonly cpu: Cpu;
  private readonly systick: SysTick;
  private readonly dwt: CycleCounter;
  private readonly ppb = new PrivatePeripheralBus();
  private instructionCycles: number;
  private vectors = FLASH_BASE;
  private isRunning = false;
  private resetPending: 'none' | ResetKind = 'none';
  private lastAct = () => {};
  /** Whether the supply is there. */
  isPowered = true;
  /** Where faults are kept that lock the processor up until its watchdog resets it, as on the chip; without, one ends the run. */
  lockUps: FaultReport[] | undefined;
  private isLockedUp = false;

  constructor(options: Rp2350Options) {
    const timing = options.timing ?? timingByEnvironment();
    this.instructionCycles = options.cyclesPerInstruction ?? (timing === 'cycles' ? 2 : 1);
    const fastPath = options.fastPath ?? process.env.TWINMETER_EMULATOR_PATH !== 'plain';
    this.engine = new Engine(fastPath);
    if (timing === 'cycles') this.engine.countXip();
    this.time = new VirtualTime(this.engine.accounting);
    this.scheduler = this.time;
    this.memory = new Memory(this.engine, options);
    this.bus = new Bus(this.memory, this.engine.accounting, this.engine.answers);
    this.nvic = new Nvic(this.ppb);
    this.exceptions = new Exceptions(this.engine, this.memory, this.nvic);
    this.cpu = new Cpu(this.engine, this.time, this.memory, this.exceptions);
    this.gpio = new Gpio(this.nvic.line(IO_IRQ_BANK0));
    this.peripherals = this.assemble(options);
    this.rom = this.createRom(options);
    this.cpu.onRomTrap = (address) => this.rom.trap(address);
    this.systick = this.createSysTick();
    this.dwt = new CycleCounter(this.ppb, this.time, this.peripherals.clocks);
    new SystemControlBlock(this.ppb, this.exceptions, () => this.requestReset('system'));
    this.mapRegisters();
    for (const peripheral of this.bus.peripherals()) peripheral.reset();
  }

  private assemble(options: Rp2350Options): ReturnType<typeof createPeripherals> {
    return createPeripherals({
      env: new Environment(this.time, this.gpio, this.bus, this.memory, this.nvic),
      gpio: this.gpio,
      isPackageB: isPackageB(options),
      fuses: options.fuses,
      onClockChange: () => this.updateInstructionTime(),
      onWatchdog: () => this.requestReset('watchdog'),
      resetLines: {
        resetBlock: (name) => this.blockNamed(name)?.reset(),
        hold: (blocks) => this.bus.hold(blocks),
      },
    });
  }

  private createRom(options: Rp2350Options): BootRom {
    return new BootRom(this.engine, this.memory, {
      sysInfo: sysInfoOf(options),
      otp: this.peripherals.otp,
      leaveXip: () => this.peripherals.qmi.leaveXip(knowsPsram(this.bus)),
      reboot: (delay_ms) => this.rebootAfter(delay_ms),
    });
  }

  private createSysTick(): SysTick {
    const { clocks, ticks } = this.peripherals;
    const cyclesPerCount = (processorClock: boolean): number => {
      const rate = processorClock ? clocks.frequency_Hz('clk_sys') : ticks.rate_Hz('PROC0');
      return rate === 0 ? Infinity : CYCLES_PER_SECOND / rate;
    };
    return new SysTick(this.ppb, this.time, { cyclesPerCount }, () =>
      this.exceptions.pend(SYSTICK_EXCEPTION),
    );
  }

  private blockNamed(name: string): Peripheral | undefined {
    if (name === 'USBCTRL') return undefined;
    return this.bus.peripherals().find((peripheral) => peripheral.name === name);
  }

  private mapRegisters(): void {
    for (const { base, peripheral, length } of this.peripherals.places) {
      if (length === undefined) this.bus.attach(base, peripheral, resetBitOf(peripheral.name));
      else this.bus.attachPlain(base, length, peripheral);
    }
    this.bus.attachPlain(PPB_BASE, PPB_BYTES, this.ppb);
    mapRegisterSpaces(this.engine, this.bus, (error) => this.cpu.fail(error));
  }

  /** Cycles that an instruction takes at full speed: 1 unless it is said otherwise, here or as an option. */
  set cyclesPerInstruction(cycles: number) {
    this.instructionCycles = cycles;
    this.updateInstructionTime();
  }

  /** Counts misses of the XIP cache from now on. */
  countXip(): void {
    this.engine.countXip();
    this.peripherals.qmi.updateCosts();
  }

  /** A cycle of virtual time is 1/150 MHz: at a slower clk_sys each instruction takes more of them. */
  private updateInstructionTime(): void {
    const clkSys_Hz = this.peripherals?.clocks.frequency_Hz('clk_sys') ?? 0;
    if (clkSys_Hz > 0)
      this.engine.accounting.cyclesPerInstruction = (this.instructionCycles * CYCLES_PER_SECOND) / clkSys_Hz;
    this.peripherals?.qmi.updateCosts();
  }

  /** Puts an ELF file into flash (and SRAM) and starts it at its vector table. Throws ElfError. */
  load(elf: Uint8Array): void {
    this.vectors = placeImage(this.memory, elf);
    this.boot();
  }

  /** What the boot ROM does with an image: VTOR, stack pointer and reset handler from its vector table. */
  private boot(): void {
    const { stackPointer, entry } = startOf(this.memory, this.peripherals.watchdog, this.vectors);
    this.peripherals.resets.booted();
    this.peripherals.qmi.booted();
    this.exceptions.vectorTable = this.vectors;
    this.ppb.setValue('VTOR', this.vectors);
    this.updateInstructionTime();
    this.cpu.start(entry, stackPointer);
  }

  private rebootAfter(delay_ms: number): void {
    this.peripherals.watchdog.rebootAfter(delay_ms * 1000 * CYCLES_PER_US);
  }

  private requestReset(kind: ResetKind): void {
    this.resetPending = kind;
    this.cpu.requestBreak();
    if (!this.isRunning) this.performReset();
  }

  /**
   * The supply goes: the processor ends where it is, or so many instructions into what it runs next; then `gone` is called, pads
   * let go, and events of the chip and of what hangs on its clock are gone.
   */
  powerOff(instructions = 0, gone: () => void = () => {}): void {
    this.lastAct = () => (this.cpu.goOn(this.isLockedUp ? 0 : instructions), gone());
    this.requestReset('power off');
  }

  /** The supply comes: RAM holds anything, and the boot ROM starts the image in flash. */
  powerOn(): void {
    this.requestReset('power on');
  }

  /** The supply fell below what the brown-out detector allows, and came back: RAM keeps most of its bits. */
  brownOut(): void {
    this.requestReset('brown-out');
  }

  private performReset(): void {
    if (this.resetPending === 'power off' && this.isPowered) this.lastAct();
    const kind = this.resetPending as ResetKind;
    this.resetPending = 'none';
    this.isLockedUp = false;
    this.isPowered = kind !== 'power off';
    if (isOfItself(kind)) this.resets++;
    resetBlocks(this, kind);
    for (const part of [this.gpio, this.nvic, this.exceptions, this.systick, this.dwt, this.rom])
      part.reset();
    if (this.isPowered) this.boot();
  }

  /** Runs until virtual time `until` in cycles (by at most one block longer), or to a fault. */
  run(until: number): void {
    this.isRunning = true;
    while (this.now < until && !this.fault) {
      if (this.isPowered && !this.isLockedUp) this.cpu.run(until);
      else this.cpu.pass(until);
      if (this.lockUps && this.cpu.fault) this.lockUp(this.lockUps);
      if (this.resetPending !== 'none') this.performReset();
    }
    this.isRunning = false;
  }

  private lockUp(lockUps: FaultReport[]): void {
    lockUps.push(this.cpu.fault!);
    this.cpu.fault = undefined;
    this.isLockedUp = true;
  }

  /** As `run`, for a board that another one waits for; a chip that runs already does not run inside itself. */
  runUntil(until: number): void {
    if (!this.isRunning) this.run(until);
  }

  get now(): number {
    return this.time.now;
  }

  /** Set once the guest cannot go on; `faultText` prints it. */
  get fault(): FaultReport | undefined {
    return this.cpu.fault;
  }

  get counters(): Counters {
    return countersOf(this.engine, this.bus, this.cpu, this.exceptions);
  }

  /** Accesses, by the processor or the DMA, to blocks that RESETS held: by block, none while the firmware does it right. */
  get unanswered(): ReadonlyMap<string, number> {
    return this.bus.unanswered;
  }

  /** Begins to count executed instructions by translated block, anew each time. */
  startProfile(): void {
    this.engine.startProfile();
  }

  /** The blocks that ran since then, with the instructions executed in each. */
  get profile(): readonly ProfiledBlock[] {
    return this.engine.profile();
  }

  /** True where stores take the fast path, as seen by stores that did. */
  get fastPath(): boolean {
    return this.engine.accounting.fastPath && this.engine.accounting.fastStores > 0;
  }

  /** Registers without side effects, as `PERIPHERAL.REGISTER`, for the size report. */
  storageOnlyRegisters(): string[] {
    return this.registerBlocks().flatMap((p) => p.storageOnlyRegisters.map((name) => `${p.name}.${name}`));
  }

  modelledRegisters(): string[] {
    return this.registerBlocks().flatMap((p) => p.modelledRegisters.map((name) => `${p.name}.${name}`));
  }

  private registerBlocks(): RegisterPeripheral[] {
    return this.bus.peripherals().filter((p) => p instanceof RegisterPeripheral);
  }

  /** Frees the engine. */
  close(): void {
    this.engine.close();
  }
}

const IO_IRQ_BANK0 = 21;
const SYSTICK_EXCEPTION = 15;
