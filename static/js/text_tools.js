// The buttons above a text: marks around what is chosen, and pieces to write over. execCommand keeps the browser's own undo.

const NOTE = /\[\^(\d+)\]/g;

function replace(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  document.execCommand("insertText", false, text);
}

function around(area, before, behind = before) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  replace(area, from, to, before + value.slice(from, to) + behind);
  if (from === to) area.setSelectionRange(from + before.length, from + before.length);
}

// The lines that the selection touches, as wholes; not the one that it only ends before.
function lines(area, change) {
  const { selectionStart, selectionEnd, value } = area;
  const from = value.slice(0, selectionStart).lastIndexOf("\n") + 1;
  const last = selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? selectionEnd - 1 : selectionEnd;
  const end = value.indexOf("\n", last);
  const to = end < 0 ? value.length : end;
  replace(area, from, to, change(value.slice(from, to)));
}

// A piece of lines of its own, behind the paragraph that the cursor stands in.
function block(area, text) {
  const { selectionEnd, value } = area;
  const end = value.indexOf("\n\n", selectionEnd);
  const at = end < 0 ? value.length : end;
  const rest = value.slice(0, at).trimEnd();
  replace(area, rest.length, at, `${rest ? "\n\n" : ""}${text}${end < 0 ? "\n" : ""}`);
}

// Its mark where the cursor is, its words at the end of the text.
function footnote(area) {
  const number = 1 + Math.max(0, ...[...area.value.matchAll(NOTE)].map(([, said]) => Number(said)));
  replace(area, area.selectionEnd, area.selectionEnd, `[^${number}]`);
  const rest = area.value.trimEnd();
  replace(area, rest.length, area.value.length, `\n\n[^${number}]: `);
}

export function useTool(area, button) {
  const { around: marks, close, before, aroundLines, block: piece } = button.dataset;
  if (marks) around(area, marks, close);
  else if (before) lines(area, (chosen) => chosen.split("\n").map((line) => before + line).join("\n"));
  else if (aroundLines) lines(area, (chosen) => `::: ${aroundLines}\n${chosen}\n:::`);
  else if (piece) block(area, piece);
  else footnote(area);
  const menu = button.closest("details.menu");
  if (menu) menu.open = false;
}
