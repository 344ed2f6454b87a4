// What makes the text of a lesson pleasant to read, wherever it is drawn; doing it twice does no harm.

import { addCopyButtons } from "./code_copy.js";
import { makeTabs } from "./content_tabs.js";
import { pickOnCurve } from "./hotspot_curve.js";
import { loadOnPress } from "./video_embed.js";

export function prepare(root) {
  addCopyButtons(root, { copy: root.dataset.wordCopy, copied: root.dataset.wordCopied });
  root.querySelectorAll(".tabs").forEach(makeTabs);
  root.querySelectorAll("[data-embed]").forEach(loadOnPress);
  root.querySelectorAll("[data-hotspot]").forEach(pickOnCurve);
}
