// The types of current.mjs, which starts before TypeScript is there.
export function currentProgram(source: string, folder: string): Promise<string>;
