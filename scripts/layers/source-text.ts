/** The text inside one pair of quotes, one piece of a template between its expressions, or a comment. */
export interface SourceString {
  /** Offset of the first character of the text. */
  readonly at: number;
  readonly text: string;
}

export interface Source {
  /** The source with comments and the insides of strings blanked: same length, same lines, so offsets stay true. */
  readonly code: string;
  readonly strings: readonly SourceString[];
  /** With their slashes. */
  readonly comments: readonly SourceString[];
}

/** One way in which a file names another. */
export interface SourceImport {
  readonly line: number;
  /** What stands in the quotes; null when it is computed. */
  readonly specifier: string | null;
  /** `import type` and `export type`: gone before the program runs. `import('…')` never counts as that. */
  readonly typeOnly: boolean;
}

const PLAIN = /[^'"`{}/]+/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const QUOTED = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
/** What may stand before a regular expression; before a division there is a value. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{;+*%~^-]|=>|\b(?:return|typeof|case|of|in|do|else|void|await|yield))\s*$/;
const TEMPLATE_TEXT = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y;

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** Tells code from comments, strings, templates and regular expressions. Knows no JSX: text with a lone quote ends at its line. */
export function readSource(text: string): Source {
  const strings: SourceString[] = [];
  const comments: SourceString[] = [];
  /** The brace depth at which each open `${` closes. */
  const expressions: number[] = [];
  let code = '';
  let depth = 0;
  const takeString = (inside: string): void => {
    strings.push({ at: code.length, text: inside });
    code += blank(inside);
  };
  const takeTemplate = (): void => {
    takeString(match(TEMPLATE_TEXT, text, code.length) ?? '');
    if (text.startsWith('${', code.length)) {
      code += '${';
      expressions.push(depth);
    } else if (code.length < text.length) {
      code += '`';
    }
  };
  const takePunctuation = (char: string): void => {
    code += char;
    if (char === '}' && expressions.at(-1) === depth) {
      expressions.pop();
      takeTemplate();
    } else if (char === '`') {
      takeTemplate();
    } else {
      depth += char === '{' ? 1 : char === '}' ? -1 : 0;
    }
  };
  while (code.length < text.length) {
    const at = code.length;
    const plain = match(PLAIN, text, at);
    const comment = match(COMMENT, text, at);
    const quoted = match(QUOTED, text, at);
    const regex = text[at] === '/' && BEFORE_REGEX.test(code.slice(-200)) ? match(REGEX, text, at) : null;
    if (plain !== null) {
      code += plain;
    } else if (comment !== null) {
      comments.push({ at, text: comment });
      code += blank(comment);
    } else if (quoted !== null) {
      code += quoted.charAt(0);
      takeString(quoted.slice(1, -1));
      code += quoted.charAt(0);
    } else if (regex !== null) {
      code += blank(regex);
    } else {
      takePunctuation(text.charAt(at));
    }
  }
  return { code, strings, comments };
}

/** The line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

const FROM = /(?<![.\w$])(?:import|export)\b(\s+type\b(?!\s+from\b|\s*,))?[^'"`;()=]*?\bfrom\s*(?=['"])/g;
const SIDE_EFFECT = /(?<![.\w$])import\s*(?=['"])/g;
const CALL = /(?<![.\w$])(?:import(?:\.meta\.resolve)?|require)\s*\(\s*/g;

/** Every import, re-export, side-effect import, `import()`, `import('…')` type, `require` and `import.meta.resolve`. */
export function importsOf(source: Source): readonly SourceImport[] {
  const byStart = new Map(source.strings.map((string) => [string.at, string.text]));
  const found: SourceImport[] = [];
  for (const pattern of [FROM, SIDE_EFFECT, CALL]) {
    for (const hit of source.code.matchAll(pattern)) {
      const quote = hit.index + hit[0].length;
      const text = byStart.get(quote + 1);
      const after = source.code.slice(quote + 1 + (text ?? '').length);
      const computed = text === undefined || (pattern === CALL && !/^['"`]\s*[,)]/.test(after));
      found.push({
        line: lineAt(source.code, hit.index),
        specifier: computed ? null : text,
        typeOnly: pattern === FROM && hit[1] !== undefined,
      });
    }
  }
  return found;
}
