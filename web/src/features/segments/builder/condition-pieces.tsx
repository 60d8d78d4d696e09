import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { setArgs } from '../rule/edit.ts';
import type { Args, ConditionPart } from '../rule/parts.ts';
import { argNames, chosenAlternative, type Piece, piecesOf, withAlternative } from '../rule/template.ts';
import { type ArgFace, type ConditionInfo, initialValue, isFilled } from '../rule/values.ts';
import { AlternativeWord, alternativeLabel } from './alternative-word.tsx';
import { useBuilder } from './builder-context.ts';
import { Token } from './token.tsx';

interface PiecesProps {
  readonly part: ConditionPart;
  readonly info: ConditionInfo;
}

/** The first word of a new condition that is still to be said, for opening its editor. */
export function firstToken(part: ConditionPart, info: ConditionInfo): string | null {
  const names = piecesOf(info.sentence[currentLocale()]).flatMap((piece) =>
    piece.kind === 'arg' ? [piece.name] : piece.kind === 'choice' ? piece.alternatives.flatMap(argNames) : [],
  );
  const said = names.filter((name) => name in part.args);
  const wanted = said.find((name) => !isFilled(part.args[name])) ?? said.find((name) => isRequired(info, name));
  return wanted === undefined ? null : `${part.id}/${wanted}`;
}

const isRequired = (info: ConditionInfo, name: string): boolean =>
  info.args.some((face) => face.name === name && !face.optional && !face.single);

/** The sentence of a condition as its own template says it. */
export function ConditionPieces({ part, info }: PiecesProps) {
  return (
    <span className="rule-words">
      <Pieces pieces={piecesOf(info.sentence[currentLocale()])} part={part} info={info} />
    </span>
  );
}

interface PieceListProps extends PiecesProps {
  readonly pieces: readonly Piece[];
  /** They may be left out. */
  readonly canGo?: boolean;
}

function Pieces({ pieces, part, info, canGo = false }: PieceListProps) {
  return pieces.map((piece, index) => {
    const key = `${piece.kind}${index}`;
    if (piece.kind === 'words') {
      return <span key={key}>{piece.text}</span>;
    }
    if (piece.kind === 'choice') {
      return <Choice key={key} alternatives={piece.alternatives} part={part} info={info} />;
    }
    const face = info.args.find(({ name }) => name === piece.name);
    return face === undefined ? null : <ArgToken key={key} face={face} part={part} info={info} canGo={canGo} />;
  });
}

/** Arguments that take their values from what another argument says begin anew when that changes. */
function withArg(
  args: Args,
  face: ArgFace,
  { value, info }: { readonly value: unknown; readonly info: ConditionInfo },
): Args {
  const isOther = JSON.stringify(args[face.name]) !== JSON.stringify(value);
  const dependent = info.args.filter(({ catalogue }) => catalogue?.includes(`{${face.name}}`) === true);
  const emptied = isOther
    ? dependent.filter(({ name }) => name in args).map((one) => [one.name, initialValue(one)])
    : [];
  return { ...args, ...Object.fromEntries(emptied), [face.name]: value };
}

function ArgToken({ face, part, info, canGo }: PiecesProps & { readonly face: ArgFace; readonly canGo: boolean }) {
  const { store } = useBuilder();
  const without = (): void => {
    const { [face.name]: _, ...rest } = part.args;
    store.change((root) => setArgs(root, part.id, rest), { openAt: null });
  };
  return (
    <Token
      partId={part.id}
      face={face}
      args={part.args}
      onChange={(value) =>
        store.change((root) => setArgs(root, part.id, withArg(part.args, face, { value, info })), {
          joins: `${part.id}/${face.name}`,
        })
      }
      {...(canGo && face.optional ? { onRemove: without } : {})}
    />
  );
}

interface ChoiceProps extends PiecesProps {
  readonly alternatives: readonly (readonly Piece[])[];
}

/** Words of which one says what is meant: what can be left out is offered faintly, what can be said otherwise has a list. */
function Choice({ alternatives, part, info }: ChoiceProps) {
  const { t } = useTranslation();
  const { store } = useBuilder();
  const chosen = chosenAlternative(alternatives, part.args);
  const pieces = chosen === null ? [] : (alternatives[chosen] ?? []);
  const choose = (index: number): void => {
    const initial = (name: string): unknown => {
      const face = info.args.find((one) => one.name === name);
      return face === undefined ? undefined : initialValue(face);
    };
    const args = withAlternative(alternatives, index, { args: part.args, initial });
    const [first] = argNames(alternatives[index] ?? []);
    store.change((root) => setArgs(root, part.id, args), {
      openAt: first === undefined ? null : `${part.id}/${first}`,
    });
  };
  if (alternatives.length === 1 && chosen === null) {
    const label = alternativeLabel(alternatives[0] ?? [], info);
    return (
      <button type="button" className="rule-more" onClick={() => choose(0)}>
        {t('segments.addArg', { what: label })}
      </button>
    );
  }
  if (alternatives.length === 1) {
    return <Pieces pieces={pieces} part={part} info={info} canGo />;
  }
  return (
    <>
      <AlternativeWord alternatives={alternatives} chosen={chosen} info={info} onChoose={choose} />
      <Pieces pieces={pieces[0]?.kind === 'words' ? pieces.slice(1) : pieces} part={part} info={info} />
    </>
  );
}
