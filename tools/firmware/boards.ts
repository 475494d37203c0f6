// The boards as data: boards/common.json, boards/modules.json and each boards/*/board.json, read and checked.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import type { Role } from '../cores/core-runner.ts';
import { ROOT } from '../build/paths.ts';
import { BoardError } from './errors.ts';

export const BOARDS_FOLDER = join(ROOT, 'boards');

export interface BoardPin {
  /** Such as AFE_DRDY. */
  readonly name: string;
  readonly gpio: number;
  /** What the wire is, for people. */
  readonly wire: string;
  /** A resistor on the board that holds the wire while nobody drives it. */
  readonly resistor?: { readonly to: 'ground' | 'supply'; readonly ohm: number };
}

/** A module that boards are made from, as its maker sells it. */
export interface BoardModule {
  readonly name: string;
  readonly flash_bytes: number;
  readonly psram_bytes: number;
  /** The ADC's input 0. */
  readonly first_analog_gpio: number;
  readonly led_gpio: number;
  /** Its pins from 1 on, as its maker numbers them: GPIO0 and so on, or what else is there. */
  readonly header: readonly string[];
  /** Connectors beside them: what each of their wires is called, and its GPIO. */
  readonly connectors: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** SRAM and PSRAM set aside; hot_pages_bytes and code_pages_bytes only where there is PSRAM. */
export interface BoardMemory {
  readonly engine_heap_bytes: number;
  readonly hot_pages_bytes?: number;
  readonly code_pages_bytes?: number;
  readonly stack_reserved_bytes: number;
}

export interface Board {
  /** Name of its folder. */
  readonly folder: string;
  readonly name: string;
  readonly role: Role;
  readonly engine: 'wasm3' | 'aot';
  /** Name of its firmware image, without extension. */
  readonly image: string;
  readonly module: string;
  readonly memory: BoardMemory;
  readonly blocks: Readonly<Record<string, string>>;
  readonly pins: readonly BoardPin[];
}

/** What all boards agree on: clocks, and the place of a module in flash. */
export interface CommonData {
  readonly cpu_Hz: number;
  readonly link_Hz: number;
  readonly afe_crystal_Hz: number;
  readonly afe_osr: number;
  /** Of the front end's amplifiers before the currents: 1 for transformers with a burden, 32 for shunts. */
  readonly afe_current_gain: number;
  /** Bytes from the start of the flash to the module's header. */
  readonly module_offset: number;
  /** Bytes the header, the module and its hot list may take together. */
  readonly module_max: number;
}

function readJson<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    throw new BoardError(relative(ROOT, path), (error as Error).message);
  }
}

const once = <T>(read: () => T) => {
  let value: T | undefined;
  return () => (value ??= read());
};

export const common = once(() => readJson<CommonData>(join(BOARDS_FOLDER, 'common.json')));
export const modules = once(() =>
  readJson<Readonly<Record<string, BoardModule>>>(join(BOARDS_FOLDER, 'modules.json')),
);
const schema = once(() => new Ajv().compile(readJson<object>(join(BOARDS_FOLDER, 'board.schema.json'))));

/** OSRs by which the front end gives rates that a core meters at. */
const OSRS = [1024, 512, 256, 128];
/** A crystal that is further off is another one. */
const CRYSTAL_TOLERANCE = 1e-3;

/** The modulator runs at half of the crystal. */
const rateOf_Hz = (osr: number) => common().afe_crystal_Hz / 2 / osr;

/** Rates of the front end at its one crystal, lowest first. */
export const afeRates_Hz = (): number[] => OSRS.map(rateOf_Hz);

/** The OSR for a sampling rate; undefined for one that the crystal does not give. */
export const osrFor = (rate_Hz: number): number | undefined =>
  OSRS.find((osr) => Math.abs(rate_Hz / rateOf_Hz(osr) - 1) <= CRYSTAL_TOLERANCE);

