// What a target is: the contract between those who want a meter and each place where the two modules can run.
import type { StorageCut, Role } from '../cores/core-runner.ts';
import type { DevelopmentKeys } from './keys/development-keys.ts';
import type { RandomTap } from '../cores/board-chips.ts';
import type { CoreFactory } from './conductor/board.ts';
import type { Meter, MeterOptions } from './meter.ts';

/** What the storage chips of a board hold: bytes that outlive its power. */
export interface BoardStorage {
  readonly fram: Uint8Array;
  /** Image of the NOR (rp2350/chips/nor-image.ts). */
  readonly nor: Uint8Array;
  /** Where both can be opened by another process; without, they stay in this one. */
  readonly files?: { readonly fram: string; readonly nor: string };
}

/** What a target is given to make its cores. */
export interface CoreInputs {
  /** Bytes of each role's module. */
  modules: Record<Role, Uint8Array>;
  /** FRAM of the metering board as the factory left it. */
  fram: Uint8Array;
  /** FRAM of the management board as whoever installed it left it; a new one without it. */
  managementFram?: Uint8Array;
  /** Storage that was there before and stays afterwards; without it, new chips around that FRAM. */
  storage?: Readonly<Record<Role, BoardStorage>>;
  /** Keys of the boards; those of every test meter without them. */
  keys?: DevelopmentKeys;
  /** Where a board's supply goes: each start of its core takes the next of these off the list. */
  powerCuts?: Partial<Record<Role, StorageCut[]>>;
  /** Processor time after which a process that hangs ends itself; that of the C host without. */
  watchdog_ms?: number;
  /** Random numbers of cores under V8 go through it. */
  random?: RandomTap;
}

/** Who records a run: told of its beginning, and given the making of its cores. */
export interface RunRecorder {
  begin(inputs: CoreInputs, isRandomKept: boolean): void;
  recorded(role: Role, factory: CoreFactory, cut: () => StorageCut | undefined): CoreFactory;
  drew(bytes: Uint8Array): void;
}

/** Factories of both cores, and what to clean up afterwards. */
export interface Cores {
  metering: CoreFactory;
  management: CoreFactory;
  dispose(): void;
}

/** A meter asked for: modules and FRAM, what feeds it, how its ports are presented. */
export interface MeterRequest extends CoreInputs, Omit<MeterOptions, 'cores'> {
  engine: string;
  /** Cycles an instruction of an emulated metering chip takes; 1 without it. */
  cyclesPerInstruction?: number;
  /** How both emulated chips count time; as TWINMETER_TIMING says without it. */
  timing?: 'instructions' | 'cycles';
  /** Whether the NOR of the emulated boards is as slow as it may be; typical without. */
  norTimes?: 'typical' | 'longest';
  /** OSR that the emulated metering image sets its front end to; that of the source's rate without it. */
  afeOsr?: number;
  /** Who records it, where its cores are advanced slice by slice. */
  recorder?: RunRecorder;
}

export interface Target {
  name: string;
  engines: readonly string[];
  about: string;
  /** Cores by themselves, slice by slice, where the target can give them; for benches of one core. */
  make?(inputs: CoreInputs, engine: string): Cores;
  /** Builds the meter and powers it on; its close leaves nothing behind. */
  open(request: MeterRequest): Promise<Meter>;
}
