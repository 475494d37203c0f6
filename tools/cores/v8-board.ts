// The board around a core in this process: its ports, storage and display, and what it put out in this slice.
import type { EventBoard, HostBehaviour } from '../../shared-protocol/generated/ts/host.ts';
import { PORTS } from '../../shared-protocol/generated/ts/ports.ts';
import {
  FRAM_BYTES,
  LCD_COLUMNS,
  LCD_ROWS,
  LINK_FRAME_MAX,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import type { Role, SliceInput, SliceOutput } from './core-runner.ts';

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
  ring: number;
  free: number;
  idle: boolean;
}

const inFram = (address: number, length: number) => address >= 0 && address + length <= FRAM_BYTES;

export class V8Board implements EventBoard, HostBehaviour {
  outputs: SliceOutput[] = [];
  readonly fram: Uint8Array;
  readonly digest: Uint8Array;
  readonly #ports: Map<number, PortState>;

  /** `fram`: FRAM_BYTES bytes that outlive the core. */
  constructor(role: Role, fram: Uint8Array, digest: Uint8Array) {
    this.fram = fram;
    this.digest = digest;
    this.#ports = new Map(
      Object.values(PORTS[role]).map(({ number, ring }) => [number, { ring, free: ring, idle: true }]),
    );
  }

  emit(output: SliceOutput): void {
    this.outputs.push(output);
  }

  portState({ port, free, idle }: Extract<SliceInput, { type: 'portState' }>): void {
    const state = this.#ports.get(port);
    if (state) Object.assign(state, { free, idle });
  }

  panic(code: number, detail: number): never {
    throw new PanicError(code, detail);
  }

  portSend(port: number, bytes: Uint8Array): number {
    const state = this.#ports.get(port);
    if (!state) return Status.OUT_OF_RANGE;
    if (bytes.length > state.ring) return Status.BAD_LENGTH;
    if (bytes.length === 0 || bytes.length > state.free) return 0;
    this.emit({ type: 'port', port, bytes });
    state.free -= bytes.length;
    state.idle = false;
    return bytes.length;
  }

  portConfigure(port: number, baud: number, format: number): number {
    const state = this.#ports.get(port);
    if (!state || baud < 300 || baud > 115_200 || format < 0 || format > 2) return Status.OUT_OF_RANGE;
    if (!state.idle) return Status.BUSY;
    this.emit({ type: 'portConfig', port, baud, format });
    return Status.OK;
  }

  portIdle(port: number): number {
    const state = this.#ports.get(port);
    return state ? Number(state.idle) : Status.OUT_OF_RANGE;
  }

  storageRead(address: number, bytes: Uint8Array): number {
    if (!inFram(address, bytes.length)) return Status.OUT_OF_RANGE;
    bytes.set(this.fram.subarray(address, address + bytes.length));
    return Status.OK;
  }

  storageWrite(address: number, bytes: Uint8Array): number {
    if (!inFram(address, bytes.length)) return Status.OUT_OF_RANGE;
    this.fram.set(bytes, address);
    return Status.OK;
  }

  softwareId(bytes: Uint8Array): number {
    bytes.set(this.digest);
    return Status.OK;
  }

  linkRequest(bytes: Uint8Array, replyLength: number): number {
    const { length } = bytes;
    if (length < 1 || length > LINK_FRAME_MAX || replyLength < 1 || replyLength > LINK_FRAME_MAX)
      return Status.BAD_LENGTH;
    this.emit({ type: 'linkRequest', bytes, replyLength });
    return Status.OK;
  }

  lcdWrite(row: number, bytes: Uint8Array): number {
    if (row < 0 || row >= LCD_ROWS || bytes.length > LCD_COLUMNS) return Status.OUT_OF_RANGE;
    this.emit({ type: 'lcd', row, text: Buffer.from(bytes).toString('latin1').padEnd(LCD_COLUMNS) });
    return Status.OK;
  }
}
