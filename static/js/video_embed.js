// A video from another site: nothing is asked of that site before the button is pressed.

export function loadOnPress(box) {
  const button = box.querySelector("button");
  if (!button.hidden) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = Object.assign(document.createElement("iframe"), {
      src: box.dataset.embed,
      title: box.dataset.title,
      allow: "fullscreen; encrypted-media; picture-in-picture",
      referrerPolicy: "strict-origin",
    });
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation");
    box.replaceChildren(frame);
    frame.focus();
  });
}
