// What the cores import, given by this process: the counterpart of the C host's bindings.
import {
  FRAM_BYTES,
  LCD_COLUMNS,
  LCD_ROWS,
  LINK_FRAME_MAX,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import type { SliceOutput } from './core-runner.ts';

/** A panic of the core: stops the instance, as a trap does. */
export class PanicError extends Error {
  readonly code: number;
  readonly detail: number;
  constructor(code: number, detail: number) {
    super(`panic ${code}, detail ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

interface PortState {
  free: number;
  idle: boolean;
}

/** The board around one instance: memory to copy from, ports, storage, and what it put out in this slice. */
export interface V8Board {
  memory: () => Uint8Array;
  outputs: SliceOutput[];
  ports: Map<number, PortState>;
  fram: Uint8Array;
  digest: Uint8Array;
}

/** A copy of the module's bytes, or undefined when they do not lie inside its memory. */
function copyOut(board: V8Board, pointer: number, length: number): Uint8Array | undefined {
  const memory = board.memory();
  if (pointer < 0 || length < 0 || pointer + length > memory.length) return undefined;
  return memory.slice(pointer, pointer + length);
}

function copyIn(board: V8Board, pointer: number, bytes: Uint8Array): number {
  const memory = board.memory();
  if (pointer < 0 || pointer + bytes.length > memory.length) return Status.BAD_POINTER;
  memory.set(bytes, pointer);
  return Status.OK;
}

function portSend(board: V8Board, port: number, pointer: number, length: number): number {
  const state = board.ports.get(port);
  if (!state) return Status.OUT_OF_RANGE;
  const bytes = copyOut(board, pointer, length);
  if (!bytes) return Status.BAD_POINTER;
  const accepted = Math.min(length, state.free);
  if (accepted > 0) board.outputs.push({ type: 'port', port, bytes: bytes.subarray(0, accepted) });
  state.free -= accepted;
  state.idle &&= accepted === 0;
  return accepted;
}

function portConfigure(board: V8Board, port: number, baud: number, format: number): number {
  const state = board.ports.get(port);
  if (!state || baud < 300 || baud > 115_200 || format < 0 || format > 2) return Status.OUT_OF_RANGE;
  if (!state.idle) return Status.BUSY;
  board.outputs.push({ type: 'portConfig', port, baud, format });
  return Status.OK;
}

const inFram = (address: number, length: number) =>
  address >= 0 && length >= 0 && address + length <= FRAM_BYTES;

function storageWrite(board: V8Board, address: number, pointer: number, length: number): number {
  const bytes = copyOut(board, pointer, length);
  if (!bytes) return Status.BAD_POINTER;
  if (!inFram(address, length)) return Status.OUT_OF_RANGE;
  board.fram.set(bytes, address);
  return Status.OK;
}

function lcdWrite(board: V8Board, row: number, pointer: number, length: number): number {
  if (row < 0 || row >= LCD_ROWS || length > LCD_COLUMNS) return Status.OUT_OF_RANGE;
  const bytes = copyOut(board, pointer, length);
  if (!bytes) return Status.BAD_POINTER;
  const text = Buffer.from(bytes).toString('latin1').padEnd(LCD_COLUMNS);
  board.outputs.push({ type: 'lcd', row, text });
  return Status.OK;
}

function linkRequest(board: V8Board, pointer: number, length: number, replyLength: number): number {
  if (length < 1 || length > LINK_FRAME_MAX || replyLength < 1 || replyLength > LINK_FRAME_MAX)
    return Status.BAD_LENGTH;
  const bytes = copyOut(board, pointer, length);
  if (!bytes) return Status.BAD_POINTER;
  board.outputs.push({ type: 'linkRequest', bytes, replyLength });
  return Status.OK;
}

/** The import object of either core; a module sees only what it imports. */
export function hostImports(board: V8Board): Record<string, CallableFunction> {
  return {
    panic: (code: number, detail: number) => {
      throw new PanicError(code, detail);
    },
    port_send: (port: number, pointer: number, length: number) => portSend(board, port, pointer, length),
    port_configure: (port: number, baud: number, format: number) => portConfigure(board, port, baud, format),
    port_idle: (port: number) =>
      board.ports.has(port) ? Number(board.ports.get(port)!.idle) : Status.OUT_OF_RANGE,
    pulse: (output: number, sampleIndex: bigint, fraction_Q16: number) => {
      board.outputs.push({ type: 'pulse', output, sampleIndex: Number(sampleIndex), fraction_Q16 });
    },
    storage_read: (address: number, pointer: number, length: number) =>
      inFram(address, length)
        ? copyIn(board, pointer, board.fram.subarray(address, address + length))
        : Status.OUT_OF_RANGE,
    storage_write: (address: number, pointer: number, length: number) =>
      storageWrite(board, address, pointer, length),
    software_id: (pointer: number) => copyIn(board, pointer, board.digest),
    link_request: (pointer: number, length: number, replyLength: number) =>
      linkRequest(board, pointer, length, replyLength),
    lcd_write: (row: number, pointer: number, length: number) => lcdWrite(board, row, pointer, length),
  };
}
