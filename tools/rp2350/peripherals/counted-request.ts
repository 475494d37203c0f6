// A DMA request that asks for as many words as its peripheral counts, without a pace of its own.
import type { DmaRequest } from '../registers/peripheral.ts';

export class CountedRequest implements DmaRequest {
  notify: () => void = () => {};
  private readonly count: () => number;
  constructor(count: () => number) {
    this.count = count;
  }
  get available(): number {
    return this.count();
  }
}
