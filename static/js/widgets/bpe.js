// Byte-level byte-pair encoding, the same as courses/content/widgets/tokeniser/bpe.py.

const PIECES = / ?[A-Za-z\u0080-\u{10ffff}]+| ?[0-9]+| ?[^ \t\n\rA-Za-z0-9\u0080-\u{10ffff}]+|[ \t\n\r]+/gu;
const BYTES = 256;
const MARKS = { " ": "␣", "\n": "⏎", "\r": "⏎", "\t": "⇥" };

const asBytes = new TextEncoder();
const asText = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const countBytes = (text) => asBytes.encode(text).length;
export const countCharacters = (text) => [...text].length;

export class Encoder {
  constructor(merges) {
    this.rank = new Map(merges.map((pair, place) => [String(pair), place]));
    this.bytes = Array.from({ length: BYTES }, (_none, n) => [n]);
    for (const [left, right] of merges) this.bytes.push([...this.bytes[left], ...this.bytes[right]]);
  }

  encode(text) {
    return (text.match(PIECES) ?? []).flatMap((piece) => this.encodePiece([...asBytes.encode(piece)]));
  }

  encodePiece(tokens) {
    for (;;) {
      const ranks = tokens.slice(1).map((right, at) => this.rank.get(`${tokens[at]},${right}`) ?? Infinity);
      const best = Math.min(...ranks);
      if (best === Infinity) return tokens;
      tokens = join(tokens, ranks, best);
    }
  }

  shown(token) {
    const bytes = this.bytes[token];
    try {
      return asText.decode(new Uint8Array(bytes)).replace(/[ \n\r\t]/g, (sign) => MARKS[sign]);
    } catch {
      return `⟨${bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ")}⟩`;
    }
  }
}

// The tokens with every pair of the best rank, from the left, put together.
function join(tokens, ranks, best) {
  const out = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (ranks[at] === best) {
      out.push(BYTES + best);
      at += 1;
    } else out.push(tokens[at]);
  }
  return out;
}
