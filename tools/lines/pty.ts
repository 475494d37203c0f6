// Opens a pseudo-terminal pair, so that any serial program can reach a simulated port, without a native build.
import fs from 'node:fs';
import tty from 'node:tty';
import { getSystemErrorMap } from 'node:util';
import koffi from 'koffi';
import { watchOpeners, type Openers } from './openers.ts';

/** One end of a pseudo-terminal: what a client writes to `path` arrives at `onData`, and back. */
export interface Pty {
  /** Name of the terminal that clients open, such as `/dev/pts/3`. */
  readonly path: string;
  /** Bytes that found no room (nobody reads and the buffers are full), since opening. */
  readonly bytesLost: number;
  /** Called with each chunk a client wrote; only one listener, the last one set. */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Queues bytes for whoever has the terminal open; while nobody has, they vanish as on a wire. */
  write(bytes: Uint8Array): void;
  /**
   * Looks who has the terminal open; call it often. When the last client has left, what it left unread vanishes and
   * the terminal is set as it was at first: a client that sets what is set already, at 7E1, would be refused.
   */
  poll(): void;
  /** Called when the last client has left, after the bytes it left behind; only one listener. */
  onDeparture(listener: () => void): void;
  /** The rate in bauds which the client has set on its side, or undefined while none was ever set. */
  outsideBaud(): number | undefined;
  /** Closes both ends; afterwards nothing of it keeps the event loop alive. Safe to call twice. */
  close(): void;
}

/** The operating system refused a step of opening a pseudo-terminal. */
export class PtyError extends Error {
  override name = 'PtyError';
  constructor(step: string, errno: number) {
    const [, words] = getSystemErrorMap().get(-errno) ?? [];
    super(`no pseudo-terminal to be had for a port: ${step}: ${words ?? `error ${errno}`}`);
  }
}

/** Room beyond the kernel's own buffer (about 20 KiB) before bytes that nobody reads are dropped. */
const QUEUE_LIMIT_bytes = 256 * 1024;
const RETRY_PERIOD_ms = 5;
/** Looking costs a call of the system, and a run without a pace has a tick every few microseconds. */
const POLL_PERIOD_ms = 5;
const O_CLOEXEC = 0o2000000;
const TCIFLUSH = 0;
const TERMIOS_bytes = 128; // glibc's struct termios has 60

/**
 * A terminal starts with 50 Bd as a mark for "no client has set a rate yet": no meter port runs at it. A client
 * that never sets a rate then talks at any rate the meter uses.
 */
const SPEED_UNSET = 1; // B50

/** Linux termios speed codes (asm-generic/termbits.h) to bauds. */
const BAUD_OF_SPEED: ReadonlyMap<number, number> = new Map([
  [7, 300],
  [8, 600],
  [9, 1200],
  [10, 1800],
  [11, 2400],
  [12, 4800],
  [13, 9600],
  [14, 19200],
  [15, 38400],
  [0o10001, 57600],
  [0o10002, 115200],
]);

function bindLibc() {
  const libc = koffi.load('libc.so.6');
  return {
    openpt: libc.func('int posix_openpt(int flags)'),
    grantpt: libc.func('int grantpt(int fd)'),
    unlockpt: libc.func('int unlockpt(int fd)'),
    ptsname: libc.func('int ptsname_r(int fd, _Out_ uint8_t *name, size_t length)'),
    tcgetattr: libc.func('int tcgetattr(int fd, _Out_ uint8_t *termios)'),
    tcsetattr: libc.func('int tcsetattr(int fd, int when, uint8_t *termios)'),
    cfmakeraw: libc.func('void cfmakeraw(_Inout_ uint8_t *termios)'),
    cfsetspeed: libc.func('int cfsetspeed(_Inout_ uint8_t *termios, uint speed)'),
    tcflush: libc.func('int tcflush(int fd, int queue)'),
    cfgetospeed: libc.func('uint cfgetospeed(uint8_t *termios)'),
  };
}

type Libc = ReturnType<typeof bindLibc>;
let boundLibc: Libc | undefined;
const libc = (): Libc => (boundLibc ??= bindLibc());

function demand(step: string, result: number): void {
  if (result !== 0) throw new PtyError(step, koffi.errno());
}

function openMaster(): { master: number; path: string } {
  const flags = fs.constants.O_RDWR | fs.constants.O_NOCTTY | fs.constants.O_NONBLOCK | O_CLOEXEC;
  const master: number = libc().openpt(flags);
  if (master < 0) throw new PtyError('posix_openpt', koffi.errno());
  try {
    demand('grantpt', libc().grantpt(master));
    demand('unlockpt', libc().unlockpt(master));
    const name = new Uint8Array(128);
    demand('ptsname_r', libc().ptsname(master, name, name.length));
    return { master, path: Buffer.from(name.subarray(0, name.indexOf(0))).toString('latin1') };
  } catch (error) {
    fs.closeSync(master);
    throw error;
  }
}

