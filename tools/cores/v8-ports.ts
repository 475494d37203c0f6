// The serial ports of a board in this process: what each has room for, and what the core may do with it.
import { PORTS } from '../../shared-protocol/generated/ts/ports.ts';
import { Status } from '../../shared-protocol/generated/ts/protocol.ts';
import type { Role, SliceInput, SliceOutput } from './core-runner.ts';

const [BAUD_LEAST, BAUD_MOST] = [300, 115_200];
const FORMATS = 3;

interface PortState {
  ring: number;
  free: number;
  idle: boolean;
}

/** Each answer is what the import of the same name returns (hal.h). */
export class V8Ports {
  readonly #ports: Map<number, PortState>;
  readonly #emit: (output: SliceOutput) => void;

  constructor(role: Role, emit: (output: SliceOutput) => void) {
    this.#emit = emit;
    this.#ports = new Map(
      Object.values(PORTS[role]).map(({ number, ring }) => [number, { ring, free: ring, idle: true }]),
    );
  }

  told({ port, free, idle }: Extract<SliceInput, { type: 'portState' }>): void {
    const state = this.#ports.get(port);
    if (state) Object.assign(state, { free, idle });
  }

  send(port: number, bytes: Uint8Array): number {
    const state = this.#ports.get(port);
    if (!state) return Status.OUT_OF_RANGE;
    if (bytes.length > state.ring) return Status.BAD_LENGTH;
    if (bytes.length === 0 || bytes.length > state.free) return 0;
    this.#emit({ type: 'port', port, bytes });
    state.free -= bytes.length;
    state.idle = false;
    return bytes.length;
  }

  configure(port: number, baud: number, format: number): number {
    const state = this.#ports.get(port);
    const isKnown = baud >= BAUD_LEAST && baud <= BAUD_MOST && format >= 0 && format < FORMATS;
    if (!state || !isKnown) return Status.OUT_OF_RANGE;
    if (!state.idle) return Status.BUSY;
    this.#emit({ type: 'portConfig', port, baud, format });
    return Status.OK;
  }

  isIdle(port: number): number {
    const state = this.#ports.get(port);
    return state ? Number(state.idle) : Status.OUT_OF_RANGE;
  }
}
