// Text out of a file as it may be shown: no control character in it ever reaches a terminal raw.

/** Control and direction characters and line separators as \xNN or \uNNNN. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}
