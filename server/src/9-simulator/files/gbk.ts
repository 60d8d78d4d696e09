/** Encodes text as GBK; the inverse of the decoder that every engine has. */
export function createGbkEncoder(): (text: string) => Uint8Array {
  const codes = readCodes();
  return (text) => {
    const bytes = new Uint8Array(text.length * 2);
    let length = 0;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      const code = unit < 0x80 ? unit : (codes[unit] ?? 0);
      if (code === 0) {
        throw new Error(`GBK has no sign for U+${unit.toString(16)}`);
      }
      if (code > 0xff) {
        bytes[length] = code >> 8;
        length += 1;
      }
      bytes[length] = code & 0xff;
      length += 1;
    }
    return bytes.subarray(0, length);
  };
}

/** The two bytes of each code unit, found by decoding all pairs. */
function readCodes(): Uint16Array {
  const codes = new Uint16Array(0x1_0000);
  const decoder = new TextDecoder('gbk');
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const text = trail === 0x7f ? '\uFFFD' : decoder.decode(Uint8Array.of(lead, trail));
      const unit = text.charCodeAt(0);
      if (text.length === 1 && unit !== 0xfffd) {
        codes[unit] = (lead << 8) | trail;
      }
    }
  }
  return codes;
}
