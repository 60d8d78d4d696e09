import type { Args } from './parts.ts';

/** A piece of the sentence of a condition: words, an argument, or alternatives of which the first whole one shows. */
export type Piece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'arg'; readonly name: string }
  | { readonly kind: 'choice'; readonly alternatives: readonly (readonly Piece[])[] };

const kept = new Map<string, readonly Piece[]>();

/** `bought {count} times[, {window}]`: `{arg}` is an argument, `[first|second]` alternatives. */
export function piecesOf(template: string): readonly Piece[] {
  const known = kept.get(template);
  if (known !== undefined) {
    return known;
  }
  const pieces = readPieces(template);
  kept.set(template, pieces);
  return pieces;
}

function readPieces(template: string): readonly Piece[] {
  return [...template.matchAll(/\{(\w+)\}|\[([^\]]*)\]|([^{[]+)/gu)].map(([, arg, choice, words]): Piece => {
    if (arg !== undefined) {
      return { kind: 'arg', name: arg };
    }
    return choice === undefined
      ? { kind: 'words', text: words ?? '' }
      : { kind: 'choice', alternatives: choice.split('|').map(readPieces) };
  });
}

export function argNames(pieces: readonly Piece[]): readonly string[] {
  return pieces.flatMap((piece) => (piece.kind === 'arg' ? [piece.name] : []));
}

/** The alternative that these arguments mean: the first whose arguments are all there, set or being filled in. */
export function chosenAlternative(alternatives: readonly (readonly Piece[])[], args: Args): number | null {
  const index = alternatives.findIndex((pieces) => argNames(pieces).every((name) => name in args));
  return index === -1 ? null : index;
}

/** The arguments after another alternative was chosen: those of the others go, its own are there to be filled in. */
export function withAlternative(
  alternatives: readonly (readonly Piece[])[],
  chosen: number | null,
  { args, initial }: { readonly args: Args; readonly initial: (name: string) => unknown },
): Args {
  const names = new Set(alternatives.flatMap(argNames));
  const rest = Object.fromEntries(Object.entries(args).filter(([name]) => !names.has(name)));
  const own = chosen === null ? [] : argNames(alternatives[chosen] ?? []);
  return { ...rest, ...Object.fromEntries(own.map((name) => [name, args[name] ?? initial(name)])) };
}
