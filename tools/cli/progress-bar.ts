// A bar on a terminal that fills with what is done; nothing where nobody looks.
const WIDTH = 30;
const PERIOD_ms = 100;

/** A function to call with what was done last, of everything from the first to the last. */
export function progressBar(
  stream: NodeJS.WriteStream | undefined,
  first: number,
  last: number,
): (done: number) => void {
  if (!stream?.isTTY) return () => {};
  let shown_ms = -Infinity;
  return (done) => {
    const isLast = done >= last;
    if (!isLast && performance.now() - shown_ms < PERIOD_ms) return;
    shown_ms = performance.now();
    const share = (done - first + 1) / (last - first + 1);
    const filled = Math.round(share * WIDTH);
    const bar = `[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${Math.floor(share * 100)} %`;
    stream.write(`\r${bar.slice(0, Math.max(0, (stream.columns || 80) - 1))}${isLast ? '\n' : ''}`);
  };
}
