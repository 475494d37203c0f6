// The lines that the contract of the porting layer (hal/contract) answers with, put together from bytes.

export class ContractLines {
  /** Whole lines heard so far, taken by the caller. */
  readonly lines: string[] = [];
  /** What of a line was heard behind them. */
  part = '';

  hear(bytes: Iterable<number>): void {
    const pieces = (this.part + String.fromCharCode(...bytes)).split('\r\n');
    this.part = pieces.pop()!;
    this.lines.push(...pieces);
  }
}
