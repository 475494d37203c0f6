// Recordings of the meters that tests opened, held until it is known whether the test fails.

/** A recording that gives its lines when it is asked; none where there is nothing to give. */
export interface Held {
  lines(sink: (line: string) => void): Promise<void>;
}

const held: Held[] = [];
/** Meters that outlive many tests are told of by the newest ones only. */
const MOST = 2;

/** Holds one more. */
export function hold(recording: Held): void {
  held.push(recording);
  if (held.length > MOST) held.shift();
}

/** All that are held, oldest first; they are held no longer. */
export const letGo = (): Held[] => held.splice(0);
