// Windows of one file in a made-up browser that share what it keeps: `story` plays them, and what it returns comes back.
async (story) => {
  const { DraftKeeper, DraftStore } = await import("/js/draft_keeper.js");
  const { WindowEntries } = await import("/js/window_entries.js");
  const held = new Map();
  const storage = {
    get length() { return held.size; },
    key: (at) => [...held.keys()][at],
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, text) => held.set(key, text),
    removeItem: (key) => held.delete(key),
  };
  const outside = { setTimeout: () => 0, clearTimeout: () => {} };
  const world = { held, storage, now: 1_000_000_000_000, version: 1, sent: [], WindowEntries };
  world.offline = async () => { throw new Error("no connection"); };
  world.online = async ({ text }) => {
    world.sent.push(text);
    return { status: 200, body: { version: (world.version += 1), at: "now", by_others: false } };
  };
  world.refuses = async () => ({ status: 413, body: { reason: "too long" } });
  world.open = (send, { text = "One.\n", name = "aisha small a.md" } = {}) => {
    const page = { text };
    const store = new DraftStore(name, storage, { now: () => (world.now += 1) });
    const write = (said) => { page.text = said; };
    const about = { path: "a.md", base: 1, text, read: () => page.text, write, show: () => {}, fits: (base) => base === 1, say: () => {} };
    const keeper = new DraftKeeper({ ...about, send, store, outside });
    page.restored = keeper.restore();
    page.type = async (said) => { page.text = said; keeper.changed(); await keeper.flush(); };
    return Object.assign(page, { keeper });
  };
  // All that a page opened now has of what was typed.
  world.words = () => {
    const { text, keeper } = world.open(world.offline);
    return [...keeper.left.map((one) => one.text), text];
  };
  return new (Object.getPrototypeOf(async () => {}).constructor)("w", story)(world);
}
