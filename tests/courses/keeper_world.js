// A quiz page's keeper in a made-up browser: `story` plays it, and what happened comes back.
async (story) => {
  const { AnswerKeeper, AnswerStore } = await import("/js/answer_keeper.js");
  const timers = [];
  const outside = {
    setTimeout: (work, ms) => { timers.push({ work, ms }); return timers.at(-1); },
    clearTimeout: (timer) => { const at = timers.indexOf(timer); if (at >= 0) timers.splice(at, 1); },
  };
  const kept = new Map();
  const storage = {
    get length() { return kept.size; },
    key: (at) => [...kept.keys()][at],
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => kept.set(key, text),
    removeItem: (key) => kept.delete(key),
  };
  const seen = { sent: [], said: [], waits: [], closed: 0, late: null, left: [], filled: null };
  const world = { answer: null, version: 0, now: 1_000_000_000_000, timers, seen, storage };
  world.online = () => { world.answer = () => ({ status: 200, body: { versions: { a: (world.version += 1) }, replaced: {}, at: "", left: null } }); };
  world.offline = () => { world.answer = () => { throw new TypeError("no network"); }; };
  world.refuse = (status) => { world.answer = () => ({ status, body: {} }); };
  const send = async (fields) => { seen.sent.push(fields.map((pair) => pair.join("=")).join(" ")); return world.answer(); };
  world.make = (sitting = "mine", more = {}) => {
    const store = new AnswerStore(sitting, { storage: more.storage ?? storage, now: () => world.now });
    return new AnswerKeeper({ about: [], versions: new Map(), send, say: (word) => seen.said.push(word), onClosed: (isLate) => { seen.closed += 1; seen.late = isLate; }, onLeft: (s) => seen.left.push(s), store, outside, ...more });
  };
  world.keeper = world.make();
  world.next = async () => { const timer = timers.shift(); seen.waits.push(timer?.ms); await timer?.work(); };
  world.give = (question, value, keeper = world.keeper) => keeper.changed(question, [[`q.${question}`, value]]);
  world.online();
  await new (Object.getPrototypeOf(async () => {}).constructor)("w", story)(world);
  return { ...seen, kept: Object.fromEntries([...kept].map(([key, text]) => [key, JSON.parse(text).fields?.[0]?.[1]])), timers: timers.length };
}
