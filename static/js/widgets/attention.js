// Where each token of a sentence looks: choose a token and a head; lines and numbers show a real model's weights.

import { ranked } from "./formulas.js";
import { begin, element, fill, fixed, svg } from "./frame.js";

const LOOKS = 3;
const [LINE, TOP] = [28, 6];
const [LETTER, NUMBER] = [8.5, 60]; // room for a letter of a token, and for a weight with its margins
const THINNEST = 0.02; // a line fainter than this is not drawn
const LONGEST = 11; // letters of a token in the drawing; the buttons and the table have all

export function table({ words, tokens, heads, model }, state) {
  const { layer, head, weights } = heads[state.head];
  const looks = weights.map((row) => ranked(row).slice(0, LOOKS));
  const first = looks[state.token][0];
  return {
    caption: fill(words.caption, { layer, head, model }),
    head: [words.token, words.look1, words.look2, words.look3].slice(0, 1 + Math.min(LOOKS, tokens.length)),
    rows: looks.map((seen, i) => [tokens[i], ...seen.map((j) => `${tokens[j]} ${fixed(weights[i][j], 3)}`)]),
    summary: fill(words.summary, { token: tokens[state.token], first: tokens[first], weight: fixed(weights[state.token][first], 3) }),
  };
}

const brief = (token) => ([...token].length > LONGEST ? `${[...token].slice(0, LONGEST - 1).join("")}…` : token);

// Two columns of the same tokens, with lines from the chosen one on the left to what it looks at on the right.
function drawn(frame, state, width, choose) {
  const { tokens, heads } = frame.settings;
  const weights = heads[state.head].weights[state.token];
  const y = (place) => TOP + LINE * place + LINE / 2;
  const room = Math.min(0.34 * width, LETTER * Math.max(...tokens.map((token) => [...brief(token)].length)));
  const [from, to] = [Math.max(room, 0.3 * width), Math.min(0.62 * width, width - NUMBER - room)];
  const height = TOP * 2 + LINE * tokens.length;
  const lines = weights.map((weight, place) => (weight < THINNEST ? null : svg("line", {
    x1: from + 8, y1: y(state.token), x2: to - 8, y2: y(place), class: "look", "stroke-width": (1 + 5 * weight).toFixed(2), "stroke-opacity": (0.2 + 0.8 * weight).toFixed(3),
  })));
  const left = tokens.map((token, place) => svg("text", { x: from, y: y(place) + 4, "text-anchor": "end", class: place === state.token ? "looker chosen" : "looker", click: () => choose(place) }, brief(token)));
  const right = tokens.map((token, place) => svg("text", { x: to, y: y(place) + 4 }, brief(token)));
  const numbers = weights.map((weight, place) => svg("text", { x: width - 8, y: y(place) + 4, "text-anchor": "end", class: weight >= THINNEST ? "weighs" : "" }, fixed(weight, 3)));
  return svg("svg", { role: "img", "aria-label": frame.words.drawing, width, height, viewBox: `0 0 ${width} ${height}` }, ...lines, ...left, ...right, ...numbers);
}

function build(frame) {
  const { settings, words } = frame;
  const state = { ...settings.start };
  const figure = element("div", { class: "looks" });

  const draw = () => { if (figure.clientWidth) figure.replaceChildren(drawn(frame, state, figure.clientWidth, pick)); };
  const show = () => { draw(); frame.show(table(settings, state)); };
  const pick = (place) => { state.token = place; tokens.set(place); show(); };
  const tokens = frame.choice({ label: words.tokens, options: settings.tokens.map((token, place) => [place, token]), value: state.token, onInput: pick });
  const heads = settings.heads.map(({ layer, head }, place) => [place, frame.say("headName", { layer, head })]);

  if (heads.length > 1) frame.add(frame.choice({ label: words.head, options: heads, value: state.head, onInput: (place) => { state.head = place; show(); } }).field);
  frame.add(tokens.field, figure, element("p", { class: "small" }, frame.say("source", { model: settings.model })));
  new ResizeObserver(draw).observe(figure);
  show();
}

begin("attention", build);
