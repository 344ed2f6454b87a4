// A world around RunStream for one story: sockets, requests and clocks that the story moves by hand.
async (story) => {
  const { RunStream } = await import("/js/run_stream.js");
  let clock = 0;
  const log = { seen: [], sockets: [], fetched: [], said: [], waits: [] };
  const event = (seq, data = {}) => ({ seq, kind: "state" in data ? "state" : "log", data, at: "" });
  const stored = Array.from({ length: 9 }, (_, i) => event(i + 1));
  const jobs = [];

  class Socket {
    constructor(url) {
      log.sockets.push(url);
      Socket.last = this;
    }

    close() {
      this.onclose({ code: 1000 });
    }
  }

  async function fetch(url) {
    log.fetched.push(url);
    const after = Number(url.split("after=")[1]);
    const body = { events: stored.slice(after, after + 4), seq: stored.length, state: "running" };
    return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
  }

  function setTimeout(work, ms) {
    log.waits.push(ms);
    jobs.push(work);
  }

  const stream = new RunStream({
    socketUrl: "/ws",
    eventsUrl: "/events",
    onEvents: (events) => log.seen.push(...events.map(({ seq }) => seq)),
    onConnection: (how) => log.said.push(how),
    outside: { WebSocket: Socket, fetch, setTimeout, random: () => 0.5, now: () => clock },
  });
  const say = (message) => Socket.last.onmessage({ data: JSON.stringify(message) });
  const hello = (seq, state = "running") => say({ type: "hello", seq, state });
  const tell = (...events) => say({ type: "events", events });
  const lose = (code = 1006) => Socket.last.onclose({ code });
  const settle = () => new Promise((done) => globalThis.setTimeout(done, 30));
  const next = async () => {
    jobs.shift()?.();
    await settle();
  };
  const pass = (ms) => { clock += ms; };
  const names = { say, pass, stream, event, hello, tell, lose, settle, next };
  await new Function(...Object.keys(names), `return (async () => { ${story} })()`)(...Object.values(names));
  await settle();
  return { ...log, last: stream.last, ended: stream.ended, closed: stream.closed };
}
