// CRC-32 as zlib computes it (IEEE 802.3, reflected 0xEDB88320), eight bytes a turn ("slicing by 8"): world checksums
// run over four kilobytes at every step of a verification, so a table lookup per byte would be the slowest part of it.

const POLYNOMIAL = 0xedb88320;
const TABLES = buildTables();

/** Eight tables in one array: entry `256 * k + byte` is the CRC of `byte` followed by k zero bytes. */
function buildTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const shorter = tables[i - 256];
    tables[i] = tables[shorter & 255] ^ (shorter >>> 8);
  }
  return tables;
}

/**
 * CRC-32 of `bytes` as an unsigned integer.
 * @param start the CRC of what comes before, to go on from there; `crc32(b, crc32(a))` is the CRC of a then b
 */
export function crc32(bytes: Uint8Array, start = 0): number {
  const tables = TABLES;
  const eights = bytes.length - (bytes.length % 8);
  let crc = ~start;
  let i = 0;
  for (; i < eights; i += 8) {
    const first = crc ^ (bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
    crc =
      tables[1792 + (first & 255)] ^
      tables[1536 + ((first >>> 8) & 255)] ^
      tables[1280 + ((first >>> 16) & 255)] ^
      tables[1024 + (first >>> 24)] ^
      tables[768 + bytes[i + 4]] ^
      tables[512 + bytes[i + 5]] ^
      tables[256 + bytes[i + 6]] ^
      tables[bytes[i + 7]];
  }
  for (; i < bytes.length; i++) crc = tables[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
