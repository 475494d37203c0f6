// Asks a board that runs the contract image (hal/contract) how each check went, over any transport.
import type { Transport } from '../clients/transport.ts';
import { ContractLines } from './contract-lines.ts';
import { FlashError } from './flash/errors.ts';

/** Both boards: the first port. */
export const CONTRACT_BAUD = 9600;
/** The first line comes within a second; an erase of NOR lasts 2 s at most, and 5 s end what waits for an event. */
const SILENCE_ms = 10_000;
/** As CONTRACT_LINE_MAX in hal/contract/contract.h; more without an end is no line of the contract. */
const LONGEST_LINE = 96;
const EVERY_CHECK = 'r';
const LINE = /^(ok|FAIL|done) (.+): (\d+)$/;

/** One check as the board judged it, with the figure it gives beside. */
export interface ContractCheck {
  readonly name: string;
  readonly passed: boolean;
  readonly figure: number;
}

export interface ContractResult {
  readonly checks: readonly ContractCheck[];
  /** Between the first sample and the last; 0 on a management board. */
  readonly missedSamples: number;
}

/** Takes bytes, gives each line's fields; a line that is none of the contract's is an error. */
class Verdicts {
  readonly checks: ContractCheck[] = [];
  readonly #where: string;
  readonly #onCheck: (check: ContractCheck) => void;
  readonly #heard = new ContractLines();

  constructor(where: string, onCheck: (check: ContractCheck) => void) {
    this.#where = where;
    this.#onCheck = onCheck;
  }

  /** The result with the last line. Throws FlashError. */
  hear(bytes: Uint8Array): ContractResult | undefined {
    this.#heard.hear(bytes);
    const results = this.#heard.lines.splice(0).map((line) => this.#take(line));
    if (this.#heard.part.length > LONGEST_LINE) this.#take(this.#heard.part);
    return results.find((result) => result !== undefined);
  }

  #take(line: string): ContractResult | undefined {
    const [, verdict, name, figure] = LINE.exec(line) ?? [];
    if (verdict === undefined)
      throw new FlashError(`${this.#where}: ${JSON.stringify(line)} is no line of the contract image`);
    if (verdict === 'done') return { checks: this.checks, missedSamples: Number(figure) };
    const check = { name, passed: verdict === 'ok', figure: Number(figure) };
    this.checks.push(check);
    this.#onCheck(check);
    return undefined;
  }
}

/**
 * Runs every check that needs no power cut. What lay at the end of the board's FRAM and NOR is lost.
 * @throws FlashError when nobody answers, when the board falls silent, or when what answers is no contract image;
 * and whatever the transport fails with.
 */
export function runContract(
  transport: Transport,
  onCheck: (check: ContractCheck) => void = () => {},
  silence_ms = SILENCE_ms,
): Promise<ContractResult> {
  const verdicts = new Verdicts(transport.where, onCheck);
  return new Promise<ContractResult>((resolve, reject) => {
    const silent = (): void =>
      reject(
        new FlashError(
          verdicts.checks.length > 0
            ? `${transport.where}: the board fell silent after '${verdicts.checks.at(-1)!.name}'`
            : `${transport.where}: no contract image answers`,
        ),
      );
    const patience = setTimeout(silent, silence_ms);
    const end = (settle: () => void): void => {
      clearTimeout(patience);
      settle();
    };
    transport.onFailure((error) => end(() => reject(error)));
    transport.onBytes((bytes) => {
      patience.refresh();
      try {
        const result = verdicts.hear(bytes);
        if (result) end(() => resolve(result));
      } catch (error) {
        end(() => reject(error as Error));
      }
    });
    transport.send(Buffer.from(EVERY_CHECK)).catch((error: Error) => end(() => reject(error)));
  });
}
