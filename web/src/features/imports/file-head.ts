/** Whether a file's name says that it is compressed. */
export const isGzip = (fileName: string): boolean => /\.gz$/iu.test(fileName);

/** The first bytes of a file as they read after decompression; reads no more of the file than needed. */
export async function readHead(file: File, maxBytes: number): Promise<Blob> {
  if (!isGzip(file.name)) {
    return file.slice(0, maxBytes);
  }
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  while (length < maxBytes) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    parts.push(value);
    length += value.byteLength;
  }
  await reader.cancel();
  return new Blob(parts).slice(0, maxBytes);
}
