export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

export interface ImageFacts {
  readonly type: ImageType;
  readonly width: number;
  readonly height: number;
}

/** What an image is by its own bytes, whatever its name or header says; null for anything but PNG, JPEG and WebP. */
export function readImageFacts(bytes: Uint8Array): ImageFacts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const facts = readPng(view) ?? readJpeg(view) ?? readWebp(view);
  return facts !== null && facts.width > 0 && facts.height > 0 ? facts : null;
}

function hasText(view: DataView, at: number, text: string): boolean {
  return (
    view.byteLength >= at + text.length &&
    Array.from(text, (char, index) => view.getUint8(at + index) === char.charCodeAt(0)).every(Boolean)
  );
}

/** Signature, then the IHDR chunk with the size (PNG, third edition, 5.2 and 11.2.1). */
function readPng(view: DataView): ImageFacts | null {
  const isPng = view.byteLength >= 24 && view.getUint32(0) === 0x89_50_4e_47 && view.getUint32(4) === 0x0d_0a_1a_0a;
  return isPng && hasText(view, 12, 'IHDR')
    ? { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
    : null;
}

/** Segments up to the frame header (ITU-T T.81, B.2.2): C0 to CF but for the three that are no frames. */
function readJpeg(view: DataView): ImageFacts | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xff_d8) {
    return null;
  }
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
    } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    } else {
      at += 2 + view.getUint16(at + 2);
    }
  }
  return null;
}

/** RIFF container (RFC 9649): lossy, lossless or extended. */
function readWebp(view: DataView): ImageFacts | null {
  if (view.byteLength < 30 || !hasText(view, 0, 'RIFF') || !hasText(view, 8, 'WEBP')) {
    return null;
  }
  if (hasText(view, 12, 'VP8X')) {
    return { type: 'image/webp', width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
  }
  if (hasText(view, 12, 'VP8L') && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true);
    return { type: 'image/webp', width: 1 + (bits & 0x3f_ff), height: 1 + ((bits >>> 14) & 0x3f_ff) };
  }
  if (hasText(view, 12, 'VP8 ') && view.getUint8(23) === 0x9d) {
    return {
      type: 'image/webp',
      width: view.getUint16(26, true) & 0x3f_ff,
      height: view.getUint16(28, true) & 0x3f_ff,
    };
  }
  return null;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
}
