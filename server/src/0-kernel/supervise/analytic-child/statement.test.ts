import { describe, expect, it } from 'vitest';
import { readStatement } from './statement.ts';

function read(sql: string, bodyFollows = false): string {
  const statement = readStatement(sql, { bodyFollows, defaultFormat: null });
  if (statement.kind === 'rows') {
    return `${statement.light ? 'light' : 'heavy'}: ${statement.complete('f')}`;
  }
  return `${statement.kind}: ${statement.kind === 'insert' ? statement.complete('f') : statement.sql}`;
}

describe('reading a statement', () => {
  it.each([
    ['SELECT 1', `light: SELECT 1\nINTO OUTFILE 'f' FORMAT TabSeparated`],
    ['SELECT 1 \nFORMAT JSON', `light: SELECT 1 \n\nINTO OUTFILE 'f' FORMAT JSON`],
    ['SELECT 1;  -- end', `light: SELECT 1\nINTO OUTFILE 'f' FORMAT TabSeparated`],
    [
      'select a from t format CSV settings x = 1',
      `heavy: select a from t \nINTO OUTFILE 'f' format CSV settings x = 1`,
    ],
    [
      "SELECT format('{}', 1) AS format",
      `light: SELECT format('{}', 1) AS format\nINTO OUTFILE 'f' FORMAT TabSeparated`,
    ],
    [
      'SELECT \';\', $$; FROM$$, `;`, "FORMAT X"',
      `light: SELECT ';', $$; FROM$$, \`;\`, "FORMAT X"\nINTO OUTFILE 'f' FORMAT TabSeparated`,
    ],
    ['(SELECT 1) UNION ALL (SELECT 2)', `light: (SELECT 1) UNION ALL (SELECT 2)\nINTO OUTFILE 'f' FORMAT TabSeparated`],
    [
      'WITH x AS (SELECT 1) SELECT * FROM x',
      `heavy: WITH x AS (SELECT 1) SELECT * FROM x\nINTO OUTFILE 'f' FORMAT TabSeparated`,
    ],
    ['/* FROM */ SELECT 1 # FROM', `light: /* FROM */ SELECT 1 # FROM\nINTO OUTFILE 'f' FORMAT TabSeparated`],
    ['SELECT * FROM system.processes', `light: SELECT * FROM system.processes\nINTO OUTFILE 'f' FORMAT TabSeparated`],
    [
      'SELECT * FROM system.one, t JOIN s',
      `heavy: SELECT * FROM system.one, t JOIN s\nINTO OUTFILE 'f' FORMAT TabSeparated`,
    ],
    ['SHOW TABLES FORMAT JSONEachRow', 'description: SHOW TABLES FORMAT JSONEachRow'],
    ['CREATE TABLE t (a String);', 'command: CREATE TABLE t (a String)'],
    ['INSERT INTO t SELECT 1;', 'command: INSERT INTO t SELECT 1'],
    ["INSERT INTO t VALUES ('a;b'); ", "command: INSERT INTO t VALUES ('a;b'); "],
    ['INSERT INTO t FORMAT JSONEachRow {"a":";"}', 'command: INSERT INTO t FORMAT JSONEachRow {"a":";"}'],
  ])('takes %j for what it is', (sql, expected) => {
    expect(read(sql)).toBe(expected);
  });

  it.each([
    ['INSERT INTO t FORMAT JSONEachRow', `insert: INSERT INTO t  FROM INFILE 'f' FORMAT JSONEachRow`],
    [
      'INSERT INTO d.`format` (a, `values`) SETTINGS x = 1 FORMAT CSV',
      `insert: INSERT INTO d.\`format\` (a, \`values\`)  FROM INFILE 'f' SETTINGS x = 1 FORMAT CSV`,
    ],
    ['insert into table format format TSV', `insert: insert into table format  FROM INFILE 'f' format TSV`],
    ['INSERT INTO d.values VALUES', `insert: INSERT INTO d.values  FROM INFILE 'f' FORMAT Values`],
  ])('reads the rows of %j from the body', (sql, expected) => {
    expect(read(sql, true)).toBe(expected);
  });

  it.each([
    ['', 62],
    ['SELECT 1; DROP TABLE t', 62],
    ["SELECT 1 INTO OUTFILE '/etc/x'", 1],
    ['SELECT 1 INTO/**/outfile $$x$$', 1],
  ])('refuses %j', (sql, code) => {
    expect(() => read(sql)).toThrowError(expect.objectContaining({ code }));
  });

  it('refuses an INSERT SELECT with rows in the body', () => {
    expect(() => read('INSERT INTO t SELECT 1', true)).toThrowError(expect.objectContaining({ code: 48 }));
  });
});
