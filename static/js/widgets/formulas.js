// The same as courses/content/widgets/formulas.py, where the sources are named.

export function softmax(logits, temperature = 1) {
  const largest = Math.max(...logits);
  const grown = logits.map((logit) => Math.exp((logit - largest) / temperature));
  const total = sum(grown);
  return grown.map((one) => one / total);
}

export function crossEntropy(logits, shares) {
  const largest = Math.max(...logits);
  const logSum = largest + Math.log(sum(logits.map((logit) => Math.exp(logit - largest))));
  return sum(shares.map((share, i) => share * (logSum - logits[i])));
}

export const sum = (values) => values.reduce((total, value) => total + value, 0);
export const share = (part, whole) => (whole ? part / whole : 0);

// Places by value, the largest first; of equals the first one.
export const ranked = (values) => values.map((_value, place) => place).sort((a, b) => values[b] - values[a]);
