// Prints figures; what has to be built for it first is told in one line.
import { NotBuiltError } from '../build/paths.ts';

/** Exit code 2 when something is not built. */
export async function printFigures(lines: () => Promise<string[]>): Promise<void> {
  try {
    console.log((await lines()).join('\n'));
  } catch (error) {
    if (!(error instanceof NotBuiltError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
