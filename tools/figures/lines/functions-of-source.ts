// The function of a source file that a line stands in, so that what was compiled into others counts for its own name.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../build/paths.ts';

interface Extent {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

function* functionsIn(file: ts.SourceFile, node: ts.Node): Generator<Extent> {
  if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.name) {
    const line = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
    yield { name: node.name.getText(file), first: line(node.getStart(file)), last: line(node.end) };
  }
  const inner: ts.Node[] = [];
  node.forEachChild((child) => void inner.push(child));
  for (const child of inner) yield* functionsIn(file, child);
}

const known = new Map<string, readonly Extent[]>();
const textOf = (source: string): string => {
  const path = join(ROOT, source);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

function extentsOf(source: string): readonly Extent[] {
  let extents = known.get(source);
  if (!extents) {
    const file = ts.createSourceFile(source, textOf(source), ts.ScriptTarget.ES2022, true);
    extents = [...functionsIn(file, file)];
    known.set(source, extents);
  }
  return extents;
}

/** The function a line of a source stands in; of the standard library, which is not here, the file. */
export const functionOf = (source: string, line: number): string =>
  extentsOf(source).find(({ first, last }) => line >= first && line <= last)?.name ?? source;

/** A line as it is written. */
export const lineText = (source: string, line: number): string =>
  textOf(source).split('\n')[line - 1]?.trim() ?? '';