function makeRaw(fd: number): void {
  const termios = new Uint8Array(TERMIOS_bytes);
  demand('tcgetattr', libc().tcgetattr(fd, termios));
  libc().cfmakeraw(termios);
  demand('cfsetspeed', libc().cfsetspeed(termios, SPEED_UNSET));
  demand('tcsetattr', libc().tcsetattr(fd, 0, termios));
}

class OpenPty implements Pty {
  readonly path: string;
  bytesLost = 0;
  readonly #master: number;
  readonly #slave: number;
  readonly #reader: tty.ReadStream;
  readonly #openers: Openers | undefined;
  #departures = 0;
  readonly #termios = new Uint8Array(TERMIOS_bytes);
  #listener: (bytes: Uint8Array) => void = () => {};
  #departed: () => void = () => {};
  #polled_ms = -Infinity;
  #queue = Buffer.alloc(0);
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(master: number, path: string) {
    this.path = path;
    this.#master = master;
    // Held open for the whole life: without any open slave the master reads EIO, and what a client wrote just
    // before it went away would be lost.
    this.#slave = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_NOCTTY | fs.constants.O_NONBLOCK);
    makeRaw(this.#slave);
    this.#openers = watchOpeners(path);
    this.#reader = new tty.ReadStream(master);
    this.#reader.on('data', (chunk: Buffer) => {
      this.#isHeard(new Uint8Array(chunk));
    });
    this.#reader.on('error', () => this.close());
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }

  onDeparture(listener: () => void): void {
    this.#departed = listener;
  }

  poll(): void {
    const now_ms = performance.now();
    if (now_ms - this.#polled_ms < POLL_PERIOD_ms) return;
    this.#polled_ms = now_ms;
    this.#isHeard();
  }

  write(bytes: Uint8Array): void {
    if (this.#closed || !this.#isHeard()) return;
    const room = QUEUE_LIMIT_bytes - this.#queue.length;
    if (bytes.length > room) this.bytesLost += bytes.length - room;
    this.#queue = Buffer.concat([this.#queue, bytes.subarray(0, room)]);
    this.#flush();
  }

  outsideBaud(): number | undefined {
    if (this.#closed || libc().tcgetattr(this.#slave, this.#termios) !== 0) return undefined;
    return BAUD_OF_SPEED.get(libc().cfgetospeed(this.#termios));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#reader.destroy(); // closes the master
    fs.closeSync(this.#slave);
    this.#openers?.close();
  }

  /**
   * Whether a client has the terminal open, looked up as these bytes were fetched; nothing stays of the last one that
   * left. While nobody has it open they are of one that has left, else of the one that is there.
   */
  #isHeard(fetched?: Uint8Array): boolean {
    if (!this.#openers || this.#closed) {
      if (fetched) this.#listener(fetched);
      return true;
    }
    const { open, departures } = this.#openers.poll();
    const hasLeft = departures !== this.#departures;
    this.#departures = departures;
    if (hasLeft && open > 0) this.#forget();
    if (fetched) this.#listener(fetched);
    if (hasLeft && open === 0) {
      this.#fetchLast();
      // Not while the next one is there: it may have set the terminal for itself.
      makeRaw(this.#slave);
    }
    if (open === 0 && (hasLeft || fetched)) this.#forget();
    return open > 0;
  }

  #forget(): void {
    this.#queue = Buffer.alloc(0);
    libc().tcflush(this.#slave, TCIFLUSH);
    this.#departed();
  }

  /** What the client wrote before it left is heard before it is said that it left. */
  #fetchLast(): void {
    const buffer = new Uint8Array(4096);
    try {
      for (;;) this.#listener(buffer.slice(0, fs.readSync(this.#master, buffer)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }

  #flush(): void {
    clearTimeout(this.#retry);
    try {
      while (this.#queue.length > 0) {
        this.#queue = this.#queue.subarray(fs.writeSync(this.#master, this.#queue));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return this.close();
      this.#retry = setTimeout(() => this.#flush(), RETRY_PERIOD_ms);
      this.#retry.unref();
    }
  }
}

/**
 * Opens a pseudo-terminal in raw mode (8 data bits, no echo, no line discipline).
 * @throws PtyError when the system has no pseudo-terminal left, or refuses one.
 */
export function openPty(): Pty {
  const { master, path } = openMaster();
  try {
    return new OpenPty(master, path);
  } catch (error) {
    try {
      fs.closeSync(master);
    } catch {
      // the reader already owned and closed it
    }
    throw error;
  }
}
