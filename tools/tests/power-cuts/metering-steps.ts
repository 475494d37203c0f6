// What a metering core goes through while its storage is in sight: the steps a scenario is made of.
import {
  FRAM_HOT_A,
  FRAM_HOT_B,
  LAYOUTS,
  PARAMETERS_PAGE,
  SWITCH_MAIN_COVER,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { decodeRecord, encodeRecord, type RecordValues } from '../../records/records.ts';
import { MeteringBoard, RATE_Hz } from './metering-board.ts';
import { meteringStanding, type MeteringStanding } from './metering-standing.ts';
import { Run } from './run.ts';
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

export const load = (ms: number): Step => ({ name: `${ms} ms of load`, run: (life) => life.feed(ms) });

export const sealing = (name: string, changes: RecordValues): Step => ({
  name,
  run: (life) => {
    seal(life, changes);
    life.feed(600);
  },
});

export const dip: Step = {
  name: 'a dip',
  run: (life) => {
    life.board.voltage = 0.7;
    life.feed(100);
    life.board.voltage = 1;
    life.feed(200);
  },
};

export const withoutNotice: Step = { name: 'the supply goes without notice', run: (life) => life.powerOn() };

export const shortLives: Step = {
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

export const supplyComesBack: Step = {
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
export const covers = (times: number): Step => ({
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
export const registersLost: Step = {
  name: 'both banks of the registers blank',
  run: ({ storage: { fram } }) => {
    for (const bank of [FRAM_HOT_A, FRAM_HOT_B]) fram.fill(0xff, bank, bank + LAYOUTS.hot_record.bytes);
  },
};

export const freeze: Step = {
  name: 'registers frozen on command',
  run: ({ board, told }) => {
    board.ask('freeze');
    told();
  },
};

export const acknowledging: Step = {
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

export const clearing: Step = {
  name: 'somebody inside the seal clears the audit trail',
  run: (life) => {
    life.board.jumper(true);
    life.told();
    life.board.adjust('clear_audit');
    life.told();
    life.feed(300);
  },
};
