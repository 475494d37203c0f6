// What a metering core goes through while its storage is in sight: the steps a scenario is made of.
import {
  EVENT_RING,
  FRAM_HOT_A,
  FRAM_HOT_B,
  LAYOUTS,
  PARAMETERS_PAGE,
  SWITCH_MAIN_COVER,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { decodeRecord, encodeRecord, type RecordValues } from '../../records/records.ts';
import { provision } from '../../meter/keys/provisioned.ts';
import { MeteringBoard, RATE_Hz } from './metering-board.ts';
import { meteringStanding, type MeteringStanding } from './metering-standing.ts';
import { Run, type PowerOn } from './run.ts';
import { Storage } from './storage.ts';

/** A metering core in the hands of its steps. */
export class MeteringLife {
  readonly run: Run<MeteringStanding>;
  readonly storage: Storage;
  readonly #module: Uint8Array | undefined;
  #board: MeteringBoard | undefined;

  /** Power comes for the first time in this run. */
  constructor(storage: Storage, module?: Uint8Array) {
    this.storage = storage;
    this.run = new Run(storage);
    this.#module = module;
    this.powerOn();
  }

  get board(): MeteringBoard {
    return this.#board!;
  }

  /** The supply goes as it stands and comes back. */
  powerOn(): void {
    if (this.#board) {
      this.run.journal.off();
      this.storage.tearAsEver();
    }
    this.run.begin();
    this.#board = new MeteringBoard(this.storage, this.run.journal, this.#module);
    this.told();
  }

  /** All that happened since is known outside from here on. */
  told = (): void => this.run.tell(meteringStanding(this.board));

  feed(ms: number): void {
    this.board.feed((ms * RATE_Hz) / 1000, this.told);
  }
}

export interface Step {
  readonly name: string;
  run(life: MeteringLife): void;
}

const PAGES = Math.ceil(LAYOUTS.parameters.bytes / PARAMETERS_PAGE);
const pages = Array.from({ length: PAGES }, (_, page) => page);

/** Seals the record in use with some changes, the jumper closed for it. */
function seal(life: MeteringLife, changes: RecordValues): void {
  const { board } = life;
  board.jumper(true);
  life.told();
  const read = pages.flatMap((page) => board.adjust('read_parameters', { page }).bytes as number[]);
  const record = decodeRecord('parameters', Uint8Array.from(read.slice(0, LAYOUTS.parameters.bytes)));
  const bytes = [...encodeRecord('parameters', { ...record, ...changes } as RecordValues)];
  for (const page of pages) {
    const piece = bytes.slice(page * PARAMETERS_PAGE, (page + 1) * PARAMETERS_PAGE);
    board.adjust('write_parameters', { page, pages: PAGES, bytes: piece });
    life.told();
  }
  board.jumper(false);
  life.told();
}

const load = (ms: number): Step => ({ name: `${ms} ms of load`, run: (life) => life.feed(ms) });

const sealing = (name: string, changes: RecordValues): Step => ({
  name,
  run: (life) => {
    seal(life, changes);
    life.feed(600);
  },
});

const dip: Step = {
  name: 'a dip',
  run: (life) => {
    life.board.voltage = 0.7;
    life.feed(100);
    life.board.voltage = 1;
    life.feed(200);
  },
};

const withoutNotice: Step = { name: 'the supply goes without notice', run: (life) => life.powerOn() };

const shortLives: Step = {
  name: 'three lives of 990 ms, each ended by a supply that the comparator finds failing',
  run: (life) => {
    for (let n = 0; n < 3; n++) {
      life.feed(940);
      life.board.supply(true);
      life.told();
      life.feed(50);
      life.powerOn();
    }
  },
};

const supplyComesBack: Step = {
  name: 'a supply that fails and is whole again at once',
  run: (life) => {
    for (const failing of [true, false]) {
      life.board.supply(failing);
      life.told();
      life.feed(30);
    }
  },
};

/** Opens and closes the cover so many times. */
const covers = (times: number): Step => ({
  name: `the cover opened ${times} times`,
  run: ({ board, told }) => {
    for (let n = 0; n < times; n++)
      for (const closed of [false, true]) {
        board.switch(SWITCH_MAIN_COVER, closed);
        told();
      }
  },
});

/** Both banks of the registers go blank while there is no power. */
const registersLost: Step = {
  name: 'both banks of the registers blank',
  run: ({ storage: { fram } }) => {
    for (const bank of [FRAM_HOT_A, FRAM_HOT_B]) fram.fill(0xff, bank, bank + LAYOUTS.hot_record.bytes);
  },
};

const freeze: Step = {
  name: 'registers frozen on command',
  run: ({ board, told }) => {
    board.ask('freeze');
    told();
  },
};

const acknowledging: Step = {
  name: 'somebody inside the seal acknowledges the loss',
  run: ({ board, told }) => {
    board.jumper(true);
    told();
    board.adjust('acknowledge_loss');
    told();
    board.jumper(false);
    told();
  },
};

const clearing: Step = {
  name: 'somebody inside the seal clears the audit trail',
  run: (life) => {
    life.board.jumper(true);
    life.told();
    life.board.adjust('clear_audit');
    life.told();
    life.feed(300);
  },
};

/** What is cut: steps that make the storage as it is before, then those that are in sight. */
export interface Scenario {
  readonly name: string;
  readonly before: readonly Step[];
  /** What the clock shows at the beginning, seconds since 1970; the first of January 2026 without. */
  readonly clock_s?: number;
  readonly steps: readonly Step[];
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a new board and its first seconds',
    before: [],
    steps: [
      load(1300),
      sealing('the first sealing', { meter_constant_imp_per_kWh: 2000 }),
      dip,
      withoutNotice,
      load(1100),
      shortLives,
      supplyComesBack,
      sealing('another sealing', { meter_constant_imp_per_kWh: 3200 }),
      sealing('a change of the ratios', { current_ratio_primary: 100, current_ratio_secondary: 5 }),
      dip,
    ],
  },
  {
    name: 'a log that is full',
    before: [load(1100), sealing('a sealing', { meter_constant_imp_per_kWh: 2000 }), dip, covers(EVENT_RING)],
    steps: [covers(5), dip, withoutNotice, covers(2), shortLives],
  },
  {
    name: 'registers that were lost, and acknowledged',
    before: [load(1100), dip, registersLost],
    steps: [
      load(300),
      withoutNotice,
      load(1100),
      acknowledging,
      load(300),
      withoutNotice,
      clearing,
      load(800),
    ],
  },
  {
    name: 'the end of a month: minute, hour, day and month roll over, and registers are frozen on command',
    before: [load(1100)],
    clock_s: Date.UTC(2026, 0, 31, 23, 59, 56) / 1000,
    steps: [load(4000), freeze, load(2000), withoutNotice, load(500)],
  },
];

/** Lives through a scenario, and gives what was in sight. */
export function liveThrough(
  { before, steps, clock_s }: Scenario,
  module?: Uint8Array,
): Run<MeteringStanding> {
  const storage = new Storage();
  provision(storage.fram, 'metering');
  storage.clock_s = clock_s ?? storage.clock_s;
  if (before.length > 0) {
    const life = new MeteringLife(storage, module);
    for (const step of before) step.run(life);
    storage.tearAsEver();
  }
  const life = new MeteringLife(storage, module);
  for (const step of steps) step.run(life);
  return life.run;
}

/** A start behind a cut, and the first window behind it: what that writes is cut, too. */
export const meteringStart =
  (module?: Uint8Array): PowerOn<MeteringStanding> =>
  (storage, journal) => {
    const board = new MeteringBoard(storage, journal, module);
    return {
      standing: () => meteringStanding(board),
      goOn: (told) => {
        board.feed(RATE_Hz / 4, () => undefined);
        told();
      },
    };
  };
