// Reads a file that the user named; where the system refuses, its error names the file.
import { readFileSync } from 'node:fs';

/** Throws the system's error, the path among its fields: of a folder Node tells none. */
export function inputFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  }
}

/** The same as text. */
export const inputText = (path: string): string => inputFile(path).toString('utf8');
