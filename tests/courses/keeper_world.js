// A quiz page's keeper in a made-up browser: `story` plays it, and what happened comes back.
async (story) => {
  const { AnswerKeeper } = await import("/js/answer_keeper.js");
  const timers = [];
  const outside = { setTimeout: (work, ms) => timers.push({ work, ms }) && timers.at(-1), clearTimeout: (timer) => { const at = timers.indexOf(timer); if (at >= 0) timers.splice(at, 1); } };
  const kept = new Map();
  const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text), removeItem: (key) => kept.delete(key) };
  const seen = { sent: [], said: [], waits: [], closed: 0, kept };
  let version = 0;
  let answer = () => ({ status: 200, body: { versions: {}, replaced: {}, at: "2026-01-01T10:00:00Z" } });
  const send = async (body) => { seen.sent.push(body.filter(([name]) => name !== "number").map((pair) => pair.join("="))); return answer(body); };
  const make = (more = {}) => new AnswerKeeper({ name: "/q", number: 1, versions: {}, send, say: (word) => seen.said.push(word), onClosed: () => { seen.closed += 1; }, store, outside, ...more });
  const keeper = make();
  const next = async () => { const timer = timers.shift(); seen.waits.push(timer?.ms); await timer?.work(); };
  const offline = () => { answer = () => { throw new TypeError("no network"); }; };
  const online = () => { answer = () => ({ status: 200, body: { versions: { a: (version += 1) }, replaced: {}, at: "2026-01-01T10:00:00Z" } }); };
  const refuse = (status) => { answer = () => ({ status, body: {} }); };
  const reply = (how) => { answer = how; };
  const give = (question, value) => keeper.changed(question, [[`q.${question}`, value]]);
  online();
  await new (Object.getPrototypeOf(async () => {}).constructor)("keeper", "make", "give", "next", "offline", "online", "refuse", "reply", "timers", story)(keeper, make, give, next, offline, online, refuse, reply, timers);
  return { ...seen, kept: Object.fromEntries(kept), left: timers.length };
}
