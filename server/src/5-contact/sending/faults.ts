import { type AppError, invalidInput } from '#kernel/errors.ts';
import type { FillFault } from '../templates/fill.ts';

/** No wording of that key for the channel. */
export function templateUnknown(template: string, channel: string): AppError {
  return invalidInput([
    {
      field: 'template',
      code: 'template_unknown',
      message: {
        'zh-CN': `没有适用于渠道 ${channel} 的模板“${template}”`,
        en: `there is no template ${template} for the channel ${channel}`,
      },
    },
  ]);
}

/** Values that a wording cannot be filled with. */
export function contentInvalid({ fault, places }: FillFault): AppError {
  const list = places.join(', ');
  const messages = {
    value_missing: { 'zh-CN': `模板还需要：${list}`, en: `the template needs ${list} as well` },
    value_has_line_break: {
      'zh-CN': `用在标题里的内容不能换行：${list}`,
      en: `what stands in a subject may have no line break: ${list}`,
    },
    link_unsafe: {
      'zh-CN': `链接应以 http:// 或 https:// 开头：${list}`,
      en: `a link should begin with http:// or https://: ${list}`,
    },
  } as const;
  return invalidInput(places.map((place) => ({ field: `values.${place}`, code: fault, message: messages[fault] })));
}
