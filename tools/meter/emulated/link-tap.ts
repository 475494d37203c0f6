// Counts what the pins of the link carried between the boards, and passes it to the monitor.
import { FRAME_START } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { WireCounters } from '../conductor/spi-wire.ts';
import type { LinkTap } from '../link-monitor.ts';

export class PinTap implements LinkTap {
  readonly counters: WireCounters = { requests: 0, replies: 0, timeouts: 0, bytes: 0 };
  onTransfer: LinkTap['onTransfer'];
  #unanswered = false;

  /** Both directions of one select. */
  transfer(sent: readonly number[], received: readonly number[]): void {
    this.counters.bytes += sent.length;
    // A select in which the master says anything but a frame fetches a reply.
    if (sent[0] === FRAME_START) {
      if (this.#unanswered) this.counters.timeouts++;
      this.#unanswered = true;
      this.counters.requests++;
      this.onTransfer?.('request', Uint8Array.from(sent));
    } else {
      this.#unanswered = false;
      this.counters.replies++;
      this.onTransfer?.('reply', Uint8Array.from(received));
    }
  }
}
