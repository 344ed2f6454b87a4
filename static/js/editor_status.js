// What an author is told about what they write: whether it is saved, why not, and what to do about it.

const KEPT = new Set(["unsaved", "signedOut", "refused"]);

function way(href, words, more = {}) {
  return Object.assign(document.createElement("a"), { href, textContent: words, ...more });
}

function timeOf(at) {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
}

function reasonFor(words, { status, reason }) {
  if (reason) return reason;
  return status === 404 ? words.gone : words.untold.replace("{status}", status);
}

function wordsFor(words, word, { at, ...told }, isKept) {
  const said = word === "signedOut" && told.reason ? [told.reason] : [words[word] + (at ? ` ${timeOf(at)}` : "")];
  if (word === "refused") said.push(reasonFor(words, told));
  if (KEPT.has(word)) said.push(isKept ? words.kept : words.lost);
  return said.join(document.documentElement.lang.startsWith("zh") ? "" : " ");
}

// `words` are the sentences of the page, by name.
export function tellIn(place, words) {
  return (word, told = {}, isKept = true) => {
    const said = wordsFor(words, word, told, isKept);
    place.dataset.how = KEPT.has(word) || word === "conflict" ? "kept" : "";
    if (place.firstChild?.textContent === said && place.childNodes.length > 1 && !told.merge) return; // no link is redrawn under a hand
    place.textContent = said;
    if (told.merge) place.append(" ", way(told.merge, words.choose));
    if (word === "signedOut") place.append(" ", way(words.signIn, words.signAgain, { target: "_blank" }));
  };
}
