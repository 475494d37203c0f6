// The person beside the meter, who sets source, jumper and temperature when asked to.
import { createInterface, type Interface } from 'node:readline';
import { SiteError } from './site.ts';

export interface Operator {
  /** Has something done; resolves when the person says so. */
  ask(what: string): Promise<void>;
  close(): void;
}

/** The questions go to nobody: standard input has ended, or was interrupted. */
export class NoOperatorError extends SiteError {
  constructor(what: string) {
    super(`nobody to ${what}: standard input has ended`);
  }
}

/** Asks on standard error and waits for Enter; one pressed before the question does not count. */
export class TerminalOperator implements Operator {
  readonly #lines: Interface;
  #ended = false;

  constructor(input: NodeJS.ReadableStream = process.stdin, output: NodeJS.WritableStream = process.stderr) {
    this.#lines = createInterface({ input, output });
    this.#lines.on('close', () => (this.#ended = true));
  }

  ask(what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new NoOperatorError(what));
      if (this.#ended) return gone();
      this.#lines.once('close', gone);
      this.#lines.question(`${what}, then press Enter `, () => {
        this.#lines.off('close', gone);
        resolve();
      });
    });
  }

  close(): void {
    this.#lines.close();
  }
}
