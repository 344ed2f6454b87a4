// A text in the tokens of a small real vocabulary, cut anew with every letter that is typed.

import { Encoder, countBytes, countCharacters } from "./bpe.js";
import { begin, element, fill } from "./frame.js";

const COLOURS = 4;

const encoders = new WeakMap();
function encoderOf(settings) {
  if (!encoders.has(settings.merges)) encoders.set(settings.merges, new Encoder(settings.merges));
  return encoders.get(settings.merges);
}

function counted(text, encoder) {
  const tokens = encoder.encode(text);
  return { tokens, counts: { characters: countCharacters(text), bytes: countBytes(text), tokens: tokens.length } };
}

// The examples, and before them what was typed if it is none of them.
export function table(settings, { text }) {
  const { words, examples } = settings;
  const encoder = encoderOf(settings);
  const texts = examples.includes(text) ? examples : [text, ...examples];
  const { counts } = counted(text, encoder);
  return {
    caption: fill(words.caption, { size: encoder.bytes.length }),
    head: ["text", "characters", "bytes", "tokens", "pieces"].map((name) => words[name]),
    rows: texts.map((one) => {
      const { tokens, counts: of } = counted(one, encoder);
      return [one || words.yours, of.characters, of.bytes, of.tokens, tokens.map((token) => encoder.shown(token)).join(" ")].map(String);
    }),
    summary: fill(words[counts.bytes === counts.characters ? "summary" : "summaryOther"], counts),
  };
}

function build(frame) {
  const { settings, words } = frame;
  const encoder = encoderOf(settings);
  const id = frame.newId();
  const field = element("textarea", { id, rows: 2, maxlength: settings.longest, spellcheck: "false", autocomplete: "off", input: () => show() });
  const cut = element("ol", { class: "tokens", "aria-label": words.cut });
  field.value = settings.start.text;

  const show = () => {
    cut.replaceChildren(...encoder.encode(field.value).map((token, place) => element(
      "li", { "data-colour": place % COLOURS, title: frame.say("id", { id: token }) }, element("span", {}, encoder.shown(token)), element("small", {}, String(token)),
    )));
    frame.show(table(settings, { text: field.value }));
  };
  const take = (text) => () => { field.value = text; show(); };

  frame.add(
    element("div", { class: "field" }, element("label", { for: id }, frame.say("type", { most: settings.longest })), field),
    element("div", { class: "examples", role: "group", "aria-label": words.examples }, element("span", { class: "small" }, words.examples), ...settings.examples.map((text) => element("button", { type: "button", class: "btn", click: take(text) }, text))),
    cut,
  );
  show();
}

begin("tokeniser", build);