const faultOf = ({ instancePath, message, params }: ErrorObject) =>
  `${instancePath || '/'} ${message} ${JSON.stringify(Object.values(params)[0] ?? '')}`.trim();

function* repeated<T>(values: readonly T[]): Generator<T> {
  for (const [i, value] of values.entries()) if (values.indexOf(value) < i) yield value;
}

/** Where a GPIO comes out of a module: the number of a pin, a connector's wire, or its LED; undefined when nowhere. */
export function placeOf(module: BoardModule, gpio: number): string | undefined {
  if (gpio === module.led_gpio) return 'LED';
  const pin = module.header.indexOf(`GPIO${gpio}`) + 1;
  if (pin > 0) return String(pin);
  for (const [connector, wires] of Object.entries(module.connectors))
    for (const [wire, at] of Object.entries(wires)) if (at === gpio) return `${connector} ${wire}`;
  return undefined;
}

function* faultsOf(board: Board): Generator<string> {
  const module = modules()[board.module];
  if (!module) return yield `module '${board.module}' is not in modules.json`;
  for (const gpio of repeated(board.pins.map((pin) => pin.gpio))) yield `GPIO ${gpio} has two wires`;
  for (const name of repeated(board.pins.map((pin) => pin.name))) yield `two pins are named ${name}`;
  for (const { gpio, name } of board.pins)
    if (placeOf(module, gpio) === undefined)
      yield `${name}: GPIO ${gpio} does not come out of the ${module.name}`;
  for (const name of Object.keys(board.blocks))
    if (!board.pins.some((pin) => pin.name.startsWith(`${name}_`))) yield `block ${name} has no pins`;
  const { hot_pages_bytes, code_pages_bytes } = board.memory;
  const paged = [hot_pages_bytes, code_pages_bytes].filter((bytes) => bytes !== undefined).length;
  if (paged !== (module.psram_bytes > 0 ? 2 : 0))
    yield `hot_pages_bytes and code_pages_bytes belong to a module with PSRAM, and to each such`;
  if ((code_pages_bytes ?? 0) > module.psram_bytes) yield `code_pages_bytes exceeds the PSRAM`;
}

/** A board from the text of its board.json. Throws BoardError naming every fault. */
export function parseBoard(folder: string, text: string): Board {
  const path = `boards/${folder}/board.json`;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new BoardError(path, (error as Error).message);
  }
  const validate = schema();
  if (!validate(data)) throw new BoardError(path, validate.errors!.map(faultOf).join('; '));
  const board: Board = { folder, ...(data as Omit<Board, 'folder'>) };
  const faults = [...faultsOf(board)];
  if (faults.length > 0) throw new BoardError(path, faults.join('; '));
  return board;
}

/** The board of a folder below boards/. Throws BoardError. */
export function loadBoard(folder: string): Board {
  const path = join(BOARDS_FOLDER, folder, 'board.json');
  if (!existsSync(path)) throw new BoardError(`boards/${folder}/board.json`, 'no such board');
  return parseBoard(folder, readFileSync(path, 'utf8'));
}

/** Every board, in the order of the folders' names. Throws BoardError. */
export const allBoards = once(() =>
  readdirSync(BOARDS_FOLDER)
    .filter((folder) => existsSync(join(BOARDS_FOLDER, folder, 'board.json')))
    .map(loadBoard),
);

/** Only the metering core can be compiled ahead of time: management modules are upgraded in the field. */
const engineFor = (role: Role, engine: string) => (role === 'metering' && engine === 'aot' ? 'aot' : 'wasm3');

/** The image that the tools take for a role under an engine, built or not. */
export const imageName = (role: Role, engine: string) =>
  `twinmeter-${role}${engineFor(role, engine) === 'aot' ? '-aot' : ''}`;

/** The board that image is for. Throws BoardError when no board.json names it. */
export function boardFor(role: Role, engine: string): Board {
  const image = imageName(role, engine);
  const board = allBoards().find((each) => each.image === image);
  if (!board) throw new BoardError('boards/*/board.json', `no board has the image ${image}`);
  return board;
}
