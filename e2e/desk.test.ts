import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeRecords } from '../server/src/2-intake/records/schema.ts';
import type { Client } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { shareBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, startPlatform } from './platform.ts';
import { keyClient, makeKey, openSession } from './shop-client.ts';
import { PICTURE } from './shop-products.ts';
import { openDesk } from './visit.ts';
import { WORDS } from './words.ts';

const PICTURES = path.join(import.meta.dirname, 'pictures', 'desk');
const words = WORDS['zh-CN'];
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

const PERSON = {
  [words.customers.name]: '欧阳小华',
  [words.customers.phone]: '13912345678',
  [words.customers.email]: 'xiaohua@example.com',
  [words.customer.address]: '上海市徐汇区漕溪北路 1 号',
  [words.customers.region]: '上海',
  [words.customerForm.cards.memberCard]: 'VIP0008888',
  生日: '1990年5月12日',
  备用电话: '021-64311234',
  职业: '教师',
  工作单位: '某中学',
  性格: '细心，喜欢先比较再决定',
};

describeWithBrowser('the daily work at the pages (needs a browser)', { timeout: 60_000 }, () => {
  let dir: string;
  let platform: PlatformProcess;
  let client: Client;
  let session: string;
  let page: Page;

  beforeAll(async () => {
    dir = await makeTempDir('desk');
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    client = keyClient(platform.url, await makeKey(platform.url));
    session = await openSession(platform.url);
  }, 180_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  beforeEach(async () => {
    if (found.browser !== null) {
      page = await openDesk(found.browser, { url: platform.url, language: 'zh-CN', width: 1440, session });
    }
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      await page.screenshot({ path: path.join(PICTURES, `${task.name.slice(1, 6).replace(']', '')}.png`) });
    }
    await page.context().close();
  });

  /** What other systems send; the customer of each. */
  const send = async (...records: readonly object[]): Promise<readonly string[]> => {
    const { results } = await client.call(takeRecords, { body: { records: [...records] } });
    expect(results.filter(({ outcome }) => outcome !== 'added')).toEqual([]);
    return results.map(({ customerId }) => customerId ?? '');
  };
  const person = (source: string, key: string, attributes: object) => ({
    source,
    key,
    type: 'customer',
    customer: { identifiers: [{ type: 'account', value: key }], attributes },
  });

  const order = (source: string, account: string, key: string, status = 'paid') => ({
    source,
    key,
    type: 'order',
    occurredAt: '2026-02-01T04:00:00Z',
    customer: { identifiers: [{ type: 'account', value: account }], attributes: {} },
    data: { lines: [{ sku: 'A', quantity: 2, unitPrice: '100' }], status },
  });

  it('[C001] a customer written down by hand shows every field after a reload, and is found again', async () => {
    await page.goto('/customers');
    await button(page, words.customerForm.new).first().click();
    const form = page.locator('.entry-form');
    for (const [label, text] of Object.entries(PERSON)) {
      await form.getByLabel(label, { exact: true }).fill(text);
    }
    await choose(form, '性别', '女');
    await choose(form, '收入范围', '月入 10000–20000 元');
    await button(form, words.customerForm.create).click();
    await page.waitForURL(/\/customers\/[0-9a-f-]{36}$/);
    await page.reload();
    const shown = {
      ...PERSON,
      [words.customers.phone]: '139****5678',
      [words.customers.email]: 'x***@example.com',
      [words.customer.address]: '上海市***',
      [words.customerForm.cards.memberCard]: 'VIP0008888',
      生日: '1990-**-**',
      备用电话: '****1234',
      性别: '女',
      收入范围: '***',
    };
    for (const [label, text] of Object.entries(shown)) {
      expect(await factOf(page, label), label).toContain(text);
    }
    for (const text of ['欧阳', 'oyxh', '13912345678', 'xiaohua@example.com', 'VIP0008888']) {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill(text);
      await page.getByRole('option', { name: '欧阳小华' }).first().waitFor();
      await page.keyboard.press('Escape');
    }
  });

  it('[C001b] the list filtered by hobby = 网球 shows exactly those who have it', async () => {
    await send(
      person('crm', 'h1', { name: '网球甲', hobbies: ['网球', '阅读'] }),
      person('crm', 'h2', { name: '羽球乙', hobbies: ['羽毛球'] }),
      person('crm', 'h3', { name: '网球丙', hobbies: ['网球'] }),
    );
    await page.goto('/customers');
    await addFilter(page, '爱好', '网球');
    await page.getByText(words.customers.found.replace('{{total}}', '2')).waitFor();
    const rows = await page.getByRole('grid', { name: words.customers.grid }).innerText();
    expect(rows).toContain('网球甲');
    expect(rows).toContain('网球丙');
    expect(rows).not.toContain('羽球乙');
  });

  it('[C001] a customer opened from the list leads to the next one, and a fact is changed where it stands', async () => {
    await send(
      person('pos', 'n1', { name: '前后甲', region: '云南' }),
      person('pos', 'n2', { name: '前后乙', region: '云南' }),
      order('pos', 'n1', 'N-1'),
      order('pos', 'n2', 'N-2'),
    );
    await page.goto('/customers?source=pos&sort=oldest');
    await page.getByRole('link', { name: '前后甲' }).click();
    const heading = (name: string): Locator => page.getByRole('heading', { level: 1, name });
    await heading('前后甲').waitFor();
    const months = page.getByRole('slider');
    await months.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await months.getAttribute('aria-valuetext')).toMatch(/¥/u);
    await months.blur();
    await page.keyboard.press('j');
    await heading('前后乙').waitFor();
    expect(await button(page, words.profile.next).isDisabled()).toBe(true);
    const region = words.customers.region;
    await page.getByRole('button', { name: words.profile.editField.replace('{{name}}', region) }).click();
    await page.getByRole('textbox', { name: region }).fill('四川');
    await page.keyboard.press('Enter');
    const line = page.getByRole('status').filter({ hasText: '四川' });
    await line.waitFor();
    await page.locator('.fact', { hasText: region }).getByText('四川', { exact: true }).waitFor();
    await line.getByRole('button', { name: words.frame.undo }).click();
    await page.locator('.fact', { hasText: region }).getByText('云南', { exact: true }).waitFor();
    await page.keyboard.press('k');
    await heading('前后甲').waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/customers\?source=pos/u);
  });

  it('[C004] a company has its site and products, and two contacts share what happened with it', async () => {
    await page.goto('/organisations');
    await button(page, words.people.orgNew).first().click();
    const dialog = page.getByRole('dialog');
    const company = {
      [words.people.orgName]: '星河贸易',
      [words.people.website]: 'https://xinghe.example.com',
      [words.people.mainProducts]: '男装、女装代工',
    };
    for (const [label, text] of Object.entries(company)) {
      await dialog.getByLabel(label, { exact: true }).fill(text);
    }
    await button(dialog, words.people.orgCreate).click();
    await page.waitForURL(/\/organisations\/[0-9a-f-]{36}$/);
    expect(await factOf(page, words.people.website)).toContain('xinghe.example.com');
    expect(await factOf(page, words.people.mainProducts)).toContain('男装、女装代工');
    for (const [name, phone] of [
      ['陈经理', '13700000002'],
      ['王采购', '13700000003'],
    ] as const) {
      await button(page, words.people.contactAdd).first().click();
      await dialog.getByLabel(words.people.contactName, { exact: true }).fill(name);
      await dialog.getByLabel(words.people.phone, { exact: true }).fill(phone);
      await button(dialog, words.people.contactAdd).click();
      await page.getByRole('link', { name }).waitFor();
    }
    await page.getByLabel(words.people.content).fill('谈春季订货');
    await button(page, words.people.interactionSave).click();
    await entry(page, '谈春季订货').waitFor();
    for (const name of ['陈经理', '王采购']) {
      await page.getByRole('link', { name }).click();
      await page.waitForURL(/\/customers\//);
      await entry(page, '谈春季订货').waitFor();
      await page.getByRole('link', { name: '星河贸易' }).first().click();
      await page.waitForURL(/\/organisations\//);
    }
  });

  it('[C008b] what a third party gave is shown with its provider, and goes with it', async () => {
    const [id = ''] = await send(person('acme', 't1', { name: '提供甲', occupation: '校长' }));
    await page.goto('/settings/sources');
    const line = page.locator('li', { hasText: 'acme' });
    await chooseFor(page, line, words.sources.describe);
    const form = page.locator('form', { has: page.getByLabel(words.sources.provider, { exact: true }) });
    await form.getByLabel(words.sources.kind, { exact: true }).click();
    await page.locator('.ant-select-item-option', { hasText: words.sources.kinds.third_party }).click();
    await form.getByLabel(words.sources.provider, { exact: true }).fill('某数据公司');
    await form.getByLabel(words.sources.basis, { exact: true }).fill('合同 2026-01');
    await form.getByLabel(words.sources.obtainedOn, { exact: true }).fill('2026-01-05');
    await button(form, words.sources.save).click();
    await line.getByText('某数据公司 · 合同 2026-01').waitFor();
    expect(await line.innerText()).toContain('2026-01-05');
    await page.goto(`/customers/${id}`);
    await fact(page, '职业').getByText('校长').hover();
    await page.getByRole('tooltip').filter({ hasText: '某数据公司' }).waitFor();
    await page.goto('/settings/sources');
    await chooseFor(page, line, words.sources.remove);
    await page.getByRole('dialog').getByLabel(words.sources.removeReason).fill('合同到期');
    await button(page.getByRole('dialog'), words.sources.removeConfirm.replace('{{count}}', '1')).click();
    await line.getByText(words.sources.records.replace('{{total}}', '0')).waitFor({ timeout: 30_000 });
  });

  it('[C012] a complaint that is logged stands on the time-line with time, staff and content', async () => {
    const [id = ''] = await send(person('crm', 'c1', { name: '来电者' }), order('crm', 'c1', 'C-1001'));
    await page.goto(`/customers/${id}`);
    await page.getByRole('heading', { name: '来电者' }).first().waitFor();
    await page.keyboard.press('l');
    await page.getByLabel(words.people.kind, { exact: true }).click();
    await page.locator('.ant-select-item-option', { hasText: words.people.kinds.complaint }).click();
    await page.getByLabel(words.people.content).fill('袖口开线');
    await page.getByLabel(words.people.outcomeField).fill('换货');
    await page.getByLabel(words.people.when, { exact: true }).fill('2026-01-05 09:30');
    await button(page, words.people.interactionSave).click();
    const logged = entry(page, '袖口开线');
    await logged.waitFor();
    const text = await logged.innerText();
    for (const part of [words.people.kinds.complaint, '09:30', words.people.outcome.replace('{{outcome}}', '换货')]) {
      expect(text).toContain(part);
    }
    expect(await logged.locator('.time-head .quiet').innerText()).not.toBe('');
    await page.keyboard.press('n');
    await page.getByLabel(words.people.note, { exact: true }).last().fill('喜欢红色');
    await button(page, words.people.noteSave).click();
    await entry(page, '喜欢红色').waitFor();
    await entry(page, 'C-1001').waitFor();
  });

  it('[C016] a newsletter sign-up is a prospect until the first order', async () => {
    const [id = ''] = await send(person('newsletter', 'n1', { name: '订阅者' }));
    await page.goto('/customers');
    await addFilter(page, words.people.fProspectStatus, words.people.prospectStatuses.new);
    const grid = page.getByRole('grid', { name: words.customers.grid });
    await grid.getByText('订阅者').waitFor();
    await page.goto(`/customers/${id}`);
    await page.getByText(words.people.prospect, { exact: true }).waitFor();
    await send(order('newsletter', 'n1', 'N-1001'));
    await page.goto('/customers?status=customer');
    await grid.getByText('订阅者').waitFor({ timeout: 30_000 });
    await page.goto(`/customers/${id}`);
    await entry(page, '首次下单').waitFor();
    expect(await page.getByText(words.people.prospect, { exact: true }).count()).toBe(0);
  });

  it('[C145a] a product is listed only with picture and price, and [C106a] its price changes with a reason', async () => {
    await page.goto('/products');
    await makeProduct(page);
    const listing = page.locator('section', {
      has: page.getByRole('heading', { name: words.products.listing, exact: true }),
    });
    expect(await button(listing, words.products.moves.checked).isDisabled()).toBe(true);
    expect((await listing.locator('.is-missing').allInnerTexts()).join()).toMatch(/价格[\s\S]*图片/);
    await page
      .getByLabel(words.products.imagesDrop)
      .setInputFiles({ name: 'shirt.png', mimeType: 'image/png', buffer: PICTURE });
    await page.locator('.picture-list img').waitFor();
    expect(await button(listing, words.products.moves.checked).isDisabled()).toBe(true);
    await changePrice(page, { amount: '149.00', reason: '新品定价' });
    await changePrice(page, { amount: '129.00', reason: '换季调价' });
    await changePrice(page, { amount: '99.00', reason: '双十一', isLater: true });
    const changes = await page.locator('.changes > li').allInnerTexts();
    expect(changes.map((text) => /新品定价|换季调价|双十一/.exec(text)?.[0])).toEqual([
      '双十一',
      '换季调价',
      '新品定价',
    ]);
    expect(changes[0]).toContain(words.products.pricePending);
    expect(changes[1]).toMatch(/149\.00[\s\S]*129\.00/);
    expect(changes[1]).toMatch(/\d{4}-\d{2}-\d{2}[^\n]*·[^\n]*\S/);
    for (const step of ['checked', 'on'] as const) {
      await button(listing, words.products.moves[step]).click();
      await listing.getByText(`→ ${words.products.states[step]}`).waitFor();
    }
    await page.locator('.product-head').getByText(words.products.states.on, { exact: true }).waitFor();
  });

  it('[C145] the catalogue opens with the seven roots of the tree, and a product shows its six facts', async () => {
    await page.goto('/products');
    await makeProduct(page, 'VC-2002');
    const facts = await page.locator('.product-fact').allInnerTexts();
    for (const value of ['长袖衬衫', '12', '100% 棉', '修身', '25–35 岁男性']) {
      expect(facts.join('\n')).toContain(value);
    }
    expect(await page.locator('.product-head').innerText()).toContain('男装 / 衬衫 / 商务衬衫');
    await page.goto('/products');
    const roots = page.locator('[role=treeitem][aria-level="1"][data-id]');
    await roots.getByText('化妆品').waitFor();
    const names = (await roots.allInnerTexts()).map((text) => /男装|女装|童装|鞋|配饰|家居|化妆品/.exec(text)?.[0]);
    expect(names.filter((name) => name !== undefined)).toEqual([
      '男装',
      '女装',
      '童装',
      '鞋',
      '配饰',
      '家居',
      '化妆品',
    ]);
  });

  it('[C146] an order offers the steps that its state allows, and no other', async () => {
    await send(order('web', 'w1', 'W1', 'placed'));
    await page.goto('/orders?number=W1');
    await page.getByRole('grid', { name: words.orders.grid }).getByText('W1').first().click();
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    const acts = page.locator('.order-acts').getByRole('button');
    const offered = async (): Promise<string[]> => (await acts.allInnerTexts()).map((text) => text.replace(/\s/g, ''));
    const isNow = (status: keyof typeof words.orders.statuses): Promise<void> =>
      page.locator('.order-track [aria-current=step]', { hasText: words.orders.statuses[status] }).waitFor();
    await isNow('placed');
    expect(await offered()).toEqual([
      words.orders.addPayment,
      words.orders.acts.cod_confirmed,
      words.orders.acts.cancelled,
    ]);
    await button(page.locator('.order-acts'), words.orders.addPayment).click();
    await button(page.getByRole('dialog'), words.orders.save).click();
    await isNow('paid');
    await button(page, words.orders.acts.picked).click();
    await isNow('picked');
    await button(page.locator('.order-acts'), words.orders.addShipment).click();
    await page.getByRole('dialog').getByLabel(words.orders.carrier, { exact: true }).fill('顺丰');
    await page.getByRole('dialog').getByLabel(words.orders.parcel, { exact: true }).fill('SF1');
    await button(page.getByRole('dialog'), words.orders.save).click();
    await isNow('shipped');
    expect(await offered()).not.toContain(words.orders.acts.cancelled);
    for (const step of ['delivered', 'accepted', 'completed'] as const) {
      await button(page.locator('.order-acts'), words.orders.acts[step]).click();
      await isNow(step);
    }
    await page.reload();
    await isNow('completed');
    expect((await page.locator('.order-tracking').last().innerText()).match(/→/g)).toHaveLength(6);
  });
});

