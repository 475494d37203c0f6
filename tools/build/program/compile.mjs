// Compiles a TypeScript program and what it imports into a folder of JavaScript modules; loaded only when that is due.
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Packages and Node's own modules stay imports; what a path names is compiled in. */
const PACKAGE = /^[a-z@]/;

/** A module goes on finding what lies beside its source. */
const whereItWas = {
  name: 'where-it-was',
  transform: {
    filter: { code: /import\.meta\./ },
    handler(code, id) {
      const place = { dirname: dirname(id), filename: id, url: pathToFileURL(id).href };
      const text = code.replace(/import\.meta\.(dirname|filename|url)\b/g, (_, what) =>
        JSON.stringify(place[what]),
      );
      return { code: text, map: null };
    },
  },
};

/**
 * Writes the modules, named after their content, and says which file starts the program, what was read and
 * what was written.
 * Throws what the compiler says of a source that it cannot read.
 */
export async function compile(source, folder) {
  const bundle = await rolldown({
    input: source,
    platform: 'node',
    external: PACKAGE,
    plugins: [whereItWas],
  });
  try {
    const names = { entryFileNames: '[name]-[hash].mjs', chunkFileNames: '[name]-[hash].mjs' };
    const { output } = await bundle.write({ dir: folder, format: 'esm', sourcemap: true, ...names });
    const entry = output.find((chunk) => chunk.isEntry).fileName;
    return { entry, inputs: await bundle.watchFiles, outputs: output.map((chunk) => chunk.fileName) };
  } finally {
    await bundle.close();
  }
}
