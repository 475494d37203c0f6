// Joins a pseudo-terminal to a serial line, so that a program on the desk talks to a UART in virtual time.
import { openPty, type Pty } from './pty.ts';
import { SerialLine, type LineOptions } from './serial-line.ts';

/** A meter's serial port as the desk sees it. */
export interface PtyPort {
  /** Name of the terminal for clients. */
  readonly path: string;
  readonly line: SerialLine;
  /** Moves the line's virtual time on; call it at least once per tick of the meter. */
  advance(now_us: number): void;
  /** Bytes towards the program at the terminal, as if they had just arrived. */
  write(bytes: Uint8Array): void;
  close(): void;
}

function join(pty: Pty, line: SerialLine): PtyPort {
  pty.onData((bytes) => {
    line.observeOutsideBaud(pty.outsideBaud());
    line.fromOutside(bytes);
  });
  line.onOutside((bytes) => pty.write(bytes));
  pty.onDeparture(() => line.forgetOutside());
  return {
    path: pty.path,
    line,
    advance(now_us) {
      pty.poll();
      // A client may have changed its rate since; only a character that arrives can notice.
      if (!line.meterIdle) line.observeOutsideBaud(pty.outsideBaud());
      line.advance(now_us);
    },
    write: (bytes) => pty.write(bytes),
    close: () => pty.close(),
  };
}

/**
 * Opens a pseudo-terminal as the outside end of a new line. The outside rate is the one the client sets on the
 * terminal; while no client has set any, it follows the meter.
 * @throws PtyError when no pseudo-terminal can be opened.
 */
export function openPtyPort(options: Omit<LineOptions, 'outsideBaud'>): PtyPort {
  return join(openPty(), new SerialLine(options));
}
