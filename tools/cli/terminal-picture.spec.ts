// A picture of what stands on a terminal.
import { describe, expect, it } from 'vitest';
import { terminalPicture } from './terminal-picture.ts';

describe('A picture of a terminal', () => {
  it('has every line at its row and of its length, with what XML would take for its own escaped', () => {
    const svg = terminalPicture('a < b', ['first', '', 'a < b & c'], 80);
    expect(svg).toContain('<title>a &lt; b</title>');
    expect(svg.match(/<text /g)).toHaveLength(2);
    expect(svg).toContain('y="27" textLength="42.0" xml:space="preserve">first</text>');
    expect(svg).toContain('y="63" textLength="75.6" xml:space="preserve">a &lt; b &amp; c</text>');
    expect(svg).toContain('viewBox="0 0 700 82"');
  });

  it('is the same from the same text', () => {
    const lines = ['x', 'y'];
    expect(terminalPicture('t', lines, 80)).toBe(terminalPicture('t', lines, 80));
  });
});
