import type { ArgFaces, ArgValues, Reading, Says } from './arg-face.ts';
import type { AnyCondition } from './condition.ts';
import { takeLiteral } from './reading.ts';

type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'arg'; readonly name: string }
  | { readonly kind: 'group'; readonly alternatives: readonly (readonly Piece[])[] };

const parsed = new Map<string, readonly Piece[]>();

/** The pieces of a template; templates are declarations, so that each is taken apart once. */
function piecesOf(template: string): readonly Piece[] {
  const known = parsed.get(template);
  if (known !== undefined) {
    return known;
  }
  const pieces = readPieces(template);
  parsed.set(template, pieces);
  return pieces;
}

function readPieces(template: string): readonly Piece[] {
  return [...template.matchAll(/\{(\w+)\}|\[([^\]]*)\]|([^{[]+)/gu)].map(([, arg, group, literal]): Piece => {
    if (arg !== undefined) {
      return { kind: 'arg', name: arg };
    }
    return group === undefined
      ? { kind: 'literal', text: literal ?? '' }
      : { kind: 'group', alternatives: group.split('|').map(readPieces) };
  });
}

function isWhole(pieces: readonly Piece[], args: ArgValues): boolean {
  return pieces.every((piece) => piece.kind !== 'arg' || args[piece.name] !== undefined);
}

/** A condition in words. */
export function printCondition(condition: AnyCondition, args: ArgValues, says: Says): string {
  return printPieces(piecesOf(condition.sentence[says.locale]), { faces: condition.args as ArgFaces, args, says });
}

interface Printing {
  readonly faces: ArgFaces;
  readonly args: ArgValues;
  readonly says: Says;
}

function printPieces(pieces: readonly Piece[], printing: Printing): string {
  const { faces, args, says } = printing;
  return pieces
    .map((piece) => {
      if (piece.kind === 'literal') {
        return piece.text;
      }
      if (piece.kind === 'arg') {
        const value = args[piece.name];
        return value === undefined ? '' : (faces[piece.name]?.print(value, says, args) ?? '');
      }
      const chosen = piece.alternatives.find((alternative) => isWhole(alternative, args));
      return chosen === undefined ? '' : printPieces(chosen, printing);
    })
    .join('');
}

/** The arguments of a condition from its words, and where the text goes on. */
export function readCondition(
  condition: AnyCondition,
  text: string,
  { at, says }: { readonly at: number; readonly says: Says },
): Reading<ArgValues> | null {
  const pieces = piecesOf(condition.sentence[says.locale]);
  return readPiecesOf(pieces, { value: {}, at }, { text, says, faces: condition.args as ArgFaces });
}

interface ReadingText {
  readonly text: string;
  readonly says: Says;
  readonly faces: ArgFaces;
}

function readPiecesOf(
  pieces: readonly Piece[],
  from: Reading<ArgValues>,
  reading: ReadingText,
): Reading<ArgValues> | null {
  let here = from;
  for (const piece of pieces) {
    const next = readPiece(piece, here, reading);
    if (next === null) {
      return null;
    }
    here = next;
  }
  return here;
}

function readPiece(piece: Piece, here: Reading<ArgValues>, reading: ReadingText): Reading<ArgValues> | null {
  const { text, says, faces } = reading;
  if (piece.kind === 'literal') {
    const at = takeLiteral(text, here.at, piece.text);
    return at === null ? null : { ...here, at };
  }
  if (piece.kind === 'arg') {
    const found = faces[piece.name]?.read(text, here.at, says, here.value) ?? null;
    return found === null ? null : { value: { ...here.value, [piece.name]: found.value }, at: found.at };
  }
  for (const alternative of piece.alternatives) {
    const found = readPiecesOf(alternative, here, reading);
    if (found !== null) {
      return found;
    }
  }
  return here;
}
