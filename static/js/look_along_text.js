// The preview of a text shows what the hand is at: it follows the scrolling of the field, and the caret.

const AROUND = 0.2; // of the preview: nearer to its edge nothing counts as seen

// Where each piece begins, as its line and its height in the preview; at the end the end of both.
function pieces(look, lineCount) {
  const prose = look.querySelector("[data-lines]");
  if (!prose) return [];
  const lines = prose.dataset.lines.split(" ").map(Number);
  const elements = [...prose.children].filter((element) => !element.matches(".footnotes, .footnotes-sep"));
  const top = look.getBoundingClientRect().top - look.scrollTop;
  const end = { line: lineCount + 1, y: look.scrollHeight };
  if (elements.length !== lines.length) return [{ line: 1, y: 0 }, end];
  return [...elements.map((element, at) => ({ line: lines[at], y: element.getBoundingClientRect().top - top })), end];
}

// The height of a line in the preview, between the pieces that it stands between.
function heightAt(line, marks) {
  const at = marks.findLastIndex((mark) => mark.line <= line);
  if (at < 0) return 0;
  const [before, after] = [marks[at], marks[at + 1] ?? marks[at]];
  const share = after.line > before.line ? Math.min(1, (line - before.line) / (after.line - before.line)) : 0;
  return before.y + share * (after.y - before.y);
}

// How many rows the lines take before each of them; long ones are wrapped, as far as one can tell without measuring.
function rowsBefore(area) {
  const letter = parseFloat(getComputedStyle(area).fontSize) / 2;
  const columns = Math.max(20, Math.floor(area.clientWidth / letter));
  const rows = [0];
  for (const line of area.value.split("\n")) rows.push(rows.at(-1) + Math.max(1, Math.ceil(line.length / columns)));
  return rows;
}

// The line, with its fraction, that stands at a share of what the field shows.
function lineShown(area, share) {
  const rows = rowsBefore(area);
  const row = ((area.scrollTop + share * area.clientHeight) / area.scrollHeight) * rows.at(-1);
  const at = Math.max(0, Math.min(rows.length - 2, rows.findLastIndex((before) => before <= row)));
  return at + 1 + (row - rows[at]) / (rows[at + 1] - rows[at]);
}

const canFollow = (look) => look.scrollHeight > look.clientHeight;

// At the top and the bottom of the field the preview is at its own.
function followScroll(area, look) {
  const room = area.scrollHeight - area.clientHeight;
  if (!canFollow(look) || room <= 0) return;
  const share = area.scrollTop / room;
  const line = lineShown(area, share);
  look.scrollTop = heightAt(line, pieces(look, area.value.split("\n").length)) - share * look.clientHeight;
}

export function followCaret(area, look) {
  if (!canFollow(look) || document.activeElement !== area) return;
  const lines = area.value.slice(0, area.selectionStart).split("\n").length;
  const y = heightAt(lines, pieces(look, area.value.split("\n").length)) - look.scrollTop;
  const edge = AROUND * look.clientHeight;
  if (y < 0 || y > look.clientHeight - edge) look.scrollTop += y - 2 * edge;
}

export function lookAlongText(area, look) {
  area.addEventListener("scroll", () => followScroll(area, look), { passive: true });
  for (const moved of ["keyup", "click"]) area.addEventListener(moved, () => followCaret(area, look));
}
