// What a HIL run prints: a line a behaviour, what the bench lacks, and the counts in the last line.
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { ROOT } from '../../build/paths.ts';
import { CAPABILITIES, CAPABILITY_NAMES, type Capability } from './capabilities.ts';
import { lackingIn } from './skips.ts';

type Verdict = 'passed' | 'failed' | 'skipped';
const LABELS: Record<Verdict, string> = { passed: '  ok', failed: 'FAIL', skipped: 'skip' };

interface Problem {
  readonly message?: string;
  readonly stack?: string;
}

/** The message, and where in our own files it came about. */
function said({ message = 'no message', stack = '' }: Problem): string {
  const place = /\(?(\/[^()\s]*\.ts:\d+):\d+\)?/.exec(stack)?.[1];
  const indented = message.split('\n').map((line) => `       ${line}`);
  return [...indented, ...(place ? [`       ${relative(ROOT, place)}`] : [])].join('\n');
}

export class HilReporter implements Reporter {
  readonly counts: Record<Verdict, number> = { passed: 0, failed: 0, skipped: 0 };
  readonly #present: readonly Capability[];
  readonly #print: (line: string) => void;
  /** How many behaviours each missing capability costs. */
  readonly #costs = new Map<Capability, number>();

  constructor(present: readonly Capability[], print: (line: string) => void) {
    this.#present = present;
    this.#print = print;
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state === 'passed') return this.#count('passed', test.fullName);
    if (result.state === 'skipped') return this.#skipped(test, result.note);
    this.#count('failed', test.fullName, result.state === 'failed' ? result.errors : []);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly Problem[]): void {
    for (const module of modules) {
      const errors = module.errors();
      if (errors.length > 0) this.#count('failed', relative(ROOT, module.moduleId), errors);
    }
    if (unhandled.length > 0) this.#count('failed', 'something outside the behaviours', unhandled);
    const { passed, failed, skipped } = this.counts;
    if (passed + failed + skipped === 0) this.#count('failed', 'no behaviour was found');
    this.#tellCosts();
  }

  /** The last line of a run. */
  get summary(): string {
    const { passed, failed, skipped } = this.counts;
    return `${passed} passed, ${failed} failed, ${skipped} skipped`;
  }

  #skipped(test: TestCase, note: string | undefined): void {
    const lacking = lackingIn(note, this.#present);
    if (!lacking)
      return this.#count('failed', test.fullName, [{ message: 'skipped, though its bench lacks nothing' }]);
    for (const name of lacking) this.#costs.set(name, (this.#costs.get(name) ?? 0) + 1);
    this.#count('skipped', `${test.fullName} (${note})`);
  }

  #count(verdict: Verdict, name: string, errors: readonly Problem[] = []): void {
    this.counts[verdict]++;
    this.#print(`${LABELS[verdict]}  ${name}`);
    for (const error of errors) this.#print(said(error));
  }

  #tellCosts(): void {
    const lacking = CAPABILITY_NAMES.filter((name) => !this.#present.includes(name));
    if (lacking.length === 0) return;
    this.#print('not on this bench:');
    for (const name of lacking)
      this.#print(`  ${name.padEnd(11)}${CAPABILITIES[name]} (${this.#costs.get(name) ?? 0} skipped)`);
  }
}
