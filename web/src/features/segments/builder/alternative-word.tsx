import { Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Icon } from '../../../ui/icon.tsx';
import { argNames, type Piece } from '../rule/template.ts';
import type { ConditionInfo } from '../rule/values.ts';

/** What an alternative is called in a list: its argument, or its words where it has none. */
export function alternativeLabel(pieces: readonly Piece[], info: ConditionInfo): string {
  const [first] = argNames(pieces);
  const face = info.args.find(({ name }) => name === first);
  return face === undefined ? wordsOf(pieces).trim() : face.label[currentLocale()];
}

function wordsOf(pieces: readonly Piece[]): string {
  const [first] = pieces;
  return first?.kind === 'words' ? first.text : '';
}

/** The word that says in which way something is meant, with a list of the other ways. */
export function AlternativeWord({
  alternatives,
  chosen,
  info,
  onChoose,
}: {
  readonly alternatives: readonly (readonly Piece[])[];
  readonly chosen: number | null;
  readonly info: ConditionInfo;
  readonly onChoose: (index: number) => void;
}) {
  const { t } = useTranslation();
  const words = chosen === null ? '' : wordsOf(alternatives[chosen] ?? []).trim();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: chosen === null ? [] : [String(chosen)],
        items: alternatives.map((pieces, index) => ({ key: String(index), label: alternativeLabel(pieces, info) })),
        onClick: ({ key }) => onChoose(Number(key)),
      }}
    >
      <button type="button" className="rule-way" aria-label={t('segments.way', { words })}>
        {words}
        <Icon name="down" size={10} />
      </button>
    </Dropdown>
  );
}
