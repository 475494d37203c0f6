// Elements of the page, made and filled in one place.

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string;

function dress(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  element.append(...children);
}

export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  dress(element, attributes, children);
  return element;
}

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  dress(element, attributes, children);
  return element;
}

/** A part of a view under its own heading. */
export const section = (title: string, attributes: Attributes, ...children: Child[]): HTMLElement =>
  el('section', { 'aria-label': title, ...attributes }, el('h2', {}, title), ...children);

/** Sets a text only where it differs: a screen reader hears what changes, and nothing is laid out for nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Saves something under a name. */
export function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Rows of numbers under their names, as text with commas. */
export const csvText = (names: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [names, ...rows].map((row) => `${row.join(',')}\n`).join('');

/** A button that saves numbers. */
export function saveCsvButton(name: string, csv: () => string, words: (of: string) => string): HTMLElement {
  const button = el('button', { type: 'button' }, words('save CSV'));
  button.addEventListener('click', () => save(`${name}.csv`, 'text/csv', csv()));
  return button;
}

/** Buttons that save the picture in a place as it is seen, and its numbers. */
export function saveButtons(
  name: string,
  place: Element,
  csv: () => string,
  words: (of: string) => string,
): HTMLElement {
  const asPicture = el('button', { type: 'button' }, words('save picture'));
  asPicture.addEventListener('click', () =>
    save(`${name}.svg`, 'image/svg+xml', pictureText(place.querySelector('svg')!)),
  );
  return el('div', { class: 'row' }, asPicture, saveCsvButton(name, csv, words));
}

/** A picture that stands by itself: colours that a style sheet gave are written into it. */
function pictureText(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const [from, to] = [picture.querySelectorAll('*'), copy.querySelectorAll('*')];
  to.forEach((element, i) => {
    const { stroke, fill } = getComputedStyle(from[i]);
    element.setAttribute('stroke', stroke);
    element.setAttribute('fill', fill);
  });
  return copy.outerHTML;
}
