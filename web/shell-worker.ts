import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/** Files beside the built ones that belong to the shell. */
const BESIDE = ['/mode.js', '/mark.svg', '/manifest.webmanifest', '/icons/192.png'];

/** Writes `sw.js`: the service worker with the files that the first page is made of, and their fingerprint. */
export function shellWorker(): Plugin {
  return {
    name: 'zhike-shell-worker',
    apply: 'build',
    enforce: 'post',
    // After pieces that held nothing but styles are taken out.
    generateBundle: { order: 'post', handler: writeWorker },
  };
}

function writeWorker(this: Rolldown.PluginContext, _options: unknown, bundle: Rolldown.OutputBundle): void {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const wanted = new Set<string>();
  const add = (name: string): void => {
    if (!wanted.has(name)) {
      wanted.add(name);
      byName.get(name)?.imports.forEach(add);
    }
  };
  for (const chunk of chunks.filter(({ isEntry }) => isEntry)) {
    add(chunk.fileName);
  }
  const styles = Object.keys(bundle).filter((name) => /(?:^|\/)index-[^/]*\.css$/.test(name));
  const fonts = Object.keys(bundle).filter((name) => name.endsWith('.woff2'));
  const files = [...wanted, ...styles, ...fonts].map((name) => `/${name}`);
  const version = createHash('sha256').update(files.toSorted().join('\n')).digest('hex').slice(0, 12);
  const source = readFileSync(path.join(import.meta.dirname, 'shell-worker.js'), 'utf8')
    .replace('__SHELL_FILES__', () => JSON.stringify([...files, ...BESIDE]))
    .replace('__SHELL_VERSION__', () => JSON.stringify(version));
  this.emitFile({ type: 'asset', fileName: 'sw.js', source });
}
