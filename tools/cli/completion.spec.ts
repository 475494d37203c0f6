// What is made from the option tables for shells and for man: every option is in it, and the shell takes it.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { allCommands } from './commands.ts';
import { completionFor } from './completion.ts';
import { manualPage } from './manual.ts';

const COMMANDS = await allCommands();
const script = (shell: 'bash' | 'zsh' | 'fish') => completionFor(shell, 'twinmeter', COMMANDS);

/** What bash offers for the last of the words. */
function offered(...words: string[]): string[] {
  const line = ['twinmeter', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _twinmeter; printf '%s\n' "${'${COMPREPLY[@]}'}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', `${script('bash')}\n${ask}`], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

describe('Completion in bash', () => {
  it('offers the commands, then the options of that command, then what an option may be given', () => {
    expect(offered('r')).toEqual(['run', 'replay', 'read', 'relay', 'records', 'reference']);
    expect(offered('records', '')).toEqual(['export', 'verify']);
    expect(offered('records', 'verify', '--k')).toEqual(['--key']);
    expect(offered('records', 'export', '--ring', 'm')).toEqual(['minutes', 'months']);
    expect(offered('run', '--sp')).toEqual(['--speed']);
    expect(offered('run', '--target', 'w')).toEqual(['wasm']);
    expect(offered('run', '--speed', '')).toEqual(['max']);
    expect(offered('completion', '--shell', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  it('offers files where an option names one', () => {
    expect(offered('run', '--wave', 'package.j')).toEqual(['package.json']);
  });
});

describe('Completion and manual page', () => {
  it.each([
    ['zsh', script('zsh'), (name: string) => `--${name}`],
    ['fish', script('fish'), (name: string) => `-l ${name}`],
    ['man', manualPage('twinmeter', COMMANDS).replaceAll('\\-', '-'), (name: string) => `--${name}`],
  ])('have every option of every command, for %s', (_, text, form) => {
    for (const { name, options } of COMMANDS) {
      expect(text).toContain(name);
      for (const option of Object.keys(options)) expect(text).toContain(form(option));
    }
  });

  it('of the manual leaves no line that roff would take for a request of its own', () => {
    const requests = manualPage('twinmeter', COMMANDS).match(/^\.[A-Za-z]+/gm)!;
    expect(new Set(requests)).toEqual(new Set(['.TH', '.SH', '.TP', '.B']));
  });
});
