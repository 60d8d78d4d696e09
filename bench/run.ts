import { readdirSync } from 'node:fs';
import path from 'node:path';

interface Benchmark {
  run(args: string[]): Promise<void>;
}

/** Every other file of this folder is a benchmark that exports `run`. */
function listBenchmarks(): readonly string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'run.ts')
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

async function main([name, ...args]: string[]): Promise<void> {
  const names = listBenchmarks();
  if (name === undefined || !names.includes(name)) {
    console.log(`npm run bench -- <name> [options]\n\n${names.map((each) => `  ${each}`).join('\n')}`);
    process.exitCode = name === undefined ? 0 : 1;
    return;
  }
  // `as`: files of this folder keep to the interface above
  const benchmark = (await import(path.join(import.meta.dirname, `${name}.ts`))) as Benchmark;
  await benchmark.run(args);
}

await main(process.argv.slice(2));
