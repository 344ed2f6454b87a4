// What this browser keeps between visits; null where its owner lets pages keep nothing.
export function storage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
