// Refuses sizes of static memory that were counted by hand: a size is an expression of what it holds, or it drifts.
//
// asc takes any constant expression there: memory.data(SCOPES * INSTANTANEOUS_BYTES, 8), offsetof<Channel>() as well.

/** Bytes that may be written as a number: one word. */
export const COUNTED_MAX = 8;

/** A call whose size, the argument at `at`, is a bare number. */
const CALLS: readonly [pattern: RegExp, advice: string][] = [
  [/\bmemory\.data\(\s*([\d_]+)\s*(?:,\s*\d+\s*)?\)/g, 'what it holds'],
  [/\b(?:memory\.(?:fill|copy|compare)|copyBytes)\([^;\n]*,\s*([\d_]+)\s*\)/g, 'what it covers'],
];

const lineOf = (text: string, index: number) => text.slice(0, index).split('\n').length;

/** What is named at the place of a call: the constant it is the value of, else the call's own text. */
function nameAt(text: string, index: number, call: string): string {
  const before = text.slice(text.lastIndexOf('\n', index) + 1, index);
  return /\b(?:const|let)\s+(\w+)[^=]*=\s*$/.exec(before)?.[1] ?? call;
}

/** Complaints about a source of a core, each with its line. */
export function countedSizes(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));
  return CALLS.flatMap(([pattern, advice]) =>
    [...code.matchAll(pattern)]
      .map((found) => ({ found, bytes: Number(found[1].replaceAll('_', '')) }))
      .filter(({ bytes }) => bytes > COUNTED_MAX)
      .map(({ found, bytes }) => {
        const where = `line ${lineOf(code, found.index)}: ${nameAt(code, found.index, found[0])}`;
        return `${where}: ${bytes} bytes counted by hand; write the size as an expression of ${advice}`;
      }),
  );
}
