import { pipeline, type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { Download } from '#kernel/http/route.ts';
import type { Text } from '#kernel/pure/text.ts';

/** Bounds of a body that is a file, in bytes. */
export interface StreamLimits {
  /** As received. */
  readonly receivedBytes: number;
  /** After gunzip. */
  readonly inflatedBytes: number;
  /** Inflated bytes per received byte, watched beyond the first `RATIO_FREE_BYTES`. */
  readonly inflationRatio: number;
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = {
  receivedBytes: 4 * 1024 ** 3,
  inflatedBytes: 16 * 1024 ** 3,
  // Order exports compress 5 to 30 times; a bomb of zeros about 1,000 times.
  inflationRatio: 250,
};

const RATIO_FREE_BYTES = 8 * 1024 ** 2;

/** The request's body as a stream of plain bytes, gunzipped when it says so. Bounds break it with a 413 AppError. */
export function openBodyStream(request: FastifyRequest, limits: StreamLimits): Readable {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limits.receivedBytes) {
    throw tooLarge();
  }
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const received = { bytes: 0 };
  const meter = countBytes(received, () => received.bytes <= limits.receivedBytes);
  if (encoding === 'identity') {
    return join([request.raw, meter]);
  }
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw encodingUnsupported({ 'zh-CN': 'Content-Encoding 只支持 gzip', en: 'Content-Encoding may only be gzip' });
  }
  const inflated = { bytes: 0 };
  const bound = countBytes(
    inflated,
    () =>
      inflated.bytes <= limits.inflatedBytes &&
      (inflated.bytes <= RATIO_FREE_BYTES || inflated.bytes <= received.bytes * limits.inflationRatio),
  );
  return join([request.raw, meter, createGunzip(), bound]);
}

/** Sends a download; an error half-way cuts the connection, so that nobody takes a part for the whole. */
export function sendDownload(reply: FastifyReply, download: Download): FastifyReply {
  if (download.bytes !== undefined) {
    reply.header('content-length', String(download.bytes));
  }
  if (download.cacheSeconds !== undefined) {
    reply.header('cache-control', `private, max-age=${download.cacheSeconds}, immutable`);
  }
  if (download.sharedSeconds !== undefined) {
    reply.header('cache-control', `public, max-age=${download.sharedSeconds}`);
    reply.header('cross-origin-resource-policy', 'cross-origin');
  }
  return reply
    .header('content-type', download.contentType)
    .header('content-disposition', contentDisposition(download.fileName))
    .send(download.stream);
}

/** RFC 6266 with an ASCII fallback and the RFC 5987 form for everything else; null shows it in place. */
export function contentDisposition(fileName: string | null): string {
  if (fileName === null) {
    return 'inline';
  }
  const fallback = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${fallback}"; filename*=UTF-8''${encoded}`;
}

function countBytes(count: { bytes: number }, isWithin: () => boolean): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count.bytes += chunk.length;
      done(isWithin() ? null : tooLarge(), chunk);
    },
  });
}

/** The last of the streams; the error of whichever breaks reaches whoever reads it. */
function join(streams: readonly [Readable, ...Transform[]]): Readable {
  const last = streams[streams.length - 1] as Transform;
  // `pipeline` destroys every stream with the error, so the reader has it already.
  pipeline([...streams], () => undefined);
  return last;
}

/** Packed JSON is not taken: a megabyte of it could unpack to a gigabyte. */
export function refusePackedJson(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw encodingUnsupported({
      'zh-CN': 'JSON 请求体不能压缩',
      en: 'A JSON body cannot have a Content-Encoding',
    });
  }
}

function encodingUnsupported(message: Text): AppError {
  return new AppError('content_encoding_unsupported', 415, { message });
}

function tooLarge(): AppError {
  return new AppError('body_too_large', 413, {
    message: { 'zh-CN': '文件超过了允许的大小', en: 'The file is larger than allowed' },
  });
}
