import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Paths of all routes that the web's source declares; throws where one declares its path in a way not known here. */
export function declaredRoutes(webDir: string): readonly string[] {
  const sources = readdirSync(webDir, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
    .map((file) => readFileSync(path.join(webDir, file), 'utf8'));
  const found: string[] = [];
  for (const source of sources) {
    for (const piece of source.split(/\bcreateRoute\(/).slice(1)) {
      const head = /^\{\s*getParentRoute:[^,]+,\s*(path|id):\s*'([^']*)'/.exec(piece);
      if (head === null) {
        throw new Error(`A route that the sweep cannot read: createRoute(${piece.slice(0, 120)}`);
      }
      // Routes with an id alone are frames without an address.
      if (head[1] === 'path') {
        found.push(head[2] ?? '');
      }
    }
  }
  return found;
}