/** From the menu of a line. */
async function chooseFor(page: Page, line: Locator, name: string): Promise<void> {
  await line.locator('.menu .icon-button').click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

function button(scope: Page | Locator, name: string): Locator {
  // Two Chinese signs on a button stand apart.
  return scope.getByRole('button', { name: new RegExp(`^${[...name].join('\\s*')}$`) });
}

function fact(page: Page, label: string): Locator {
  return page.locator('.fact', { has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) });
}

async function factOf(page: Page, label: string): Promise<string> {
  return fact(page, label).locator('dd').first().innerText();
}

function entry(page: Page, text: string): Locator {
  return page.locator('.time-entry', { hasText: text }).first();
}

async function choose(scope: Locator, label: string, option: string): Promise<void> {
  await scope.getByLabel(label, { exact: true }).fill(option);
  await scope.page().locator('.ant-select-item-option', { hasText: option }).first().click();
}

async function addFilter(page: Page, field: string, value: string): Promise<void> {
  await button(page, words.people.addFilter).click();
  const form = page.locator('.filter-form');
  await choose(form, words.people.filterBy, field);
  await choose(form, words.people.filterValue, value);
  await button(form, words.people.apply).click();
}

/** A shirt with all but picture and price. */
async function makeProduct(page: Page, code = 'VC-2001'): Promise<void> {
  const { form: labels } = words.products;
  await button(page, words.products.new).click();
  const form = page.locator('.drawer-form');
  const shirt = {
    [labels.code]: code,
    [labels.name]: '牛津纺衬衫',
    [labels.kind]: '长袖衬衫',
    [labels.material]: '100% 棉',
    [labels.style]: '修身',
    [labels.targetGroup]: '25–35 岁男性',
    [labels.stock]: '12',
  };
  for (const [label, text] of Object.entries(shirt)) {
    await form.getByLabel(label, { exact: true }).fill(text);
  }
  await choose(form, labels.category, '商务衬衫');
  await button(form, labels.createSubmit).click();
  await page.waitForURL(/\/products\/[0-9a-f-]{36}/);
  await page.getByRole('heading', { name: '牛津纺衬衫' }).waitFor();
}

async function changePrice(
  page: Page,
  { amount, reason, isLater = false }: { readonly amount: string; readonly reason: string; readonly isLater?: boolean },
): Promise<void> {
  await button(page, words.products.priceChange).first().click();
  const form = page.locator('.drawer-form');
  await form.getByLabel(words.products.priceAmount.replace('{{currency}}', 'CNY'), { exact: true }).fill(amount);
  await form.getByLabel(words.products.priceReason, { exact: true }).fill(reason);
  if (isLater) {
    await form.getByText(words.products.priceFrom).click();
  }
  await button(form, words.products.priceSubmit).click();
  await page.locator('.changes > li', { hasText: reason }).waitFor();
}
