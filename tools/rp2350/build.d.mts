// Types of build.mjs, which is plain JavaScript so that the Makefile needs no TypeScript to call it.
export function buildNative(): string;
