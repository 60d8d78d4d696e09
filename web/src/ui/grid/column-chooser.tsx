import { Button, Checkbox, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '../icon.tsx';
import type { Visibility } from './column-visibility.ts';
import type { GridColumn } from './columns.ts';

interface ColumnChooserProps<Row> {
  readonly columns: readonly GridColumn<Row>[];
  readonly visibility: Visibility;
  readonly onShow: (id: string, isShown: boolean) => void;
  readonly onReset: () => void;
}

/** A button with a list of columns to show or hide. */
export function ColumnChooser<Row>({ columns, visibility, onShow, onReset }: ColumnChooserProps<Row>) {
  const { t } = useTranslation();
  const choices = columns.filter((column, index) => index > 0 && column.isFixed !== true);
  const list = (
    <div className="column-chooser">
      {choices.map((column) => (
        <Checkbox
          key={column.id}
          checked={visibility[column.id] !== false}
          onChange={(event) => onShow(column.id, event.target.checked)}
        >
          {column.header}
        </Checkbox>
      ))}
      <Button type="link" size="small" onClick={onReset}>
        {t('common.columnsReset')}
      </Button>
    </div>
  );
  return (
    <Popover content={list} trigger="click" placement="bottomRight">
      <Button icon={<Icon name="columns" />}>{t('common.columns')}</Button>
    </Popover>
  );
}
