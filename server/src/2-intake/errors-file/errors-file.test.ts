import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { createNoteBench, NOTE_CONTEXT, NOTE_HEADER, type NoteBench, noteLines } from '#test/import-notes.ts';

const kernel = useKernel({ analytic: false });
let bench: NoteBench;
let app: FastifyInstance;

beforeAll(async () => {
  bench = await createNoteBench(kernel);
  app = await openTestServer(kernel, bench.intake.parts.routes ?? []);
});

afterAll(async () => {
  await app.close();
});

async function imported(text: string): Promise<string> {
  const id = await bench.create(text);
  await bench.intake.running.run(NOTE_CONTEXT, id);
  return id;
}

const READER = asActor('rui', ['imports.read', 'customers.reveal']);

describe('[C008] errors.csv', () => {
  it('holds exactly the rejected rows as they are, with row, column and reason in the language of the asker', async () => {
    const id = await imported(
      `${NOTE_HEADER}k1,ok,1\nk2,"bad, very ""bad""",1\nk3,ok,0138\nk4,bad =1+1,=cmd\nk5,ok,1,surplus\n`,
    );
    const reply = await app.inject({
      url: `/api/v1/imports/${id}/errors.csv`,
      headers: { ...READER, 'x-test-locale': 'en' },
    });
    expect(reply.headers['content-type']).toContain('text/csv');
    expect(reply.headers['content-disposition']).toContain(`errors-${id}.csv`);
    expect(reply.body.split('\r\n')).toEqual([
      '\uFEFFrow,column,reason,key,text,phone',
      '3,text,the text is bad,k2,"bad, very ""bad""",1',
      '4,phone,no phone,k3,ok,0138',
      "5,text,the text is bad,k4,bad =1+1,'=cmd",
      expect.stringMatching(/^6,,.*k5,ok,1,surplus$/),
      '',
    ]);
    const chinese = await app.inject({
      url: `/api/v1/imports/${id}/errors.csv`,
      headers: { ...READER, 'x-test-locale': 'zh-CN' },
    });
    expect(chinese.body).toContain('内容不好');
    expect(bench.audited).toContain('intake.import_errors_downloaded');
  });

  it('[C018] is refused to those who neither sent the file nor may see personal data', async () => {
    const id = await imported(`${NOTE_HEADER}k1,bad,13800000001\n`);
    const other = asActor('0199f7a0-0000-7000-8000-00000000000b', ['imports.read', 'imports.write']);
    const refused = await app.inject({ url: `/api/v1/imports/${id}/errors.csv`, headers: other });
    expect(refused.statusCode).toBe(403);
    expect(refused.body).not.toContain('13800000001');
    const own = await app.inject({
      method: 'POST',
      url: '/api/v1/imports?kind=notes&source=own',
      headers: { ...other, 'content-type': 'text/csv' },
      payload: `${NOTE_HEADER}k1,bad,13800000001\n`,
    });
    const ownId = own.json<{ id: string }>().id;
    await bench.intake.running.run(NOTE_CONTEXT, ownId);
    const given = await app.inject({ url: `/api/v1/imports/${ownId}/errors.csv`, headers: other });
    expect(given.body).toContain('13800000001');
  });

  it('holds all of thousands, and only the header when there are none', async () => {
    const many = await imported(noteLines(9000, (rowNo) => rowNo % 3 === 0));
    const reply = await app.inject({ url: `/api/v1/imports/${many}/errors.csv`, headers: READER });
    expect(reply.body.trim().split('\r\n')).toHaveLength(3001);
    const none = await imported(noteLines(2));
    expect((await app.inject({ url: `/api/v1/imports/${none}/errors.csv`, headers: READER })).body).toBe(
      '\uFEFFrow,column,reason,key,text,phone\r\n',
    );
  });
});

describe('what is seen of an import', () => {
  it('is for those who may see imports', async () => {
    const id = await imported(noteLines(2, () => true));
    for (const path of ['', `/${id}`, `/${id}/faults`, `/${id}/errors.csv`]) {
      const url = `/api/v1/imports${path}`;
      const codes = await Promise.all(
        [READER, asActor('wu', ['customers.read']), {}].map(
          async (headers) => (await app.inject({ url, headers })).statusCode,
        ),
      );
      expect(codes).toEqual([200, 403, 401]);
    }
  });

  it('comes page by page; a cursor that is not ours is 400', async () => {
    const id = await imported(noteLines(5, () => true));
    const rows: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (
        await app.inject({ url: `/api/v1/imports/${id}/faults?limit=2${query}`, headers: READER })
      ).json() as { items: { row: number }[]; nextCursor: string | null };
      rows.push(...page.items.map((item) => item.row));
      cursor = page.nextCursor;
    }
    expect(rows).toEqual([2, 3, 4, 5, 6]);
    const bad = [Buffer.from('["abc"]').toString('base64url'), Buffer.from('[1.5]').toString('base64url'), 'zzz'];
    for (const wrong of bad) {
      for (const path of ['', `/${id}/faults`]) {
        const reply = await app.inject({ url: `/api/v1/imports${path}?cursor=${wrong}`, headers: READER });
        expect([reply.statusCode, reply.json().code]).toEqual([400, 'input_invalid']);
      }
    }
  });

  it('is listed newest first, by status', async () => {
    const done = await imported(noteLines(1));
    const queued = await bench.create(noteLines(1));
    const ids = async (query: string) =>
      (
        (await app.inject({ url: `/api/v1/imports?${query}`, headers: READER })).json() as { items: { id: string }[] }
      ).items.map((item) => item.id);
    expect(await ids('limit=2')).toEqual([queued, done]);
    expect(await ids('status=queued')).toEqual([queued]);
  });
});
