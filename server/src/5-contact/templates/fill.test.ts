import { describe, expect, it } from 'vitest';
import { fill, fillFault, placesOf } from './fill.ts';

const wording = {
  subject: '{{title}}',
  bodyText: '{{name}}：{{text}}',
  bodyHtml: '<p>{{ name }}</p><p>{{text}}</p><a href="{{link}}">看看</a>',
};
const values = { title: '你好', name: '王<b>', text: '第一行\n"第二行"', link: 'https://example.com/?a=1&b=2' };

describe('filling a wording', () => {
  it('names its places once', () => {
    expect(placesOf(wording)).toEqual(['title', 'name', 'text', 'link']);
  });

  it('puts values into text as they are and into HTML escaped', () => {
    expect(fillFault(wording, values)).toBeNull();
    expect(fill(wording, values)).toEqual({
      subject: '你好',
      text: '王<b>：第一行\n"第二行"',
      html: '<p>王&lt;b&gt;</p><p>第一行<br>&quot;第二行&quot;</p><a href="https://example.com/?a=1&amp;b=2">看看</a>',
    });
  });

  it('takes what looks like a place in a value as text', () => {
    expect(fill(wording, { ...values, name: '{{text}}' }).text).toBe('{{text}}：第一行\n"第二行"');
  });

  it('says which values are missing, would begin a header of their own, or would run as a script', () => {
    const { link: _, ...others } = values;
    expect(fillFault(wording, others)).toEqual({ fault: 'value_missing', places: ['link'] });
    const broken = { ...values, title: 'a\r\nBcc: x@example.com' };
    expect(fillFault(wording, broken)).toEqual({ fault: 'value_has_line_break', places: ['title'] });
    const script = { ...values, link: 'javascript:alert(1)' };
    expect(fillFault(wording, script)).toEqual({ fault: 'link_unsafe', places: ['link'] });
  });
});
