// The person beside the meter, who sets source, jumper and temperature when asked to.
import { createInterface, type Interface } from 'node:readline';
import { SiteError } from './site.ts';

export interface Operator {
  /** Has something done; resolves when the person says so. */
  ask(what: string): Promise<void>;
  /** Has a number read from an instrument; asks again until it is one. */
  enter(what: string): Promise<number>;
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

  #question(prompt: string, what: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new NoOperatorError(what));
      if (this.#ended) return gone();
      this.#lines.once('close', gone);
      this.#lines.question(prompt, (answer) => {
        this.#lines.off('close', gone);
        resolve(answer);
      });
    });
  }

  async ask(what: string): Promise<void> {
    await this.#question(`${what}, then press Enter `, what);
  }

  async enter(what: string): Promise<number> {
    for (;;) {
      const answer = (await this.#question(`${what}: `, what)).trim().replace(',', '.');
      if (answer !== '' && Number.isFinite(Number(answer))) return Number(answer);
    }
  }

  close(): void {
    this.#lines.close();
  }
}
