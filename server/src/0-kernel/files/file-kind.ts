import { AppError } from '#kernel/errors.ts';
import { guessEncoding } from '#kernel/files/encoding.ts';
import type { Text } from '#kernel/pure/text.ts';

/** What a file is by its content; its name says nothing that can be relied on. */
export type FileKind = 'csv' | 'json' | 'zip';

const SIGNS: readonly { readonly sign: string; readonly message: Text }[] = [
  {
    sign: '%PDF',
    message: {
      'zh-CN': '这是 PDF，不是表格；请导出为 XLSX 或 CSV 再上传',
      en: 'This is a PDF, not a table; export it as XLSX or CSV',
    },
  },
  ...['\u0089PNG', '\u00ff\u00d8\u00ff', 'GIF8', 'RIFF', 'BM\u0000'].map((sign) => ({
    sign,
    message: {
      'zh-CN': '这是图片，不是表格；请上传 CSV、XLSX 或 JSON 文件',
      en: 'This is a picture, not a table; upload a CSV, XLSX or JSON file',
    },
  })),
  ...['Rar!', '7z\u00bc\u00af', 'BZh', '\u00fd7zXZ', '(\u00b5/\u00fd'].map((sign) => ({
    sign,
    message: {
      'zh-CN': '不支持这种压缩格式；请先解压，再上传其中的 CSV 或 XLSX（.gz 可以直接上传）',
      en: 'This kind of compressed file is not read; unpack it and upload the CSV or XLSX inside (.gz is fine)',
    },
  })),
];

const ZIP = 'PK\u0003\u0004';
const EMPTY_ZIP = 'PK\u0005\u0006';
const OLE = '\u00d0\u00cf\u0011\u00e0';
/** Names in an OLE file are UTF-16. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le').toString('latin1');
/** So many control signs in a text are no text. */
const MAX_CONTROL_SHARE = 0.02;

/** Tells what a file is from its first bytes (unpacked, if it is gzip). Throws 422 `file_empty` or `file_unreadable`. */
export function fileKindOf(head: Uint8Array): FileKind {
  const raw = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (raw.startsWith(ZIP)) {
    return 'zip';
  }
  refuseKnown(raw);
  const encoding = guessEncoding(head);
  const text = new TextDecoder(encoding).decode(head);
  if (!encoding.startsWith('utf-16') && controlShare(head) > MAX_CONTROL_SHARE) {
    throw unreadable({
      'zh-CN': '这不是文本或表格文件；请上传 CSV、XLSX 或 JSON 文件',
      en: 'This is neither text nor a table; upload a CSV, XLSX or JSON file',
    });
  }
  if (text.trim() === '') {
    throw new AppError('file_empty', 422, { message: { 'zh-CN': '文件是空的', en: 'The file is empty' } });
  }
  refuseMarkup(text);
  return /^\uFEFF?\s*(?:\{\s*["}]|\[\s*(?:\{|\]))/u.test(text) ? 'json' : 'csv';
}

function refuseKnown(raw: string): void {
  const known = SIGNS.find(({ sign }) => raw.startsWith(sign));
  if (known !== undefined) {
    throw unreadable(known.message);
  }
  if (raw.startsWith(EMPTY_ZIP)) {
    throw unreadable({ 'zh-CN': '压缩包是空的', en: 'The zip file is empty' });
  }
  if (raw.startsWith(OLE)) {
    throw unreadable(
      raw.includes(ENCRYPTED)
        ? {
            'zh-CN': 'Excel 文件有密码，请去掉密码，另存为 XLSX 再上传',
            en: 'The Excel file is protected by a password; take the password off, save it as XLSX and upload it again',
          }
        : {
            'zh-CN': '这是旧版 Excel 文件（.xls），请在 Excel 或 WPS 里另存为 XLSX 再上传',
            en: 'This is an old Excel file (.xls); open it in Excel or WPS, save it as XLSX and upload it again',
          },
    );
  }
}

/** Many systems write a web page and call it .xls. */
function refuseMarkup(text: string): void {
  if (/^\uFEFF?\s*<(?:!doctype|html|table|\?xml|meta|head|style)/iu.test(text)) {
    throw unreadable({
      'zh-CN': '这是网页或 XML 格式的表格（常被命名为 .xls），请在 Excel 或 WPS 里打开，另存为 XLSX 再上传',
      en: 'This is a web page or XML (often named .xls); open it in Excel or WPS, save it as XLSX and upload it again',
    });
  }
}

function controlShare(head: Uint8Array): number {
  let control = 0;
  for (const byte of head) {
    control += byte < 9 || (byte > 13 && byte < 32 && byte !== 27) ? 1 : 0;
  }
  return head.length === 0 ? 0 : control / head.length;
}

function unreadable(message: Text): AppError {
  return new AppError('file_unreadable', 422, { message });
}
