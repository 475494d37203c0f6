// Picks the lines a board says of itself out of whatever else its first port carries.

/** A fault of the core as its board reports it (hal_fault in boards/rp2350/board/board_parts.c). */
export interface SaidFault {
  readonly code: number;
  readonly detail: number;
  readonly text: string;
}

/** Longest line the boards say: 96 characters and what HOST_TEXT_MAX adds to OUT OF SERVICE. */
const LINE_MAX = 256;
const FAULT = /FAULT (-?\d+) (-?\d+) ([\x20-\x7e]*)\r\n$/;

export class BoardTexts {
  /** Called with each fault when its line is complete. */
  onFault: (fault: SaidFault) => void = () => {};
  #tail = '';

  /** One byte that left the port; frames of a protocol may stand between the lines. */
  byte(byte: number): void {
    this.#tail = (this.#tail + String.fromCharCode(byte)).slice(-LINE_MAX);
    const found = byte === 0x0a ? FAULT.exec(this.#tail) : null;
    if (!found) return;
    this.#tail = '';
    this.onFault({ code: Number(found[1]), detail: Number(found[2]), text: found[3] });
  }
}
