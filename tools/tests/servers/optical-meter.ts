// Runs the compiled IEC 62056-21 server and its port on one end of a serial line in virtual time, for tests.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { FRAM_BYTES, MESSAGES, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { SerialLine } from '../../lines/serial-line.ts';
import type { SerialFormat } from '../../lines/serial-format.ts';
import { encodeRecord } from '../../records/records.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ENTRY = 'management-core/assembly/served-port.ts';
/** What the bench calls: the ports of the core, each with a session of the server. */
const ENTRY_TEXT = `export { portReceived, portsTick, resetPorts } from './ports/port';
export { resetMirror } from './link/mirror';
export { resetWrites } from './objects/write';
export { resetLockOut } from './access/lock-out';
import { beginFilling, fillRecord, flipBanks } from './link/mirror';
import { slotOf } from './link/slots';
/** Shows an identification, as if a round had brought it. */
export function showIdentification(record: usize): void {
  beginFilling();
  fillRecord(slotOf(${MESSAGES.identify.code}, 0), record, 0);
  flipBanks();
}`;
/** Stands in for the core's readout: the lines come from the test. */
const READOUT_DOUBLE = `@external("test", "readout_line")
export declare function readoutLine(index: i32, destination: usize, snapshot: usize): i32;
export function nextReadoutLine(index: i32, snapshot: usize): i32 { return index; }`;
/** Not optimised: what it does is the same, and it compiles in a fraction of the time. */
const ASC_FLAGS = ['--runtime', 'stub', '--noAssert', '--initialMemory', '4', '--maximumMemory', '4'];

const TICK_us = 10_000;
const RING_bytes = 512;
/** In the fourth page: the module has three at most. */
const SCRATCH = 3 * 65_536;
const FORMATS: readonly SerialFormat[] = ['8N1', '7E1', '8E1'];
const PORT_OPTICAL = 1;

/** The little of WebAssembly used here; its global types come only with the DOM's. */
interface WasmApi {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

interface ServerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  resetMirror(): void;
  resetWrites(): void;
  resetLockOut(): void;
  resetPorts(): void;
  portReceived(port: number, pointer: number, length: number): number;
  portsTick(now_us: bigint): void;
  showIdentification(record: number): void;
}

function readSource(name: string, directory: string): string | null {
  if (name === ENTRY) return ENTRY_TEXT;
  if (name.endsWith('management-core/assembly/faces/readout.ts')) return READOUT_DOUBLE;
  try {
    return fs.readFileSync(path.join(directory, name), 'utf8');
  } catch {
    return null;
  }
}

/** What else the objects of the core would ask of a board: there is nothing of it. */
const withRest = (host: Record<string, unknown>): object =>
  new Proxy(host, { get: (known, name: string) => known[name] ?? ((): number => Status.NOT_FOUND) });

/** Compiles the server with edits of its own files applied, so that a test can break it on purpose. */
export async function compileServer(edit: (name: string, text: string) => string = (_, text) => text) {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [ENTRY, '--outFile', 'server.wasm', '--baseDir', ROOT, ...ASC_FLAGS],
    {
      readFile: (name, directory) => {
        const text = readSource(name, directory);
        return text !== null && name.includes('/iec62056-21/') ? edit(path.basename(name), text) : text;
      },
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) binary = contents as Uint8Array;
      },
    },
  );
  if (error || !binary) throw new Error(`asc: ${String(stderr)}`);
  return new wasm.Module(binary);
}

/** A meter's optical port: the compiled server, its UART ring and the line. */
export class OpticalMeter {
  readonly line = new SerialLine({ meter: { baud: 300, format: '7E1' } });
  now_us = 0;
  readonly #server: ServerExports;
  readonly #lines: readonly string[];
  readonly #fram = new Uint8Array(FRAM_BYTES).fill(0xff);

  constructor(module: object, lines: readonly string[], line?: SerialLine) {
    if (line) this.line = line;
    this.#lines = lines;
    const imports = { host: withRest(this.#host()), test: { readout_line: this.#readoutLine } };
    this.#server = new wasm.Instance(module, imports).exports as ServerExports;
    this.#server.resetMirror();
    this.#server.resetWrites();
    this.#server.resetLockOut();
    this.#server.resetPorts();
  }

  /** The metering core says who the meter is. */
  setSerialNumber(serial: string): void {
    const serial_number = [...Buffer.from(serial, 'latin1')];
    this.#place(encodeRecord('identification', { serial_number }));
    this.#server.showIdentification(SCRATCH);
  }

  /** Runs tick by tick until `time_us`. */
  runUntil(time_us: number): void {
    while (this.now_us + TICK_us <= time_us) {
      this.now_us += TICK_us;
      this.line.advance(this.now_us);
      const { bytes } = this.line.toMeter();
      if (bytes.length > 0) this.#server.portReceived(PORT_OPTICAL, SCRATCH, this.#place(bytes));
      this.#server.portsTick(BigInt(this.now_us));
    }
  }

  #host() {
    return {
      port_send: (port: number, pointer: number, length: number): number => {
        if (port !== PORT_OPTICAL) return -1;
        const accepted = Math.min(length, RING_bytes - this.line.meterPending);
        this.line.fromMeter(new Uint8Array(this.#server.memory.buffer, pointer, accepted).slice());
        return accepted;
      },
      port_configure: (port: number, baud: number, format: number): number => {
        if (port !== PORT_OPTICAL) return 0; // the other port, where nobody is
        if (!this.line.meterIdle) return -1;
        this.line.setMeter({ baud, format: FORMATS[format] });
        return 0;
      },
      port_idle: (): number => (this.line.meterIdle ? 1 : 0),
      ...this.#storageAndKeys(),
    };
  }

  /** A blank FRAM, random numbers that are the same each time, and no identity: nobody proves anything here. */
  #storageAndKeys() {
    const bytes = (pointer: number, length: number) =>
      new Uint8Array(this.#server.memory.buffer, pointer, length);
    const noKeys = (): number => Status.NOT_FOUND;
    return {
      storage_read: (address: number, pointer: number, length: number): number => {
        bytes(pointer, length).set(this.#fram.subarray(address, address + length));
        return Status.OK;
      },
      storage_write: (address: number, pointer: number, length: number): number => {
        this.#fram.set(bytes(pointer, length), address);
        return Status.OK;
      },
      random: (pointer: number, length: number): number => {
        bytes(pointer, length).forEach((_, i, all) => (all[i] = i));
        return Status.OK;
      },
      software_id: noKeys,
      digest: noKeys,
      key_mac: noKeys,
      key_seal: noKeys,
      key_public: noKeys,
    };
  }

  #readoutLine = (index: number, destination: number): number => {
    const text = Buffer.from(this.#lines[index] ?? '', 'latin1');
    new Uint8Array(this.#server.memory.buffer).set(text, destination);
    return text.length;
  };

  #place(bytes: Uint8Array): number {
    new Uint8Array(this.#server.memory.buffer).set(bytes, SCRATCH);
    return bytes.length;
  }
}
