import { zipOf } from './zip.ts';

/** A cell as it stands in the XML of a sheet. */
export type Cell =
  | string
  | null
  /** A number, with the code of its format. */
  | { readonly number: string; readonly format?: string; readonly builtIn?: number }
  | { readonly inline: string }
  | { readonly formula: string; readonly cached: string }
  | { readonly error: string }
  | { readonly boolean: boolean };

export interface SheetToWrite {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  readonly merges?: readonly string[];
  readonly hidden?: boolean;
}

export interface BookToWrite {
  readonly sheets: readonly SheetToWrite[];
  readonly date1904?: boolean;
  /** Put before every name of the spreadsheet's own, as some programs do. */
  readonly prefix?: string;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function letters(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest < 0 ? '' : letters(rest)) + String.fromCharCode(65 + (index % 26));
}

/** An XLSX file, part by part, so that a test can hold what no library would write. */
export function workbookOf({ sheets, date1904 = false, prefix = '' }: BookToWrite): Buffer {
  const p = prefix === '' ? '' : `${prefix}:`;
  const xmlns = prefix === '' ? `xmlns="${MAIN}"` : `xmlns:${prefix}="${MAIN}"`;
  const texts: string[] = [];
  const formats: { readonly id: number; readonly code: string | null }[] = [{ id: 0, code: null }];
  const styleOf = (id: number, code: string | null): number => {
    const found = formats.findIndex((format) => format.id === id && format.code === code);
    return found >= 0 ? found : formats.push({ id, code }) - 1;
  };
  const cellXml = (cell: Cell, reference: string): string => {
    if (cell === null) {
      return '';
    }
    if (typeof cell === 'string') {
      return `<${p}c r="${reference}" t="s"><${p}v>${texts.push(cell) - 1}</${p}v></${p}c>`;
    }
    if ('inline' in cell) {
      return `<${p}c r="${reference}" t="inlineStr"><${p}is><${p}r><${p}t>${escape(cell.inline)}</${p}t></${p}r></${p}is></${p}c>`;
    }
    if ('formula' in cell) {
      return `<${p}c r="${reference}" t="str"><${p}f>${cell.formula}</${p}f><${p}v>${escape(cell.cached)}</${p}v></${p}c>`;
    }
    if ('error' in cell) {
      return `<${p}c r="${reference}" t="e"><${p}v>${cell.error}</${p}v></${p}c>`;
    }
    if ('boolean' in cell) {
      return `<${p}c r="${reference}" t="b"><${p}v>${cell.boolean ? 1 : 0}</${p}v></${p}c>`;
    }
    const custom = cell.format === undefined ? null : 164 + formats.length;
    const style =
      custom === null ? styleOf(cell.builtIn ?? 0, null) : styleOf(formatId(cell.format ?? ''), cell.format ?? '');
    return `<${p}c r="${reference}" s="${style}"><${p}v>${cell.number}</${p}v></${p}c>`;
  };
  const formatId = (code: string): number => formats.find((format) => format.code === code)?.id ?? 164 + formats.length;
  const sheetXml = ({ rows, merges = [] }: SheetToWrite): string => {
    const body = rows
      .map((cells, row) => {
        const inner = cells.map((cell, column) => cellXml(cell, `${letters(column)}${row + 1}`)).join('');
        return inner === '' ? '' : `<${p}row r="${row + 1}">${inner}</${p}row>`;
      })
      .join('');
    const merged =
      merges.length === 0
        ? ''
        : `<${p}mergeCells count="${merges.length}">${merges.map((ref) => `<${p}mergeCell ref="${ref}"/>`).join('')}</${p}mergeCells>`;
    return `<?xml version="1.0"?><${p}worksheet ${xmlns}><${p}sheetData>${body}</${p}sheetData>${merged}</${p}worksheet>`;
  };
  const sheetParts = sheets.map((sheet, index) => [`xl/worksheets/sheet${index + 1}.xml`, sheetXml(sheet)] as const);
  const list = sheets.map(
    ({ name, hidden }, index) =>
      `<${p}sheet name="${escape(name)}" sheetId="${index + 1}"${hidden === true ? ' state="hidden"' : ''} rel:id="rId${index + 1}"/>`,
  );
  const relations = [
    ...sheets.map(
      (_, index) =>
        `<Relationship Id="rId${index + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
    ),
    `<Relationship Id="rIdS" Type="${OFFICE}/styles" Target="styles.xml"/>`,
    `<Relationship Id="rIdT" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/>`,
  ];
  return zipOf({
    '[Content_Types].xml': '<?xml version="1.0"?><Types/>',
    '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}"><Relationship Id="r" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0"?><${p}workbook ${xmlns} xmlns:rel="${OFFICE}"><${p}workbookPr${date1904 ? ' date1904="1"' : ''}/><${p}sheets>${list.join('')}</${p}sheets></${p}workbook>`,
    'xl/_rels/workbook.xml.rels': `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}">${relations.join('')}</Relationships>`,
    'xl/styles.xml': `<?xml version="1.0"?><${p}styleSheet ${xmlns}><${p}numFmts>${formats
      .filter(({ code }) => code !== null)
      .map(({ id, code }) => `<${p}numFmt numFmtId="${id}" formatCode="${escape(code ?? '')}"/>`)
      .join(
        '',
      )}</${p}numFmts><${p}cellXfs>${formats.map(({ id }) => `<${p}xf numFmtId="${id}"/>`).join('')}</${p}cellXfs></${p}styleSheet>`,
    'xl/sharedStrings.xml': `<?xml version="1.0"?><${p}sst ${xmlns}>${texts.map((text) => `<${p}si><${p}t xml:space="preserve">${escape(text)}</${p}t></${p}si>`).join('')}</${p}sst>`,
    ...Object.fromEntries(sheetParts),
  });
}
