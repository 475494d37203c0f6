// A part of a view with lines that are drawn anew, and saved as picture and numbers.
import { el, saveButtons, section } from './dom.ts';
import { csvOf, plot, type Axes, type Line } from './plot.ts';

export interface Curve {
  readonly title: string;
  /** What stands above it. */
  readonly note: string;
  /** Of the files it is saved to. */
  readonly name: string;
  readonly place: HTMLElement;
  readonly axes: Axes;
  readonly lines: () => readonly Line[];
}

export function curvePart(
  words: (of: string) => string,
  { title, note, name, place, axes, lines }: Curve,
): { readonly part: HTMLElement; draw(): void } {
  const saves = saveButtons(name, place, () => csvOf(lines(), axes), words);
  return {
    part: section(title, {}, el('p', {}, note), place, saves),
    draw: () => place.replaceChildren(plot(title, lines(), axes)),
  };
}
