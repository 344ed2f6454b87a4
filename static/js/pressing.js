// Nothing on a page may move under a finger or a mouse button that is down: the click would meet something else.

let isDown = false;
const waiting = [];

function released() {
  isDown = false;
  // The click comes right behind the button's release, before this.
  if (waiting.length) setTimeout(() => { for (const act of waiting.splice(0)) act(); });
}

addEventListener("mousedown", () => { isDown = true; }, true);
for (const end of ["mouseup", "dragend", "contextmenu", "keydown"]) addEventListener(end, released, true);
addEventListener("blur", released); // the window's own

export function oncePressed(act) {
  if (isDown) waiting.push(act);
  else act();
}
