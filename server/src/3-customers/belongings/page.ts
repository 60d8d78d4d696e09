import type { Belonging } from './belonging.ts';

/** `docs/merging.md` as a text: the table is written from what the modules declare. */
export function mergingPage(belongings: readonly Belonging[]): string {
  const rows = belongings
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, label, merging, unmerging }) =>
        `| ${label['zh-CN']} · ${label.en} | \`${name}\` | ${merging['zh-CN']} · ${merging.en} | ${unmerging['zh-CN']} · ${unmerging.en} |`,
    );
  return `${INTRODUCTION}\n${rows.join('\n')}\n`;
}

const INTRODUCTION = `# Merging and parting customers · 客户的合并与拆分

A customer is a set of records. Records are one customer when they share a trusted identifier (phone, e-mail, card, WeChat, marketplace account), directly or through others, or when staff joined them. Merging adds a bond between two records, un-merging takes it away; both times the records are regrouped, and everything that hangs on them follows. Nothing is copied or thrown away, so that a merge can be taken back at any later time.

- **Merge** · \`POST /api/v1/customers/{id}/merge {with, reason}\`, shown beforehand by \`…/merge/preview\`. The id of the customer who was known first remains. A merge survives later intake and later regrouping.
- **Un-merge** · \`POST …/unmerge {mergeId, reason}\` takes one merge back; \`{recordIds, reason}\` lets chosen records be another customer. Phones and cards that both sides state stay with one of them (\`sharedGoTo\`) and join the other side to nobody any more. \`keepApart: true\` also says that they are two people.
- **A wrong phone or card** · \`POST …/detach {recordId, kind, shown, reason}\`: the record does not mean anybody by it any more, the profile does not show it, and records that only it joined fall apart. \`…/attach\` takes that back.
- **Never the same person** · \`POST …/apart {from, reason}\`: nothing joins the two by itself, whatever a source states; what would have joined them is kept and shown as not used. A merge by hand is refused until it is overruled. \`…/apart/revoke\` takes it back; identifiers that were not used stay so until they are attached.
- **Two ID numbers** · where the business keeps ID numbers (a field with the key \`nationalId\`), an identifier does not join two customers whose numbers differ at intake; the pair goes to the review queue.
- **Why** · \`GET …/explain\` tells which identifier or merge holds which records together, when, by whom, and what is not used and why.
- **Records that go** (an import that is undone, a source that is removed): a merge is handed to another record of the same side, and ends when a side is empty.

Whoever asks for a customer who was merged away is told of the one who remains where merging and parting are concerned; elsewhere the old id is gone. Everything is in the audit trail with its reason; the log has \`customers.customers_merged\` and \`customers.customers_parted\`.

## What becomes of what belongs to customers

Written from the registry (\`Belonging\` in \`3-customers/belongings\`); \`npm run generate\` writes this page, and each row has a test.

| what | name | when customers become one | when they are parted |
|---|---|---|---|`;
