// Makes text of a meter or a file harmless: no control character reaches the terminal as it is.

/** C0, DEL and C1: with them a terminal can be told to move, to write elsewhere, or worse. */
const CONTROL = /[\x00-\x1f\x7f-\x9f]/g;

const codeOf = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0');

/** The text with each control character as `\xNN`. */
export const printable = (text: string): string =>
  text.replace(CONTROL, (character) => `\\x${codeOf(character)}`);

/** JSON of a value in one line, without any control character in it: the DEL and C1 that JSON would leave, too. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value).replace(CONTROL, (character) => `\\u00${codeOf(character)}`);
