// A bar on a terminal that fills with what is done; nothing where nobody looks.
const WIDTH = 30;
const PERIOD_ms = 100;

/** A function to call with what was done last, of everything from the first to the last, and what to say beside the bar. */
export function progressBar(
  stream: NodeJS.WriteStream | undefined,
  first: number,
  last: number,
): (done: number, note?: string) => void {
  if (!stream?.isTTY) return () => {};
  let shown_ms = -Infinity;
  let longest = 0;
  return (done, note = '') => {
    const isLast = done >= last;
    if (!isLast && performance.now() - shown_ms < PERIOD_ms) return;
    shown_ms = performance.now();
    const share = (done - first + 1) / (last - first + 1);
    const filled = Math.round(share * WIDTH);
    const bar = `[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${Math.floor(share * 100)} %${note && `  ${note}`}`;
    // A shorter line than the one before it covers all of it.
    longest = Math.max(longest, bar.length);
    stream.write(
      `\r${bar.padEnd(longest).slice(0, Math.max(0, (stream.columns || 80) - 1))}${isLast ? '\n' : ''}`,
    );
  };
}
